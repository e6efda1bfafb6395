//! What people have to look after: orders whose money is in doubt, orders that do not move, alarms, the hold.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::{
    catalog::{Operation, Provider},
    ids::{OrderId, OrderNumber},
    money::Money,
    order::State,
    view::Who,
};

/// Why an order counts as stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stuck {
    /// A request left long ago, and nobody drew a conclusion.
    Executing,
    /// It settles by itself, but does not.
    Unknown,
    /// A person is needed, and nobody took it.
    Unassigned,
    /// It is due, and no worker takes it.
    Unclaimed,
    /// Workers go away over it again and again.
    TakenOver,
}

/// How long, or how often, is still all right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    pub executing: Duration,
    pub unknown: Duration,
    pub unassigned: Duration,
    pub unclaimed: Duration,
    pub takeovers: i32,
}

/// An order that people may have to look after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    pub id: OrderId,
    pub number: OrderNumber,
    pub operation: Operation,
    pub state: State,
    pub state_since: OffsetDateTime,
    pub requester: Who,
    pub ceiling: Option<Money>,
    /// Why it does not start or settle yet: a code.
    pub waiting: Option<String>,
    /// Why a person is needed: a code.
    pub person_reason: Option<String>,
    pub due_at: Option<OffsetDateTime>,
    /// Whether a worker has it right now.
    pub claimed: bool,
    /// How often it was taken over from a worker that went away.
    pub takeovers: i32,
    pub assigned_to: Option<Who>,
}

/// Why the order is stuck, if it is.
pub fn stuck(order: &Watched, now: OffsetDateTime, patience: &Patience) -> Option<Stuck> {
    let longer = |than: Duration| now - order.state_since > than;
    let overdue = order.due_at.is_some_and(|due| now - due > patience.unclaimed);
    match order.state {
        State::Executing if longer(patience.executing) => Some(Stuck::Executing),
        State::Unknown if longer(patience.unknown) => Some(Stuck::Unknown),
        State::NeedsPerson if order.assigned_to.is_none() && longer(patience.unassigned) => {
            Some(Stuck::Unassigned)
        }
        State::Approved if overdue && !order.claimed => Some(Stuck::Unclaimed),
        State::Approved | State::Executing | State::Unknown if order.takeovers > patience.takeovers => {
            Some(Stuck::TakenOver)
        }
        _ => None,
    }
}

/// An alarm that nobody cleared yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    pub id: i64,
    pub code: String,
    /// A reference or another fact that goes with the code.
    pub detail: String,
    pub raised_at: OffsetDateTime,
    /// The order that it is about, where it is about one.
    pub order: Option<(OrderNumber, State)>,
}

/// Something that an account bought and no order owns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unowned {
    pub number: i64,
    pub provider: Provider,
    pub account: String,
    /// Whether the reference is the cloud's own order, and not an instance.
    pub is_order: bool,
    pub reference: String,
    pub name: Option<String>,
    /// In the cloud's own word, where it says.
    pub product: Option<String>,
    /// When the cloud says that it was bought.
    pub created_at: Option<OffsetDateTime>,
    pub amount: Option<Money>,
    /// The order that its name points to, which cannot own it any more.
    pub order: Option<OrderNumber>,
    pub seen_at: OffsetDateTime,
}

impl Unowned {
    /// The alarm that was raised when it was found.
    pub const ALARM: &str = "unowned_purchase";

    /// What that alarm says of it.
    pub fn told(&self) -> String {
        told(self.provider, &self.account, &self.reference)
    }
}

/// How an alarm names a purchase that no order owns.
pub fn told(provider: Provider, account: &str, reference: &str) -> String {
    format!("{} {account} {reference}", provider.name())
}

/// Why nothing new is bought anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub reason: String,
    /// Nobody's name where an operator set it.
    pub by: Option<String>,
    pub since: OffsetDateTime,
}

/// Everything that people have to look after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    pub hold: Option<Hold>,
    /// Those in doubt and those that are stuck, the longest first.
    pub orders: Vec<(Watched, Option<Stuck>)>,
    pub alarms: Vec<Alarm>,
    /// Purchases that no order owns, the oldest first.
    pub unowned: Vec<Unowned>,
}

impl Attention {
    /// How many things wait for a person: each order once, whatever is wrong with it.
    pub fn count(&self) -> usize {
        let orders: Vec<_> = self
            .orders
            .iter()
            .filter(|(order, stuck)| order.state == State::NeedsPerson || stuck.is_some())
            .map(|(order, _)| order.number)
            .collect();
        let alarms = self.alarms.iter();
        let others = alarms.filter(|alarm| {
            !self.is_of_unowned(alarm) && alarm.order.is_none_or(|(number, _)| !orders.contains(&number))
        });
        orders.len() + others.count() + self.unowned.len()
    }

    /// Whether the alarm tells of a purchase that is listed itself.
    pub fn is_of_unowned(&self, alarm: &Alarm) -> bool {
        alarm.code == Unowned::ALARM && self.unowned.iter().any(|unowned| unowned.told() == alarm.detail)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;
    use crate::ids::PersonId;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
    const PATIENCE: Patience = Patience {
        executing: Duration::minutes(5),
        unknown: Duration::minutes(45),
        unassigned: Duration::HOUR,
        unclaimed: Duration::minutes(2),
        takeovers: 10,
    };

    fn who() -> Who {
        Who { id: PersonId::from_uuid(Uuid::nil()), name: "Ada".to_owned() }
    }

    fn order(state: State, minutes: i64) -> Watched {
        Watched {
            id: OrderId::from_uuid(Uuid::nil()),
            number: OrderNumber::new(10_001),
            operation: Operation::DtsCreate,
            state,
            state_since: NOW - Duration::minutes(minutes),
            requester: who(),
            ceiling: None,
            waiting: None,
            person_reason: None,
            due_at: None,
            claimed: false,
            takeovers: 0,
            assigned_to: None,
        }
    }

    #[test]
    fn an_order_is_stuck_after_the_time_of_its_state() {
        for (state, minutes, expected) in [
            (State::Executing, 5, None),
            (State::Executing, 6, Some(Stuck::Executing)),
            (State::Unknown, 45, None),
            (State::Unknown, 46, Some(Stuck::Unknown)),
            (State::NeedsPerson, 60, None),
            (State::NeedsPerson, 61, Some(Stuck::Unassigned)),
            (State::Approved, 600, None),
            (State::Bought, 600, None),
        ] {
            assert_eq!(stuck(&order(state, minutes), NOW, &PATIENCE), expected, "{state} {minutes}");
        }
        let taken = Watched { assigned_to: Some(who()), ..order(State::NeedsPerson, 600) };
        assert_eq!(stuck(&taken, NOW, &PATIENCE), None);
    }

    #[test]
    fn what_is_due_and_claimed_by_nobody_is_stuck_after_two_minutes() {
        let due = |seconds, claimed| Watched {
            due_at: Some(NOW - Duration::seconds(seconds)),
            claimed,
            ..order(State::Approved, 600)
        };

        assert_eq!(stuck(&due(120, false), NOW, &PATIENCE), None);
        assert_eq!(stuck(&due(121, false), NOW, &PATIENCE), Some(Stuck::Unclaimed));
        assert_eq!(stuck(&due(121, true), NOW, &PATIENCE), None);
    }

    #[test]
    fn what_workers_leave_again_and_again_is_stuck() {
        let left = |takeovers| Watched { takeovers, ..order(State::Unknown, 1) };

        assert_eq!(stuck(&left(10), NOW, &PATIENCE), None);
        assert_eq!(stuck(&left(11), NOW, &PATIENCE), Some(Stuck::TakenOver));
    }

    #[test]
    fn an_order_with_an_alarm_counts_once() {
        let alarm = |order| Alarm {
            id: 1,
            code: "late_sale".to_owned(),
            detail: String::new(),
            raised_at: NOW,
            order,
        };
        let attention = Attention {
            hold: None,
            orders: vec![(order(State::NeedsPerson, 1), None), (order(State::Unknown, 1), None)],
            alarms: vec![
                alarm(Some((OrderNumber::new(10_001), State::NeedsPerson))),
                alarm(Some((OrderNumber::new(10_002), State::Bought))),
                alarm(None),
            ],
            unowned: Vec::new(),
        };

        assert_eq!(attention.count(), 3);
    }

    #[test]
    fn a_purchase_that_no_order_owns_counts_once_with_its_alarm() {
        let unowned = |reference: &str| Unowned {
            number: 1,
            provider: Provider::Alibaba,
            account: "1234".to_owned(),
            is_order: false,
            reference: reference.to_owned(),
            name: None,
            product: None,
            created_at: None,
            amount: None,
            order: None,
            seen_at: NOW,
        };
        let alarm = |detail: &str| Alarm {
            id: 1,
            code: Unowned::ALARM.to_owned(),
            detail: detail.to_owned(),
            raised_at: NOW,
            order: None,
        };
        let attention = Attention {
            hold: None,
            orders: Vec::new(),
            alarms: vec![alarm("alibaba 1234 dts1"), alarm("alibaba 1234 dts2")],
            unowned: vec![unowned("dts1")],
        };

        assert_eq!(attention.count(), 2, "the second alarm stands alone");
    }
}
