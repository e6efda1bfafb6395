//! The credential that an order or a question for a price names.

use domain::{
    catalog::Operation,
    credential::State,
    ids::CredentialId,
    person::Person,
    refusal::{FieldError, Reason},
};
use sqlx::PgConnection;
use store::credentials::{Usable, usable};

use crate::{Backend, BackendError};

/// One of the person's own that can be used now.
pub(crate) struct Chosen {
    pub(crate) id: CredentialId,
    pub(crate) usable: Usable,
}

/// Refuses `credential_id` where it is not one of the person's, or another cloud's; `credential_suspect` where the
/// cloud refused it. Until the caller's transaction ends it is neither replaced nor removed.
pub(crate) async fn chosen(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    operation: Operation,
    credential_id: &str,
) -> Result<Chosen, BackendError> {
    let refuse = |reason| BackendError::Fields(vec![FieldError::new("credential_id", reason)]);
    let id: CredentialId = credential_id.trim().parse().map_err(|_| refuse(Reason::NotFound))?;
    let usable = usable(conn, person.id, backend.mode, id).await?.ok_or_else(|| refuse(Reason::NotFound))?;
    if usable.kind.provider() != operation.provider() {
        return Err(refuse(Reason::OtherProvider));
    }
    if usable.state == State::Suspect {
        return Err(BackendError::Conflict("credential_suspect"));
    }
    Ok(Chosen { id, usable })
}
