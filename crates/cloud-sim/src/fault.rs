//! What can go wrong on purpose.

use serde::{Deserialize, Serialize};

use crate::reply::Refusal;

/// Before or after the cloud did what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nothing is bought (but by [`Effect::Delay`], which only waits).
    #[default]
    Before,
    After,
}

/// What the caller sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// The connection closes without a byte of an answer.
    Drop,
    /// The answer is late.
    Delay { ms: u64 },
    /// A gateway's answer with this status and no body.
    Status { status: u16 },
    /// A gateway's page, with status 200.
    Html,
    /// Refused with this code, as JSON or as XML.
    Refuse {
        status: u16,
        code: String,
        #[serde(default)]
        xml: bool,
    },
}

/// One fault, for the next calls of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// `CreateSynchronizationJob` where nothing else is said; `*` is every action.
    #[serde(default = "create")]
    pub action: String,
    #[serde(default)]
    pub when: When,
    /// How many calls it hits.
    #[serde(default = "once")]
    pub times: u32,
    #[serde(flatten)]
    pub effect: Effect,
}

fn create() -> String {
    "CreateSynchronizationJob".to_owned()
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// Hits the next purchase.
    pub fn next_purchase(when: When, effect: Effect) -> Self {
        Self { action: create(), when, times: 1, effect }
    }
}

/// The regions that ask for a fault: (id, only at the first request with a token, when, what).
pub const SENTINELS: [(&str, bool, When, Sentinel); 10] = [
    ("cn-x-drop-before", true, When::Before, Sentinel::Drop),
    ("cn-x-drop-after", true, When::After, Sentinel::Drop),
    ("cn-x-lost", false, When::After, Sentinel::Drop),
    ("cn-x-500", true, When::Before, Sentinel::Status(500)),
    ("cn-x-500-after", true, When::After, Sentinel::Status(500)),
    ("cn-x-html", true, When::After, Sentinel::Html),
    ("cn-x-slow", true, When::After, Sentinel::Delay(12_000)),
    ("cn-x-refuse", false, When::Before, Sentinel::Refuse("DTS.Msg.LXCreateOrder.NotFoundPricePlan")),
    ("cn-x-throttle", true, When::Before, Sentinel::Refuse("Throttling.User")),
    ("cn-x-odd", false, When::Before, Sentinel::Refuse("DTS.Msg.Simulated.Unheard")),
];

/// [`Effect`], as it can stand in a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentinel {
    Drop,
    Status(u16),
    Html,
    Delay(u64),
    Refuse(&'static str),
}

impl From<Sentinel> for Effect {
    fn from(sentinel: Sentinel) -> Self {
        match sentinel {
            Sentinel::Drop => Self::Drop,
            Sentinel::Status(status) => Self::Status { status },
            Sentinel::Html => Self::Html,
            Sentinel::Delay(ms) => Self::Delay { ms },
            Sentinel::Refuse(code) => Self::Refuse { status: 400, code: code.to_owned(), xml: false },
        }
    }
}

/// The fault that a region asks for.
pub(crate) fn of_region(region: &str, is_first: bool) -> Option<(When, Effect)> {
    let (_, only_first, when, effect) = SENTINELS.iter().find(|(id, ..)| *id == region)?;
    (is_first || !only_first).then(|| (*when, (*effect).into()))
}

/// What a refusal on purpose says.
pub(crate) fn refusal(status: u16, code: &str) -> Refusal {
    Refusal::new(status, code, "Refused on purpose by the simulator.")
}
