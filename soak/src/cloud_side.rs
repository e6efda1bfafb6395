//! The simulated clouds: a third of the calls go wrong, and the ledger tells what was sold.

use std::time::Duration;

use cloud_sim::{Effect, Fault, LedgerEntry, When};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::{Failure, dice::Dice};

/// Of a hundred calls.
const GO_WRONG: usize = 30;

/// What goes wrong, and how often beside the others: at any call, but for refusals, which each purchase has of its
/// own.
fn effects() -> [(usize, Fault); 14] {
    use When::{After, Before};
    let any = |when, effect| Fault::next("*", when, effect);
    let throttled = |action: &str, status, code: &str| {
        Fault::next(action, Before, Effect::Refuse { status, code: code.to_owned(), xml: false })
    };
    [
        (20, any(Before, Effect::Drop)),
        (25, any(After, Effect::Drop)),
        (10, any(Before, Effect::Status { status: 500 })),
        (12, any(After, Effect::Status { status: 500 })),
        (6, any(Before, Effect::Status { status: 429 })),
        (5, any(After, Effect::Html)),
        (5, any(After, Effect::Truncate)),
        (4, any(After, Effect::Empty)),
        (3, any(Before, Effect::Hang)),
        (4, any(After, Effect::Hang)),
        (1, throttled("CreateSynchronizationJob", 400, "Throttling.User")),
        (1, throttled("TransferPayType", 400, "Throttling.User")),
        (1, throttled("alibaba:CreateInstance", 400, "Throttling.User")),
        (1, throttled("huawei:CreateInstance", 429, "APIGW.0308")),
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
            let ahead = waiting.iter().filter(|fault| fault["action"] == "*").count();
            for _ in ahead..AHEAD {
                let fault = if dice.percent(GO_WRONG) {
                    planned += 1;
                    dice.weighted(&effects).clone()
                } else {
                    // Nothing: it only takes the call's turn.
                    Fault::next("*", When::After, Effect::Delay { ms: 0 })
                };
                self.ask(Method::POST, "faults", Some(serde_json::to_value(fault)?)).await?;
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
