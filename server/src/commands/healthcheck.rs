//! `purser healthcheck`: asks the server that the same settings start.

use std::time::Duration;

use crate::{
    config::{Config, PublicUrl},
    failure::Failure,
};

/// Says nothing when the server is ready.
pub(crate) async fn run(config: Config) -> Result<(), Failure> {
    let address = format!("{}/readyz", PublicUrl::of_listener(config.listen));
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        .build()
        .map_err(Failure::of("cannot set up HTTP"))?;
    let answer = client.get(&address).send().await.map_err(Failure::of("the server does not answer"))?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(Failure::new(format!("the server is not ready: {address} answers {status}"))),
    }
}
