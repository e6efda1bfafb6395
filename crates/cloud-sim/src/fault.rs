//! What can go wrong on purpose.

mod play;

use serde::{Deserialize, Serialize};

pub(crate) use play::{Wire, play};

use crate::accounts::Provider;

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
    /// No answer for ten minutes; then the connection closes.
    Hang,
    /// A gateway's answer with this status and no body.
    Status { status: u16 },
    /// 200 and no body.
    Empty,
    /// A gateway's page, with status 200.
    Html,
    /// Half of the body; then the connection closes.
    Truncate,
    /// More than 1 MiB, most of it white space.
    Oversized,
    /// The body, with a pause before every byte.
    Trickle { ms: u64 },
    /// 307 to the same address: whoever follows sends again.
    Redirect,
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
    /// The vendor's action, such as `CreateInstance` or `ListInstances`; `CreateSynchronizationJob` where nothing
    /// else is said; `*` is every action of every vendor. Two vendors have a `CreateInstance`: `huawei:` or
    /// `alibaba:` before it means just one of them.
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
    /// Hits the next purchase of a synchronisation job.
    pub fn next_purchase(when: When, effect: Effect) -> Self {
        Self::next(&create(), when, effect)
    }

    /// Hits the next call of an action.
    pub fn next(action: &str, when: When, effect: Effect) -> Self {
        Self { action: action.to_owned(), when, times: 1, effect }
    }
}

/// A word that asks for a fault through the real forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sentinel {
    /// Such as `x-drop-after`.
    pub word: &'static str,
    /// Only at the first call with a client token or a name; its resend goes well. Where a call has neither, every
    /// one is the first.
    pub only_first: bool,
    pub when: When,
    pub effect: SentinelEffect,
}

/// [`Effect`], as it can stand in a constant; refusals have a code of each service's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SentinelEffect {
    Drop,
    Status(u16),
    Html,
    Delay(u64),
    NotOnSale,
    Throttled,
    /// A code that no document lists.
    Unheard,
}

/// Where a purchase goes: it decides the codes of a sentinel's refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    Dts,
    Bss,
    Ddm,
    /// Huawei's BSS: an order that is paid or cancelled.
    Orders,
}

const fn first(word: &'static str, when: When, effect: SentinelEffect) -> Sentinel {
    Sentinel { word, only_first: true, when, effect }
}

const fn always(word: &'static str, when: When, effect: SentinelEffect) -> Sentinel {
    Sentinel { word, only_first: false, when, effect }
}

/// Every word, for every purchase: as a region (`cn-` + word), as a product code (the word), as the beginning of a
/// name (word + `-`).
pub const SENTINELS: [Sentinel; 10] = [
    first("x-drop-before", When::Before, SentinelEffect::Drop),
    first("x-drop-after", When::After, SentinelEffect::Drop),
    always("x-lost", When::After, SentinelEffect::Drop),
    first("x-500", When::Before, SentinelEffect::Status(500)),
    first("x-500-after", When::After, SentinelEffect::Status(500)),
    first("x-html", When::After, SentinelEffect::Html),
    first("x-slow", When::After, SentinelEffect::Delay(12_000)),
    always("x-refuse", When::Before, SentinelEffect::NotOnSale),
    first("x-throttle", When::Before, SentinelEffect::Throttled),
    always("x-odd", When::Before, SentinelEffect::Unheard),
];

impl Sentinel {
    /// The region that says it.
    pub fn region(&self) -> String {
        format!("cn-{}", self.word)
    }

    /// The same fault for the next call of an action, whatever it asks for.
    pub fn fault(&self, action: &str) -> Fault {
        let counter = match action {
            "CreateSynchronizationJob" | "TransferPayType" => Counter::Dts,
            "huawei:CreateInstance" => Counter::Ddm,
            "PayOrder" | "CancelOrder" => Counter::Orders,
            _ => Counter::Bss,
        };
        Fault::next(action, self.when, self.effect(counter))
    }

    fn effect(&self, counter: Counter) -> Effect {
        let refuse = |status, code: &str| Effect::Refuse { status, code: code.to_owned(), xml: false };
        match self.effect {
            SentinelEffect::Drop => Effect::Drop,
            SentinelEffect::Status(status) => Effect::Status { status },
            SentinelEffect::Html => Effect::Html,
            SentinelEffect::Delay(ms) => Effect::Delay { ms },
            SentinelEffect::NotOnSale => match counter {
                Counter::Dts => refuse(400, "DTS.Msg.LXCreateOrder.NotFoundPricePlan"),
                Counter::Bss => refuse(400, "400"),
                Counter::Ddm => refuse(400, "DBS.280001"),
                Counter::Orders => refuse(400, "CBC.0100"),
            },
            SentinelEffect::Throttled => match counter {
                Counter::Dts | Counter::Bss => refuse(400, "Throttling.User"),
                Counter::Ddm | Counter::Orders => refuse(429, "APIGW.0308"),
            },
            SentinelEffect::Unheard => match counter {
                Counter::Dts => refuse(400, "DTS.Msg.Simulated.Unheard"),
                Counter::Bss => refuse(400, "SIMULATED.UNHEARD"),
                Counter::Ddm => refuse(400, "DBS.999999"),
                Counter::Orders => refuse(400, "CBC.99999999"),
            },
        }
    }
}

/// The sentinel that a region is.
pub(crate) fn of_region(region: &str) -> Option<&'static Sentinel> {
    of_word(region.strip_prefix("cn-")?)
}

/// The sentinel that a word is, such as a product code.
pub(crate) fn of_word(word: &str) -> Option<&'static Sentinel> {
    SENTINELS.iter().find(|sentinel| sentinel.word == word)
}

/// The sentinel that a name begins with: the longest, because one word begins another.
pub(crate) fn of_name(name: &str) -> Option<&'static Sentinel> {
    SENTINELS
        .iter()
        .filter(|sentinel| name.strip_prefix(sentinel.word).is_some_and(|rest| rest.starts_with('-')))
        .max_by_key(|sentinel| sentinel.word.len())
}

/// What a call has that decides which fault it meets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) provider: Provider,
    pub(crate) action: &'a str,
    /// The call is the first with its token or name, or has none.
    pub(crate) is_first: bool,
    /// What it asks for itself.
    pub(crate) sentinel: Option<(&'static Sentinel, Counter)>,
}

/// Takes the fault that a call meets: a queued one before its own.
pub(crate) fn take(queue: &mut Vec<Fault>, target: Target<'_>) -> Option<(When, Effect)> {
    let queued = queue.iter().position(|fault| match fault.action.split_once(':') {
        Some(("alibaba", action)) => target.provider == Provider::Alibaba && action == target.action,
        Some(("huawei", action)) => target.provider == Provider::Huawei && action == target.action,
        Some(_) => false,
        None => fault.action == "*" || fault.action == target.action,
    });
    if let Some(at) = queued {
        let fault = &mut queue[at];
        let met = (fault.when, fault.effect.clone());
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            queue.remove(at);
        }
        return Some(met);
    }
    let (sentinel, counter) = target.sentinel?;
    (target.is_first || !sentinel.only_first).then(|| (sentinel.when, sentinel.effect(counter)))
}
