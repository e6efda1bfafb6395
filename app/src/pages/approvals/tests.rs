use backend::BackendError;
use domain::{
    approval::Decision,
    catalog::{Input, Operation},
    digest::Digest,
    ids::{OrderId, OrderNumber, PersonId},
    order::State,
    person::Language,
    view::{
        ApprovalRow, OrderRow, Who,
        inbox::{Inbox, InboxFilter},
    },
};
use leptos::prelude::*;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::{
    inbox::{ApprovalsPage, Shown},
    one_of_several,
    outcomes::Outcome,
};
use crate::{
    format::Times,
    i18n::Text,
    pages::orders::decide::{Decided, refused},
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn row(n: u16) -> ApprovalRow {
    ApprovalRow {
        order: OrderRow {
            id: OrderId::from_uuid(Uuid::nil()),
            number: OrderNumber::new(10_000 + i64::from(n)),
            operation: Operation::DtsCreate,
            state: State::PendingApproval,
            fulfilment: None,
            requester: Who { id: PersonId::from_uuid(Uuid::nil()), name: "Rita".to_owned() },
            team: "Platform".to_owned(),
            spec: Input::new(),
            ceiling: None,
            created_at: NOW,
            updated_at: NOW,
        },
        hash: Digest::of(b"order"),
        reason: String::new(),
        submitted_at: NOW,
        expires_at: None,
        step: 1,
        steps: 1,
    }
}

fn page(waiting: u16, number: usize) -> String {
    let text = Text::new(Language::English);
    let times = Times::new(text, "UTC", NOW);
    let filter = InboxFilter { page: number, ..InboxFilter::default() };
    let inbox = Inbox::of((1..=waiting).map(row).collect(), &filter, NOW);
    let shown = Shown { filter, inbox, ..Shown::default() };
    Owner::new().with(|| view! { <ApprovalsPage text times shown/> }.to_html())
}

#[test]
fn a_long_inbox_is_shown_in_pages_that_keep_their_place() {
    let (whole, first, second) = (page(100, 0), page(101, 0), page(101, 1));

    assert!(!whole.contains("rel=\"next\"") && whole.contains(">P-10100<"));
    assert!(first.contains("1 to 100 of 101") && first.contains("href=\"/approvals?page=2\" rel=\"next\""));
    assert!(first.contains(">P-10100<") && !first.contains(">P-10101<"));
    assert!(second.contains("101 to 101 of 101") && second.contains("href=\"/approvals\" rel=\"prev\""));
    assert!(
        second.contains("action=\"/approvals?page=2\"")
            && second.contains("/approvals?page=2&amp;open=P-10101")
    );
}

#[test]
fn each_of_several_orders_has_its_own_outcome_whatever_it_met() {
    let refused = |error| refused(Text::new(Language::English), String::new(), error);
    for (decided, expected) in [
        (Decided::Taken(State::Approved), Outcome::Approved),
        (refused(BackendError::Conflict("look_alike")), Outcome::LookAlike),
        (refused(BackendError::Conflict("changed_meanwhile")), Outcome::Changed),
        (refused(BackendError::Stale), Outcome::Changed),
        (refused(BackendError::Conflict("of another release")), Outcome::Conflict("of another release")),
        (refused(BackendError::NotFound), Outcome::Gone),
        (refused(BackendError::Internal("broken".into())), Outcome::Failed),
    ] {
        assert_eq!(one_of_several(Decision::Approve, decided).ok(), Some(expected));
    }
    let signed_out = one_of_several(Decision::Approve, refused(BackendError::SignedOut));
    assert!(matches!(signed_out, Err(BackendError::SignedOut)), "nothing else can be decided either");
}
