//! What people say about an order: append-only.

use domain::{
    ids::{MessageId, OrderId, PersonId},
    view::{MessageView, Who},
};
use sqlx::PgConnection;

use crate::StoreError;

/// Something said.
#[derive(Debug)]
pub struct New<'a> {
    pub id: MessageId,
    pub order: OrderId,
    pub revision: i32,
    pub by: PersonId,
    pub words: &'a str,
}

pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.order_messages (message_id, order_id, revision, person_id, words)
        values ($1, $2, $3, $4, $5)
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.revision,
        new.by.as_uuid(),
        new.words,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Everything said about the order, oldest first.
pub async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Vec<MessageView>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            m.person_id as "by: PersonId",
            p.name,
            m.revision,
            m.words,
            m.said_at
        from purser.order_messages m
        join purser.people p on p.person_id = m.person_id
        where m.order_id = $1
        order by m.said_at, m.message_id
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MessageView {
            by: Who { id: row.by, name: row.name },
            revision: row.revision,
            words: row.words,
            at: row.said_at,
        })
        .collect())
}
