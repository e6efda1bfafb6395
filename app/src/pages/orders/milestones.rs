//! When an order's current revision came how far: read off its events.

use domain::{
    order::Change,
    view::{EventView, Order, SendView, Who},
};
use time::OffsetDateTime;

/// One point of an order's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub at: OffsetDateTime,
    pub by: Option<Who>,
    pub reason: Option<String>,
    pub from: Option<String>,
}

/// What happened to the current revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Milestones {
    pub submitted: Option<Milestone>,
    pub approved: Option<Milestone>,
    pub rejected: Option<Milestone>,
    pub expired: Option<Milestone>,
    pub cancelled: Option<Milestone>,
    pub bought: Option<Milestone>,
    /// It waits for a person since then; the reason is a code.
    pub given_up: Option<Milestone>,
    pub first_sent_at: Option<OffsetDateTime>,
    pub sends: usize,
}

impl Milestones {
    /// `events` in any order.
    pub fn of(order: &Order, events: &[EventView]) -> Self {
        let mut events: Vec<_> = events.iter().collect();
        events.sort_by_key(|event| (event.at, event.sequence));
        let begin = events
            .iter()
            .rposition(|event| event.action == Change::Revised.name())
            .map_or(0, |revised| revised + 1);
        let last = |changes: &[Change]| {
            events[begin..]
                .iter()
                .rfind(|event| changes.iter().any(|change| event.action == change.name()))
                .map(|event| Milestone {
                    at: event.at,
                    by: event.actor.clone(),
                    reason: event.reason.clone().or_else(|| event.data.get("person_reason").cloned()),
                    from: event.from.clone(),
                })
        };
        let sends = || order.attempts.iter().flat_map(|attempt| &attempt.sends);
        Self {
            submitted: last(&[Change::Submitted]),
            approved: last(&[Change::Approved]),
            rejected: last(&[Change::Rejected]),
            expired: last(&[Change::Expired]),
            cancelled: last(&[Change::Cancelled]),
            bought: last(&[Change::Bought]),
            given_up: last(&[Change::GivenUp, Change::LateSale]),
            first_sent_at: sends().map(|send| send.signed_at).min(),
            sends: sends().count(),
        }
    }
}

/// The newest request to the cloud.
pub fn last_send(order: &Order) -> Option<&SendView> {
    order.attempts.iter().flat_map(|attempt| &attempt.sends).max_by_key(|send| send.signed_at)
}

/// How many answers the chain has, and how many it needs.
pub fn answers(order: &Order) -> (usize, usize) {
    let given = order
        .chain
        .iter()
        .flat_map(|step| &step.answers)
        .filter(|answer| answer.counts && answer.decision == domain::approval::Decision::Approve)
        .count();
    (given, order.chain.iter().map(|step| step.needs as usize).sum())
}
