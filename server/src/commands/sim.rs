//! `purser sim`.

use std::sync::Arc;

use cloud_sim::{Sim, SimConfig};
use tokio::net::TcpListener;

use crate::{cli, failure::Failure, shutdown};

/// Serves the simulated clouds until the process is told to end; prints their address.
pub(crate) async fn run(args: cli::Sim) -> Result<(), Failure> {
    if !args.listen.ip().is_loopback() {
        return Err(Failure::new(format!(
            "{} is no loopback address: the simulated clouds are for this machine alone",
            args.listen
        )));
    }
    let clock = backend::Clock::system();
    let settings = SimConfig {
        ledger_file: args.ledger,
        compress: args.settle_compress.max(1),
        ..SimConfig::new(Arc::new(move || clock.now()))
    };
    let sim = Sim::new(settings).map_err(Failure::of("the simulated clouds do not start"))?;
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(Failure::of(format!("cannot listen on {}", args.listen)))?;
    let address = listener.local_addr().map_err(Failure::of("cannot listen"))?;
    println!("http://{address}");

    let (end, ending) = shutdown::channel();
    let serving = tokio::spawn(cloud_sim::serve(listener, sim, ending.wait()));
    shutdown::signalled().await?;
    end.tell();
    match serving.await {
        Ok(served) => served.map_err(Failure::of("serving has failed")),
        Err(error) => Err(Failure::of("serving has failed")(error)),
    }
}
