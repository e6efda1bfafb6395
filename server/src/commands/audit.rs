//! `purser audit`.

use backend::audit::{self, Report};

use crate::{config::Config, failure::Failure};

/// Says how much was checked; the first broken row is the failure.
pub(crate) async fn verify(config: Config) -> Result<(), Failure> {
    super::with_backend(&config, async |backend| {
        let report = audit::verify(&backend, &config.anchors()).await;
        let Report { events, anchors } = report.map_err(Failure::of("the event log is broken"))?;
        println!("{events} events and {anchors} anchors are as they were written");
        Ok(())
    })
    .await
}
