//! What is known of an order beside the cloud's answers.

use domain::{order::settlement::Act, view};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::Person;

/// One look at the cloud for what the order may have bought.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Look {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// By the cloud's own clock.
    #[serde(with = "time::serde::rfc3339::option")]
    cloud_date: Option<OffsetDateTime>,
    /// What was seen.
    #[schema(example = "absent")]
    saw: String,
    /// `pay` or `cancel`, where it was for the payment of what was ordered.
    of: Option<&'static str>,
    reference: Option<String>,
    request_id: Option<String>,
}

impl From<view::LookView> for Look {
    fn from(look: view::LookView) -> Self {
        let view::LookView { at, cloud_date, saw, act, reference, request_id, .. } = look;
        Self { at, cloud_date, saw, of: act.map(Act::name), reference, request_id }
    }
}

/// What somebody said became of the order. The requester's own word is a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Statement {
    by: Person,
    /// `bought` or `not_bought`; of a payment `paid` or `not_paid`, `cancelled` or `not_cancelled`.
    verdict: &'static str,
    reference: Option<String>,
    reason: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<view::StatementView> for Statement {
    fn from(statement: view::StatementView) -> Self {
        let view::StatementView { by, said, reference, reason, at } = statement;
        Self { by: by.into(), verdict: said.name(), reference, reason, at }
    }
}
