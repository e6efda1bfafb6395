//! The built-in simulated clouds of the try-out mode: on a loopback port of their own, like real ones.

use std::{fs, io, net::SocketAddr, path::Path, sync::Arc};

use app::portal::Simulated;
use cloud::Endpoints;
use cloud_sim::{Sim, SimConfig};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{config::Config, failure::Failure, shutdown::Ending, simulated};

/// Running clouds.
pub(crate) struct Clouds {
    pub(crate) endpoints: Endpoints,
    /// What their page asks.
    pub(crate) simulated: Arc<dyn Simulated>,
    pub(crate) task: JoinHandle<io::Result<()>>,
}

/// Starts them with what their ledger remembers.
pub(crate) async fn start(config: &Config, ending: Ending) -> Result<Clouds, Failure> {
    fs::create_dir_all(&config.data_dir).map_err(Failure::of("cannot make the data folder"))?;
    // An order that was sent is settled at the address that it was sent to, so the port outlives a restart.
    let remembered = config.data_dir.join("sim-address");
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
    let origin = format!("http://{address}");
    let endpoints =
        Endpoints::all_at(&origin).map_err(Failure::of("the simulated clouds cannot be reached"))?;
    let simulated = Arc::new(simulated::Clouds { sim: sim.clone(), address: origin });
    let task = tokio::spawn(cloud_sim::serve(listener, sim, ending.wait()));
    tracing::info!(%address, "simulated clouds");
    Ok(Clouds { endpoints, simulated, task })
}

async fn listen(remembered: &Path) -> io::Result<TcpListener> {
    let before = fs::read_to_string(remembered).ok().and_then(|text| text.trim().parse::<SocketAddr>().ok());
    if let Some(address) = before.filter(|address| address.ip().is_loopback())
        && let Ok(listener) = TcpListener::bind(address).await
    {
        return Ok(listener);
    }
    TcpListener::bind(("127.0.0.1", 0)).await
}
