//! What every request needs beforehand: a key that opens, a cloud that takes it, and two clocks that agree.

use cloud::{AlibabaKey, Fresh, Key, error::CloudErrorKind};
use domain::ids::CredentialId;
use time::OffsetDateTime;

use crate::{Backend, BackendError, credentials};

/// Further from the cloud's clock than this, nothing is signed.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(60);

/// The key of exactly this version, after a harmless read with it; or the code of what it waits for.
pub(super) async fn key(
    backend: &Backend,
    credential: CredentialId,
    version: i32,
) -> Result<Result<AlibabaKey, &'static str>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let opened = credentials::decrypt_version(backend, &mut conn, credential, version).await;
    drop(conn);
    let key = match opened {
        Ok(Key::Alibaba(key)) => key,
        // Every operation that is available is Alibaba's, and takes no other credential.
        Ok(Key::Huawei(_)) => return Err(BackendError::internal("a credential of another cloud")),
        Err(BackendError::Internal(cause)) => {
            tracing::error!(%cause, "a credential does not open");
            return Ok(Err("credential_unreadable"));
        }
        Err(error) => return Err(error),
    };
    match backend.clouds.alibaba.verify(&key, &|| fresh(backend)).await {
        Ok(looked) if is_off(looked.cloud_date, backend.clock.now()) => Ok(Err("clock_off")),
        Ok(_) => Ok(Ok(key)),
        Err(error) if error.kind == CloudErrorKind::CredentialRejected => {
            let code = error.code.as_deref().unwrap_or("refused");
            let mut tx = backend.db.begin().await?;
            credentials::mark_suspect(backend, &mut tx, credential, version, code).await?;
            tx.commit().await?;
            Ok(Err("credential_suspect"))
        }
        Err(error) if error.kind == CloudErrorKind::PermissionDenied => Ok(Err("permission_missing")),
        Err(error) => {
            tracing::warn!(%error, "the look before a request failed");
            Ok(Err("cloud_unreachable"))
        }
    }
}

fn is_off(cloud: OffsetDateTime, ours: OffsetDateTime) -> bool {
    (cloud - ours).abs() > CLOCK_TOLERANCE
}

/// What the next request must have for itself alone.
pub(crate) fn fresh(backend: &Backend) -> Fresh {
    Fresh { now: backend.clock.now(), nonce: backend.random.uuid(&backend.clock).to_string() }
}
