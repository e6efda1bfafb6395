//! Deputies: who is asked in somebody's place while they are away.

use domain::{
    ids::DeputyPeriodId,
    person::{Email, Person, Role},
    refusal::{FieldError, Reason},
    view::DeputyView,
};
use store::{deputies, migrate, people};
use time::{Duration, OffsetDateTime};

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
};

/// The longest that somebody stands in for somebody, without being asked again.
pub const LONGEST: Duration = Duration::days(366);

/// The person's periods that are not over: their deputies, and those whose deputy they are.
pub async fn list(backend: &Backend, person: &Person) -> Result<Vec<DeputyView>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(deputies::of_person(&mut conn, person.id).await?)
}

/// Names the person's deputy from one moment to another. Both are asked meanwhile; one answers.
///
/// Refused at `deputy`: who does not exist, oneself and auditors, who decide nothing; at `until`: what is over, before
/// `from` or longer than [`LONGEST`].
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn name(
    backend: &Backend,
    person: &Person,
    deputy: &str,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<DeputyPeriodId, BackendError> {
    let mut tx = backend.db.begin().await?;
    let now = migrate::now(&mut tx).await?;
    let mut errors = Vec::new();
    let found = match deputy.parse::<Email>() {
        Ok(email) => people::find_by_email(&mut tx, &email)
            .await?
            .filter(|found| found.disabled_at.is_none())
            .ok_or(Reason::UnknownPerson),
        Err(reason) => Err(reason),
    };
    let found = found.and_then(|found| {
        let decides = found.person.id != person.id && !found.person.has(Role::Auditor);
        if decides { Ok(found.person) } else { Err(Reason::CannotAnswer) }
    });
    let deputy = found.map_err(|reason| errors.push(FieldError::new("deputy", reason))).ok();
    if until <= from || until <= now {
        errors.push(FieldError::new("until", Reason::TooEarly));
    } else if until - from > LONGEST {
        errors.push(FieldError::new("until", Reason::TooLate));
    }
    let Some(deputy) = deputy.filter(|_| errors.is_empty()) else { return Err(BackendError::Fields(errors)) };

    let id = DeputyPeriodId::from_uuid(backend.random.uuid(&backend.clock));
    let new = deputies::New { id, principal: person.id, deputy: deputy.id, from, until };
    deputies::insert(&mut tx, new).await?;
    let period = (from.to_string(), until.to_string());
    let facts = [("deputy", deputy.email.as_str()), ("from", &period.0), ("until", &period.1)];
    let happened = Happened::to_person(person.id, "deputy.named", &facts);
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends a period of the person's own before its time.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn end(backend: &Backend, person: &Person, id: DeputyPeriodId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let deputy = deputies::end(&mut tx, id, person.id).await?.ok_or(BackendError::NotFound)?;
    let deputy = deputy.to_string();
    let facts = [("deputy_id", deputy.as_str())];
    let happened = Happened::to_person(person.id, "deputy.ended", &facts);
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}
