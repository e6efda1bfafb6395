//! An order of which no attempt is known: a hold came over it, and its account shows what no order owns.

use domain::{attention::told, ids::OrderId, order::Statement, person::Person};
use sqlx::PgConnection;
use store::{
    attention,
    holdings::{self, Unowned},
    orders::Order,
};

use crate::{Backend, BackendError, jobs::purchase};

/// The purchase that the statement gives the order; nothing where it says that none is.
pub(super) async fn named(
    conn: &mut PgConnection,
    order: OrderId,
    statement: &Statement,
) -> Result<Option<Unowned>, BackendError> {
    let Some(reference) = &statement.reference else { return Ok(None) };
    let mut open = holdings::open_for(conn, order).await?.into_iter();
    let named = open.find(|unowned| unowned.reference == *reference);
    named.map(Some).ok_or(BackendError::Conflict("not_unowned"))
}

/// Makes it the order's: it leaves the list of what no order owns, and its alarm goes.
pub(super) async fn give(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &Order,
    unowned: &Unowned,
    why: &str,
) -> Result<(), BackendError> {
    if !purchase::give(backend, conn, order, unowned).await? {
        return Err(BackendError::Conflict("second_owner"));
    }
    let told = told(unowned.provider, &unowned.account, &unowned.reference);
    attention::clear_alarms_that_tell(conn, domain::attention::Unowned::ALARM, &told, person.id, why).await?;
    Ok(())
}
