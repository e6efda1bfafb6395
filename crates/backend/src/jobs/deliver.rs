//! Sending what people are told by mail and webhook: after the commit of what happened, and beside everything else, so
//! that a mail server that fails or hangs holds nothing up.

use domain::notice::again_after;
use store::{
    deliveries::{self, Claim, Ended, Way},
    migrate,
};
use time::Duration;

use crate::{
    Backend, BackendError, notices,
    outbox::{LONGEST, NotTaken},
};

/// For how long a delivery is this worker's: longer than an attempt lasts.
const LEASE_S: f64 = 60.0;

/// What was never tried for so long, because nothing was configured meanwhile, is no news any more.
const STALE: Duration = Duration::days(3);

/// Sends one mail or one message that is due. `false`: none is, or the other side takes nothing now.
pub async fn step(backend: &Backend, worker: &str, way: Way) -> Result<bool, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let Some(claim) = deliveries::claim(&mut conn, way, worker, LEASE_S).await? else { return Ok(false) };
    let letter = deliveries::letter(&mut conn, claim.id).await?;
    let now = migrate::now(&mut conn).await?;
    let is_hidden = match letter.to.as_ref().zip(letter.order) {
        Some((to, order)) => !notices::still_concerns(&mut conn, to.person, order).await?,
        None => false,
    };
    // No connection of the pool waits for the other side.
    drop(conn);
    let unwanted = letter.to.as_ref().is_some_and(|to| !to.wants);
    if unwanted || is_hidden || (claim.attempts == 1 && now - letter.about.at > STALE) {
        return end(backend, &claim, &Ended::Dropped).await;
    }
    let base = &backend.outbox.base;
    let attempt = async {
        match (way, &backend.outbox.mail, &backend.outbox.webhook, &letter.to) {
            (Way::Mail, Some(mail), _, Some(to)) => mail.send(claim.id, &letter.about, to, base).await,
            (Way::Webhook, _, Some(webhook), _) => webhook.post(claim.id, &letter.about, base, now).await,
            _ => Err(NotTaken { why: "not configured here".to_owned(), is_final: false }),
        }
    };
    let taken = tokio::time::timeout(LONGEST, attempt).await;
    let late = || NotTaken { why: "no answer in time".to_owned(), is_final: false };
    match taken.unwrap_or_else(|_| Err(late())) {
        Ok(()) => end(backend, &claim, &Ended::Sent).await,
        Err(refused) => not_taken(backend, &claim, way, &refused).await,
    }
}

async fn not_taken(
    backend: &Backend,
    claim: &Claim,
    way: Way,
    refused: &NotTaken,
) -> Result<bool, BackendError> {
    let attempts = u32::try_from(claim.attempts).unwrap_or(u32::MAX);
    let (id, way, error) = (claim.id, way.name(), refused.why.as_str());
    match again_after(attempts).filter(|_| !refused.is_final) {
        Some(wait) => {
            tracing::warn!(delivery.id = %id, channel = way, attempts, error, "not taken; it is tried again");
            end(backend, claim, &Ended::Again { after_s: wait.as_seconds_f64(), error }).await?;
            // The next one would meet the same: not before the timer.
            Ok(false)
        }
        None => {
            tracing::error!(delivery.id = %id, channel = way, attempts, error, "not taken, and not tried again");
            end(backend, claim, &Ended::Failed { error }).await
        }
    }
}

async fn end(backend: &Backend, claim: &Claim, ended: &Ended<'_>) -> Result<bool, BackendError> {
    let mut conn = backend.db.acquire().await?;
    deliveries::end(&mut conn, claim, ended).await?;
    Ok(true)
}
