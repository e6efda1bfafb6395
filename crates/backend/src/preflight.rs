//! Looks at what would stand in a purchase's way before people are asked to approve it. Spends nothing, keeps nothing.

mod alibaba;
mod huawei;

use cloud::{CloudError, CloudErrorKind, Key};
use domain::{
    catalog::{Leftovers, Operation, Spec},
    order::{OrderInput, can},
    person::Person,
    preflight::{Check, Checked, Found},
    quote::Price,
};

use crate::{Backend, BackendError, credentials, options};

/// What each check finds for an order with these values at this price, in the order of [`Check`]. Judged is what passes
/// the operation's rules; for others there is nothing to look at. `Conflict("credential_suspect")` where the cloud
/// does not take the key, which is noted.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, %operation), err(level = "debug"))]
pub async fn preflight(
    backend: &Backend,
    person: &Person,
    operation: Operation,
    input: &OrderInput,
    price: Option<&Price>,
) -> Result<Vec<Checked>, BackendError> {
    can::clone(person).map_err(BackendError::NotAllowed)?;
    let Ok(spec) = Spec::check(operation, &input.spec, Leftovers::Drop) else { return Ok(Vec::new()) };
    let mut conn = backend.db.acquire().await?;
    let chosen = credentials::chosen(backend, &mut conn, person, operation, &input.credential_id).await?;
    let version = (chosen.id, chosen.usable.version);
    let key = credentials::decrypt_version(backend, &mut conn, version.0, version.1).await?;
    // Nothing is held while the cloud is asked.
    drop(conn);
    let mut looked = Looked::default();
    match (&spec, &key) {
        (Spec::DdmCreate(spec), Key::Huawei(key)) => {
            huawei::look(backend, key, spec, price, &mut looked).await
        }
        (Spec::DtsChange(spec), Key::Alibaba(key)) => {
            let (balance, task) =
                tokio::join!(alibaba::balance(backend, key, price), alibaba::task(backend, key, spec));
            looked.keep(Check::Balance, balance);
            looked.keep(Check::Task, task);
        }
        (Spec::DtsCreate(_) | Spec::BssCreate(_), Key::Alibaba(key)) => {
            let balance = alibaba::balance(backend, key, price).await;
            looked.keep(Check::Balance, balance);
        }
        (Spec::DtsCreate(_) | Spec::BssCreate(_) | Spec::DtsChange(_), Key::Huawei(_))
        | (Spec::DdmCreate(_), Key::Alibaba(_)) => {}
    }
    drop(key);
    if let Some(error) = looked.refused {
        return Err(options::refused(backend, person, version, &error).await?);
    }
    looked.checks.push((Check::Credential, looked.may_not_read.map_or(Found::Fine, Found::Unknown)));
    looked.checks.sort_by_key(|(check, _)| *check);
    Ok(looked.checks)
}

/// What was found so far.
#[derive(Default)]
struct Looked {
    checks: Vec<Checked>,
    /// The cloud does not take the key.
    refused: Option<CloudError>,
    /// The key works and may not read something.
    may_not_read: Option<&'static str>,
}

impl Looked {
    /// Keeps what was found; a failed look is said as such, and is nobody's obstacle.
    fn keep(&mut self, check: Check, found: Result<Found, CloudError>) {
        let found = found.unwrap_or_else(|error| {
            tracing::info!(%error, message = error.message, ?check, "a check before the purchase found nothing out");
            let code = error.advice.name();
            match error.kind {
                CloudErrorKind::CredentialRejected => self.refused = Some(error),
                CloudErrorKind::PermissionDenied => self.may_not_read = Some(code),
                _ => {}
            }
            Found::Unknown(code)
        });
        self.checks.push((check, found));
    }
}
