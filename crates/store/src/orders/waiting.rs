//! The inbox: orders that could ask the reader.

use domain::{
    approval::{Answer, Chain, Handed},
    catalog::Operation,
    digest::Digest,
    ids::{OrderId, PersonId},
    money::Currency,
    order::{OrderInput, State},
    view::ApprovalRow,
};
use sqlx::{PgConnection, types::Json};

use super::{
    Reader,
    list::{Cursor, Row},
};
use crate::StoreError;

/// An order that waits for approval, with what decides whether the reader may answer.
#[derive(Debug)]
pub struct Waiting {
    pub row: ApprovalRow,
    pub chain: Chain,
    pub answers: Vec<Answer>,
    pub handed: Vec<Handed>,
    pub team: domain::ids::TeamId,
}

impl Waiting {
    /// Where a list continues after this one.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.row.submitted_at, id: self.row.order.id.as_uuid() }
    }
}

/// Orders of others that wait for approval and could ask the reader, at most `limit`, those that wait longest first:
/// the caller judges each by `domain::order::can::decide`.
pub async fn approvals_waiting(
    conn: &mut PgConnection,
    reader: &Reader,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query!(
        r#"
        with asked as (
            select o.order_id, o.revision, c.chain
            from purser.orders o
            join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
            cross join lateral (select purser.chain_now(o.order_id, o.revision, r.chain) as chain) c
            where o.state = 'pending_approval'
              and o.requester_id <> $1
              and (
                  (o.order_id, o.revision) in (
                      select h.order_id, h.revision from purser.hand_overs_that_hold h where h.to_id = any($2))
                  or purser.asks(
                      c.chain, o.team_id, o.requester_id,
                      $2, $3, $8, $4, $9)
              )
              and not exists (
                  select from purser.answers_that_count
                  where order_id = o.order_id and revision = o.revision and person_id = $1)
              and ($5::timestamptz is null or (r.submitted_at, o.order_id) > ($5, $6))
            order by r.submitted_at, o.order_id
            limit $7
        )
        select
            o.order_id as "id: OrderId",
            o.number,
            o.operation as "operation: Operation",
            o.state as "state: State",
            o.requester_id as "requester_id: PersonId",
            p.name as requester_name,
            o.team_id as "team_id: domain::ids::TeamId",
            t.name as team,
            r.business,
            o.draft as "draft: Json<OrderInput>",
            r.ceiling::numeric as "ceiling!",
            r.currency::text as "currency!: Currency",
            r.order_hash,
            r.reason,
            c.chain as "chain!: Json<Chain>",
            r.submitted_at,
            o.expires_at,
            o.created_at,
            o.updated_at,
            coalesce(d.answers, '[]') as "answers!: Json<Vec<Answer>>",
            coalesce(h.handed, '[]') as "handed!: Json<Vec<Handed>>"
        from asked c
        join purser.orders o on o.order_id = c.order_id
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        join purser.revisions r on r.order_id = c.order_id and r.revision = c.revision
        left join lateral (
            select jsonb_agg(jsonb_build_object(
                'step', step, 'by', person_id, 'instead_of', instead_of, 'decision', decision
            )) as answers
            from purser.answers_that_count
            where order_id = c.order_id and revision = c.revision
        ) d on true
        left join lateral (
            select jsonb_agg(jsonb_build_object('step', step, 'from', from_id, 'to', to_id) order by nth) as handed
            from purser.hand_overs_that_hold
            where order_id = c.order_id and revision = c.revision
        ) h on true
        order by r.submitted_at, o.order_id
        "#,
        reader.person,
        &reader.people,
        &reader.asked_as,
        &reader.led,
        after.map(|after| after.at),
        after.map(|after| after.id),
        limit,
        &reader.asked_of,
        &reader.led_of,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let answers = row.answers.0;
            let order = Row {
                id: row.id,
                number: row.number,
                operation: row.operation,
                state: row.state,
                fulfilment: None,
                requester_id: row.requester_id,
                requester_name: row.requester_name,
                team: row.team,
                business: Some(row.business),
                draft: row.draft,
                ceiling: Some(row.ceiling),
                currency: Some(row.currency),
                created_at: row.created_at,
                updated_at: row.updated_at,
            };
            let chain = row.chain.0;
            Ok(Waiting {
                row: ApprovalRow {
                    order: order.view()?,
                    hash: Digest::from_slice(&row.order_hash)
                        .ok_or_else(|| StoreError::unreadable("order hash"))?,
                    reason: row.reason,
                    submitted_at: row.submitted_at,
                    expires_at: row.expires_at,
                    step: chain.due_number(&answers).map_or(chain.steps.len(), |number| number + 1),
                    steps: chain.steps.len(),
                },
                chain,
                answers,
                handed: row.handed.0,
                team: row.team_id,
            })
        })
        .collect()
}
