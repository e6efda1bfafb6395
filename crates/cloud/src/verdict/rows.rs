//! The listed answers, as data: (call, HTTP, code) → verdict, credential, advice, and where we know it from.

mod alibaba;
mod huawei;

use domain::{
    catalog::Provider,
    order::Verdict::{self, NotDone, Open},
};

use super::{Advice, Call};

/// One kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub calls: &'static [Call],
    pub http: On,
    pub code: Code,
    pub verdict: Verdict,
    /// Whether it speaks against the key.
    pub suspect: bool,
    /// Whether a person must hear of it now.
    pub alarm: bool,
    pub advice: Advice,
    /// The parameter that the code is about, by its wire name, where there is just one.
    pub field: Option<&'static str>,
    /// Where the meaning is documented.
    pub source: &'static str,
}

/// The HTTP statuses at which a code has this meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    These(&'static [u16]),
    /// Wherever it appears.
    Any,
}

/// The codes that are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Exactly(&'static str),
    /// This, alone or followed by a dot and more.
    Family(&'static str),
    /// This, followed by a parameter's name: `Missing` + `DestRegion`.
    Prefix(&'static str),
}

impl Code {
    fn matches(self, code: &str) -> bool {
        match self {
            Self::Exactly(text) => code == text,
            Self::Family(text) => code
                .strip_prefix(text)
                .is_some_and(|rest| rest.is_empty() || (rest.len() > 1 && rest.starts_with('.'))),
            Self::Prefix(text) => {
                code.strip_prefix(text).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
            }
        }
    }
}

#[cfg(test)]
pub(crate) use self::{alibaba::ROWS as ALIBABA, huawei::ROWS as HUAWEI};

/// All rows. Each call's rows are those of its provider.
pub fn all() -> impl Iterator<Item = &'static Row> {
    alibaba::ROWS.iter().chain(huawei::ROWS)
}

/// The row of an answer; the first one that fits. `None`: not listed, so nothing is known.
pub fn find(call: Call, http: u16, code: &str) -> Option<&'static Row> {
    all().find(|row| row.calls.contains(&call) && row.fits(http, code))
}

/// As [`find`], for a look: what a code means at any of the provider's calls.
pub(crate) fn find_any(provider: Provider, http: u16, code: &str) -> Option<&'static Row> {
    all().find(|row| row.calls.iter().any(|call| call.provider() == provider) && row.fits(http, code))
}

impl Row {
    fn fits(&self, http: u16, code: &str) -> bool {
        let is_here = match self.http {
            On::These(statuses) => statuses.contains(&http),
            On::Any => true,
        };
        is_here && self.code.matches(code)
    }
}

/// Refused, and nothing is wrong with the key.
const fn refused(
    calls: &'static [Call],
    http: &'static [u16],
    code: Code,
    advice: Advice,
    source: &'static str,
) -> Row {
    Row {
        calls,
        http: On::These(http),
        code,
        verdict: NotDone,
        suspect: false,
        alarm: false,
        advice,
        field: None,
        source,
    }
}

/// Refused because of the key.
const fn key_refused(
    calls: &'static [Call],
    http: &'static [u16],
    code: Code,
    advice: Advice,
    source: &'static str,
) -> Row {
    Row { suspect: true, ..refused(calls, http, code, advice, source) }
}

/// Says nothing about whether it was bought.
const fn open(calls: &'static [Call], code: Code, advice: Advice, source: &'static str) -> Row {
    Row { http: On::Any, verdict: Open, ..refused(calls, &[], code, advice, source) }
}
