//! `extend_param`: how it is paid.

use super::names;
use crate::catalog::{fields::Fields, wire::wire_enum};

wire_enum! {
    /// `charge_mode`.
    ChargeMode { PostPaid = "postPaid", PrePaid = "prePaid" }
}
wire_enum! {
    /// `period_type`: the unit of `period_num`.
    PeriodType { Month = "month", Year = "year" }
}
wire_enum! {
    /// `is_auto_renew` and `is_auto_pay`: texts on this wire, not booleans.
    YesNo { Yes = "true", No = "false" }
}

impl PeriodType {
    /// The longest term in this unit.
    pub const fn longest(self) -> u32 {
        match self {
            Self::Month => 9,
            Self::Year => 1,
        }
    }
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// A subscription's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub period_type: PeriodType,
    /// How many of them: 1 to [`PeriodType::longest`].
    pub period_num: u32,
}

/// How it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extend {
    /// By use.
    PostPaid,
    /// As a subscription.
    PrePaid {
        term: Term,
        /// Whether it is renewed when it ends.
        is_auto_renew: bool,
        /// Whether the cloud takes the money at once; else the order waits there until a person pays it.
        is_auto_pay: bool,
    },
}

pub(super) fn extend(fields: &mut Fields<'_>) -> Option<Extend> {
    let mode = fields.or_default(names::CHARGE_MODE, ChargeMode::parse, ChargeMode::PostPaid);
    let longest = |unit: Option<PeriodType>| unit.unwrap_or(PeriodType::Month).longest();
    let term = fields.term(
        mode.map(|mode| mode == ChargeMode::PrePaid),
        (names::PERIOD_TYPE, PeriodType::parse),
        (names::PERIOD_NUM, longest),
    );
    let renew = flag(fields, names::IS_AUTO_RENEW, mode);
    let pay = flag(fields, names::IS_AUTO_PAY, mode);
    match mode? {
        ChargeMode::PostPaid => Some(Extend::PostPaid),
        ChargeMode::PrePaid => {
            let (period_type, period_num) = term?;
            let term = Term { period_type, period_num };
            Some(Extend::PrePaid { term, is_auto_renew: renew?, is_auto_pay: pay? })
        }
    }
}

/// No, unless it is given; asked for subscriptions alone.
fn flag(fields: &mut Fields<'_>, field: &str, mode: Option<ChargeMode>) -> Option<bool> {
    let answer = fields.or_default(field, YesNo::parse, YesNo::No);
    if mode == Some(ChargeMode::PostPaid) {
        fields.not_applicable(field);
    }
    answer.map(|answer| answer == YesNo::Yes)
}
