//! The approver's inbox: how it is narrowed and sorted.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::ApprovalRow;
use crate::catalog::{Operation, Provider};

/// So many rows are shown at a time, and decided together.
pub const PAGE: usize = 100;

/// Every page counts what waits for its reader, as far as this.
pub const MAX_COUNTED: u32 = 100;

/// What has no more than this left before it expires is urgent.
pub const LAST_DAY: Duration = Duration::days(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Those that wait longest first.
    Age,
    /// Those that expire soonest first.
    Left,
}

/// What is to be bought: one operation, or any of a provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    All(Provider),
    Only(Operation),
}

impl What {
    /// Providers, and the operations of each behind it.
    pub fn every() -> impl Iterator<Item = Self> {
        [Provider::Alibaba, Provider::Huawei].into_iter().flat_map(|provider| {
            let own = Operation::ALL.into_iter().filter(move |operation| operation.provider() == provider);
            std::iter::once(Self::All(provider)).chain(own.map(Self::Only))
        })
    }

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All(provider) => provider.name(),
            Self::Only(operation) => operation.key(),
        }
    }

    fn holds(self, operation: Operation) -> bool {
        match self {
            Self::All(provider) => operation.provider() == provider,
            Self::Only(only) => operation == only,
        }
    }
}

/// How the inbox is narrowed and sorted. Every part is in its address; the default holds for everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InboxFilter {
    pub what: Option<What>,
    /// A team's name.
    pub team: Option<String>,
    /// A part of the requester's name, in any case; spaces around it mean nothing.
    pub requester: String,
    /// Only what expires within [`LAST_DAY`].
    pub is_urgent: bool,
    pub sort: Option<Sort>,
    /// Counted from 0; the last one stands for those after it.
    pub page: usize,
}

impl InboxFilter {
    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        self.what.is_some() || self.team.is_some() || !self.requester.trim().is_empty() || self.is_urgent
    }

    /// Whether the row is among those that are asked for.
    pub fn holds(&self, row: &ApprovalRow, now: OffsetDateTime) -> bool {
        let words = self.requester.trim().to_lowercase();
        self.what.is_none_or(|what| what.holds(row.order.operation))
            && self.team.as_ref().is_none_or(|team| *team == row.order.team)
            && row.order.requester.name.to_lowercase().contains(&words)
            && (!self.is_urgent || is_urgent(row, now))
    }
}

/// Whether it expires within [`LAST_DAY`]; what never expires does not.
pub fn is_urgent(row: &ApprovalRow, now: OffsetDateTime) -> bool {
    row.expires_at.is_some_and(|at| at - now <= LAST_DAY)
}

/// What waits for the reader, as far as the filter holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inbox {
    /// On every page.
    pub rows: Vec<ApprovalRow>,
    /// How many wait in all.
    pub waiting: usize,
    /// Of all that waits, each team once, by name.
    pub teams: Vec<String>,
}

impl Inbox {
    /// `rows` is everything that waits.
    pub fn of(rows: Vec<ApprovalRow>, filter: &InboxFilter, now: OffsetDateTime) -> Self {
        let waiting = rows.len();
        let mut teams: Vec<_> = rows.iter().map(|row| row.order.team.clone()).collect();
        teams.sort_unstable();
        teams.dedup();
        let mut rows: Vec<_> = rows.into_iter().filter(|row| filter.holds(row, now)).collect();
        rows.sort_by_key(|row| row.submitted_at);
        if filter.sort == Some(Sort::Left) {
            // What never expires comes last.
            rows.sort_by_key(|row| (row.expires_at.is_none(), row.expires_at));
        }
        Self { rows, waiting, teams }
    }

    /// The rows of a page, or of the last one, and which they are.
    pub fn page(&self, page: usize) -> (Range<usize>, &[ApprovalRow]) {
        let last = self.rows.len().saturating_sub(1) / PAGE;
        let first = page.min(last) * PAGE;
        let rows = first..self.rows.len().min(first + PAGE);
        (rows.clone(), &self.rows[rows])
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        catalog::Input,
        digest::Digest,
        ids::{OrderId, OrderNumber, PersonId},
        order::State,
        view::{OrderRow, Who},
    };

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    /// Submitted so many hours ago; it expires in so many hours.
    fn row(
        n: i64,
        operation: Operation,
        team: &str,
        requester: &str,
        ago: i64,
        left: Option<i64>,
    ) -> ApprovalRow {
        let submitted_at = NOW - Duration::hours(ago);
        let id = Uuid::from_u128(n.unsigned_abs().into());
        ApprovalRow {
            order: OrderRow {
                id: OrderId::from_uuid(id),
                number: OrderNumber::new(n),
                operation,
                state: State::PendingApproval,
                fulfilment: None,
                requester: Who { id: PersonId::from_uuid(id), name: requester.to_owned() },
                team: team.to_owned(),
                spec: Input::new(),
                ceiling: None,
                created_at: submitted_at,
                updated_at: submitted_at,
            },
            hash: Digest::of(b"order"),
            reason: String::new(),
            submitted_at,
            expires_at: left.map(|hours| NOW + Duration::hours(hours)),
            step: 1,
            steps: 1,
        }
    }

    fn waiting() -> Vec<ApprovalRow> {
        vec![
            row(1, Operation::DtsCreate, "Platform", "Rita Requester", 50, Some(118)),
            row(2, Operation::DdmCreate, "Shop", "林薇", 160, Some(8)),
            row(3, Operation::BssCreate, "Platform", "Ada", 100, Some(24)),
            row(4, Operation::DtsChange, "Data", "Margarita", 5, None),
            row(5, Operation::DtsCreate, "Shop", "Rita Requester", 1, Some(25)),
        ]
    }

    #[test]
    fn an_inbox_holds_what_all_parts_of_its_filter_hold_for() {
        let plain = InboxFilter::default;
        for (filter, expected) in [
            (plain(), vec![2, 3, 1, 4, 5]),
            (InboxFilter { what: Some(What::All(Provider::Huawei)), ..plain() }, vec![2]),
            (InboxFilter { what: Some(What::All(Provider::Alibaba)), ..plain() }, vec![3, 1, 4, 5]),
            (InboxFilter { what: Some(What::Only(Operation::DtsCreate)), ..plain() }, vec![1, 5]),
            (InboxFilter { team: Some("Shop".to_owned()), ..plain() }, vec![2, 5]),
            (InboxFilter { team: Some("shop".to_owned()), ..plain() }, vec![]),
            (InboxFilter { requester: " RITA ".to_owned(), ..plain() }, vec![1, 4, 5]),
            (InboxFilter { requester: "林".to_owned(), ..plain() }, vec![2]),
            // A whole day is still within it; what never expires is not.
            (InboxFilter { is_urgent: true, ..plain() }, vec![2, 3]),
            (InboxFilter { sort: Some(Sort::Age), ..plain() }, vec![2, 3, 1, 4, 5]),
            (InboxFilter { sort: Some(Sort::Left), ..plain() }, vec![2, 3, 5, 1, 4]),
            (InboxFilter { team: Some("Shop".to_owned()), requester: "rita".to_owned(), ..plain() }, vec![5]),
        ] {
            let inbox = Inbox::of(waiting(), &filter, NOW);

            let numbers: Vec<_> = inbox.rows.iter().map(|row| row.order.number).collect();
            assert_eq!(numbers, expected.into_iter().map(OrderNumber::new).collect::<Vec<_>>(), "{filter:?}");
            assert_eq!(
                (inbox.waiting, inbox.teams),
                (5, ["Data", "Platform", "Shop"].map(str::to_owned).to_vec())
            );
        }
    }

    #[test]
    fn a_page_after_the_last_is_the_last() {
        let of = |rows| Inbox { rows: vec![waiting().remove(0); rows], ..Inbox::default() };
        for (rows, page, expected) in [
            (0, 0, 0..0),
            (0, 7, 0..0),
            (100, 1, 0..100),
            (101, 1, 100..101),
            (250, 1, 100..200),
            (250, 9, 200..250),
        ] {
            let inbox = of(rows);
            let (which, shown) = inbox.page(page);
            assert_eq!((which.clone(), shown.len()), (expected, which.len()), "{rows} rows, page {page}");
        }
    }

    #[test]
    fn every_name_of_what_is_asked_for_is_its_own() {
        let mut names: Vec<_> = What::every().map(What::name).collect();
        assert_eq!(names.len(), 2 + Operation::ALL.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 2 + Operation::ALL.len());
    }
}
