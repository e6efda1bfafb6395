//! Whether the process lives, and whether it can work.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use sqlx::PgPool;

/// What readiness depends on.
#[derive(Clone)]
pub(crate) struct Health {
    pub(crate) db: PgPool,
    /// Absent in a process without a worker.
    pub(crate) worker: Option<Arc<AtomicBool>>,
}

/// `/healthz` says that the process lives; `/readyz` that database and worker do too.
pub(crate) fn router(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({ "alive": true })) }))
        .route("/readyz", get(ready))
        .with_state(health)
}

/// The schema is up to date, or the process would not have started.
async fn ready(State(health): State<Health>) -> (StatusCode, Json<Value>) {
    let database = match health.db.acquire().await {
        Ok(mut conn) => store::migrate::now(&mut conn).await.is_ok(),
        Err(_) => false,
    };
    let worker = health.worker.as_ref().is_none_or(|running| running.load(Ordering::Relaxed));
    let status = if database && worker { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let said = |well: bool| if well { "ok" } else { "down" };
    let answer = json!({
        "ready": database && worker,
        "database": said(database),
        "migrations": said(database),
        "worker": health.worker.as_ref().map(|_| said(worker)),
    });
    (status, Json(answer))
}
