//! The operations: one thing that can be bought each.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{bss_create, ddm_create, dts_change, dts_create};

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

    /// The vendor's name of the call that buys.
    pub const fn call(self) -> &'static str {
        match self {
            Self::DtsCreate => "CreateSynchronizationJob",
            Self::DtsChange => "TransferPayType",
            Self::BssCreate | Self::DdmCreate => "CreateInstance",
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

    /// The wire names of its parameters, in the order in which a person decides. An `N` between dots stands
    /// for the numbers of a list, from 1: see [`super::fits`]. Secrets are not among them.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::DtsCreate => &dts_create::names::ALL,
            Self::DtsChange => &dts_change::names::ALL,
            Self::BssCreate => &bss_create::names::ALL,
            Self::DdmCreate => &ddm_create::names::ALL,
        }
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
