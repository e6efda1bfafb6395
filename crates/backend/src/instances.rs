//! Instances: what orders bought, kept in view.

use domain::{
    ids::InstanceId,
    person::Person,
    view::{Instance, Listed},
};
use store::{
    instances::{self, Which},
    orders::{Cursor, Reader},
};

use crate::{Backend, BackendError, orders::page};

/// Instances that the person may see, newest first.
pub async fn list(
    backend: &Backend,
    person: &Person,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Listed<Instance>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let limit = i64::from(limit.clamp(1, 200));
    let which = Which { after: cursor.and_then(|text| text.parse().ok()), ..Which::default() };
    let items = instances::list(&mut conn, &Reader::of(person), which, limit + 1).await?;
    Ok(page(items, limit, |instance| Cursor { at: instance.created_at, id: instance.id.as_uuid() }))
}

/// One instance; what one may not see does not exist.
pub async fn show(backend: &Backend, person: &Person, id: InstanceId) -> Result<Instance, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let which = Which { id: Some(id), ..Which::default() };
    instances::list(&mut conn, &Reader::of(person), which, 1).await?.pop().ok_or(BackendError::NotFound)
}
