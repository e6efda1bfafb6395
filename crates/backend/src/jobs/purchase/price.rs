//! The price once more, right before the purchase: what was approved is what it may cost.

use cloud::{CloudErrorKind, Key};
use domain::quote::NotWithin;
use store::revisions::Stored;

use super::{prepare, start::Obstacle};
use crate::{Backend, BackendError, prices};

/// What keeps an order from being bought at the price that the cloud names now, or nothing.
///
/// An order that had a price needs one again, in its currency and at most its ceiling. One without goes on without;
/// where the cloud has a price by now, that counts too.
pub(super) async fn check(
    backend: &Backend,
    stored: &Stored,
    key: &Key,
) -> Result<Option<Obstacle>, BackendError> {
    let revision = &stored.revision;
    let parameters = serde_json::from_slice(&revision.business).map_err(BackendError::internal)?;
    let price = match prices::ask(backend, revision.operation, &parameters, key).await {
        Ok(price) => price,
        Err(prices::Failed::Portal(error)) => return Err(error),
        Err(prices::Failed::Cloud(error)) => {
            let is_needed = stored.price.is_some() || error.kind == CloudErrorKind::CredentialRejected;
            let (credential, version) = (revision.credential, revision.credential_version);
            let code = prepare::refused(backend, credential, version, &error).await?;
            return Ok(is_needed.then_some(Obstacle::Wait(code)));
        }
    };
    let Some(price) = price else {
        return Ok(stored.price.map(|_| Obstacle::Revise("price_gone")));
    };
    Ok(match price.within(&revision.ceiling) {
        Ok(()) => None,
        Err(NotWithin::Above) => Some(Obstacle::Revise("price_above_ceiling")),
        Err(NotWithin::OtherCurrency) => Some(Obstacle::Revise("price_currency")),
    })
}
