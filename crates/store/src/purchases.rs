//! Buying: intents, sends, evidence, verdicts and what was bought. Append-only but for settling an attempt.

mod attempts;
mod sends;

use domain::{
    catalog::{Input, Provider},
    ids::{AttemptId, OrderId, PurchaseId},
    order::Verdict,
    view::{AttemptView, SendView},
};
use sqlx::PgConnection;

use crate::StoreError;

pub use self::{attempts::*, sends::*};

/// How an order came by what it bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Attempt(AttemptId),
    /// One of those that no order owned, by its number: people gave it to an order of which no attempt is known.
    Given(i64),
}

/// What an order bought.
#[derive(Debug)]
pub struct Purchase<'a> {
    pub id: PurchaseId,
    pub order: OrderId,
    pub origin: Origin,
    pub provider: Provider,
    pub account: &'a str,
    /// `instance`, `cloud_order` or `setstate`.
    pub kind: &'static str,
    pub reference: &'a str,
    /// The cloud's own order, where the reference is an instance of it.
    pub cloud_order: Option<&'a str>,
}

/// Writes what was bought. `false`: the reference is another order's, and nothing was written.
pub async fn insert_purchase(conn: &mut PgConnection, purchase: &Purchase<'_>) -> Result<bool, StoreError> {
    let (attempt, given) = match purchase.origin {
        Origin::Attempt(attempt) => (Some(attempt), None),
        Origin::Given(number) => (None, Some(number)),
    };
    let done = sqlx::query!(
        r#"
        insert into purser.purchases (
            purchase_id, order_id, attempt_id, provider, account, kind, reference, cloud_order, unowned_no
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (provider, account, kind, reference) where kind in ('instance', 'cloud_order') do nothing
        "#,
        purchase.id.as_uuid(),
        purchase.order.as_uuid(),
        attempt.map(AttemptId::as_uuid),
        purchase.provider.name(),
        purchase.account,
        purchase.kind,
        purchase.reference,
        purchase.cloud_order,
        given,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Which of these references, of instances or of the cloud's orders, are of something that an order of ours bought,
/// or has seen as its own, or of which somebody has said whose it is.
pub async fn owned(
    conn: &mut PgConnection,
    provider: Provider,
    references: &[String],
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select wanted as "wanted!"
        from unnest($2::text[]) wanted
        where exists (
                select
                from purser.purchases
                where provider = $1 and (reference = wanted or cloud_order = wanted))
            or exists (
                select
                from purser.evidence e
                join purser.attempts a on a.attempt_id = e.attempt_id
                where a.provider = $1 and e.sale and (e.reference = wanted or e.cloud_order = wanted))
            or exists (
                select
                from purser.unowned_purchases
                where provider = $1 and reference = wanted and cleared_by is not null)
        "#,
        provider.name(),
        references,
    )
    .fetch_all(conn)
    .await?)
}

/// Whether an order owns what the cloud calls by this reference.
pub async fn is_owned(
    conn: &mut PgConnection,
    provider: Provider,
    account: &str,
    reference: &str,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select
            from purser.purchases
            where provider = $1 and account = $2 and reference = $3 and kind in ('instance', 'cloud_order')
        ) as "owned!"
        "#,
        provider.name(),
        account,
        reference,
    )
    .fetch_one(conn)
    .await?)
}

/// Raises an alarm for operators.
pub async fn raise_alarm(
    conn: &mut PgConnection,
    order: OrderId,
    code: &str,
    detail: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into purser.alarms (order_id, code, detail) values ($1, $2, $3)",
        order.as_uuid(),
        code,
        detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An order's attempts with their sends and answers, for its page.
pub async fn shown(conn: &mut PgConnection, order: OrderId) -> Result<Vec<AttemptView>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            a.attempt_id as "attempt: AttemptId",
            a.client_token,
            a.endpoint,
            a.created_at,
            s.send_no as number,
            s.signed_at,
            s.dead_at,
            v.verdict as "verdict!: Verdict",
            v.advice,
            e.http_status as "http_status?",
            e.code as "code?",
            e.message as "message?",
            e.request_id as "request_id?"
        from purser.attempts a
        join purser.sends s on s.attempt_id = a.attempt_id
        join purser.send_verdicts v on v.send_id = s.send_id
        left join purser.evidence e on e.evidence_id = v.evidence_id
        where a.order_id = $1
        order by a.created_at, a.attempt_id, s.send_no
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let mut attempts: Vec<AttemptView> = Vec::new();
    for row in rows {
        let send = SendView {
            number: row.number,
            signed_at: row.signed_at,
            dead_at: row.dead_at,
            verdict: row.verdict,
            http_status: row.http_status,
            code: row.code,
            message: row.message,
            request_id: row.request_id,
            advice: row.advice,
        };
        match attempts.last_mut().filter(|attempt| attempt.id == row.attempt) {
            Some(attempt) => attempt.sends.push(send),
            None => attempts.push(AttemptView {
                id: row.attempt,
                client_token: row.client_token,
                endpoint: row.endpoint,
                created_at: row.created_at,
                sends: vec![send],
            }),
        }
    }
    Ok(attempts)
}

/// The parameters with which an instance was bought, if an order bought it.
pub async fn parameters_of(
    conn: &mut PgConnection,
    provider: Provider,
    cloud_id: &str,
) -> Result<Option<Input>, StoreError> {
    let business = sqlx::query_scalar!(
        r#"
        select r.business
        from purser.purchases p
        join purser.orders o on o.order_id = p.order_id
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        where p.provider = $1 and p.kind = 'instance' and p.reference = $2
        limit 1
        "#,
        provider.name(),
        cloud_id,
    )
    .fetch_optional(conn)
    .await?;
    let read = |business: Vec<u8>| {
        serde_json::from_slice(&business).map_err(|_| StoreError::unreadable("parameters"))
    };
    business.map(read).transpose()
}
