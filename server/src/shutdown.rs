//! The end of the process: told once, heard everywhere.

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::failure::Failure;

/// Says that the process is to end. When it is dropped, that is said too.
#[derive(Debug)]
pub struct End(watch::Sender<bool>);

/// Hears of the end. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ending(watch::Receiver<bool>);

/// Both sides.
pub fn channel() -> (End, Ending) {
    let (tell, hear) = watch::channel(false);
    (End(tell), Ending(hear))
}

impl End {
    pub fn tell(&self) {
        self.0.send_replace(true);
    }
}

impl Ending {
    /// Returns when the process is to end.
    pub async fn wait(mut self) {
        // An error means that nobody is left to say so.
        let _ = self.0.wait_for(|ending| *ending).await;
    }
}

/// Returns at the first Ctrl-C or SIGTERM.
pub async fn signalled() -> Result<(), Failure> {
    let listen = |kind| signal(kind).map_err(Failure::of("cannot listen for signals"));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
