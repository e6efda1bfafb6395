//! Answers to an order's steps: append-only, one that counts a person and revision, never the requester's.

use domain::{
    approval::{Answer, Decision},
    digest::Digest,
    ids::{DecisionId, OrderId, PersonId},
    order::Revision,
    view::{AnswerView, Who},
};
use sqlx::PgConnection;

use crate::StoreError;

/// One person's answer.
#[derive(Debug)]
pub struct New<'a> {
    pub id: DecisionId,
    pub order: OrderId,
    pub revision: i32,
    /// What was on the screen; another hash than the revision's does not go in.
    pub hash: Digest,
    pub requester: PersonId,
    pub step: usize,
    pub person: PersonId,
    /// Whose deputy they answer as.
    pub instead_of: Option<PersonId>,
    pub decision: Decision,
    pub comment: &'a str,
    /// Whether they knew of look-alikes whose outcome is open.
    pub acknowledged: bool,
}

/// Names of the constraints that keep four eyes apart.
pub const FOUR_EYES: &str = "four_eyes";
pub const ONE_ANSWER_A_PERSON: &str = "one_answer_a_person";
pub const ONE_ANSWER_A_PLACE: &str = "one_answer_a_place";

/// Writes the answer.
pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    let step = i32::try_from(new.step).map_err(|_| StoreError::unreadable("step"))?;
    sqlx::query!(
        r#"
        insert into purser.decisions (
            decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id, decision, comment,
            acknowledged, instead_of
        )
        values ($1, $2, $3, $4, $5, 'person', $6, $7, $8, $9, $10, $11)
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.revision,
        new.hash.as_bytes().as_slice(),
        new.requester.as_uuid(),
        step,
        new.person.as_uuid(),
        new.decision.name(),
        new.comment,
        new.acknowledged,
        new.instead_of.map(PersonId::as_uuid),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes that the rule which the revision met decided: it asks nobody. `Stale`: it does not hold any more.
pub async fn insert_of_rule(
    conn: &mut PgConnection,
    id: DecisionId,
    revision: &Revision,
    requester: PersonId,
) -> Result<(), StoreError> {
    let hash = revision.hash();
    sqlx::query!(
        r#"
        insert into purser.decisions (
            decision_id, order_id, revision, order_hash, requester_id, kind, decision, rule_id, rule_version
        )
        values ($1, $2, $3, $4, $5, 'rule', 'approve', $6, $7)
        "#,
        id.as_uuid(),
        revision.order.as_uuid(),
        revision.number,
        hash.as_bytes().as_slice(),
        requester.as_uuid(),
        revision.rule.as_uuid(),
        revision.rule_version,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An answer with what pages show of it.
#[derive(Debug)]
pub struct Given {
    pub answer: Answer,
    pub view: AnswerView,
    /// Whether whoever gave it may still sign in, and did not leave in between; only then it counts.
    pub counts: bool,
}

/// The answers to one revision, oldest first.
pub async fn of_revision(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<Vec<Given>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            d.step as "step!",
            d.person_id as "person_id!: PersonId",
            p.name,
            i.person_id as "instead_of?: PersonId",
            i.name as "instead_of_name?",
            d.decision as "decision: Decision",
            d.comment,
            d.decided_at,
            p.disabled_at is null and p.returns = d.returns as "counts!"
        from purser.decisions d
        join purser.people p on p.person_id = d.person_id
        left join purser.people i on i.person_id = d.instead_of
        where d.order_id = $1 and d.revision = $2 and d.kind = 'person'
        order by d.decided_at, d.decision_id
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let step = usize::try_from(row.step).unwrap_or_default();
            Given {
                answer: Answer {
                    step,
                    by: row.person_id,
                    instead_of: row.instead_of,
                    decision: row.decision,
                },
                view: AnswerView {
                    by: Who { id: row.person_id, name: row.name },
                    instead_of: row.instead_of.zip(row.instead_of_name).map(|(id, name)| Who { id, name }),
                    decision: row.decision,
                    comment: row.comment,
                    at: row.decided_at,
                    counts: row.counts,
                },
                counts: row.counts,
            }
        })
        .collect())
}

/// Everybody who ever answered a step of the order, whatever became of the revision.
pub async fn deciders(conn: &mut PgConnection, order: OrderId) -> Result<Vec<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct person_id as "person!: PersonId"
        from purser.decisions
        where order_id = $1 and person_id is not null
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// Whether the database itself holds the revision for approved.
pub async fn is_approved(conn: &mut PgConnection, order: OrderId, revision: i32) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(r#"select purser.is_approved($1, $2) as "approved!""#, order.as_uuid(), revision)
        .fetch_one(conn)
        .await?)
}

/// Whether somebody who approved the revision knew of look-alikes whose outcome is open.
pub async fn acknowledged(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select
            from purser.decisions
            where order_id = $1 and revision = $2 and decision = 'approve' and acknowledged
        ) as "acknowledged!"
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_one(conn)
    .await?)
}
