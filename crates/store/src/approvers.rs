//! Whom the steps of orders that wait ask, and whom an admin named because one has too few people.

use domain::{
    approval::{Answer, Chain, Handed, Places},
    catalog::Operation,
    ids::{OrderId, OrderNumber, PersonId, TeamId},
    money::{Currency, Money},
    view::Who,
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

use crate::StoreError;

/// Names somebody for a step, counted from 0.
#[derive(Debug)]
pub struct New<'a> {
    pub order: OrderId,
    pub revision: i32,
    pub step: usize,
    pub requester: PersonId,
    pub person: PersonId,
    pub by: PersonId,
    pub reason: &'a str,
}

/// Names of the constraints that keep admin, approver and requester apart.
pub const KEPT_APART: [&str; 3] = ["names_somebody_else", "names_not_the_requester", "names_not_for_oneself"];

/// Writes it. The database refuses whoever is not an admin, and an order that does not wait for approval.
pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    let step = i32::try_from(new.step).map_err(|_| StoreError::unreadable("step"))?;
    sqlx::query!(
        r#"
        insert into purser.named_approvers (order_id, revision, step, requester_id, person_id, named_by, reason)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        new.order.as_uuid(),
        new.revision,
        step,
        new.requester.as_uuid(),
        new.person.as_uuid(),
        new.by.as_uuid(),
        new.reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whom the steps of a revision's frozen chain ask now: with the fallbacks that are asked too, and with those whom admins
/// named.
pub async fn chain_now(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    frozen: &Chain,
) -> Result<Chain, StoreError> {
    let chain = sqlx::query_scalar!(
        r#"select purser.chain_now($1, $2, $3) as "chain!: Json<Chain>""#,
        order.as_uuid(),
        revision,
        Json(frozen) as _,
    )
    .fetch_one(conn)
    .await?;
    Ok(chain.0)
}

/// An order that waits for approval, with what decides whether anybody can answer.
#[derive(Debug)]
pub struct Pending {
    pub order: OrderId,
    pub revision: i32,
    pub number: OrderNumber,
    pub operation: Operation,
    pub requester: Who,
    pub team: TeamId,
    pub team_name: String,
    pub ceiling: Money,
    pub submitted_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    /// As it is now.
    pub chain: Chain,
    /// Those that count.
    pub answers: Vec<Answer>,
    /// Since when the step that is due can be answered.
    pub asked_since: OffsetDateTime,
    /// What was handed over and holds.
    pub handed: Vec<Handed>,
}

impl Pending {
    /// Who is asked.
    pub fn places(&self) -> Places<'_> {
        Places { chain: &self.chain, team: self.team, requester: self.requester.id, handed: &self.handed }
    }
}

/// An answer, with when it was given.
#[derive(Debug, Deserialize)]
struct Given {
    #[serde(flatten)]
    answer: Answer,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

/// Which orders [`pending`] gives.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    All,
    One(OrderId),
    /// Those that come after the one that was submitted then.
    After(OffsetDateTime, OrderId),
}

/// Orders that wait for approval, the longest first.
pub async fn pending(conn: &mut PgConnection, which: Which, limit: i64) -> Result<Vec<Pending>, StoreError> {
    let (only, after) = match which {
        Which::All => (None, None),
        Which::One(order) => (Some(order), None),
        Which::After(at, order) => (None, Some((at, order))),
    };
    let rows = sqlx::query!(
        r#"
        select
            o.order_id as "order: OrderId",
            o.revision,
            o.number,
            o.operation as "operation: Operation",
            o.requester_id as "requester: PersonId",
            p.name as requester_name,
            o.team_id as "team: TeamId",
            t.name as team_name,
            r.ceiling::numeric as "ceiling!",
            r.currency::text as "currency!: Currency",
            r.submitted_at,
            o.expires_at,
            purser.chain_now(o.order_id, o.revision, r.chain) as "chain!: Json<Chain>",
            coalesce(d.answers, '[]') as "answers!: Json<Vec<Given>>",
            coalesce(h.handed, '[]') as "handed!: Json<Vec<Handed>>"
        from purser.orders o
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        left join lateral (
            select jsonb_agg(jsonb_build_object(
                'step', a.step, 'by', a.person_id, 'instead_of', a.instead_of, 'decision', a.decision,
                'at', a.decided_at
            ) order by a.decided_at) as answers
            from purser.answers_that_count a
            where a.order_id = o.order_id and a.revision = o.revision
        ) d on true
        left join lateral (
            select jsonb_agg(jsonb_build_object('step', step, 'from', from_id, 'to', to_id) order by nth) as handed
            from purser.hand_overs_that_hold
            where order_id = o.order_id and revision = o.revision
        ) h on true
        where o.state = 'pending_approval'
          and ($1::uuid is null or o.order_id = $1)
          and ($3::timestamptz is null or (r.submitted_at, o.order_id) > ($3, $4))
        order by r.submitted_at, o.order_id
        limit $2
        "#,
        only.map(OrderId::as_uuid),
        limit,
        after.map(|(at, _)| at),
        after.map(|(_, order)| order.as_uuid()),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (chain, given) = (row.chain.0, row.answers.0);
            let answers: Vec<Answer> = given.iter().map(|given| given.answer).collect();
            let due = chain.due_number(&answers);
            let before = given.iter().filter(|given| due.is_some_and(|due| given.answer.step < due));
            let asked_since = before.map(|given| given.at).max().unwrap_or(row.submitted_at);
            Ok(Pending {
                order: row.order,
                revision: row.revision,
                number: OrderNumber::new(row.number),
                operation: row.operation,
                requester: Who { id: row.requester, name: row.requester_name },
                team: row.team,
                team_name: row.team_name,
                ceiling: Money::new(row.ceiling, row.currency)
                    .map_err(|_| StoreError::unreadable("ceiling"))?,
                submitted_at: row.submitted_at,
                expires_at: row.expires_at,
                chain,
                answers,
                asked_since,
                handed: row.handed.0,
            })
        })
        .collect()
}
