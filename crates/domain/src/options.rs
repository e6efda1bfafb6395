//! What a cloud offers for the fields of a form, asked with the person's own key. Nothing here is a rule: an id that is
//! not offered may be typed all the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{
    Input, Operation,
    bss_create::{MAX_MODULES, names as bss},
    ddm_create::names as ddm,
    dts_change::names as change,
    fits, numbered,
};

/// The fields whose lists hang on others: when a parent changes, a child that no longer fits is emptied.
const HANGS: [(Operation, &str, &str); 6] = [
    (Operation::DtsChange, change::JOB_ID, change::REGION_ID),
    (Operation::BssCreate, bss::PRODUCT_TYPE, bss::PRODUCT_CODE),
    (Operation::DdmCreate, ddm::FLAVOR_ID, ddm::ENGINE_ID),
    (Operation::DdmCreate, ddm::AVAILABLE_ZONE, ddm::ENGINE_ID),
    (Operation::DdmCreate, ddm::AVAILABLE_ZONE, ddm::FLAVOR_ID),
    (Operation::DdmCreate, ddm::SUBNET_ID, ddm::VPC_ID),
];

/// The form's field whose change makes all lists others.
pub const CREDENTIAL: &str = "credential_id";

/// The fields that the cloud has lists for.
pub const fn listed(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::DtsCreate => &[],
        Operation::DtsChange => &[change::JOB_ID],
        Operation::BssCreate => &[bss::PRODUCT_CODE, bss::PRODUCT_TYPE],
        Operation::DdmCreate => &[
            ddm::ENGINE_ID,
            ddm::FLAVOR_ID,
            ddm::AVAILABLE_ZONE,
            ddm::VPC_ID,
            ddm::SUBNET_ID,
            ddm::SECURITY_GROUP_ID,
        ],
    }
}

/// The fields whose values decide what is on the lists.
pub const fn decides(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::DtsCreate => &[],
        Operation::DtsChange => &[CREDENTIAL, change::REGION_ID],
        Operation::BssCreate => &[CREDENTIAL, bss::PRODUCT_CODE, bss::PRODUCT_TYPE, bss::SUBSCRIPTION_TYPE],
        Operation::DdmCreate => &[CREDENTIAL, ddm::ENGINE_ID, ddm::FLAVOR_ID, ddm::VPC_ID],
    }
}

/// The lists of a form, by the wire name of the field that they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub lists: BTreeMap<&'static str, List>,
    /// What the product that was chosen asks for beside its code.
    pub attributes: Option<Attributes>,
}

/// One list, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// What the cloud named: maybe nothing.
    Offers(Vec<Offer>),
    /// It hangs on that field, which is empty.
    WaitsFor(&'static str),
    /// The cloud did not answer so that it could be read; the code of what to do about it.
    Failed(&'static str),
}

/// The attributes of a product, or why they are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attributes {
    Known(Vec<Attribute>),
    WaitFor(&'static str),
    Failed(&'static str),
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What is sent.
    pub value: String,
    /// What the cloud calls it; the value itself where it has no name.
    pub name: String,
    /// A fact or two that decide, in the vendor's words.
    pub note: String,
    /// Another id of the same: the instance of a task.
    pub instance: Option<String>,
    pub state: OnSale,
}

/// Whether it can be bought now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnSale {
    Yes,
    /// Nowhere, or not where it was asked for.
    SoldOut,
    /// Not in this region or with what was chosen.
    Unsupported,
}

/// One attribute of a product, with the values that it may have; without any it may have every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub code: String,
    pub name: String,
    pub unit: String,
    /// Values to choose from.
    pub values: Vec<Offer>,
    /// Ranges of whole numbers that it may have beside them, as the vendor writes them: `20-500`.
    pub ranges: Vec<String>,
}

impl Attribute {
    /// Writes the pairs of a BSS spec in the order of a form with these attributes: theirs under the first numbers, all
    /// others after them. A pair's number after, by its number before.
    pub fn arrange(attributes: &[Self], input: &mut Input) -> BTreeMap<u32, u32> {
        let mut numbers = BTreeMap::new();
        let mut arranged = Input::new();
        let mut next = u32::try_from(attributes.len()).unwrap_or(u32::MAX - 1) + 1;
        for before in 1..=u32::try_from(MAX_MODULES).unwrap_or(u32::MAX) {
            let [code, value] = [bss::PARAMETER_CODE, bss::PARAMETER_VALUE]
                .map(|pattern| input.remove(&numbered(pattern, before)));
            if code.is_none() && value.is_none() {
                continue;
            }
            let own = attributes
                .iter()
                .position(|attribute| code.as_ref().is_some_and(|code| code.trim() == attribute.code));
            let own = own.and_then(|at| u32::try_from(at + 1).ok());
            // The second of two with one code keeps a line of its own: its reader is told.
            let is_free = |number: &u32| !arranged.contains_key(&numbered(bss::PARAMETER_CODE, *number));
            let after = own.filter(is_free).unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            for (pattern, text) in [(bss::PARAMETER_CODE, code), (bss::PARAMETER_VALUE, value)] {
                if let Some(text) = text {
                    arranged.insert(numbered(pattern, after), text);
                }
            }
            numbers.insert(before, after);
        }
        input.extend(arranged);
        numbers
    }
}

impl Offer {
    /// Something on sale, whose name falls back to its value.
    pub fn new(value: impl Into<String>, name: impl Into<String>, note: impl Into<String>) -> Self {
        let (value, name) = (value.into(), name.into());
        let name = if name.is_empty() { value.clone() } else { name };
        Self { value, name, note: note.into(), instance: None, state: OnSale::Yes }
    }

    /// The same with the instance that it belongs to.
    #[must_use]
    pub fn instance(mut self, instance: Option<String>) -> Self {
        self.instance = instance;
        self
    }

    /// The same with what its sale says.
    #[must_use]
    pub fn state(mut self, state: OnSale) -> Self {
        self.state = state;
        self
    }
}

impl Options {
    /// What is offered for a field; nothing where nobody asked, or nothing came.
    pub fn offers(&self, field: &str) -> &[Offer] {
        match self.lists.get(field) {
            Some(List::Offers(offers)) => offers,
            Some(List::WaitsFor(_) | List::Failed(_)) | None => &[],
        }
    }

    /// Takes out what no longer fits: the values of fields that hang on a `changed` one and are not offered any more.
    /// Where the cloud named nothing, nothing is known. The fields that were emptied, each once.
    pub fn empty_unfit(
        &self,
        operation: Operation,
        changed: impl Fn(&str) -> bool,
        input: &mut Input,
    ) -> Vec<&'static str> {
        let mut emptied = Vec::new();
        for (_, child, parent) in HANGS.into_iter().filter(|(of, ..)| *of == operation) {
            let is_known = matches!(self.lists.get(child), Some(List::Offers(_) | List::WaitsFor(_)));
            if !is_known || !(changed(parent) || emptied.contains(&parent)) {
                continue;
            }
            let offers = self.offers(child);
            let before = input.len();
            let is_unfit = |name: &str, value: &str| {
                fits(child, name) && !offers.iter().any(|offer| offer.value == value.trim())
            };
            input.retain(|name, value| !is_unfit(name, value));
            if input.len() < before && !emptied.contains(&child) {
                emptied.push(child);
            }
        }
        emptied
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(pairs: &[(&str, &str)]) -> Input {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn offers(values: &[&str]) -> List {
        List::Offers(values.iter().map(|value| Offer::new(*value, "", "")).collect())
    }

    fn ddm() -> Options {
        let lists = [
            (ddm::FLAVOR_ID, offers(&["f1", "f2"])),
            (ddm::AVAILABLE_ZONE, offers(&["az1"])),
            (ddm::SUBNET_ID, offers(&["s2"])),
        ];
        Options { lists: lists.into(), attributes: None }
    }

    #[test]
    fn a_changed_parent_empties_only_the_children_that_no_longer_fit() {
        let typed = [
            ("instance.engine_id", "e2"),
            ("instance.flavor_id", "f1"),
            ("instance.available_zones.1", "az1"),
            ("instance.available_zones.2", "az9"),
            ("instance.subnet_id", "s1"),
        ];
        let mut input = spec(&typed);

        let emptied = ddm().empty_unfit(Operation::DdmCreate, |name| name == ddm::ENGINE_ID, &mut input);

        assert_eq!(emptied, [ddm::AVAILABLE_ZONE]);
        assert!(!input.contains_key("instance.available_zones.2"));
        assert_eq!(input.len(), 4, "the subnet hangs on another field");
    }

    #[test]
    fn what_hangs_on_something_that_was_emptied_goes_too() {
        let mut options = ddm();
        options.lists.insert(ddm::FLAVOR_ID, offers(&["f2"]));
        let mut input = spec(&[("instance.flavor_id", "f1"), ("instance.available_zones.1", "az9")]);

        let emptied = options.empty_unfit(Operation::DdmCreate, |name| name == ddm::ENGINE_ID, &mut input);

        assert_eq!(emptied, [ddm::FLAVOR_ID, ddm::AVAILABLE_ZONE]);
        assert!(input.is_empty());
    }

    #[test]
    fn where_the_cloud_said_nothing_everything_stays() {
        let mut options = ddm();
        options.lists.insert(ddm::SUBNET_ID, List::Failed("cloud_unreachable"));
        let mut input = spec(&[("instance.subnet_id", "s1")]);

        assert!(options.empty_unfit(Operation::DdmCreate, |_| true, &mut input).is_empty());
        assert_eq!(input.len(), 1);
    }

    #[test]
    fn what_a_product_asks_for_comes_first_and_the_rest_keeps_its_order() {
        let attribute = |code: &str| Attribute {
            code: code.to_owned(),
            name: String::new(),
            unit: String::new(),
            values: Vec::new(),
            ranges: Vec::new(),
        };
        let mut input = spec(&[
            ("ProductCode", "acr"),
            ("Parameter.1.Code", "Own"),
            ("Parameter.1.Value", "1"),
            ("Parameter.3.Code", "Class"),
            ("Parameter.3.Value", "small"),
            ("Parameter.4.Code", "Class"),
            ("Parameter.7.Value", "left over"),
        ]);

        let numbers = Attribute::arrange(&[attribute("Region"), attribute("Class")], &mut input);

        assert_eq!(numbers, [(1, 3), (3, 2), (4, 4), (7, 5)].into());
        let expected = [
            ("ProductCode", "acr"),
            ("Parameter.2.Code", "Class"),
            ("Parameter.2.Value", "small"),
            ("Parameter.3.Code", "Own"),
            ("Parameter.3.Value", "1"),
            ("Parameter.4.Code", "Class"),
            ("Parameter.5.Value", "left over"),
        ];
        assert_eq!(input, spec(&expected));
    }

    #[test]
    fn every_list_is_of_a_field_of_the_form() {
        for operation in Operation::ALL {
            for name in listed(operation) {
                let field = operation.form().fields().find(|field| field.name == *name);
                assert!(field.is_some(), "{name}");
            }
        }
    }
}
