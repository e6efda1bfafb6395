//! Bringing the database up to date, and stamping it with its mode.

use domain::mode::Mode;
use sqlx::{Connection, PgConnection};

use crate::{MIGRATOR, StoreError};

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("cannot reach the database: {0}")]
    Connect(#[source] sqlx::Error),
    #[error("a migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error(
        "this database belongs to mode {stamped}, and PURSER_CLOUDS says {wanted}: one database never serves two"
    )]
    OtherMode { stamped: String, wanted: Mode },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Applies what is missing, as the owner's role. Several processes may do so at once: sqlx holds an advisory
/// lock meanwhile.
pub async fn migrate(owner_url: &str) -> Result<(), MigrateError> {
    let mut conn = PgConnection::connect(owner_url).await.map_err(MigrateError::Connect)?;
    MIGRATOR.run(&mut conn).await?;
    conn.close().await.map_err(MigrateError::Connect)
}

/// Stamps a new database with `wanted`; one that is stamped otherwise is refused.
pub async fn stamp_mode(conn: &mut PgConnection, wanted: Mode) -> Result<(), MigrateError> {
    let stamped = sqlx::query_scalar!(r#"select purser.stamp_mode($1) as "mode!""#, wanted.name())
        .fetch_one(conn)
        .await
        .map_err(StoreError::from)?;
    if stamped == wanted.name() { Ok(()) } else { Err(MigrateError::OtherMode { stamped, wanted }) }
}

/// The database's own time, which all leases and waits are judged by.
pub async fn now(conn: &mut PgConnection) -> Result<time::OffsetDateTime, StoreError> {
    Ok(sqlx::query_scalar!(r#"select purser.now() as "now!""#).fetch_one(conn).await?)
}
