//! Wrong sign-ins, counted by account.

use domain::person::Email;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// Counts a wrong sign-in beforehand, so that attempts at the same time count together, and says since when
/// the account is full, if it is: then nothing was counted. [`forgive`] takes it back.
///
/// The transaction should end right away; until then other attempts at the account wait.
pub async fn count_attempt(
    conn: &mut PgConnection,
    email: &Email,
    address: &str,
    at_most: i64,
    within_s: f64,
) -> Result<Attempt, StoreError> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended('sign_in ' || $1, 0)) as "locked!: ()""#,
        email.as_str()
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from purser.sign_in_failures where failed_at <= purser.now() - make_interval(secs => $1)",
        within_s,
    )
    .execute(&mut *conn)
    .await?;
    let full = sqlx::query!(
        r#"
        select
            count(*) as "count!",
            extract(epoch from min(failed_at) + make_interval(secs => $2) - purser.now())::float8 as free_in_s
        from purser.sign_in_failures
        where email = $1
        "#,
        email.as_str(),
        within_s,
    )
    .fetch_one(&mut *conn)
    .await?;
    if full.count >= at_most {
        return Ok(Attempt::Full { free_in_s: full.free_in_s.unwrap_or(within_s) });
    }
    let failed_at = sqlx::query_scalar!(
        "insert into purser.sign_in_failures (email, address) values ($1, $2) returning failed_at",
        email.as_str(),
        address,
    )
    .fetch_one(conn)
    .await?;
    Ok(Attempt::Counted { at: failed_at })
}

/// Whether a sign-in may be tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Attempt {
    Counted { at: OffsetDateTime },
    Full { free_in_s: f64 },
}

/// Takes back one counted attempt: the password was right.
pub async fn forgive(conn: &mut PgConnection, email: &Email, at: OffsetDateTime) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from purser.sign_in_failures where email = $1 and failed_at = $2",
        email.as_str(),
        at,
    )
    .execute(conn)
    .await?;
    Ok(())
}
