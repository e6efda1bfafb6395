//! Steps that were put to somebody else: append-only.

use domain::{
    approval::Handed,
    ids::{HandOverId, OrderId, PersonId},
    view::{HandedView, Who},
};
use sqlx::PgConnection;

use crate::StoreError;

/// A step's place goes to a colleague.
#[derive(Debug)]
pub struct New<'a> {
    pub id: HandOverId,
    pub order: OrderId,
    pub revision: i32,
    pub requester: PersonId,
    pub handed: Handed,
    /// Who does it: the one that was asked, or their deputy.
    pub by: PersonId,
    pub comment: &'a str,
}

pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    let step = i32::try_from(new.handed.step).map_err(|_| StoreError::unreadable("step"))?;
    sqlx::query!(
        r#"
        insert into purser.hand_overs (
            hand_over_id, order_id, revision, step, requester_id, from_id, to_id, by_id, comment
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.revision,
        step,
        new.requester.as_uuid(),
        new.handed.from.as_uuid(),
        new.handed.to.as_uuid(),
        new.by.as_uuid(),
        new.comment,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was handed over, as it counts and as pages show it.
#[derive(Debug)]
pub struct HandedOver {
    pub handed: Handed,
    pub view: HandedView,
}

/// What of a revision's steps was handed over, oldest first. What went to somebody who left does not hold, unless they
/// had handed it on to somebody who is there.
pub async fn of_revision(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<Vec<HandedOver>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            h.step,
            h.from_id as "from: PersonId",
            f.name as from_name,
            h.to_id as "to: PersonId",
            t.name as to_name,
            purser.hand_over_holds(h) as "holds!",
            h.comment,
            h.handed_at
        from purser.hand_overs h
        join purser.people f on f.person_id = h.from_id
        join purser.people t on t.person_id = h.to_id
        where h.order_id = $1 and h.revision = $2
        order by h.nth
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let step = usize::try_from(row.step).map_err(|_| StoreError::unreadable("step"))?;
            let view = HandedView {
                from: Who { id: row.from, name: row.from_name },
                to: Who { id: row.to, name: row.to_name },
                comment: row.comment,
                at: row.handed_at,
                holds: row.holds,
            };
            Ok(HandedOver { handed: Handed { step, from: row.from, to: row.to }, view })
        })
        .collect()
}
