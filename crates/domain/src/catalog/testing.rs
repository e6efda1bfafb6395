//! What the tests of all operations ask for.

use super::{Input, Leftovers, Operation, Spec};

pub(super) fn input(pairs: &[(&str, &str)]) -> Input {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// `base` with these changes; an empty text takes a parameter out.
pub(super) fn changed(base: &Input, changes: &[(&str, &str)]) -> Input {
    let mut input = base.clone();
    for (name, value) in changes {
        if value.is_empty() {
            input.remove(*name);
        } else {
            input.insert((*name).to_owned(), (*value).to_owned());
        }
    }
    input
}

/// Field and code of everything that is refused.
pub(super) fn codes(
    operation: Operation,
    input: &Input,
    leftovers: Leftovers,
) -> Vec<(String, &'static str)> {
    match Spec::check(operation, input, leftovers) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| (error.field, error.reason.code())).collect(),
    }
}

/// A program that sends this is refused there, for that, and for nothing else.
#[track_caller]
pub(super) fn assert_refused(operation: Operation, input: &Input, field: &str, code: &str) {
    assert_eq!(codes(operation, input, Leftovers::Refuse), [(field.to_owned(), code)], "{input:?}");
}

/// What is sent for it, after it passed as a program's.
#[track_caller]
pub(super) fn sent(operation: Operation, given: &Input) -> Input {
    Spec::check(operation, given, Leftovers::Refuse).expect("a valid spec").parameters()
}
