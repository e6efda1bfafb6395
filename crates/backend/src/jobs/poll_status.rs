//! Keeping instances in view: asks the cloud for the status of one.

mod bss;
mod ddm;
mod dts;

use cloud::{CloudError, Key, error::CloudErrorKind};
use domain::{catalog::Operation, ids::InstanceId, instance::Fulfilment, money::Money};
use store::{
    instances::{self, Polled, Polling},
    jobs::{self, Job},
    orders, revisions,
};
use time::{Duration, OffsetDateTime};

use crate::{Actor, Backend, BackendError, credentials as credential_cases, jobs::sweep, log::OrderEvent};

/// The job's name in the database. Its subject is an instance's id.
pub const KIND: &str = "poll_status";

/// What the cloud says of an instance now. What it does not say is `None`.
#[derive(Debug, Default)]
struct Reading {
    /// Where only the order was known until now.
    cloud_id: Option<String>,
    name: Option<String>,
    /// In the vendor's word.
    status: Option<String>,
    /// `None`: a word that we do not know, or nothing new.
    fulfilment: Option<Fulfilment>,
    expires_at: Option<OffsetDateTime>,
    /// What is to be paid, of an order that is not paid.
    due: Option<Money>,
    pay_until: Option<OffsetDateTime>,
    request_id: Option<String>,
}

/// Polls once, and sets when to do so again.
#[tracing::instrument(skip_all, fields(instance.id = %job.subject), err)]
pub async fn run(backend: &Backend, job: &Job) -> Result<(), BackendError> {
    let id: InstanceId = job.subject.parse().map_err(BackendError::internal)?;
    let mut conn = backend.db.acquire().await?;
    let Some(instance) = instances::polling(&mut conn, id).await? else {
        jobs::done(&mut conn, job.id).await?;
        return Ok(());
    };
    let revision = revisions::find(&mut conn, instance.order, instance.revision)
        .await?
        .ok_or(BackendError::Stale)?
        .revision;
    let key = credential_cases::decrypt_version(
        backend,
        &mut conn,
        revision.credential,
        revision.credential_version,
    )
    .await?;
    drop(conn);

    let answer = match (&key, instance.operation) {
        (Key::Alibaba(key), Operation::DtsCreate | Operation::DtsChange) => {
            dts::read(backend, key, &instance).await
        }
        (Key::Alibaba(key), Operation::BssCreate) => bss::read(backend, key, &instance).await,
        (Key::Huawei(key), Operation::DdmCreate) => ddm::read(backend, key, &instance).await,
        _ => return Err(BackendError::internal("a credential of another cloud")),
    };
    match answer {
        Ok(reading) => write(backend, job, &instance, &reading).await,
        Err(error) => fail(backend, job, id, &error).await,
    }
}

async fn write(
    backend: &Backend,
    job: &Job,
    instance: &Polling,
    reading: &Reading,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let now = reading.fulfilment.unwrap_or(instance.fulfilment);
    let new_word = reading.status.is_some() && reading.status != instance.status;
    let polled = Polled {
        cloud_id: reading.cloud_id.as_deref(),
        due: reading.due,
        pay_until: reading.pay_until,
        name: reading.name.as_deref(),
        status: reading.status.as_deref(),
        fulfilment: reading.fulfilment,
        expires_at: reading.expires_at,
        error: None,
    };
    instances::polled(&mut tx, instance.id, &polled).await?;
    if (new_word || now != instance.fulfilment)
        && let Some(order) = orders::find(&mut tx, instance.order).await?
    {
        let mut event = OrderEvent::new("instance.status")
            .request(reading.request_id.as_deref())
            .with("fulfilment", now.name());
        if let Some(status) = &reading.status {
            event = event.with("status", status.clone());
        }
        if now != instance.fulfilment {
            event = event.with("was", instance.fulfilment.name());
        }
        backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    }
    if now == Fulfilment::Released {
        jobs::done(&mut tx, job.id).await?;
    } else {
        let moves = matches!(now, Fulfilment::NotConfigured | Fulfilment::Creating);
        let moving = moves.then(|| backend.clock.now() - instance.created_at);
        let after = backend.settle.poll_after(moving, 0).as_seconds_f64();
        jobs::again(&mut tx, job.id, after, None).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn fail(
    backend: &Backend,
    job: &Job,
    instance: InstanceId,
    error: &CloudError,
) -> Result<(), BackendError> {
    let code = match error.kind {
        CloudErrorKind::NotFound => "not_found",
        CloudErrorKind::CredentialRejected => "credential_refused",
        CloudErrorKind::PermissionDenied => "permission_missing",
        CloudErrorKind::Throttled => "throttled",
        CloudErrorKind::Invalid | CloudErrorKind::InvalidRequest | CloudErrorKind::Refused => "refused",
        CloudErrorKind::Unreachable | CloudErrorKind::NoAnswer | CloudErrorKind::ProviderDown => {
            "cloud_unreachable"
        }
    };
    tracing::warn!(%error, "cannot read an instance's status");
    let mut tx = backend.db.begin().await?;
    instances::polled(&mut tx, instance, &Polled { error: Some(code), ..Polled::default() }).await?;
    let after = backend.settle.poll_after(Some(Duration::ZERO), job.failures).as_seconds_f64();
    jobs::again(&mut tx, job.id, after, Some(code)).await?;
    tx.commit().await?;
    Ok(())
}

/// Claims one job that is due and runs it. `false`: none is due.
pub async fn step(backend: &Backend, worker: &str) -> Result<bool, BackendError> {
    let lease_s = backend.settle.lease().as_seconds_f64();
    let mut conn = backend.db.acquire().await?;
    let Some(job) = jobs::claim(&mut conn, worker, lease_s).await? else { return Ok(false) };
    drop(conn);
    match job.kind.as_str() {
        KIND => run(backend, &job).await?,
        sweep::KIND => sweep::run(backend, &job).await?,
        // Of a later release: it is that release's to do.
        _ => tracing::warn!(job.kind, "unknown kind of job"),
    }
    Ok(true)
}
