//! What every request needs beforehand: a key that opens, a cloud that takes it, and two clocks that agree.

use cloud::{CloudError, Fresh, Key, error::CloudErrorKind, verdict::Advice};
use domain::{catalog::Operation, ids::CredentialId};
use store::migrate;
use time::OffsetDateTime;

use super::send::Stopwatch;
use crate::{Backend, BackendError, credentials};

/// Further from the cloud's clock than this, nothing is signed.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(60);

/// A key that the cloud takes now.
pub(crate) struct Ready {
    pub(crate) key: Key,
    /// Which account it buys for.
    pub(crate) account: String,
    pub(super) time: CloudTime,
}

/// The cloud's time when it was read, and how long that is ago by a clock that nobody sets.
pub(super) struct CloudTime {
    read: OffsetDateTime,
    since: Stopwatch,
}

impl CloudTime {
    /// Whether a clock that shows this now, or did a moment ago, is too far from the cloud's.
    pub(super) fn is_far_from(&self, clock: OffsetDateTime) -> bool {
        let cloud = self.read.saturating_add(self.since.elapsed().try_into().unwrap_or(time::Duration::MAX));
        (cloud - clock).abs() > CLOCK_TOLERANCE
    }
}

/// The key of exactly this version, after a harmless read with it; or the code of what it waits for. The read is
/// one of the service that sells the operation, because a key may have rights there alone.
pub(crate) async fn key(
    backend: &Backend,
    operation: Operation,
    credential: CredentialId,
    version: i32,
) -> Result<Result<Ready, &'static str>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let known = store::credentials::version(&mut conn, credential, version).await?;
    let opened = credentials::decrypt_version(backend, &mut conn, credential, version).await;
    drop(conn);
    let key = match opened {
        Ok(key) => key,
        Err(BackendError::Internal(cause)) => {
            tracing::error!(%cause, "a credential does not open");
            return Ok(Err("credential_unreadable"));
        }
        Err(error) => return Err(error),
    };
    let known = known.ok_or(BackendError::Stale)?;
    match look(backend, operation, &key).await {
        Ok((Some(date), _)) if is_off(backend, date).await? => Ok(Err("clock_off")),
        // Without the cloud's time nobody knows whether ours is right.
        Ok((None, _)) => Ok(Err("cloud_unreachable")),
        Ok((Some(read), account)) => {
            let time = CloudTime { read, since: Stopwatch::start() };
            if let Some(account) = account.as_deref().filter(|_| known.account.is_none()) {
                let mut conn = backend.db.acquire().await?;
                store::credentials::set_account(&mut conn, credential, version, account).await?;
            }
            let account =
                known.account.clone().or(account).unwrap_or_else(|| known.facts.account().to_owned());
            Ok(Ok(Ready { key, account, time }))
        }
        Err(error) => Ok(Err(refused(backend, credential, version, &error).await?)),
    }
}

/// Whether our clock or the database's is too far from the cloud's: the one signs, the other measures the waits.
async fn is_off(backend: &Backend, cloud: OffsetDateTime) -> Result<bool, BackendError> {
    let ours = backend.clock.now();
    let mut conn = backend.db.acquire().await?;
    let theirs = migrate::now(&mut conn).await?;
    Ok([ours, theirs].into_iter().any(|clock| (cloud - clock).abs() > CLOCK_TOLERANCE))
}

/// The cloud's time, and the account where the read shows it.
async fn look(
    backend: &Backend,
    operation: Operation,
    key: &Key,
) -> Result<(Option<OffsetDateTime>, Option<String>), CloudError> {
    let fresh = || fresh(backend);
    match key {
        Key::Alibaba(key) if operation == Operation::BssCreate => {
            let seen = backend.clouds.alibaba.balance(key, &fresh).await?;
            Ok((seen.cloud_date, None))
        }
        Key::Alibaba(key) => {
            let looked = backend.clouds.alibaba.verify(key, &fresh).await?;
            Ok((Some(looked.cloud_date), looked.account))
        }
        Key::Huawei(key) => {
            let looked = backend.clouds.huawei.verify(key, &fresh).await?;
            Ok((Some(looked.cloud_date), looked.account))
        }
    }
}

/// What an order waits for after a look failed. A key that the cloud does not take is noted as suspect.
pub(super) async fn refused(
    backend: &Backend,
    credential: CredentialId,
    version: i32,
    error: &CloudError,
) -> Result<&'static str, BackendError> {
    tracing::warn!(%error, "a look failed");
    // With a clock that is off the best key is refused: that says nothing of the key.
    let told = error.advice == Advice::ClockOff;
    if told || matches!(error.cloud_date, Some(date) if is_off(backend, date).await?) {
        return Ok("clock_off");
    }
    match error.kind {
        CloudErrorKind::CredentialRejected => {
            let code = error.code.as_deref().unwrap_or("refused");
            let mut tx = backend.db.begin().await?;
            credentials::mark_suspect(backend, &mut tx, credential, version, code).await?;
            tx.commit().await?;
            Ok("credential_suspect")
        }
        CloudErrorKind::PermissionDenied => Ok("permission_missing"),
        _ => Ok("cloud_unreachable"),
    }
}

/// What the next request must have for itself alone.
pub(crate) fn fresh(backend: &Backend) -> Fresh {
    Fresh { now: backend.clock.now(), nonce: backend.random.uuid(&backend.clock).to_string() }
}
