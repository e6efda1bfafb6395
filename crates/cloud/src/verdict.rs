//! What a cloud's answer to a purchase means for the money.
//!
//! The rules are strict in one direction: `done` needs every sign of success, `not_done` needs a refusal that
//! is listed in [`rows`]; whatever else comes back is `open`.

pub mod rows;

use std::{fmt, str::FromStr};

use domain::{
    catalog::{Operation, Provider},
    order::Verdict,
};
use serde::{Deserialize, Serialize};

use self::rows::Row;
use crate::provider::UnknownText;

macro_rules! advices {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)+) => {
        /// Who can do what about an answer. Pages have the sentences.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Advice { $($(#[$doc])* #[serde(rename = $name)] $variant,)+ }

        impl Advice {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text that is stored.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

advices! {
    /// It is bought.
    NothingToDo = "nothing_to_do";
    /// The account's owner adds money.
    NotEnoughMoney = "not_enough_money";
    /// Whoever manages the account's rights grants them to the key.
    PermissionMissing = "permission_missing";
    /// The credential's owner replaces or re-enables the key.
    KeyRefused = "key_refused";
    /// The credential's owner stores a fresh temporary key.
    TokenExpired = "token_expired";
    /// The account's owner settles something with the vendor: verification, risk control, white lists.
    AccountRestricted = "account_restricted";
    /// The requester changes the order.
    ParametersRefused = "parameters_refused";
    /// The requester chooses something that is on sale.
    NotOnSale = "not_on_sale";
    /// Nobody: later it works.
    Throttled = "throttled";
    /// Whoever runs the portal sets its clock.
    ClockOff = "clock_off";
    /// Whoever runs the portal reports a bug.
    PortalBug = "portal_bug";
    /// The cloud still works on an earlier copy.
    StillRunning = "still_running";
    /// The cloud knows this order's token with other parameters: a person looks now.
    TokenConflict = "token_conflict";
    /// The cloud is in trouble.
    CloudDown = "cloud_down";
    /// Whoever runs the portal looks at its network.
    CloudUnreachable = "cloud_unreachable";
    /// The request left and nothing usable came back.
    NoAnswer = "no_answer";
    /// An answer that is none of the cloud's: a gateway, a redirect, HTML.
    Unreadable = "unreadable";
    /// A code that is not on our list.
    Unknown = "unknown";
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Advice {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        Self::ALL
            .iter()
            .copied()
            .find(|advice| advice.name() == text)
            .ok_or_else(|| UnknownText { what: "advice", text: text.to_owned() })
    }
}

/// A call that spends or saves money: each has its own rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// Buys or changes what the catalogue names.
    Buy(Operation),
    /// Pays an order that the cloud holds (Huawei Cloud BSS).
    PayOrder,
    /// Cancels an order that was not paid (Huawei Cloud BSS).
    CancelOrder,
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 6] = [
        Self::Buy(Operation::DtsCreate),
        Self::Buy(Operation::DtsChange),
        Self::Buy(Operation::BssCreate),
        Self::Buy(Operation::DdmCreate),
        Self::PayOrder,
        Self::CancelOrder,
    ];

    /// Who answers.
    pub const fn provider(self) -> Provider {
        match self {
            Self::Buy(operation) => operation.provider(),
            Self::PayOrder | Self::CancelOrder => Provider::Huawei,
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Buy(operation) => operation.key(),
            Self::PayOrder => "pay_order",
            Self::CancelOrder => "cancel_order",
        })
    }
}

/// What a whole, readable answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The success flag. Where a call has none, its reader sets it from the signs that the vendor documents.
    pub success: Option<bool>,
    /// The error's code; a code that says "no error" is none.
    pub code: Option<String>,
    pub message: Option<String>,
    /// The parameter that the answer names as refused.
    pub field: Option<String>,
    pub request_id: Option<String>,
    /// The id of the instance that was bought or changed.
    pub instance_id: Option<String>,
    /// The id of the cloud's own order.
    pub order_id: Option<String>,
    /// Whether it speaks of something else than was asked for: then nothing follows from it.
    pub is_foreign: bool,
    /// Whether it contradicts itself: a refusal beside another code, a status of trouble, a success, or an id that
    /// is given and cannot be read. It proves nothing. Each reader sets what shows in its vendor's words; an id
    /// that can be read is [`judge`]'s own to find.
    pub is_contradictory: bool,
}

impl Said {
    /// Whether it names anything that was bought.
    pub const fn names_a_sale(&self) -> bool {
        self.instance_id.is_some() || self.order_id.is_some()
    }
}

/// What it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub credential_suspect: bool,
    pub alarm: bool,
    pub advice: Advice,
    /// The parameter that a listed code is about.
    pub field: Option<&'static str>,
}

impl Judgement {
    pub(crate) const fn open(advice: Advice) -> Self {
        Self { verdict: Verdict::Open, credential_suspect: false, alarm: false, advice, field: None }
    }
}

/// Judges an answer to `call`. `said` is `None` where the answer could not be read to its end.
pub fn judge(call: Call, http: u16, said: Option<&Said>) -> Judgement {
    let Some(said) = said else {
        return Judgement::open(if http >= 500 { Advice::CloudDown } else { Advice::Unreadable });
    };
    if said.is_foreign {
        return Judgement::open(Advice::Unreadable);
    }
    let is_2xx = (200..300).contains(&http);
    let is_clear = !said.is_contradictory;
    if is_clear && is_2xx && said.success == Some(true) && said.code.is_none() && said.names_a_sale() {
        return Judgement { verdict: Verdict::Done, ..Judgement::open(Advice::NothingToDo) };
    }
    let row = said.code.as_deref().and_then(|code| rows::find(call, http, code));
    match row {
        // It names an id or claims success beside an error, or contradicts itself otherwise.
        Some(row) if !is_clear || said.names_a_sale() || said.success == Some(true) => {
            Judgement { verdict: Verdict::Open, ..of_row(row, http) }
        }
        Some(row) => of_row(row, http),
        None if http >= 500 => Judgement::open(Advice::CloudDown),
        None if said.code.is_none() => Judgement::open(Advice::Unreadable),
        None => Judgement::open(Advice::Unknown),
    }
}

fn of_row(row: &Row, http: u16) -> Judgement {
    let is_refusal = row.verdict == Verdict::NotDone;
    Judgement {
        verdict: row.verdict,
        // A listed refusal with 401 or 403 is about who asks, whatever the code says.
        credential_suspect: row.suspect || (is_refusal && matches!(http, 401 | 403)),
        alarm: row.alarm,
        advice: row.advice,
        field: row.field,
    }
}

#[cfg(test)]
mod tests;
