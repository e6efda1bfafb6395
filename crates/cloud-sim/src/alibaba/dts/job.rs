//! A synchronisation job, as the ledger tells its story.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::{
    rules::{self, Wish},
    stage::add_months,
};
use crate::{
    accounts::Provider,
    alibaba::parameters::Parameters,
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// How it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::alibaba) enum PayType {
    PrePaid,
    PostPaid,
}

impl PayType {
    /// As every read spells it.
    pub(in crate::alibaba) const fn name(self) -> &'static str {
        match self {
            Self::PrePaid => "PrePaid",
            Self::PostPaid => "PostPaid",
        }
    }
}

/// A change of class, which takes a while.
#[derive(Debug, Clone)]
pub(super) struct Resize {
    pub(super) at: OffsetDateTime,
    pub(super) class: String,
}

#[derive(Debug, Clone)]
pub(in crate::alibaba) struct Job {
    pub(in crate::alibaba) instance_id: String,
    pub(super) job_id: String,
    pub(in crate::alibaba) bought_at: OffsetDateTime,
    /// What it was bought with.
    pub(super) parameters: Parameters,
    pub(super) wish: Wish,
    pub(in crate::alibaba) pay_type: PayType,
    pub(in crate::alibaba) expires_at: Option<OffsetDateTime>,
    pub(super) resize: Option<Resize>,
    /// What somebody configured, and when.
    pub(super) configured: Option<(OffsetDateTime, Parameters)>,
    pub(super) started_at: Option<OffsetDateTime>,
}

impl Job {
    /// All jobs of an account, oldest first.
    pub(in crate::alibaba) fn of_account(state: &State, account: &str) -> Vec<Self> {
        Self::told(state, account, |_, _, _| {})
    }

    /// The same; `step` sees each entry with its job before and after it.
    pub(in crate::alibaba) fn told<'a>(
        state: &'a State,
        account: &str,
        mut step: impl FnMut(&'a LedgerEntry, Option<&Self>, &Self),
    ) -> Vec<Self> {
        let mut jobs: Vec<Self> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let entries = state.entries_of(Provider::Alibaba, account);
        for entry in entries.filter(|entry| !entry.job_id.is_empty()) {
            match (entry.effect, places.get(entry.job_id.as_str())) {
                (LedgerEffect::Purchase, _) => {
                    let Some(job) = Self::bought(entry) else { continue };
                    step(entry, None, &job);
                    places.insert(&entry.job_id, jobs.len());
                    jobs.push(job);
                }
                (effect, Some(at)) => {
                    let before = jobs[*at].clone();
                    jobs[*at].apply(effect, entry);
                    step(entry, Some(&before), &jobs[*at]);
                }
                (_, None) => {}
            }
        }
        jobs
    }

    fn bought(entry: &LedgerEntry) -> Option<Self> {
        // What is in the ledger passed the rules when it was sold.
        let wish = rules::check(&entry.parameters).ok()?;
        let (pay_type, expires_at) = match wish.months {
            Some(months) => (PayType::PrePaid, Some(add_months(entry.at, months))),
            None => (PayType::PostPaid, None),
        };
        Some(Self {
            instance_id: entry.instance_id.clone(),
            job_id: entry.job_id.clone(),
            bought_at: entry.at,
            parameters: entry.parameters.clone(),
            wish,
            pay_type,
            expires_at,
            resize: None,
            configured: None,
            started_at: None,
        })
    }

    fn apply(&mut self, effect: LedgerEffect, entry: &LedgerEntry) {
        match effect {
            LedgerEffect::Configure => self.configured = Some((entry.at, entry.parameters.clone())),
            LedgerEffect::Start => self.started_at = Some(entry.at),
            LedgerEffect::Change | LedgerEffect::Renew => self.change(effect, entry),
            LedgerEffect::Purchase
            | LedgerEffect::Order
            | LedgerEffect::Pay
            | LedgerEffect::Cancel
            | LedgerEffect::Delete
            | LedgerEffect::RepeatOnPrepaid => {}
        }
    }

    fn change(&mut self, effect: LedgerEffect, entry: &LedgerEntry) {
        if let Some(class) = entry.parameters.get("InstanceClass")
            && class != self.last_class()
        {
            if let Some(earlier) = self.resize.take() {
                self.wish.class = earlier.class;
            }
            self.resize = Some(Resize { at: entry.at, class: class.clone() });
        }
        let is_prepaid = entry.parameters.get("ChargeType").is_some_and(|kind| kind == "PrePaid");
        let Some(months) = rules::months(&entry.parameters, "BuyCount").ok().filter(|_| is_prepaid) else {
            return;
        };
        match (effect, self.pay_type, self.expires_at) {
            (_, PayType::PostPaid, _) => {
                self.pay_type = PayType::PrePaid;
                self.expires_at = Some(add_months(entry.at, months));
            }
            (LedgerEffect::Renew, PayType::PrePaid, Some(end)) => {
                self.expires_at = Some(add_months(end.max(entry.at), months));
            }
            _ => {}
        }
    }

    /// Whether another one, or this one later, has the stronger class.
    pub(in crate::alibaba) fn is_weaker_than(&self, other: &Self) -> bool {
        let rank = |job: &Self| rules::CLASSES.iter().position(|class| *class == job.last_class());
        rank(self) < rank(other)
    }

    /// The class that was asked for last.
    pub(super) fn last_class(&self) -> &str {
        self.resize.as_ref().map_or(&self.wish.class, |resize| &resize.class)
    }

    /// The class that it has now.
    pub(super) fn class(&self, scene: Scene<'_>) -> &str {
        if self.resizing(scene).is_some() { &self.wish.class } else { self.last_class() }
    }

    /// The change of class that is under way.
    pub(super) fn resizing(&self, scene: Scene<'_>) -> Option<&Resize> {
        self.resize.as_ref().filter(|resize| super::stage::is_resizing(resize.at, scene))
    }

    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// What was configured, or nothing.
    pub(super) fn setting(&self, name: &str) -> &str {
        let settings = self.configured.as_ref().map(|(_, settings)| settings);
        settings.and_then(|settings| settings.get(name)).map_or("", String::as_str)
    }

    pub(in crate::alibaba) fn region(&self) -> &str {
        self.parameter("DestRegion")
    }
}
