//! `Parameter.N`: the attributes of the product, each a code and a value.

use std::collections::BTreeSet;

use super::names;
use crate::{
    catalog::{fields::Fields, numbered::numbered},
    refusal::{Reason, is_hidden},
};

/// The vendor's limit of N.
pub const MAX_MODULES: usize = 100;

/// The longest code and value that we believe; the vendor states no limit.
pub const MAX_CODE: usize = 128;
pub const MAX_VALUE: usize = 1_024;

/// One attribute of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    pub code: String,
    pub value: String,
}

/// All of them, in the order of their numbers. What a form left empty in between is closed up.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<Module> {
    let mut codes = BTreeSet::new();
    let mut modules = Vec::new();
    for number in fields.numbers(&[names::PARAMETER_CODE, names::PARAMETER_VALUE], MAX_MODULES) {
        let field = numbered(names::PARAMETER_CODE, number);
        let code = fields.required(&field, code);
        let value = fields.required(&numbered(names::PARAMETER_VALUE, number), value);
        if code.as_ref().is_some_and(|code| !codes.insert(code.clone())) {
            fields.refuse(&field, Reason::Duplicate);
        }
        modules.extend(code.zip(value).map(|(code, value)| Module { code, value }));
    }
    modules
}

fn code(text: &str) -> Result<String, Reason> {
    if text.contains(char::is_control) { Err(Reason::BadCharacters) } else { visible(text, MAX_CODE) }
}

fn value(text: &str) -> Result<String, Reason> {
    visible(text, MAX_VALUE)
}

fn visible(text: &str, max: usize) -> Result<String, Reason> {
    if text.contains(is_hidden) {
        Err(Reason::BadCharacters)
    } else if text.chars().count() > max {
        Err(Reason::TooLong { max })
    } else {
        Ok(text.to_owned())
    }
}
