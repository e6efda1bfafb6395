//! The listed answers, as data: (operation, HTTP, code) → verdict, credential, advice, and where we know it from.

use domain::{
    catalog::Operation::{self, BssCreate, DtsChange, DtsCreate},
    order::Verdict::{self, NotDone, Open},
};

use super::Advice;

/// One kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub operations: &'static [Operation],
    pub http: On,
    pub code: Code,
    pub verdict: Verdict,
    /// Whether it speaks against the key.
    pub suspect: bool,
    /// Whether a person must hear of it now.
    pub alarm: bool,
    pub advice: Advice,
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

/// The row of an answer; the first one that fits. `None`: not listed, so nothing is known.
pub fn find(operation: Operation, http: u16, code: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| {
        row.operations.contains(&operation)
            && row.code.matches(code)
            && match row.http {
                On::These(statuses) => statuses.contains(&http),
                On::Any => true,
            }
    })
}

const RPC: &[Operation] = &[DtsCreate, DtsChange, BssCreate];
const DTS: &[Operation] = &[DtsCreate, DtsChange];

const GATEWAY: &str = "Alibaba Cloud gateway error codes";
const STS: &str = "Alibaba Cloud STS error codes (commonly met)";
const DTS_PAGE: &str = "Alibaba Cloud DTS error codes";
const IDEMPOTENCE: &str = "Alibaba Cloud idempotence guide (ECS, VPC)";

/// Refused, and nothing is wrong with the key.
const fn refused(
    operations: &'static [Operation],
    http: &'static [u16],
    code: Code,
    advice: Advice,
    source: &'static str,
) -> Row {
    Row {
        operations,
        http: On::These(http),
        code,
        verdict: NotDone,
        suspect: false,
        alarm: false,
        advice,
        source,
    }
}

/// Refused because of the key.
const fn key_refused(http: &'static [u16], code: Code, advice: Advice, source: &'static str) -> Row {
    Row { suspect: true, ..refused(RPC, http, code, advice, source) }
}

/// Says nothing about whether it was bought.
const fn open(operations: &'static [Operation], code: Code, advice: Advice, source: &'static str) -> Row {
    Row { operations, http: On::Any, code, verdict: Open, suspect: false, alarm: false, advice, source }
}

use Code::{Exactly, Family, Prefix};

/// All rows; the first that fits counts. A business error of DTS may come as `ErrCode` in a 200 or as `Code` in
/// a 4xx, so those are listed with both.
pub const ROWS: &[Row] = &[
    // Nothing is known from these, wherever they appear.
    Row {
        alarm: true,
        ..open(RPC, Exactly("IdempotentParameterMismatch"), Advice::TokenConflict, IDEMPOTENCE)
    },
    open(RPC, Exactly("LastTokenProcessing"), Advice::StillRunning, IDEMPOTENCE),
    open(RPC, Exactly("SignatureNonceUsed"), Advice::NoAnswer, GATEWAY),
    open(RPC, Exactly("InternalError"), Advice::CloudDown, GATEWAY),
    open(RPC, Exactly("UnknownError"), Advice::CloudDown, GATEWAY),
    open(RPC, Exactly("ServiceUnavailable"), Advice::CloudDown, GATEWAY),
    // The key.
    key_refused(&[404, 400, 403], Exactly("InvalidAccessKeyId.NotFound"), Advice::KeyRefused, GATEWAY),
    key_refused(&[400, 403], Exactly("InvalidAccessKeyId.Inactive"), Advice::KeyRefused, GATEWAY),
    key_refused(&[400, 403], Exactly("SignatureDoesNotMatch"), Advice::KeyRefused, GATEWAY),
    key_refused(&[400, 403], Family("InvalidSecurityToken"), Advice::TokenExpired, STS),
    key_refused(&[400, 403], Exactly("MissingSecurityToken"), Advice::TokenExpired, STS),
    // What the key may do.
    key_refused(&[403], Exactly("Forbidden"), Advice::PermissionMissing, GATEWAY),
    key_refused(&[403], Exactly("Forbidden.RAM"), Advice::PermissionMissing, GATEWAY),
    key_refused(&[403], Exactly("NoPermission"), Advice::PermissionMissing, GATEWAY),
    key_refused(&[403], Exactly("Forbidden.RiskControl"), Advice::AccountRestricted, GATEWAY),
    key_refused(&[403], Exactly("Forbidden.UserVerification"), Advice::AccountRestricted, GATEWAY),
    // The request's form.
    refused(RPC, &[400], Exactly("IncompleteSignature"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[400], Exactly("InvalidTimeStamp.Format"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[400], Exactly("InvalidTimeStamp.Expired"), Advice::ClockOff, GATEWAY),
    refused(RPC, &[400], Exactly("IllegalTimestamp"), Advice::ClockOff, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("InvalidApi.NotFound"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("InvalidAction"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("NoSuchVersion"), Advice::PortalBug, GATEWAY),
    // Too often.
    refused(RPC, &[400, 429, 503], Exactly("Throttling"), Advice::Throttled, GATEWAY),
    refused(RPC, &[400, 429, 503], Exactly("Throttling.User"), Advice::Throttled, GATEWAY),
    refused(RPC, &[400, 429, 503], Exactly("Throttling.Api"), Advice::Throttled, GATEWAY),
    refused(DTS, &[200, 400, 429, 503], Exactly("DTS.Msg.Throttling.User"), Advice::Throttled, DTS_PAGE),
    // The parameters and the account.
    refused(RPC, &[200, 400], Exactly("MissingParameter"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Prefix("Missing"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Family("InvalidParameter"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Exactly("InsufficientBalance"), Advice::NotEnoughMoney, GATEWAY),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXPayOrder.InsufficientBalance"),
        Advice::NotEnoughMoney,
        DTS_PAGE,
    ),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXCreateOrderError"),
        Advice::AccountRestricted,
        DTS_PAGE,
    ),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXCreateOrder.NotFoundPricePlan"),
        Advice::NotOnSale,
        DTS_PAGE,
    ),
];
