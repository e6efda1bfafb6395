//! The look before the first request, by class: what is there already is not bought again, and what would settle
//! the purchase afterwards must be readable now.

use cloud::{CloudError, CloudErrorKind, Key, SignedPurchase, huawei::Purchase, verdict::Call};
use domain::{
    catalog::{Billing, Class, Input, ddm_create::names},
    order::{
        client_token, ddm_name,
        setstate::{self, Pointless},
        settling::Sight,
    },
};
use secrecy::SecretString;
use store::{orders::Order, purchases::Mark, revisions::Stored};

use super::{
    super::{looks, prepare, prepare::Ready},
    Obstacle,
};
use crate::{Backend, BackendError, orders::secrets};

/// By what the purchase will be found again.
pub(super) struct Plan {
    pub(super) mark: Mark,
    /// The cloud may hold it as an order that waits for payment.
    pub(super) prepaid: bool,
}

/// What the look said.
pub(super) enum First {
    Buy(Plan),
    /// It was bought already.
    There(Plan, looks::Seen),
    Not(Obstacle),
}

pub(super) async fn look(
    backend: &Backend,
    order: &Order,
    stored: &Stored,
    ready: &Ready,
) -> Result<First, BackendError> {
    let parameters: Input =
        serde_json::from_slice(&stored.revision.business).map_err(BackendError::internal)?;
    let prepaid = stored.billing == Billing::Prepaid;
    match stored.revision.operation.class() {
        Class::Token => {
            let mark = Mark::Token(client_token(order.id, order.revision));
            Ok(First::Buy(Plan { mark, prepaid }))
        }
        Class::Name => by_name(backend, order, &parameters, prepaid, ready).await,
        Class::Setstate => by_task(backend, stored, &parameters, prepaid, ready).await,
    }
}

async fn by_name(
    backend: &Backend,
    order: &Order,
    parameters: &Input,
    prepaid: bool,
    ready: &Ready,
) -> Result<First, BackendError> {
    let Key::Huawei(key) = &ready.key else {
        return Err(BackendError::internal("a credential of another cloud"));
    };
    let typed = parameters.get(names::NAME).ok_or_else(|| BackendError::internal("no name"))?;
    let name = ddm_name(typed, order.id);
    let wanted = looks::name::Wanted { name: &name, prepaid, sent_at: backend.clock.now() };
    let seen = looks::name::look(backend, key, &wanted).await?;
    let plan = Plan { mark: Mark::Name(name), prepaid };
    Ok(match seen.sight {
        Sight::Found => First::There(plan, seen),
        // What cannot be read now could not be settled later.
        Sight::Unreadable => First::Not(Obstacle::Wait("list_unreadable")),
        Sight::Absent | Sight::Unmapped | Sight::Busy | Sight::Partial => First::Buy(plan),
    })
}

async fn by_task(
    backend: &Backend,
    stored: &Stored,
    parameters: &Input,
    prepaid: bool,
    ready: &Ready,
) -> Result<First, BackendError> {
    let Key::Alibaba(key) = &ready.key else {
        return Err(BackendError::internal("a credential of another cloud"));
    };
    let change = looks::setstate::change_of(parameters)?;
    let mut before = match looks::setstate::task(backend, key, &change).await {
        Ok(Some(before)) => before,
        Ok(None) => return Ok(First::Not(Obstacle::Wait("cloud_unreachable"))),
        Err(error) => return unreadable(backend, stored, &error).await.map(First::Not),
    };
    if before.is_busy() {
        return Ok(First::Not(Obstacle::Wait("task_busy")));
    }
    if let Err(pointless) = setstate::sense(&change, &before) {
        return Ok(First::Not(match pointless {
            Pointless::Reached => Obstacle::Revise("target_reached"),
            Pointless::Impossible => Obstacle::Revise("change_impossible"),
            Pointless::Unreadable => Obstacle::Wait("task_unreadable"),
        }));
    }
    // An order to change it that is still worked off would be taken for ours.
    match looks::setstate::orders_before(backend, key).await {
        Ok(orders) => before.orders = orders,
        Err(error) if error.kind == CloudErrorKind::CredentialRejected => {
            return unreadable(backend, stored, &error).await.map(First::Not);
        }
        Err(error) => {
            tracing::warn!(%error, "the orders that would settle a change cannot be read");
            return Ok(First::Not(Obstacle::Wait("list_unreadable")));
        }
    }
    let mark = Mark::Task { dts_job_id: change.job_id().to_owned(), before };
    Ok(First::Buy(Plan { mark, prepaid }))
}

/// A task that this account does not have is the requester's to correct; other failures pass.
async fn unreadable(
    backend: &Backend,
    stored: &Stored,
    error: &CloudError,
) -> Result<Obstacle, BackendError> {
    if matches!(
        error.kind,
        CloudErrorKind::NotFound | CloudErrorKind::InvalidRequest | CloudErrorKind::Refused
    ) {
        return Ok(Obstacle::Revise("task_missing"));
    }
    let (credential, version) = (stored.revision.credential, stored.revision.credential_version);
    Ok(Obstacle::Wait(prepare::refused(backend, credential, version, error).await?))
}

/// Builds and signs the request in memory, with a bearer token that is renewed here and never later. Or the code
/// of what it waits for.
pub(super) async fn sign(
    backend: &Backend,
    stored: &Stored,
    key: &Key,
    plan: &Plan,
) -> Result<Result<SignedPurchase, &'static str>, BackendError> {
    let revision = &stored.revision;
    let parameters: Input = serde_json::from_slice(&revision.business).map_err(BackendError::internal)?;
    let clouds = &backend.clouds;
    match key {
        Key::Alibaba(key) => {
            let token = match &plan.mark {
                Mark::Token(token) => token.as_str(),
                // The cloud has no memory of a change.
                Mark::Name(_) | Mark::Task { .. } | Mark::CloudOrder { .. } => "",
            };
            let fresh = prepare::fresh(backend);
            let signed = clouds.alibaba.sign_purchase(revision.operation, &parameters, token, key, fresh);
            signed.map(Ok).map_err(BackendError::internal)
        }
        Key::Huawei(key) => {
            let Mark::Name(name) = &plan.mark else {
                return Err(BackendError::internal("a purchase without its name"));
            };
            let call = Call::Buy(revision.operation);
            let access = match clouds.huawei.authenticate(call, key, &|| prepare::fresh(backend)).await {
                Ok(access) => access,
                Err(error) => {
                    let (credential, version) = (revision.credential, revision.credential_version);
                    return Ok(Err(prepare::refused(backend, credential, version, &error).await?));
                }
            };
            let Some(password) = password(backend, stored).await? else {
                return Ok(Err("secret_unreadable"));
            };
            let purchase = Purchase {
                operation: revision.operation,
                parameters: &parameters,
                name,
                admin_user_password: password.as_ref(),
            };
            let signed = clouds.huawei.sign_purchase(&purchase, key, &access, &prepare::fresh(backend));
            signed.map(Ok).map_err(BackendError::internal)
        }
    }
}

/// The administrator's password of the revision, if it has one. `None`: it has one that does not open.
async fn password(backend: &Backend, stored: &Stored) -> Result<Option<Option<SecretString>>, BackendError> {
    if !stored.has_secrets {
        return Ok(Some(None));
    }
    let mut conn = backend.db.acquire().await?;
    match secrets::open(backend, &mut conn, stored.revision.order, stored.revision.number).await {
        Ok(mut opened) => Ok(opened.remove(names::ADMIN_PASSWORD).map(Some)),
        Err(BackendError::Internal(cause)) => {
            tracing::error!(%cause, "a password does not open");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
