//! The built-in simulated clouds of the try-out mode: on a loopback port of their own, like real ones.

use std::{
    fs::{self, File},
    io,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::Duration,
};

use app::portal::Simulated;
use cloud::Endpoints;
use cloud_sim::{Sim, SimConfig};
use rustix::fs::{FlockOperation, flock};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{config::Config, failure::Failure, shutdown::Ending, simulated};

/// Running clouds.
pub(crate) struct Clouds {
    pub(crate) endpoints: Endpoints,
    /// What their page asks; nothing where another process on the same data folder runs them.
    pub(crate) simulated: Option<Arc<dyn Simulated>>,
    pub(crate) task: JoinHandle<io::Result<()>>,
}

/// How long another process may take from its lock to its first connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts them with what their ledger remembers, or finds those of another process on the same data folder: there
/// is one ledger, so there is one cloud.
pub(crate) async fn start(config: &Config, ending: Ending) -> Result<Clouds, Failure> {
    fs::create_dir_all(&config.data_dir).map_err(Failure::of("cannot make the data folder"))?;
    // An order that was sent is settled at the address that it was sent to, so the port outlives a restart.
    let remembered = config.data_dir.join("sim-address");
    let lock = File::create(config.data_dir.join("sim-lock"))
        .map_err(Failure::of("cannot write to the data folder"))?;
    if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
        let address = running(&remembered).await?;
        tracing::info!(%address, "simulated clouds of another process");
        let task = tokio::spawn(async {
            ending.wait().await;
            Ok(())
        });
        return Ok(Clouds { endpoints: endpoints(address)?, simulated: None, task });
    }
    let listener = listen(&remembered).await.map_err(Failure::of("the simulated clouds cannot listen"))?;
    let address = listener.local_addr().map_err(Failure::of("the simulated clouds cannot listen"))?;
    fs::write(&remembered, address.to_string()).map_err(Failure::of("cannot write to the data folder"))?;

    let clock = backend::Clock::system();
    let settings = SimConfig {
        ledger_file: Some(config.sim_ledger()),
        compress: config.clouds.compress,
        ..SimConfig::new(Arc::new(move || clock.now()))
    };
    let sim = Sim::new(settings).map_err(Failure::of("the simulated clouds do not start"))?;
    let simulated = simulated::Clouds { sim: sim.clone(), address: format!("http://{address}") };
    let task = tokio::spawn(async move {
        let served = cloud_sim::serve(listener, sim, ending.wait()).await;
        // Held until the last answer is written.
        drop(lock);
        served
    });
    tracing::info!(%address, "simulated clouds");
    Ok(Clouds { endpoints: endpoints(address)?, simulated: Some(Arc::new(simulated)), task })
}

fn endpoints(address: SocketAddr) -> Result<Endpoints, Failure> {
    Endpoints::all_at(&format!("http://{address}"))
        .map_err(Failure::of("the simulated clouds cannot be reached"))
}

/// Where another process serves the clouds, as soon as it does.
async fn running(remembered: &Path) -> Result<SocketAddr, Failure> {
    let found = async {
        loop {
            if let Some(address) = address_in(remembered)
                && TcpStream::connect(address).await.is_ok()
            {
                return address;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, found)
        .await
        .map_err(Failure::of("another process holds the simulated clouds and does not serve them"))
}

fn address_in(file: &Path) -> Option<SocketAddr> {
    fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok())
}

async fn listen(remembered: &Path) -> io::Result<TcpListener> {
    if let Some(address) = address_in(remembered).filter(|address| address.ip().is_loopback())
        && let Ok(listener) = TcpListener::bind(address).await
    {
        return Ok(listener);
    }
    TcpListener::bind(("127.0.0.1", 0)).await
}
