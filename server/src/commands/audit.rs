//! `purser audit`.

use crate::{config::Config, failure::Failure};

/// Says how much was checked; the first broken row is the failure.
pub(crate) async fn verify(config: Config) -> Result<(), Failure> {
    super::with_backend(&config, async |backend| {
        let report = crate::stubs::audit::verify(&backend, &config.anchors()).await;
        let report = report.map_err(Failure::of("the event log is broken"))?;
        println!("{report}");
        Ok(())
    })
    .await
}
