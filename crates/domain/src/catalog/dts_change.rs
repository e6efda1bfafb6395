//! `dts.change`: Alibaba Cloud DTS TransferPayType, every parameter and rule of the vendor's two pages.
//!
//! Source: the vendor's page on TransferPayType, in Chinese and in English (API version 2020-01-01). Where they
//! differ: only the English one has the values; the Chinese sample sends a term with `PostPaid`, which means
//! nothing there, so that programs are told; one page calls `Month` the default, both ask for `Period` with
//! `PrePaid`, so it is asked for.
//!
//! Both pages say "billing method or instance class" and name no parameter for the class: `InstanceClass` is
//! the SDK's. Its others are not offered. `AutoPay` has no documented default and would leave an unpaid order
//! that nobody approved; `MinDu`, `MaxDu` and the charge type `sync_serverless` belong to a billing method that
//! no page describes; `ResourceGroupId` changes nothing that is bought. `Action` and the common parameters
//! belong to the client.

mod form;

pub use self::form::FORM;
use super::{
    Billing, Input, Leftovers,
    dts_create::{JobClass, PayType, Period},
    fields::{Fields, plain, region_id},
};
use crate::refusal::{FieldError, Reason};

/// The wire names of the parameters.
pub mod names {
    pub const JOB_ID: &str = "DtsJobId";
    pub const REGION_ID: &str = "RegionId";
    pub const INSTANCE_CLASS: &str = "InstanceClass";
    pub const CHARGE_TYPE: &str = "ChargeType";
    pub const PERIOD: &str = "Period";
    pub const BUY_COUNT: &str = "BuyCount";

    /// All of them, in the order in which a person decides: what `spec` may hold.
    pub const ALL: [&str; 6] = [JOB_ID, REGION_ID, INSTANCE_CLASS, CHARGE_TYPE, PERIOD, BUY_COUNT];
}

/// The longest task id that we believe; the vendor states no limit.
pub const MAX_JOB_ID: usize = 64;

/// A subscription's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub period: Period,
    /// How many of them: 1 to [`Period::longest`].
    pub buy_count: u32,
}

/// A change that the vendor's rules allow: what the task shall be afterwards. Whether it is possible depends
/// on what the task is now, which only the cloud knows: a subscription never goes back to pay as you go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DtsChange {
    job_id: String,
    region: Option<String>,
    instance_class: Option<JobClass>,
    /// `Some` makes it a subscription.
    term: Option<Term>,
}

impl DtsChange {
    /// Applies every rule; all refusals come at once, by wire name.
    pub fn check(input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::new(input, leftovers, &names::ALL);

        let job_id = fields.required(names::JOB_ID, job_id);
        let region = fields.optional(names::REGION_ID, region_id);
        let instance_class = fields.optional(names::INSTANCE_CLASS, JobClass::parse);
        let term = term(&mut fields);

        let read = job_id.map(|job_id| Self { job_id, region, instance_class, term });
        fields.finish(read)
    }

    /// Everything that is sent but action and signature.
    pub fn parameters(&self) -> Input {
        let mut parameters = Input::new();
        let mut put = |name: &str, value: String| drop(parameters.insert(name.to_owned(), value));
        put(names::JOB_ID, self.job_id.clone());
        if let Some(region) = &self.region {
            put(names::REGION_ID, region.clone());
        }
        if let Some(class) = self.instance_class {
            put(names::INSTANCE_CLASS, class.wire().into());
        }
        match self.term {
            Some(term) => {
                put(names::CHARGE_TYPE, PayType::PrePaid.wire().into());
                put(names::PERIOD, term.period.wire().into());
                put(names::BUY_COUNT, term.buy_count.to_string());
            }
            None => put(names::CHARGE_TYPE, PayType::PostPaid.wire().into()),
        }
        parameters
    }

    /// How the task is paid afterwards.
    pub const fn billing(&self) -> Billing {
        match self.term {
            Some(_) => Billing::Prepaid,
            None => Billing::Postpaid,
        }
    }

    /// The task that is changed: its id, not that of its instance, which starts with `dts`.
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// Where the instance lives, where that was said.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The class afterwards, where that changes.
    pub const fn instance_class(&self) -> Option<JobClass> {
        self.instance_class
    }

    /// The subscription's length, where it is one.
    pub const fn term(&self) -> Option<Term> {
        self.term
    }
}

fn job_id(text: &str) -> Result<String, Reason> {
    plain(text, MAX_JOB_ID, "-_")
}

fn term(fields: &mut Fields<'_>) -> Option<Term> {
    let charge_type = fields.required(names::CHARGE_TYPE, PayType::parse);
    let longest = |period: Option<Period>| period.unwrap_or(Period::Month).longest();
    let (period, buy_count) = fields.term(
        charge_type.map(|charge_type| charge_type == PayType::PrePaid),
        (names::PERIOD, Period::parse),
        (names::BUY_COUNT, longest),
    )?;
    Some(Term { period, buy_count })
}

#[cfg(test)]
mod tests;
