//! Which clouds a database belongs to, stamped on it when it is made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Which clouds the portal talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Mode {
    /// The built-in simulated clouds, with demo people.
    Sim,
    /// Another simulator on a loopback address: every endpoint given by the operator.
    Loopback,
    /// The real clouds.
    Live,
}

impl Mode {
    /// The mode's name in configuration and database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sim => "sim",
            Self::Loopback => "loopback",
            Self::Live => "live",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected sim, loopback or live")]
pub struct UnknownMode;

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "sim" => Ok(Self::Sim),
            "loopback" => Ok(Self::Loopback),
            "live" => Ok(Self::Live),
            _ => Err(UnknownMode),
        }
    }
}
