//! The people: one who orders and one who approves, over HTTP, at whatever server is up; again until it is done.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{Failure, chaos::Weather, dice::Dice, mix};

/// A server that does not answer for so long is asked no more; another one is.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long one thing is tried.
const AT_MOST: Duration = Duration::from_secs(180);

pub(crate) struct People {
    pub(crate) client: Client,
    pub(crate) weather: Arc<Weather>,
    pub(crate) requester: String,
    pub(crate) lead: String,
}

impl People {
    /// Asks until an answer is one of those that end it.
    async fn insist(
        &self,
        dice: &mut Dice,
        who: &str,
        (method, path): (Method, &str),
        key: Option<&str>,
        body: Option<&Value>,
        is_end: impl Fn(StatusCode) -> bool,
    ) -> Result<Value, Failure> {
        let deadline = Instant::now() + AT_MOST;
        let mut last = "no server is up".to_owned();
        while Instant::now() < deadline {
            if let Some(address) = self.weather.any_address(dice) {
                let url = format!("{address}/api/v1{path}");
                let mut request = self.client.request(method.clone(), url).bearer_auth(who).timeout(PATIENCE);
                if let Some(key) = key {
                    request = request.header("Idempotency-Key", key);
                }
                if let Some(body) = body {
                    request = request.json(body);
                }
                match request.send().await {
                    Ok(answer) => {
                        let status = answer.status();
                        let text = answer.text().await.unwrap_or_default();
                        if status == StatusCode::UNPROCESSABLE_ENTITY {
                            return Err(format!("{path} is refused: {text}").into());
                        }
                        match serde_json::from_str(&text) {
                            Ok(answer) if is_end(status) => return Ok(answer),
                            _ => last = format!("{status}: {text}"),
                        }
                    }
                    Err(error) => last = error.to_string(),
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
        Err(format!("{path} never went well; the last answer: {last}").into())
    }

    /// Stores the credentials; their ids.
    pub(crate) async fn store_credentials(&self, dice: &mut Dice) -> Result<Vec<String>, Failure> {
        let mut ids = Vec::new();
        for body in mix::credentials() {
            let post = (Method::POST, "/credentials");
            let stored = self
                .insist(dice, &self.requester, post, None, Some(&body), |status| status.is_success())
                .await?;
            ids.push(stored["id"].as_str().unwrap_or_default().to_owned());
        }
        Ok(ids)
    }

    /// Submits an order under its key, and has it approved.
    pub(crate) async fn order(&self, dice: &mut Dice, key: &str, body: &Value) -> Result<(), Failure> {
        let post = (Method::POST, "/orders");
        let success = |status: StatusCode| status.is_success();
        let order = self.insist(dice, &self.requester, post, Some(key), Some(body), success).await?;
        let path = format!("/orders/{}", order["id"].as_str().unwrap_or_default());
        let approve = json!({ "hash": order["hash"], "acknowledge_look_alikes": true });
        // Whose first answer was lost is told the second time that nothing is to be decided any more.
        let is_end = |status: StatusCode| status.is_success() || status == StatusCode::CONFLICT;
        let post = (Method::POST, format!("{path}/approve"));
        self.insist(dice, &self.lead, (post.0, &post.1), None, Some(&approve), is_end).await?;
        let shown = self.insist(dice, &self.lead, (Method::GET, &path), None, None, success).await?;
        match shown["state"].as_str() {
            Some("draft" | "pending_approval") | None => {
                Err(format!("order {key} was not approved: {shown}").into())
            }
            Some(_) => Ok(()),
        }
    }
}
