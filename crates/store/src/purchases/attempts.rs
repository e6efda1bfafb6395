//! Intents: what an attempt asks the cloud for, written before its first request. Append-only but for settling.

use domain::{
    catalog::{Class, Provider},
    digest::Digest,
    ids::{AttemptId, CredentialId, OrderId},
    mode::Mode,
    order::{setstate::Task, settlement::Act},
};
use sqlx::{PgConnection, types::Json};

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
