//! What a cloud offers for the fields of a form, asked with the person's own key. Spends nothing, keeps nothing.

mod alibaba;
mod huawei;

use cloud::{CloudError, CloudErrorKind, Key};
use domain::{
    catalog::Operation,
    ids::CredentialId,
    options::{List, Offer, Options},
    order::{OrderInput, can},
    person::Person,
};

use crate::{Actor, Backend, BackendError, credentials};

/// Asks for every list that what was typed so far allows. Each fails alone, as [`List::Failed`] with a code of
/// `cloud::Advice`; a key that the cloud does not take is noted, and is `Conflict("credential_suspect")` for all of
/// them. Refuses a credential that is not the person's, or is another cloud's.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, %operation), err(level = "debug"))]
pub async fn options(
    backend: &Backend,
    person: &Person,
    operation: Operation,
    input: &OrderInput,
) -> Result<Options, BackendError> {
    can::clone(person).map_err(BackendError::NotAllowed)?;
    let mut conn = backend.db.acquire().await?;
    let chosen = credentials::chosen(backend, &mut conn, person, operation, &input.credential_id).await?;
    let version = (chosen.id, chosen.usable.version);
    let key = credentials::decrypt_version(backend, &mut conn, version.0, version.1).await?;
    // Nothing is held while the cloud is asked.
    drop(conn);
    let mut asked = Asked::default();
    match (operation, &key) {
        (Operation::DtsChange, Key::Alibaba(key)) => {
            alibaba::tasks(backend, key, &input.spec, &mut asked).await;
        }
        (Operation::BssCreate, Key::Alibaba(key)) => {
            alibaba::products(backend, key, &input.spec, &mut asked).await;
        }
        (Operation::DdmCreate, Key::Huawei(key)) => {
            huawei::places(backend, key, &input.spec, &mut asked).await
        }
        // What a link is made of is in the document; no cloud knows what another one sells.
        (Operation::DtsCreate | Operation::DtsChange | Operation::BssCreate, _)
        | (Operation::DdmCreate, _) => {}
    }
    drop(key);
    match asked.refused {
        Some(error) => Err(refused(backend, person, version, &error).await?),
        None => Ok(asked.options),
    }
}

/// The lists so far, and whether the cloud refused the key itself.
#[derive(Default)]
struct Asked {
    options: Options,
    refused: Option<CloudError>,
}

impl Asked {
    /// Keeps what came, or says why nothing did.
    fn keep(&mut self, field: &'static str, answer: Result<Vec<Offer>, CloudError>) {
        let list = match answer {
            Ok(offers) => List::Offers(offers),
            Err(error) => List::Failed(self.failed(error)),
        };
        self.options.lists.insert(field, list);
    }

    fn waits(&mut self, field: &'static str, parent: &'static str) {
        self.options.lists.insert(field, List::WaitsFor(parent));
    }

    /// The code of what to do about it.
    fn failed(&mut self, error: CloudError) -> &'static str {
        tracing::info!(%error, message = error.message, "the cloud was asked for a list and gave none");
        let code = error.advice.name();
        if error.kind == CloudErrorKind::CredentialRejected {
            self.refused = Some(error);
        }
        code
    }
}

/// Notes that the cloud does not take the key, and says so.
pub(crate) async fn refused(
    backend: &Backend,
    person: &Person,
    version: (CredentialId, i32),
    error: &CloudError,
) -> Result<BackendError, BackendError> {
    let mut tx = backend.db.begin().await?;
    credentials::note_refusal(backend, &mut tx, Actor::Person(person), version, error).await?;
    tx.commit().await?;
    Ok(BackendError::Conflict("credential_suspect"))
}

/// What was typed for a parameter.
fn given<'a>(spec: &'a domain::catalog::Input, name: &str) -> Option<&'a str> {
    spec.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
}
