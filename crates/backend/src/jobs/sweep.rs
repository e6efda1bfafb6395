//! Every day, for each account: what it bought that no order owns.

use domain::{catalog::Provider, ids::JobId, order::State};
use sqlx::PgConnection;
use store::{
    holdings::{self as rows, Account},
    jobs::{self, Job},
    migrate,
};
use time::Duration;

use crate::{
    Backend, BackendError, credentials,
    holdings::{self, Owner},
};

/// The job's name in the database. Its subject is an account: provider, account and where its lists are kept.
pub const KIND: &str = "sweep";

/// Lists are read from this long before the last time, because they show what was bought with a delay.
const AGAIN: Duration = Duration::days(3);

/// Makes a job for each account that has none; returns how many accounts there are.
pub async fn plan(backend: &Backend) -> Result<usize, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let accounts = rows::accounts(&mut conn).await?;
    for account in &accounts {
        let id = JobId::from_uuid(backend.random.uuid(&backend.clock));
        jobs::add(&mut conn, id, KIND, &subject(account), 0.0).await?;
    }
    Ok(accounts.len())
}

/// Has the account's lists read at once, wherever they are kept.
pub(crate) async fn wake(
    conn: &mut PgConnection,
    provider: Provider,
    account: &str,
) -> Result<(), BackendError> {
    for known in rows::accounts(conn).await? {
        if known.provider == provider && known.account == account {
            jobs::wake(conn, KIND, &subject(&known)).await?;
        }
    }
    Ok(())
}

fn subject(account: &Account) -> String {
    format!("{}|{}|{}", account.provider.name(), account.account, account.scope)
}

/// Reads the account's lists once, and sets when to do so again.
#[tracing::instrument(skip_all, fields(account = %job.subject), err)]
pub async fn run(backend: &Backend, job: &Job) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let account =
        rows::accounts(&mut conn).await?.into_iter().find(|account| subject(account) == job.subject);
    let Some(account) = account else {
        // No good credential leads there now.
        jobs::again(&mut conn, job.id, backend.settle.sweep_every().as_seconds_f64(), None).await?;
        return Ok(());
    };
    let key = credentials::decrypt_version(backend, &mut conn, account.credential, account.version).await?;
    let now = migrate::now(&mut conn).await?;
    // What the account had before Purser knew it is no business of ours.
    // Clouds count in whole seconds.
    let known_since = account.known_since.replace_nanosecond(0).unwrap_or(account.known_since);
    let since = account.swept_at.map_or(known_since, |swept| known_since.max(swept - AGAIN));
    let regions = rows::regions(&mut conn, account.provider, &account.account).await?;
    let known = holdings::known(&mut conn, account.provider, since).await?;
    drop(conn);
    let items = match holdings::bought_since(backend, &key, &regions, &known, since).await {
        Ok(items) => items,
        Err(error) => {
            tracing::warn!(%error, "cannot read what an account bought");
            let mut conn = backend.db.acquire().await?;
            let after = backend.settle.sweep_again_after().as_seconds_f64();
            jobs::again(&mut conn, job.id, after, Some("list_unreadable")).await?;
            return Ok(());
        }
    };

    for item in &items {
        // One after the other: an order's lock is not held while another's is waited for.
        let mut tx = backend.db.begin().await?;
        match holdings::owner(&mut tx, item, &account.account).await? {
            Owner::Order | Owner::Unsettled => {}
            Owner::Named(order, state) => match state {
                // A look of its own finds it, and only that makes it bought.
                State::Approved => {}
                State::Executing | State::Unknown | State::NeedsPerson | State::NotBought | State::Bought => {
                    holdings::attribute(backend, &mut tx, item, order).await?;
                }
                State::Draft
                | State::PendingApproval
                | State::Rejected
                | State::Cancelled
                | State::Expired => {
                    holdings::list(backend, &mut tx, item, &account.account, Some(order)).await?;
                }
            },
            Owner::Nobody => {
                if item.created_at.is_none_or(|created| created >= known_since) {
                    holdings::list(backend, &mut tx, item, &account.account, None).await?;
                }
            }
        }
        tx.commit().await?;
    }

    let mut tx = backend.db.begin().await?;
    for row in rows::open(&mut tx).await? {
        let its = row.provider == account.provider && row.account == account.account;
        if its && !rows::owned(&mut tx, row.provider, &[row.reference]).await?.is_empty() {
            rows::clear(&mut tx, row.number, None, "owned").await?;
        }
    }
    rows::set_swept(&mut tx, &account, now).await?;
    jobs::again(&mut tx, job.id, backend.settle.sweep_every().as_seconds_f64(), None).await?;
    tx.commit().await?;
    tracing::debug!(items = items.len(), "an account was swept");
    Ok(())
}
