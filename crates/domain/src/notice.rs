//! Telling people: what they are told about, who is told, by which channel, and in which words.

mod told;
mod words;

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

pub use self::{
    told::{Scene, told},
    words::{About, AboutOrder, AboutRight, Post, Words},
};
use crate::{
    ids::{NoticeId, OrderNumber},
    instance::Fulfilment,
    order::Change,
    person::UnknownName,
};

/// By what somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Channel {
    /// The bell and the page of notices.
    Portal,
    Mail,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Portal, Self::Mail];

    /// The name in database, API and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Mail => "mail",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $audience:ident, mail $mail:literal, webhook $webhook:literal;)+) => {
        /// What somebody is told about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text"))]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $code)] #[cfg_attr(feature = "sqlx", sqlx(rename = $code))] $name,)+
        }

        impl Kind {
            /// All of them, in the order of the settings.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$name),+];

            /// The name in database, API, forms and webhooks.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// Whom it is for.
            pub const fn audience(self) -> Audience {
                match self { $(Self::$name => Audience::$audience),+ }
            }

            /// Whether it comes by this channel to somebody who switched nothing.
            pub const fn by_default(self, channel: Channel) -> bool {
                match (self, channel) {
                    (_, Channel::Portal) => true,
                    $((Self::$name, Channel::Mail) => $mail,)+
                }
            }

            /// Whether the installation's webhook hears of it: what is between two people, or about a person's own key,
            /// does not belong in a room.
            pub const fn on_webhook(self) -> bool {
                match self { $(Self::$name => $webhook),+ }
            }
        }
    };
}

// Approval itself comes without a mail: what it leads to follows within seconds, with one.
kinds! {
    /// A step that is due asks them.
    ApprovalAsked = "approval.asked": Deciders, mail true, webhook true;
    /// It still does, and the time is nearly over.
    ApprovalReminder = "approval.reminder": Deciders, mail true, webhook true;
    /// A step that is due asks them since now: its fallback is asked too, or an admin named them.
    AskedToo = "approval.asked_too": Addressed, mail true, webhook false;
    /// Too few people can answer a step, and an admin has to name somebody.
    ApproverMissing = "approval.approver_missing": Addressed, mail true, webhook true;
    /// A colleague handed a step to them.
    StepHandedOver = "step.handed_over": Addressed, mail true, webhook false;
    /// Somebody else than its requester wrote about an order: to the requester, and to whoever wrote before. Or the
    /// requester did as the first one, while it waits: to those who may answer.
    QuestionAsked = "question.asked": AddressedOrDeciders, mail true, webhook false;
    /// Its requester did, after others.
    QuestionAnswered = "question.answered": Addressed, mail true, webhook false;
    OrderApproved = "order.approved": Requester, mail false, webhook true;
    OrderRejected = "order.rejected": Requester, mail true, webhook true;
    OrderExpired = "order.expired": Requester, mail true, webhook true;
    /// It came back as a draft without their doing: its price rose above the ceiling.
    OrderReturned = "order.returned": Requester, mail true, webhook true;
    OrderBought = "order.bought": Requester, mail true, webhook true;
    OrderNotBought = "order.not_bought": Requester, mail true, webhook true;
    /// What became of it, or of its payment, only a person can tell.
    NeedsPerson = "order.needs_person": RequesterAndResolvers, mail true, webhook true;
    /// Ordered at the cloud, which waits for its money.
    OrderUnpaid = "order.unpaid": Requester, mail true, webhook true;
    CredentialRefused = "credential.refused": Addressed, mail true, webhook false;
    /// A right or a rule waits for a second admin: to those who may confirm it.
    SecondAdminAsked = "second_admin.asked": Addressed, mail true, webhook true;
    /// It holds, or was refused: to who proposed it. A right that holds, to who receives it too, also where there was no
    /// second admin to ask.
    SecondAdminAnswered = "second_admin.answered": Addressed, mail true, webhook true;
}

/// Whom a kind is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Requester,
    /// Whoever may answer the step that is due.
    Deciders,
    /// The requester, and whoever may give the verdict.
    RequesterAndResolvers,
    /// Those whom the event names.
    Addressed,
    /// Those; where it names nobody beside who did it, whoever may answer the step that is due.
    AddressedOrDeciders,
}

impl Audience {
    /// Whether everybody has to be looked at to find them.
    pub const fn is_sought(self) -> bool {
        matches!(self, Self::Deciders | Self::AddressedOrDeciders | Self::RequesterAndResolvers)
    }
}

impl Kind {
    /// What an event of the log tells people, if anything. `fact` reads the event's facts.
    ///
    /// This is the whole table: whatever is written to the log under another name tells nobody.
    pub fn of_event<'a>(action: &str, fact: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        const CHANGES: [(Change, Kind); 8] = [
            (Change::Submitted, Kind::ApprovalAsked),
            (Change::ApprovalLost, Kind::ApprovalAsked),
            (Change::Approved, Kind::OrderApproved),
            (Change::Expired, Kind::OrderExpired),
            (Change::Revised, Kind::OrderReturned),
            (Change::NotBought, Kind::OrderNotBought),
            (Change::GivenUp, Kind::NeedsPerson),
            (Change::LateSale, Kind::NeedsPerson),
        ];
        const OTHERS: [(&str, Kind); 16] = [
            (STEP_APPROVED, Kind::ApprovalAsked),
            // A step that was complete is due again.
            ("approval.asked_again", Kind::ApprovalAsked),
            // One is the end of it, and has the words that the change of state has not.
            ("decision.reject", Kind::OrderRejected),
            ("approval.reminded", Kind::ApprovalReminder),
            ("approval.escalated", Kind::AskedToo),
            ("order.approver_named", Kind::AskedToo),
            ("approval.approver_missing", Kind::ApproverMissing),
            ("approval.handed_over", Kind::StepHandedOver),
            ("payment.needs_person", Kind::NeedsPerson),
            ("cancellation.needs_person", Kind::NeedsPerson),
            ("credential.refused", Kind::CredentialRefused),
            ("grant.proposed", Kind::SecondAdminAsked),
            ("grant.confirmed", Kind::SecondAdminAnswered),
            ("grant.refused", Kind::SecondAdminAnswered),
            ("grant.given", Kind::SecondAdminAnswered),
            ("rule.confirmed", Kind::SecondAdminAnswered),
        ];
        let unpaid = Fulfilment::Unpaid.name();
        let is_unpaid = fact("fulfilment") == Some(unpaid);
        match action {
            // An order that is not paid is not called bought.
            action if action == Change::Bought.name() && is_unpaid => Some(Self::OrderUnpaid),
            action if action == Change::Bought.name() => Some(Self::OrderBought),
            "order.said" if fact("by") == Some("requester") => Some(Self::QuestionAnswered),
            "order.said" => Some(Self::QuestionAsked),
            // Told when it becomes unpaid, not at each new word of the cloud.
            "instance.status" => {
                let was = fact("was").filter(|was| is_unpaid && *was != unpaid);
                was.map(|_| Self::OrderUnpaid)
            }
            // Whatever was done to a rule: by most versions nobody is asked.
            action if action.starts_with("rule.") && fact("pending") == Some("true") => {
                Some(Self::SecondAdminAsked)
            }
            action => {
                let change = CHANGES.iter().find(|(change, _)| change.name() == action);
                let other = OTHERS.iter().find(|(name, _)| *name == action).map(|(_, kind)| *kind);
                change.map(|(_, kind)| *kind).or(other)
            }
        }
    }
}

/// The event of one answer to a step: whoever the next step asks is told, once it is due.
pub const STEP_APPROVED: &str = "decision.approve";

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(UnknownName)
    }
}

/// Which kinds come by which channel, for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switches(Vec<(Kind, Channel)>);

impl Switches {
    /// The defaults with what was `switched` in their place.
    pub fn of(switched: &[(Kind, Channel, bool)]) -> Self {
        let all = Kind::ALL.into_iter().flat_map(|kind| Channel::ALL.map(|channel| (kind, channel)));
        let wanted = |(kind, channel): &(Kind, Channel)| {
            let own = switched.iter().find(|(a, b, _)| (a, b) == (kind, channel));
            own.map_or(kind.by_default(*channel), |(_, _, wanted)| *wanted)
        };
        Self(all.filter(wanted).collect())
    }

    /// Whether the kind comes by the channel.
    pub fn wants(&self, kind: Kind, channel: Channel) -> bool {
        self.0.contains(&(kind, channel))
    }
}

/// How long to wait after so many attempts before the next one; `None` after the last. The waits double from half a
/// minute to four hours, and together last about a day: as long as a mail server may be away over night.
pub fn again_after(attempts: u32) -> Option<Duration> {
    const LAST: u32 = 14;
    const LONGEST: Duration = Duration::hours(4);
    let doubled = 1_i32 << attempts.saturating_sub(1).min(10);
    (attempts < LAST).then(|| (Duration::seconds(30) * doubled).min(LONGEST))
}

/// A notice as its person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    pub about: About,
    pub made_at: OffsetDateTime,
    pub read_at: Option<OffsetDateTime>,
}

impl Notice {
    /// The order that it is about, where it is about one.
    pub fn order(&self) -> Option<OrderNumber> {
        self.about.order.as_ref().map(|order| order.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each event of the log that tells somebody, by the facts that it is written with.
    #[test]
    fn an_event_tells_what_the_table_says() {
        let none: &[(&str, &str)] = &[];
        let unpaid: &[(&str, &str)] = &[("fulfilment", "unpaid")];
        for (action, facts, expected) in [
            ("order.created", none, None),
            ("order.submitted", none, Some(Kind::ApprovalAsked)),
            ("decision.approve", none, Some(Kind::ApprovalAsked)),
            ("decision.reject", none, Some(Kind::OrderRejected)),
            ("order.rejected", none, None),
            ("order.approved", none, Some(Kind::OrderApproved)),
            ("order.approval_lost", none, Some(Kind::ApprovalAsked)),
            ("order.expired", none, Some(Kind::OrderExpired)),
            ("order.said", none, Some(Kind::QuestionAsked)),
            ("order.said", &[("by", "requester")], Some(Kind::QuestionAnswered)),
            ("approval.handed_over", none, Some(Kind::StepHandedOver)),
            ("approval.escalated", none, Some(Kind::AskedToo)),
            ("order.approver_named", none, Some(Kind::AskedToo)),
            ("approval.approver_missing", none, Some(Kind::ApproverMissing)),
            ("approval.reminded", none, Some(Kind::ApprovalReminder)),
            ("approval.asked_again", none, Some(Kind::ApprovalAsked)),
            ("order.cancelled", none, None),
            ("order.revised", none, Some(Kind::OrderReturned)),
            ("order.started", none, None),
            ("order.outcome_lost", none, None),
            ("order.bought", &[("fulfilment", "creating")], Some(Kind::OrderBought)),
            ("order.bought", unpaid, Some(Kind::OrderUnpaid)),
            ("order.not_bought", none, Some(Kind::OrderNotBought)),
            ("order.given_up", none, Some(Kind::NeedsPerson)),
            ("order.late_sale", none, Some(Kind::NeedsPerson)),
            ("payment.needs_person", none, Some(Kind::NeedsPerson)),
            ("cancellation.needs_person", none, Some(Kind::NeedsPerson)),
            ("instance.status", unpaid, None),
            ("instance.status", &[("fulfilment", "unpaid"), ("was", "creating")], Some(Kind::OrderUnpaid)),
            ("instance.status", &[("fulfilment", "unpaid"), ("was", "unpaid")], None),
            ("instance.status", &[("fulfilment", "running"), ("was", "unpaid")], None),
            ("credential.refused", none, Some(Kind::CredentialRefused)),
            ("grant.proposed", none, Some(Kind::SecondAdminAsked)),
            ("grant.confirmed", none, Some(Kind::SecondAdminAnswered)),
            ("grant.refused", none, Some(Kind::SecondAdminAnswered)),
            ("grant.given", none, Some(Kind::SecondAdminAnswered)),
            ("grant.withdrawn", none, None),
            ("rule.created", &[("pending", "true")], Some(Kind::SecondAdminAsked)),
            ("rule.moved", &[("pending", "true")], Some(Kind::SecondAdminAsked)),
            ("rule.changed", &[("pending", "false")], None),
            ("rule.confirmed", &[("pending", "false")], Some(Kind::SecondAdminAnswered)),
            ("person.added", none, None),
        ] {
            let fact = |name: &str| facts.iter().find(|(fact, _)| *fact == name).map(|(_, value)| *value);

            assert_eq!(Kind::of_event(action, fact), expected, "{action} {facts:?}");
        }
    }

    #[test]
    fn a_kind_reads_back_its_own_name() {
        for kind in Kind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
    }

    #[test]
    fn what_somebody_switched_counts_before_the_default_and_the_rest_stays() {
        let switches = Switches::of(&[
            (Kind::OrderBought, Channel::Mail, false),
            (Kind::OrderApproved, Channel::Mail, true),
            (Kind::OrderExpired, Channel::Portal, false),
        ]);

        for (kind, channel, wanted) in [
            (Kind::OrderBought, Channel::Mail, false),
            (Kind::OrderBought, Channel::Portal, true),
            (Kind::OrderApproved, Channel::Mail, true),
            (Kind::OrderExpired, Channel::Portal, false),
            (Kind::OrderExpired, Channel::Mail, true),
        ] {
            assert_eq!(switches.wants(kind, channel), wanted, "{kind:?} {channel:?}");
        }
    }

    #[test]
    fn waits_grow_and_end_after_about_a_day() {
        let waits: Vec<_> = (1..).map_while(again_after).collect();

        assert_eq!(waits.len(), 13);
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!(waits[0], Duration::seconds(30));
        let all: Duration = waits.iter().sum();
        assert!((Duration::hours(18)..Duration::hours(30)).contains(&all), "{all}");
    }
}
