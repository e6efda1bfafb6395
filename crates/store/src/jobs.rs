//! Durable background work that spends no money. What buys is claimed from the orders themselves.

use domain::ids::JobId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    /// What it is about: an id.
    pub subject: String,
    /// Runs since the last success.
    pub failures: i32,
}

/// Adds the job, due `after_s` from now, unless the subject has one of this kind that is not done.
pub async fn add(
    conn: &mut PgConnection,
    id: JobId,
    kind: &str,
    subject: &str,
    after_s: f64,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.jobs (job_id, kind, subject, due_at)
        values ($1, $2, $3, purser.now() + make_interval(secs => $4))
        on conflict (kind, subject) do nothing
        "#,
        id.as_uuid(),
        kind,
        subject,
        after_s,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes one job that is due, or none.
pub async fn claim(conn: &mut PgConnection, worker: &str, lease_s: f64) -> Result<Option<Job>, StoreError> {
    Ok(sqlx::query_as!(
        Job,
        r#"
        update purser.jobs
        set lease_owner = $1,
            lease_until = purser.now() + make_interval(secs => $2)
        where job_id = (
            select job_id
            from purser.jobs
            where done_at is null
              and due_at <= (select purser.now())
              and (lease_until is null or lease_until < (select purser.now()))
            order by due_at
            limit 1
            for update skip locked
        )
        returning job_id as "id: JobId", kind, subject, failures
        "#,
        worker,
        lease_s,
    )
    .fetch_optional(conn)
    .await?)
}

/// Gives the job back, due again `after_s` from now.
pub async fn again(
    conn: &mut PgConnection,
    id: JobId,
    after_s: f64,
    error: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.jobs
        set lease_owner = null,
            lease_until = null,
            due_at = purser.now() + make_interval(secs => $2),
            failures = case when $3::text is null then 0 else failures + 1 end,
            last_error = $3
        where job_id = $1
        "#,
        id.as_uuid(),
        after_s,
        error,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Something happened to the subject: its job is due now, also one that was done.
pub async fn wake(conn: &mut PgConnection, kind: &str, subject: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "update purser.jobs set due_at = purser.now(), done_at = null where kind = $1 and subject = $2",
        kind,
        subject,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The job is done for good.
pub async fn done(conn: &mut PgConnection, id: JobId) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.jobs
        set lease_owner = null,
            lease_until = null,
            done_at = purser.now()
        where job_id = $1
        "#,
        id.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the next job falls due, for a worker's timer.
pub async fn next_due(conn: &mut PgConnection) -> Result<Option<OffsetDateTime>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select min(greatest(due_at, lease_until)) as due from purser.jobs where done_at is null"
    )
    .fetch_one(conn)
    .await?)
}
