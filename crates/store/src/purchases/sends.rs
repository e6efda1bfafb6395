//! Requests to the cloud, what came back, and what was made of it. Append-only.

use domain::{
    catalog::Class,
    ids::{AttemptId, EvidenceId, OrderId, SendId},
    order::{
        Verdict,
        settling::{Look, Sight},
    },
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// One request that may have left.
#[derive(Debug, Clone)]
pub struct Send {
    pub id: SendId,
    pub attempt: AttemptId,
    pub class: Class,
    /// Counted from 1.
    pub number: i32,
    pub fence: i64,
    pub worker: String,
    pub signed_at: OffsetDateTime,
    /// From then on the cloud takes the signature no more.
    pub dead_at: OffsetDateTime,
}

/// A fact that came back.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub id: EvidenceId,
    pub order: OrderId,
    pub attempt: AttemptId,
    /// `None`: found before anything was sent.
    pub send: Option<SendId>,
    /// `answer`, `no_answer` or `look`.
    pub kind: &'static str,
    pub sale: bool,
    pub reference: Option<String>,
    pub cloud_order: Option<String>,
    pub reach: Option<&'static str>,
    pub http_status: Option<i32>,
    pub code: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
    pub cloud_date: Option<OffsetDateTime>,
    pub body: Option<String>,
}

/// Writes that a request is about to leave. Only afterwards may it.
pub async fn insert_send(conn: &mut PgConnection, send: &Send) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        send.id.as_uuid(),
        send.attempt.as_uuid(),
        send.class as Class as _,
        send.number,
        send.fence,
        send.worker,
        send.signed_at,
        send.dead_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what came back (T2). Not fenced: a fact is never thrown away. Locks the order.
pub async fn insert_evidence(conn: &mut PgConnection, evidence: &Evidence) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.evidence (
            evidence_id, order_id, attempt_id, send_id, kind, sale, reference, cloud_order, reach, http_status, code,
            message, request_id, cloud_date, body
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        "#,
        evidence.id.as_uuid(),
        evidence.order.as_uuid(),
        evidence.attempt.as_uuid(),
        evidence.send.map(SendId::as_uuid),
        evidence.kind,
        evidence.sale,
        evidence.reference,
        evidence.cloud_order,
        evidence.reach,
        evidence.http_status,
        evidence.code,
        evidence.message,
        evidence.request_id,
        evidence.cloud_date,
        evidence.body,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Says what a send is known to have done; the newest verdict counts.
pub async fn insert_verdict(
    conn: &mut PgConnection,
    send: SendId,
    evidence: EvidenceId,
    verdict: Verdict,
    advice: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into purser.verdicts (send_id, evidence_id, verdict, advice) values ($1, $2, $3, $4)",
        send.as_uuid(),
        evidence.as_uuid(),
        verdict.name(),
        advice,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A send with what is known of it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub id: SendId,
    pub number: i32,
    pub signed_at: OffsetDateTime,
    pub dead_at: OffsetDateTime,
    pub verdict: Verdict,
    /// Who should do what: a code of the cloud client.
    pub advice: Option<String>,
    /// The reference in the evidence of a sale.
    pub reference: Option<String>,
    /// The cloud's own order in it.
    pub cloud_order: Option<String>,
}

/// An attempt's sends, the first first.
pub async fn sends_of(conn: &mut PgConnection, attempt: AttemptId) -> Result<Vec<Sent>, StoreError> {
    Ok(sqlx::query_as!(
        Sent,
        r#"
        select
            s.send_id as "id: SendId",
            s.send_no as number,
            s.signed_at,
            s.dead_at,
            v.verdict as "verdict!: Verdict",
            v.advice,
            e.reference as "reference?",
            e.cloud_order as "cloud_order?"
        from purser.sends s
        join purser.send_verdicts v on v.send_id = s.send_id
        left join lateral (
            select reference, cloud_order
            from purser.evidence
            where send_id = s.send_id and sale
            order by received_at, evidence_id
            limit 1
        ) e on true
        where s.attempt_id = $1
        order by s.send_no
        "#,
        attempt.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// What looks at the cloud showed of an attempt, the oldest first.
pub async fn looks_of(conn: &mut PgConnection, attempt: AttemptId) -> Result<Vec<Look>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            code as "code!",
            coalesce(cloud_date, received_at) as "at!"
        from purser.evidence
        where attempt_id = $1 and kind = 'look'
        order by received_at, evidence_id
        "#,
        attempt.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let sight = Sight::of(&row.code).ok_or_else(|| StoreError::unreadable("look"))?;
            Ok(Look { at: row.at, sight })
        })
        .collect()
}
