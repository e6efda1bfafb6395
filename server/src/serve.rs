//! `purser serve`: starts everything, and ends it in order.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use app::portal::Simulated;
use axum::serve::ListenerExt as _;
use backend::{Backend, worker::Worker};
use domain::mode::Mode;
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    changes::Changes,
    cli::Part,
    clouds,
    config::{Config, PublicUrl},
    database::Database,
    demo,
    failure::Failure,
    shutdown::{self, Ending},
    web::{self, Parts},
    wiring,
};

/// What is under way at the end gets this long; PostgreSQL stops afterwards.
const GRACE: Duration = Duration::from_secs(12);

/// Serves until the process is told to end.
pub(crate) async fn serve(config: Config, role: Part, hold: bool) -> Result<(), Failure> {
    let database = Database::open(&config).await?;
    let served = serve_with(&config, &database, role, hold).await;
    database.close().await;
    served
}

async fn serve_with(config: &Config, database: &Database, role: Part, hold: bool) -> Result<(), Failure> {
    let (end, ending) = shutdown::channel();
    // The simulated clouds outlive everybody who may still have a request there.
    let (close_clouds, clouds_ending) = shutdown::channel();
    let clouds = match config.mode() {
        Mode::Sim => Some(clouds::start(config, clouds_ending).await?),
        Mode::Loopback | Mode::Live => None,
    };
    let endpoints = clouds.as_ref().map_or(&config.clouds.endpoints, |clouds| &clouds.endpoints);
    let backend = wiring::backend(config, database.pool.clone(), endpoints)?;
    if hold {
        backend::holds::set(&backend, backend::Actor::Operator, "purser serve --hold").await?;
    }
    if config.mode() == Mode::Sim {
        demo::add_people(&backend).await?;
    }

    let mut tasks = JoinSet::new();
    let worker = (role != Part::Web).then(|| start_worker(&mut tasks, config, &backend, &ending));
    if role != Part::Worker {
        let simulated = clouds.as_ref().and_then(|clouds| clouds.simulated.clone());
        start_web(&mut tasks, config, &backend, simulated, worker, &ending).await?;
    }

    let ended_by = tokio::select! {
        signalled = shutdown::signalled() => signalled,
        // None of them ends by itself: one that does has failed.
        Some(ended) = tasks.join_next() => match ended {
            Ok(Ok(())) => Err(Failure::new("a part has ended by itself")),
            Ok(Err(failure)) => Err(failure),
            Err(error) => Err(Failure::of("a part has died")(error)),
        },
    };
    tracing::info!("stopping");
    end.tell();
    let finish = async {
        while let Some(ended) = tasks.join_next().await {
            if let Ok(Err(error)) = ended {
                tracing::error!(%error, "a part did not end in order");
            }
        }
    };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!("something was still under way at the end");
    }
    close_clouds.tell();
    if let Some(clouds) = clouds {
        let _ = clouds.task.await;
    }
    ended_by
}

type Tasks = JoinSet<Result<(), Failure>>;

fn start_worker(tasks: &mut Tasks, config: &Config, backend: &Backend, ending: &Ending) -> Arc<AtomicBool> {
    let running = Arc::new(AtomicBool::new(true));
    // The name only has to differ from those of other processes, also on other machines.
    let name = backend.random.uuid(&backend.clock).to_string();
    let worker = Worker { name, anchors: config.anchors() };
    let working = backend::worker::run(backend.clone(), worker, ending.clone().wait());
    let is_running = running.clone();
    tasks.spawn(async move {
        working.await;
        is_running.store(false, Ordering::Relaxed);
        Ok(())
    });
    running
}

async fn start_web(
    tasks: &mut Tasks,
    config: &Config,
    backend: &Backend,
    simulated: Option<Arc<dyn Simulated>>,
    worker: Option<Arc<AtomicBool>>,
    ending: &Ending,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(Failure::of(format!("cannot listen on {}", config.listen)))?;
    let address = listener.local_addr().map_err(Failure::of("cannot listen"))?;
    let public = config.public_url.clone().unwrap_or_else(|| PublicUrl::of_listener(address));

    let changes = Changes::new(&backend.clock);
    let listening = changes.clone().listen(backend.db.clone(), ending.clone());
    tasks.spawn(async move {
        listening.await;
        Ok(())
    });
    let parts = Parts { backend: backend.clone(), changes, ending: ending.clone(), simulated, worker };
    let router = web::router(config, &public, parts);
    // Without this, small packets wait for one another.
    let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    let ending = ending.clone();
    tasks.spawn(async move {
        let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(ending.wait()).await;
        served.map_err(Failure::of("serving has failed"))
    });
    announce(config, &public);
    Ok(())
}

/// For the person at the terminal.
fn announce(config: &Config, public: &PublicUrl) {
    println!("Purser is at {public}");
    if config.mode() == Mode::Sim {
        println!(
            "Simulated clouds: nothing here costs money. Sign in as one of these, password {}:",
            demo::PASSWORD
        );
        for (email, name, ..) in demo::PEOPLE {
            println!("  {email:<22} {name}");
        }
        if !config.listen.ip().is_loopback() {
            tracing::warn!("the demo people's password is public, and others can reach {}", config.listen);
        }
    }
}
