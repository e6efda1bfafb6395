//! Keeps the private PostgreSQL up for as long as the process uses it.

use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{failure::Failure, postgres::PrivatePostgres};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A thread that owns the process's share in the server: what it does blocks, so it is no task.
pub(super) struct Guard {
    leave: Sender<()>,
    thread: JoinHandle<()>,
}

impl Guard {
    pub(super) fn over(postgres: PrivatePostgres) -> Result<Self, Failure> {
        let (leave, told) = channel();
        let thread = thread::Builder::new()
            .name("postgres guard".to_owned())
            .spawn(move || {
                let mut down = false;
                while told.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                    match postgres.ensure_running() {
                        Ok(()) => down = false,
                        // Said once, not every second.
                        Err(error) if !down => {
                            tracing::error!(%error, "the private PostgreSQL is down");
                            down = true;
                        }
                        Err(_) => {}
                    }
                }
                if let Err(error) = postgres.stop() {
                    tracing::error!(%error, "the private PostgreSQL did not stop");
                }
            })
            .map_err(Failure::of("cannot start a thread"))?;
        Ok(Self { leave, thread })
    }

    /// Gives the share back. Blocks until the server is down, if this process was its last user.
    pub(super) fn leave(self) {
        let _ = self.leave.send(());
        if self.thread.join().is_err() {
            tracing::error!("the guard of the private PostgreSQL has died");
        }
    }
}
