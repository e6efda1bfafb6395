//! The worker: loops that take what is due, woken by the database and by a timer.

use std::{future::Future, path::PathBuf, sync::Arc, time::Duration};

use futures::future::join_all;
use sqlx::postgres::PgListener;
use store::deliveries::Way;
use tokio::sync::{Notify, watch};

use crate::{
    Backend, BackendError, cluster,
    jobs::{again, deliver, escalate, expire, poll_status, purchase, remind, seal, sweep},
    notices,
};

/// How many orders one process buys at the same time.
const BUYERS: usize = 4;

/// The longest that anything due waits when nobody wakes the worker.
const TICK: Duration = Duration::from_secs(1);

/// Where the worker keeps what is not in the database, and what it is called.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Unique among running workers; in leases and sends.
    pub name: String,
    /// The file that anchors of the event log are appended to.
    pub anchors: PathBuf,
}

/// Works until `shutdown` ends; what was begun is finished first.
pub async fn run(backend: Backend, worker: Worker, shutdown: impl Future<Output = ()>) {
    backend.identity.set_anchors(worker.anchors.clone());
    let (stop, stopped) = watch::channel(false);
    let wake = Arc::new(Notify::new());
    let buyers = (0..BUYERS).map(|number| {
        let (backend, wake, stopped) = (backend.clone(), Arc::clone(&wake), stopped.clone());
        let name = format!("{}/{number}", worker.name);
        async move {
            repeat(stopped, Some(&wake), TICK, || async { purchase::step(&backend, &name).await }).await;
        }
    });
    // Before anything is claimed, and from then on as soon as it can be noticed.
    let confirmer =
        repeat(stopped.clone(), None, TICK, || async { Ok(cluster::confirm(&backend).await?.is_some()) });
    let poller = repeat(stopped.clone(), None, TICK, || poll_status::step(&backend, &worker.name));
    let expirer =
        repeat(stopped.clone(), None, TICK * 10, || async { Ok(expire::step(&backend).await? == 100) });
    let reminder =
        repeat(stopped.clone(), None, TICK * 30, || async { Ok(remind::step(&backend).await? == 100) });
    let escalator = repeat(stopped.clone(), None, TICK * 10, || async {
        // Before it: what is mended and breaks again is news.
        again::step(&backend).await?;
        escalate::step(&backend).await?;
        Ok(false)
    });
    let sealer = repeat(stopped.clone(), None, TICK / 2, || async { Ok(seal::step(&backend).await? == 500) });
    let planner = repeat(stopped.clone(), None, TICK * 60, || async {
        sweep::plan(&backend).await?;
        Ok(false)
    });
    // Each by itself: whoever waits for a mail server keeps nobody else waiting.
    let teller = repeat(stopped.clone(), None, TICK * 10, || notices::tell_untold(&backend));
    let mailer = async {
        if backend.outbox.mail.is_some() {
            repeat(stopped.clone(), None, TICK, || deliver::step(&backend, &worker.name, Way::Mail)).await;
        }
    };
    let poster = async {
        if backend.outbox.webhook.is_some() {
            repeat(stopped.clone(), None, TICK, || deliver::step(&backend, &worker.name, Way::Webhook)).await;
        }
    };
    let telling = async { tokio::join!(teller, mailer, poster) };
    let mut anchored = 0;
    let anchors = async {
        let mut stopped = stopped.clone();
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => break,
                () = tokio::time::sleep(Duration::from_secs(60)) => {}
            }
            anchored = anchor(&backend, &worker, anchored).await;
        }
        anchor(&backend, &worker, anchored).await;
    };
    let listener = listen(&backend, &wake, stopped.clone());
    let stopper = async {
        shutdown.await;
        // Nobody listens any more only if all loops ended.
        let _ = stop.send(true);
        wake.notify_waiters();
    };
    tokio::join!(
        join_all(buyers),
        confirmer,
        poller,
        expirer,
        reminder,
        escalator,
        planner,
        sealer,
        telling,
        anchors,
        listener,
        stopper
    );
}

async fn anchor(backend: &Backend, worker: &Worker, last: i64) -> i64 {
    match seal::anchor(backend, &worker.anchors, last).await {
        Ok(head) => head,
        Err(error) => {
            tracing::error!(%error, "cannot anchor the event log");
            last
        }
    }
}

/// Does one step after the other while there is something to do; then waits for the wake or the tick.
async fn repeat<F>(
    mut stopped: watch::Receiver<bool>,
    wake: Option<&Notify>,
    tick: Duration,
    mut step: impl FnMut() -> F,
) where
    F: Future<Output = Result<bool, BackendError>>,
{
    loop {
        if *stopped.borrow() {
            return;
        }
        match step().await {
            Ok(true) => continue,
            Ok(false) | Err(BackendError::Stale) => {}
            Err(error) => tracing::warn!(error = %chain(&error), "a step of the worker failed"),
        }
        let woken = async {
            match wake {
                Some(wake) => wake.notified().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = woken => {}
            () = tokio::time::sleep(tick) => {}
        }
    }
}

/// An error with its causes, for the log alone.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// Passes the database's notifications on. Where it has none, or goes away, the tick does.
async fn listen(backend: &Backend, wake: &Notify, mut stopped: watch::Receiver<bool>) {
    loop {
        let lost = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            error = hear(backend, wake) => error,
        };
        tracing::debug!(error = %lost, "not listening; the timer wakes the worker");
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Wakes the loops at each notification, until the connection is lost.
async fn hear(backend: &Backend, wake: &Notify) -> sqlx::Error {
    let mut listener = match PgListener::connect_with(&backend.db).await {
        Ok(listener) => listener,
        Err(error) => return error,
    };
    if let Err(error) = listener.listen("purser_work").await {
        return error;
    }
    loop {
        if let Err(error) = listener.recv().await {
            return error;
        }
        wake.notify_waiters();
    }
}
