//! Approvers that an admin named for an order because a step has too few people.

use domain::{
    approval::{Answer, Asked, Chain},
    catalog::Operation,
    ids::{OrderId, OrderNumber, PersonId, TeamId},
    money::{Currency, Money},
    view::Who,
};
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

/// The chain of a revision with those whom admins named since.
pub async fn chain_now(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    frozen: &Chain,
) -> Result<Chain, StoreError> {
    let named = sqlx::query!(
        r#"
        select step, person_id as "person: PersonId"
        from purser.named_approvers
        where order_id = $1 and revision = $2
        order by named_at, person_id
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_all(conn)
    .await?;
    let mut chain = frozen.clone();
    for row in named {
        let step = usize::try_from(row.step).ok().and_then(|number| chain.steps.get_mut(number));
        if let Some(step) = step {
            step.asks.push(Asked::Person(row.person));
        }
    }
    Ok(chain)
}

/// An order that waits for approval, with what decides whether anybody can answer.
#[derive(Debug)]
pub struct Pending {
    pub order: OrderId,
    pub number: OrderNumber,
    pub operation: Operation,
    pub requester: Who,
    pub team: TeamId,
    pub team_name: String,
    pub ceiling: Money,
    pub submitted_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    /// With those whom admins named.
    pub chain: Chain,
    /// Those that count.
    pub answers: Vec<Answer>,
}

/// Every order that waits for approval, or only this one; the longest first.
pub async fn pending(
    conn: &mut PgConnection,
    only: Option<OrderId>,
    limit: i64,
) -> Result<Vec<Pending>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            o.order_id as "order: OrderId",
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
            coalesce(d.answers, '[]') as "answers!: Json<Vec<Answer>>"
        from purser.orders o
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        left join lateral (
            select jsonb_agg(jsonb_build_object('step', a.step, 'by', a.person_id, 'decision', a.decision)) as answers
            from purser.decisions a
            join purser.people b on b.person_id = a.person_id and b.disabled_at is null
            where a.order_id = o.order_id and a.revision = o.revision and a.kind = 'person'
        ) d on true
        where o.state = 'pending_approval' and ($1::uuid is null or o.order_id = $1)
        order by r.submitted_at
        limit $2
        "#,
        only.map(OrderId::as_uuid),
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Pending {
                order: row.order,
                number: OrderNumber::new(row.number),
                operation: row.operation,
                requester: Who { id: row.requester, name: row.requester_name },
                team: row.team,
                team_name: row.team_name,
                ceiling: Money::new(row.ceiling, row.currency)
                    .map_err(|_| StoreError::unreadable("ceiling"))?,
                submitted_at: row.submitted_at,
                expires_at: row.expires_at,
                chain: row.chain.0,
                answers: row.answers.0,
            })
        })
        .collect()
}
