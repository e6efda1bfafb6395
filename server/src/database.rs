//! The way to the database: the private PostgreSQL or the operator's, with roles, migrations and mode in order.

mod guard;
mod roles;

use std::time::Duration;

use domain::mode::Mode;
use sqlx::{
    Executor as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use self::guard::Guard;
use crate::{
    config::{Config, Database as Where},
    failure::Failure,
    postgres::PrivatePostgres,
};

/// A page that cannot get a connection in this time says so, and is asked for again.
const PATIENCE: Duration = Duration::from_secs(3);
const CONNECTIONS: u32 = 16;

/// Connections as the application's role, to a database that is up to date and of the right mode.
pub(crate) struct Database {
    pub(crate) pool: PgPool,
    guard: Option<Guard>,
}

/// The same database by both its roles.
struct Urls {
    app: String,
    owner: Option<String>,
    /// Both are one login, which takes the application's role on each connection.
    shared: bool,
}

impl Database {
    /// Opens it, starting the private PostgreSQL where it is down, and brings it up to date.
    pub(crate) async fn open(config: &Config) -> Result<Self, Failure> {
        let (urls, guard) = locate(config).await?;
        if let Err(refused) = migrate(&urls).await {
            leave(guard).await;
            return Err(refused);
        }
        match connect(&urls, config.mode()).await {
            Ok(pool) => Ok(Self { pool, guard }),
            Err(refused) => {
                leave(guard).await;
                Err(refused)
            }
        }
    }

    /// Closes the connections, and the private PostgreSQL if nobody else uses it. Returns when that is done.
    pub(crate) async fn close(self) {
        // A connection in the middle of something is not waited for without end.
        let _ = tokio::time::timeout(PATIENCE, self.pool.close()).await;
        leave(self.guard).await;
    }
}

async fn leave(guard: Option<Guard>) {
    if let Some(guard) = guard
        && let Err(error) = tokio::task::spawn_blocking(|| guard.leave()).await
    {
        tracing::error!(%error, "the private PostgreSQL was not left in order");
    }
}

async fn locate(config: &Config) -> Result<(Urls, Option<Guard>), Failure> {
    match &config.database {
        Where::Private => {
            let data_dir = config.data_dir.clone();
            let starting = tokio::task::spawn_blocking(move || PrivatePostgres::start(&data_dir));
            let postgres = starting.await.map_err(Failure::of("the private PostgreSQL did not start"))??;
            let urls = Urls { app: postgres.app_url(), owner: Some(postgres.owner_url()), shared: false };
            Ok((urls, Some(Guard::over(postgres)?)))
        }
        Where::Given { app, owner: Some(owner) } => {
            Ok((Urls { app: app.clone(), owner: Some(owner.clone()), shared: false }, None))
        }
        Where::Given { app, owner: None } => {
            let owner = roles::prepare(app).await?;
            Ok((Urls { app: app.clone(), shared: owner.is_some(), owner }, None))
        }
    }
}

async fn migrate(urls: &Urls) -> Result<(), Failure> {
    match &urls.owner {
        Some(owner) => {
            store::migrate::migrate(owner).await.map_err(Failure::of("the database is not up to date"))
        }
        // Who may only use the tables finds out below whether they are there.
        None => Ok(()),
    }
}

async fn connect(urls: &Urls, mode: Mode) -> Result<PgPool, Failure> {
    // The address may hold a password, so it is in no message.
    let options: PgConnectOptions = urls
        .app
        .parse()
        .map_err(|_| Failure::new("DATABASE_URL is not an address such as postgres://user@host/database"))?;
    let mut pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    if urls.shared {
        tracing::warn!(
            "DATABASE_URL is used for migrations too, so each connection takes the role purser_app by itself: set PURSER_OWNER_URL to keep the two apart"
        );
        pool = pool.after_connect(|conn, _| {
            Box::pin(async move { conn.execute("set role purser_app").await.map(drop) })
        });
    }
    // An intent that a crash of the database could lose would be bought again: whatever the server's default.
    let options = options.application_name("purser").options([("synchronous_commit", "on")]);
    let pool = pool.connect_with(options).await.map_err(Failure::of("cannot reach the database"))?;
    let mut conn = pool.acquire().await.map_err(Failure::of("cannot reach the database"))?;
    let trouble = match urls.owner {
        Some(_) => "the database cannot be used",
        None => {
            "the database cannot be used; purser_app brings none up to date, so set PURSER_OWNER_URL for that"
        }
    };
    store::migrate::stamp_mode(&mut conn, mode).await.map_err(Failure::of(trouble))?;
    drop(conn);
    Ok(pool)
}
