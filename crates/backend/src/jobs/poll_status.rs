//! Keeping instances in view: asks the cloud for the status of one.

use cloud::{Key, error::CloudErrorKind};
use domain::{ids::InstanceId, instance::Fulfilment};
use store::{
    instances::{self, Polled},
    jobs::{self, Job},
    orders, revisions,
};

use crate::{
    Actor, Backend, BackendError, credentials as credential_cases,
    jobs::{purchase, sweep},
    log::OrderEvent,
};

/// The job's name in the database. Its subject is an instance's id.
pub const KIND: &str = "poll_status";

/// Polls once, and sets when to do so again.
#[tracing::instrument(skip_all, fields(instance.id = %job.subject), err)]
pub async fn run(backend: &Backend, job: &Job) -> Result<(), BackendError> {
    let id: InstanceId = job.subject.parse().map_err(BackendError::internal)?;
    let mut conn = backend.db.acquire().await?;
    let Some(instance) = instances::polling(&mut conn, id).await? else {
        jobs::done(&mut conn, job.id).await?;
        return Ok(());
    };
    let Some(cloud_id) = instance.cloud_id.as_deref() else {
        // Its order was not worked off yet.
        let after = backend.settle.poll_after(true, 0).as_seconds_f64();
        jobs::again(&mut conn, job.id, after, None).await?;
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

    let fresh = || purchase::fresh(backend);
    let answer = match &key {
        Key::Alibaba(key) => {
            backend.clouds.alibaba.instance_status(key, &instance.region, cloud_id, &fresh).await
        }
        Key::Huawei(key) => backend.clouds.huawei.instance_status(key, cloud_id, &fresh).await,
    };
    let mut tx = backend.db.begin().await?;
    match answer {
        Ok(status) => {
            let fulfilment = match &key {
                Key::Alibaba(_) => Fulfilment::of_dts(&status.status),
                Key::Huawei(_) => Fulfilment::of_ddm(&status.status),
            };
            let news = instance.status.as_deref() != Some(&status.status);
            let polled = Polled {
                name: status.name.as_deref(),
                status: Some(&status.status),
                fulfilment,
                expires_at: status.expires_at,
                error: None,
            };
            instances::polled(&mut tx, id, &polled).await?;
            if news && let Some(order) = orders::find(&mut tx, instance.order).await? {
                let event = OrderEvent::new("instance.status")
                    .request(status.request_id.as_deref())
                    .with("status", status.status.clone())
                    .with("fulfilment", fulfilment.unwrap_or(instance.fulfilment).name());
                backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
            }
            let now = fulfilment.unwrap_or(instance.fulfilment);
            if now == Fulfilment::Released {
                jobs::done(&mut tx, job.id).await?;
            } else {
                let moving = matches!(now, Fulfilment::NotConfigured | Fulfilment::Creating);
                let after = backend.settle.poll_after(moving, 0).as_seconds_f64();
                jobs::again(&mut tx, job.id, after, None).await?;
            }
        }
        Err(error) => {
            let code = match error.kind {
                CloudErrorKind::NotFound => "not_found",
                CloudErrorKind::CredentialRejected => "credential_refused",
                CloudErrorKind::PermissionDenied => "permission_missing",
                CloudErrorKind::Throttled => "throttled",
                CloudErrorKind::Invalid | CloudErrorKind::InvalidRequest | CloudErrorKind::Refused => {
                    "refused"
                }
                CloudErrorKind::Unreachable | CloudErrorKind::NoAnswer | CloudErrorKind::ProviderDown => {
                    "cloud_unreachable"
                }
            };
            tracing::warn!(%error, "cannot read an instance's status");
            instances::polled(&mut tx, id, &Polled { error: Some(code), ..Polled::default() }).await?;
            let after = backend.settle.poll_after(true, job.failures).as_seconds_f64();
            jobs::again(&mut tx, job.id, after, Some(code)).await?;
        }
    }
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
