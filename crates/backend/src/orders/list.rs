//! Lists of orders, and the overview.

use domain::{
    order::OrderFilter,
    person::Person,
    view::{Listed, OrderRow, Overview, StateCounts},
};
use store::{
    instances::{self, Which},
    orders::{self, Cursor, Reader},
};
use time::Duration;

use crate::{Backend, BackendError, approvals};

/// The most rows of one page.
pub(crate) const MAX_LIMIT: u32 = 200;

/// Orders that the person may see, newest first. A cursor that is none starts from the top.
pub async fn list(
    backend: &Backend,
    person: &Person,
    filter: &OrderFilter,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Listed<OrderRow>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let after = cursor.and_then(|text| text.parse().ok());
    let limit = i64::from(limit.clamp(1, MAX_LIMIT));
    let items = orders::list(&mut conn, &Reader::of(person), filter, after, limit + 1).await?;
    Ok(page(items, limit, |row| Cursor { at: row.created_at, id: row.id.as_uuid() }))
}

/// Cuts what was read with one row too many into a page and the cursor to the next.
pub(crate) fn page<T>(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> Cursor) -> Listed<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| cursor(last).to_string());
    Listed { items, next }
}

/// How many orders the person may see in each state.
pub async fn counts(backend: &Backend, person: &Person) -> Result<StateCounts, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(orders::counts(&mut conn, &Reader::of(person)).await?)
}

/// How many of the person's own orders have not ended.
pub async fn count_open(backend: &Backend, person: &Person) -> Result<u32, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let count = orders::count_open(&mut conn, person.id).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What the first page shows.
pub async fn overview(backend: &Backend, person: &Person) -> Result<Overview, BackendError> {
    const ROWS: i64 = 8;
    let reader = Reader::of(person);
    let waiting_for_me = approvals::waiting(backend, person).await?;
    let mut conn = backend.db.acquire().await?;
    let open = OrderFilter {
        mine: true,
        states: domain::order::State::ALL.into_iter().filter(|state| state.is_open()).collect(),
        ..OrderFilter::default()
    };
    let soon = Which { expires_before: Some(backend.clock.now() + Duration::days(30)), ..Which::default() };
    let mut expiring = instances::list(&mut conn, &reader, soon, 50).await?;
    expiring.sort_by_key(|instance| instance.expires_at);
    expiring.truncate(usize::try_from(ROWS).unwrap_or_default());
    Ok(Overview {
        counts: orders::counts(&mut conn, &reader).await?,
        my_open_orders: orders::list(&mut conn, &reader, &open, None, ROWS).await?,
        waiting_for_me,
        instances: instances::counts(&mut conn, &reader).await?,
        expiring,
    })
}
