//! What can be bought: operations, and the rules of each one's parameters.

pub mod dts_create;

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::refusal::{FieldError, Reason};

/// A cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Provider {
    Alibaba,
    Huawei,
}

impl Provider {
    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alibaba => "alibaba",
            Self::Huawei => "huawei",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that can be bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text"))]
pub enum Operation {
    /// Alibaba Cloud DTS CreateSynchronizationJob.
    #[serde(rename = "dts.create")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "dts.create"))]
    DtsCreate,
    /// Alibaba Cloud DTS TransferPayType.
    #[serde(rename = "dts.change")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "dts.change"))]
    DtsChange,
    /// Alibaba Cloud BSS CreateInstance.
    #[serde(rename = "bss.create")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "bss.create"))]
    BssCreate,
    /// Huawei Cloud DDM create instance.
    #[serde(rename = "ddm.create")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "ddm.create"))]
    DdmCreate,
}

/// How a repeated request is kept from buying twice (and so, what recovery may do).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Class {
    /// The cloud deduplicates by our token: resending is safe while it remembers.
    Token,
    /// Found again by a unique name of ours: one send, then only looks.
    Name,
    /// Found again by comparing the state before and after: one send, then only looks.
    Setstate,
}

impl Operation {
    /// All of them, in the catalogue's order.
    pub const ALL: [Self; 4] = [Self::DtsCreate, Self::DtsChange, Self::BssCreate, Self::DdmCreate];

    /// The key in URLs and the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::DtsCreate => "dts.create",
            Self::DtsChange => "dts.change",
            Self::BssCreate => "bss.create",
            Self::DdmCreate => "ddm.create",
        }
    }

    /// Whose product it is.
    pub const fn provider(self) -> Provider {
        match self {
            Self::DtsCreate | Self::DtsChange | Self::BssCreate => Provider::Alibaba,
            Self::DdmCreate => Provider::Huawei,
        }
    }

    /// How it is kept from buying twice.
    pub const fn class(self) -> Class {
        match self {
            Self::DtsCreate | Self::BssCreate => Class::Token,
            Self::DtsChange => Class::Setstate,
            Self::DdmCreate => Class::Name,
        }
    }

    /// Whether the worker can buy it.
    pub const fn is_available(self) -> bool {
        matches!(self, Self::DtsCreate)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A text that names no operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown operation")]
pub struct UnknownOperation;

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        Self::ALL.into_iter().find(|operation| operation.key() == text).ok_or(UnknownOperation)
    }
}

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

/// What somebody typed or sent, before any rule was applied: wire name → text.
pub type Input = BTreeMap<String, String>;

/// What happens to fields that are known but mean nothing beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    /// Forms send hidden fields too: they are dropped.
    Drop,
    /// Programs are told: `not_applicable`.
    Refuse,
}

/// Parameters that passed every rule, in the one form that is hashed, approved and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spec {
    DtsCreate(dts_create::DtsCreate),
}

impl Spec {
    /// Applies every rule of the operation. All refusals come at once, fields named as on the wire.
    pub fn check(operation: Operation, input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        match operation {
            Operation::DtsCreate => dts_create::DtsCreate::check(input, leftovers).map(Self::DtsCreate),
            Operation::DtsChange | Operation::BssCreate | Operation::DdmCreate => {
                Err(vec![FieldError::new("operation", Reason::NotAvailableYet)])
            }
        }
    }

    /// What it buys.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::DtsCreate(_) => Operation::DtsCreate,
        }
    }

    /// The business parameters by their wire names: everything that decides what is bought, nothing else.
    pub fn parameters(&self) -> Input {
        match self {
            Self::DtsCreate(spec) => spec.parameters(),
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
        }
    }

    /// Where what is bought will live.
    pub fn region(&self) -> &str {
        match self {
            Self::DtsCreate(spec) => spec.dest_region(),
        }
    }
}

/// Sorted names, no white space: equal maps give equal bytes.
pub fn canonical_json(parameters: &Input) -> Vec<u8> {
    serde_json::to_vec(parameters).expect("a map of texts always serialises")
}

/// Reads a `spec` of the API: an object whose values are texts, numbers or booleans.
///
/// Numbers become their decimal text, so that `12` and `"12"` mean the same. `null` means not given.
pub fn input_from_json(spec: &serde_json::Value) -> Result<Input, Vec<FieldError>> {
    use serde_json::Value;

    let Value::Object(object) = spec else {
        return Err(vec![FieldError::new("spec", Reason::WrongType)]);
    };
    let mut input = Input::new();
    let mut errors = Vec::new();
    for (name, value) in object {
        match value {
            Value::Null => {}
            Value::String(text) => drop(input.insert(name.clone(), text.clone())),
            Value::Number(number) => drop(input.insert(name.clone(), number.to_string())),
            Value::Bool(flag) => drop(input.insert(name.clone(), flag.to_string())),
            Value::Array(_) | Value::Object(_) => errors.push(FieldError::new(name, Reason::WrongType)),
        }
    }
    if errors.is_empty() { Ok(input) } else { Err(errors) }
}
