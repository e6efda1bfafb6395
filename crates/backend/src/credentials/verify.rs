//! Asking the cloud whether it takes a credential, and noting when it does not.

use cloud::{
    CloudError, CloudErrorKind, Key, Looked,
    alibaba::bss::{BssInstanceFilter, BssOrderFilter, Window},
};
use domain::{catalog::Provider, credential::Permission, ids::CredentialId, person::Person, view};
use sqlx::PgConnection;
use time::Duration;

use super::{find, secrets};
use crate::{
    Actor, Backend, BackendError,
    jobs::purchase,
    log::{Happened, record},
};

/// Asks the cloud by a harmless read and notes what it says: afterwards the credential is verified, or
/// suspect with the cloud's code. Where the cloud did not answer, or not about the credential, the state
/// stays and the answer is `Conflict` with a code of `cloud::Advice` (`cloud_unreachable`, `throttled`, …).
#[tracing::instrument(skip_all, fields(actor.id = %person.id, credential.id = %id), err(level = "debug"))]
pub async fn verify(
    backend: &Backend,
    person: &Person,
    id: CredentialId,
) -> Result<view::Credential, BackendError> {
    let (number, version, key) = {
        let mut conn = backend.db.acquire().await?;
        let number = find(&mut conn, person, id).await?.version;
        let version =
            store::credentials::version(&mut conn, id, number).await?.ok_or(BackendError::NotFound)?;
        let key = secrets::open(backend, id, number, &version)?;
        store::credentials::touch(&mut conn, id, number).await?;
        (number, version, key)
    };
    let fresh = || purchase::fresh(backend);
    // No transaction is open while the cloud is asked.
    let answer = match &key {
        Key::Alibaba(key) => backend.clouds.alibaba.verify(key, &fresh).await,
        Key::Huawei(key) => backend.clouds.huawei.verify(key, &fresh).await,
    };
    // Buying cannot be tried without buying; what else is needed can.
    let missing = match &answer {
        Ok(_) => missing(backend, version.kind.provider(), &key).await,
        Err(_) => Vec::new(),
    };
    drop(key);

    let mut tx = backend.db.begin().await?;
    match answer {
        Ok(Looked { request_id, account, .. }) => {
            let account = account.unwrap_or_else(|| version.facts.account().to_owned());
            store::credentials::set_verified(&mut tx, id, number, &account, &missing).await?;
            let happened = Happened {
                version: Some(number),
                request_id: request_id.as_deref(),
                ..Happened::to("credential", id.as_uuid(), "credential.verified", &[])
            };
            record(backend, &mut tx, Actor::Person(person), &happened).await?;
        }
        Err(error) => match refusal(&error) {
            Some(code) => {
                let (actor, request_id) = (Actor::Person(person), error.request_id.as_deref());
                suspect(backend, &mut tx, actor, (id, number), &code, request_id).await?;
            }
            None => {
                tracing::info!(error = %error, "the cloud said nothing about the credential");
                return Err(BackendError::Conflict(error.advice.name()));
            }
        },
    }
    let verified = find(&mut tx, person, id).await?;
    tx.commit().await?;
    Ok(verified)
}

/// What this key may not do, of what a read can try. What could not be found out is not among it.
async fn missing(backend: &Backend, provider: Provider, key: &Key) -> Vec<Permission> {
    /// Lists are asked for so little that they are short.
    const RECENT: Duration = Duration::HOUR;
    let fresh = || purchase::fresh(backend);
    let now = backend.clock.now();
    let window = Window { from: now - RECENT, to: now };
    let clouds = &backend.clouds;
    let mut missing = Vec::new();
    for permission in Permission::tried(provider) {
        let tried = match (permission, key) {
            (Permission::Balance, Key::Alibaba(key)) => clouds.alibaba.balance(key, &fresh).await.map(drop),
            (Permission::Orders, Key::Alibaba(key)) => {
                let every = BssOrderFilter::default();
                clouds.alibaba.orders(key, &window, &every, &fresh).await.map(drop)
            }
            (Permission::Instances, Key::Alibaba(key)) => {
                let recent = BssInstanceFilter { created: Some(window), ..BssInstanceFilter::default() };
                clouds.alibaba.instances(key, &recent, &fresh).await.map(drop)
            }
            (Permission::Balance, Key::Huawei(key)) => clouds.huawei.balances(key, &fresh).await.map(drop),
            (Permission::Orders, Key::Huawei(key)) => {
                clouds.huawei.orders(key, (window.from, window.to), &fresh).await.map(drop)
            }
            (Permission::Ddm, Key::Huawei(key)) => clouds.huawei.all_instances(key, &fresh).await.map(drop),
            (Permission::Networks, Key::Huawei(key)) => clouds.huawei.vpcs(key, &fresh).await.map(drop),
            (Permission::Ddm | Permission::Networks, Key::Alibaba(_))
            | (Permission::Instances, Key::Huawei(_)) => Ok(()),
        };
        if tried.is_err_and(|error| error.kind == CloudErrorKind::PermissionDenied) {
            missing.push(*permission);
        }
    }
    missing
}

/// The cloud's code, where it refused the credential itself.
fn refusal(error: &CloudError) -> Option<String> {
    use CloudErrorKind as K;
    match error.kind {
        K::CredentialRejected | K::PermissionDenied => {
            Some(error.code.clone().unwrap_or_else(|| error.advice.name().to_owned()))
        }
        K::Invalid
        | K::Unreachable
        | K::NoAnswer
        | K::ProviderDown
        | K::InvalidRequest
        | K::NotFound
        | K::Throttled
        | K::Refused => None,
    }
}

/// Notes that the cloud did not take this version of a key when it was asked for something else.
pub(crate) async fn note_refusal(
    backend: &Backend,
    conn: &mut PgConnection,
    actor: Actor<'_>,
    (id, version): (CredentialId, i32),
    error: &CloudError,
) -> Result<(), BackendError> {
    let code = error.code.as_deref().unwrap_or_else(|| error.advice.name());
    suspect(backend, conn, actor, (id, version), code, error.request_id.as_deref()).await
}

/// Notes, in the worker's transaction, that the cloud refused this version for `code`: no first sends with
/// it until a verify succeeds.
pub async fn mark_suspect(
    backend: &Backend,
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
    code: &str,
) -> Result<(), BackendError> {
    suspect(backend, conn, Actor::Worker, (id, version), code, None).await
}

async fn suspect(
    backend: &Backend,
    conn: &mut PgConnection,
    actor: Actor<'_>,
    (id, version): (CredentialId, i32),
    code: &str,
    request_id: Option<&str>,
) -> Result<(), BackendError> {
    if store::credentials::set_suspect(conn, id, version, code).await? {
        let owner = store::credentials::version(conn, id, version).await?.map(|version| version.owner);
        let happened = Happened {
            addressed: owner.as_slice(),
            version: Some(version),
            reason: Some(code),
            request_id,
            ..Happened::to("credential", id.as_uuid(), "credential.refused", &[])
        };
        record(backend, conn, actor, &happened).await?;
    }
    Ok(())
}
