//! Buying: intents, sends, evidence, verdicts and what was bought. Append-only but for settling an attempt.

use domain::{
    catalog::{Class, Input, Provider},
    digest::Digest,
    ids::{AttemptId, CredentialId, EvidenceId, OrderId, PurchaseId, SendId},
    mode::Mode,
    order::{
        Verdict,
        setstate::Task,
        settlement::Act,
        settling::{Look, Sight},
    },
    view::{AttemptView, SendView},
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

use crate::StoreError;

/// The intent to buy, as it was written before the first request.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub id: AttemptId,
    pub order: OrderId,
    pub revision: i32,
    pub order_hash: Digest,
    pub mode: Mode,
    pub class: Class,
    pub provider: Provider,
    pub business: Vec<u8>,
    /// Whether the cloud may hold what is bought as an order that waits for payment.
    pub prepaid: bool,
    /// By what the purchase is found again; which one is there depends on the class.
    pub mark: Mark,
    pub credential: CredentialId,
    pub credential_version: i32,
    pub access_key_id: Option<String>,
    pub account: String,
    pub project_id: Option<String>,
    pub site: Option<String>,
    pub endpoint: String,
    /// The version of the rules that it was begun by.
    pub protocol_version: i32,
}

impl Attempt {
    /// Whether its request carried a bearer token: only an access key signs.
    pub const fn is_bearer(&self) -> bool {
        self.access_key_id.is_none()
    }
}

/// By what a purchase is found again.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// The cloud knows the token.
    Token(String),
    /// The whole unique name.
    Name(String),
    /// The task that is changed, and how it was before.
    Task { dts_job_id: String, before: Task },
    /// An order of the cloud that is paid or cancelled.
    CloudOrder { act: Act, cloud_order: String },
}

impl Mark {
    /// What the attempt is for.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Token(_) | Self::Name(_) | Self::Task { .. } => "purchase",
            Self::CloudOrder { act, .. } => act.name(),
        }
    }
}

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

/// Writes the intent: of a purchase, or of paying or cancelling one.
pub async fn insert_attempt(conn: &mut PgConnection, attempt: &Attempt) -> Result<(), StoreError> {
    // Paying and cancelling have bytes of their own, which no revision froze.
    let business_hash = match &attempt.mark {
        Mark::CloudOrder { .. } => None,
        Mark::Token(_) | Mark::Name(_) | Mark::Task { .. } => Some(Digest::of(&attempt.business)),
    };
    let (token, name, job, before, cloud_order) = match &attempt.mark {
        Mark::Token(token) => (Some(token), None, None, None, None),
        Mark::Name(name) => (None, Some(name), None, None, None),
        Mark::Task { dts_job_id, before } => (None, None, Some(dts_job_id), Some(before), None),
        Mark::CloudOrder { cloud_order, .. } => (None, None, None, None, Some(cloud_order)),
    };
    sqlx::query!(
        r#"
        insert into purser.attempts (
            attempt_id, order_id, revision, order_hash, mode, class, provider, business, business_hash,
            prepaid, client_token, resource_name, dts_job_id, precondition, credential_id, credential_version,
            access_key_id, account, project_id, site, endpoint, protocol_version, kind, cloud_order
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24
        )
        "#,
        attempt.id.as_uuid(),
        attempt.order.as_uuid(),
        attempt.revision,
        attempt.order_hash.as_bytes().as_slice(),
        attempt.mode.name(),
        attempt.class as Class as _,
        attempt.provider.name(),
        attempt.business,
        business_hash.as_ref().map(|hash| hash.as_bytes().as_slice()),
        attempt.prepaid,
        token,
        name,
        job,
        before.map(Json) as _,
        attempt.credential.as_uuid(),
        attempt.credential_version,
        attempt.access_key_id,
        attempt.account,
        attempt.project_id,
        attempt.site,
        attempt.endpoint,
        attempt.protocol_version,
        attempt.mark.kind(),
        cloud_order,
    )
    .execute(conn)
    .await?;
    Ok(())
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

/// The revision's purchase attempt, settled or not.
pub async fn attempt_of(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<Option<Attempt>, StoreError> {
    let id = sqlx::query_scalar!(
        r#"
        select attempt_id as "id: AttemptId"
        from purser.attempts
        where order_id = $1 and revision = $2 and kind = 'purchase'
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(id) => attempt(conn, id).await,
        None => Ok(None),
    }
}

/// The attempt as it was written.
pub async fn attempt(conn: &mut PgConnection, id: AttemptId) -> Result<Option<Attempt>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            order_id as "order: OrderId",
            revision,
            order_hash,
            kind,
            cloud_order,
            mode as "mode: Mode",
            class as "class: Class",
            provider as "provider: Provider",
            business,
            prepaid,
            client_token,
            resource_name,
            dts_job_id,
            precondition as "precondition: Json<Task>",
            credential_id as "credential: CredentialId",
            credential_version,
            access_key_id,
            account,
            project_id,
            site,
            endpoint,
            protocol_version
        from purser.attempts
        where attempt_id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let act = Act::ALL.into_iter().find(|act| act.name() == row.kind);
        let task = row.dts_job_id.zip(row.precondition);
        let mark = match (act.zip(row.cloud_order), row.client_token, row.resource_name, task) {
            (Some((act, cloud_order)), ..) => Mark::CloudOrder { act, cloud_order },
            (None, Some(token), ..) => Mark::Token(token),
            (None, None, Some(name), _) => Mark::Name(name),
            (None, None, None, Some((dts_job_id, before))) => Mark::Task { dts_job_id, before: before.0 },
            (None, None, None, None) => return Err(StoreError::unreadable("attempt")),
        };
        Ok(Attempt {
            id,
            order: row.order,
            revision: row.revision,
            order_hash: Digest::from_slice(&row.order_hash)
                .ok_or_else(|| StoreError::unreadable("order hash"))?,
            mode: row.mode,
            class: row.class,
            provider: row.provider,
            business: row.business,
            prepaid: row.prepaid,
            mark,
            credential: row.credential,
            credential_version: row.credential_version,
            access_key_id: row.access_key_id,
            account: row.account,
            project_id: row.project_id,
            site: row.site,
            endpoint: row.endpoint,
            protocol_version: row.protocol_version,
        })
    })
    .transpose()
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

/// Which of these references, of instances or of the cloud's orders, are of something that an order of ours bought,
/// or has seen as its own.
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
        "#,
        provider.name(),
        references,
    )
    .fetch_all(conn)
    .await?)
}

/// What an order bought.
#[derive(Debug)]
pub struct Purchase<'a> {
    pub id: PurchaseId,
    pub order: OrderId,
    pub attempt: AttemptId,
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
    let done = sqlx::query!(
        r#"
        insert into purser.purchases (
            purchase_id, order_id, attempt_id, provider, account, kind, reference, cloud_order
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (provider, account, kind, reference) where kind in ('instance', 'cloud_order') do nothing
        "#,
        purchase.id.as_uuid(),
        purchase.order.as_uuid(),
        purchase.attempt.as_uuid(),
        purchase.provider.name(),
        purchase.account,
        purchase.kind,
        purchase.reference,
        purchase.cloud_order,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Settles the attempt: every send has its final verdict.
pub async fn settle(conn: &mut PgConnection, attempt: AttemptId) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.attempts set settled_at = purser.now() where attempt_id = $1 and settled_at is null",
        attempt.as_uuid(),
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Settles the attempt unless it is settled already.
pub async fn settle_if_live(conn: &mut PgConnection, attempt: AttemptId) -> Result<(), StoreError> {
    sqlx::query!(
        "update purser.attempts set settled_at = purser.now() where attempt_id = $1 and settled_at is null",
        attempt.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
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
        select a.business
        from purser.purchases p
        join purser.attempts a on a.attempt_id = p.attempt_id
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
