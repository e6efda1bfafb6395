//! What can be bought: operations, and the rules of each one's parameters.
//!
//! Parameters are flat while they are judged, hashed, approved and sent: wire name → text. What is an object or
//! a list on the wire has dots and numbers in its names (`instance.available_zones.1`, `Parameter.1.Code`);
//! [`json_from_input`] and [`input_from_json`] turn that into the nested `spec` of the API and back.

pub mod bss_create;
pub mod ddm_create;
pub mod dts_change;
pub mod dts_create;
mod fields;
pub mod form;
mod json;
mod numbered;
mod operation;
mod secret;
mod wire;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::{bss_create::BssCreate, ddm_create::DdmCreate, dts_change::DtsChange, dts_create::DtsCreate};
pub use self::{
    json::{MAX_ENTRIES, MAX_NAME, MAX_TEXT, input_from_json, json_from_input},
    numbered::{fits, numbered},
    operation::{Class, Operation, Provider, UnknownOperation},
    secret::{Secret, Secrets, is_secret},
};
use crate::refusal::FieldError;

/// How a purchase is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Billing {
    Prepaid,
    Postpaid,
}

impl Billing {
    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Postpaid => "postpaid",
        }
    }
}

/// What somebody typed or sent, before any rule was applied: wire name → text. Never a secret.
pub type Input = BTreeMap<String, String>;

/// What happens to fields that are known but mean nothing beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    /// Forms send hidden fields and empty rows too: they are dropped.
    Drop,
    /// Programs are told: `not_applicable`.
    Refuse,
}

/// Parameters that passed every rule, in the one form that is hashed, approved and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spec {
    DtsCreate(DtsCreate),
    DtsChange(DtsChange),
    BssCreate(BssCreate),
    DdmCreate(DdmCreate),
}

impl Spec {
    /// Applies every rule of the operation. All refusals come at once, fields named as on the wire.
    pub fn check(operation: Operation, input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        match operation {
            Operation::DtsCreate => DtsCreate::check(input, leftovers).map(Self::DtsCreate),
            Operation::DtsChange => DtsChange::check(input, leftovers).map(Self::DtsChange),
            Operation::BssCreate => BssCreate::check(input, leftovers).map(Self::BssCreate),
            Operation::DdmCreate => DdmCreate::check(input, leftovers).map(Self::DdmCreate),
        }
    }

    /// What it buys.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::DtsCreate(_) => Operation::DtsCreate,
            Self::DtsChange(_) => Operation::DtsChange,
            Self::BssCreate(_) => Operation::BssCreate,
            Self::DdmCreate(_) => Operation::DdmCreate,
        }
    }

    /// The business parameters by their wire names: everything that decides what is bought, nothing else.
    /// They pass [`Spec::check`] as the same spec.
    pub fn parameters(&self) -> Input {
        match self {
            Self::DtsCreate(spec) => spec.parameters(),
            Self::DtsChange(spec) => spec.parameters(),
            Self::BssCreate(spec) => spec.parameters(),
            Self::DdmCreate(spec) => spec.parameters(),
        }
    }

    /// The exact bytes that are hashed, approved, stored and resent: a JSON object with sorted names.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        canonical_json(&self.parameters())
    }

    /// How it is paid.
    pub const fn billing(&self) -> Billing {
        match self {
            Self::DtsCreate(spec) => spec.billing(),
            Self::DtsChange(spec) => spec.billing(),
            Self::BssCreate(spec) => spec.billing(),
            Self::DdmCreate(spec) => spec.billing(),
        }
    }

    /// Where what is bought will live, where the parameters say so: BSS has no region, and that of DDM is the
    /// credential's.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::DtsCreate(spec) => Some(spec.dest_region()),
            Self::DtsChange(spec) => spec.region(),
            Self::BssCreate(_) | Self::DdmCreate(_) => None,
        }
    }
}

/// Sorted names, no white space: equal maps give equal bytes.
pub fn canonical_json(parameters: &Input) -> Vec<u8> {
    serde_json::to_vec(parameters).expect("a map of texts always serialises")
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
