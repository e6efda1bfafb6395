//! The simulated clouds: a third of the calls go wrong, and the ledger tells what was sold.

use std::time::Duration;

use cloud_sim::{Effect, Fault, LedgerEntry, When};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{Failure, dice::Dice};

/// Of a hundred calls.
const GO_WRONG: usize = 30;

/// What goes wrong, and how often beside the others.
fn effects() -> [(usize, (When, Effect)); 10] {
    use When::{After, Before};
    let throttled = Effect::Refuse { status: 400, code: "Throttling.User".to_owned(), xml: false };
    [
        (20, (Before, Effect::Drop)),
        (25, (After, Effect::Drop)),
        (10, (Before, Effect::Status { status: 500 })),
        (12, (After, Effect::Status { status: 500 })),
        (5, (After, Effect::Html)),
        (5, (After, Effect::Truncate)),
        (4, (After, Effect::Empty)),
        (12, (Before, throttled)),
        (3, (Before, Effect::Hang)),
        (4, (After, Effect::Hang)),
    ]
}

pub(crate) struct CloudSide {
    client: Client,
    address: String,
}

impl CloudSide {
    pub(crate) fn at(client: &Client, address: &str) -> Self {
        Self { client: client.clone(), address: address.to_owned() }
    }

    async fn ask(&self, method: Method, what: &str, body: Option<Value>) -> Result<Value, Failure> {
        let request = self.client.request(method, format!("{}/_sim/{what}", self.address));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await?.error_for_status()?.bytes().await?;
        Ok(if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer)? })
    }

    /// A repeated change of billing is charged, so that it shows.
    pub(crate) async fn charge_repeats(&self) -> Result<(), Failure> {
        let renew = json!({ "repeat_on_prepaid": "renew" });
        self.ask(Method::POST, "behaviour", Some(renew)).await.map(drop)
    }

    pub(crate) async fn ledger(&self) -> Result<Vec<LedgerEntry>, Failure> {
        Ok(serde_json::from_value(self.ask(Method::GET, "ledger", None).await?)?)
    }

    /// Keeps a script of faults in the queue, one entry a call, until `calm`; what is left is taken back. Returns how
    /// many calls went wrong.
    pub(crate) async fn rain(&self, mut dice: Dice, calm: impl Fn() -> bool) -> Result<usize, Failure> {
        const AHEAD: usize = 120;
        let effects = effects();
        let mut planned = 0;
        while !calm() {
            let waiting = self.waiting().await?;
            for _ in waiting.len()..AHEAD {
                let (when, effect) = if dice.percent(GO_WRONG) {
                    planned += 1;
                    dice.weighted(&effects).clone()
                } else {
                    // Nothing: it only takes the call's turn.
                    (When::After, Effect::Delay { ms: 0 })
                };
                let fault = serde_json::to_value(Fault::next("*", when, effect))?;
                self.ask(Method::POST, "faults", Some(fault)).await?;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let unused = self.waiting().await?.iter().filter(|fault| fault["kind"] != "delay").count();
        self.ask(Method::DELETE, "faults", None).await?;
        Ok(planned - unused)
    }

    async fn waiting(&self) -> Result<Vec<Value>, Failure> {
        let faults = self.ask(Method::GET, "faults", None).await?;
        Ok(faults["queued"].as_array().cloned().unwrap_or_default())
    }
}
