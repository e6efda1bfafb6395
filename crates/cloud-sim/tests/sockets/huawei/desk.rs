//! A simulator, and the requests that its Huawei side gets.

use std::{sync::LazyLock, time::Duration};

use cloud::huawei::sign;
use cloud_sim::{DEMO_HUAWEI, DemoHuawei, SimConfig};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::bench::Bench;

pub(crate) const RICH: DemoHuawei = DEMO_HUAWEI[0];
pub(crate) const POOR: DemoHuawei = DEMO_HUAWEI[1];

/// One for all tests, because making one takes long. It keeps no connection from one test to the next.
static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0);
    client.timeout(Duration::from_secs(5)).build().expect("HTTP")
});

pub(crate) struct Desk {
    pub(crate) bench: Bench,
}

/// A request that can be changed before it is sent, and sent again.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
    /// Null where it is no JSON.
    pub(crate) body: Value,
}

impl Reply {
    /// Status, code and message, in whichever shape they come.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        let of = |names: &[&str]| {
            names.iter().find_map(|name| self.body.pointer(name)?.as_str()).unwrap_or_default()
        };
        let code = of(&["/errCode", "/error_code", "/code", "/error/title"]);
        (self.status, code, of(&["/externalMessage", "/error_msg", "/message", "/error/message"]))
    }

    pub(crate) fn code(&self) -> (u16, &str) {
        (self.status, self.refusal().1)
    }
}

impl Request {
    pub(crate) fn new(method: Method, target: &str, body: &Value) -> Self {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { method, target: target.to_owned(), headers, body }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new(Method::GET, target, &Value::Null)
    }

    pub(crate) fn post(target: &str, body: &Value) -> Self {
        Self::new(Method::POST, target, body)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.with("x-auth-token", token)
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut SimConfig)) -> Self {
        Self { bench: Bench::with(change).await }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.bench.pass(time::Duration::seconds(seconds));
    }

    /// Signs every header that there is, as the vendor's SDK does.
    pub(crate) fn sign(&self, request: Request, access_key: &str, secret: &str) -> Request {
        let date = sign::date(self.bench.now()).expect("a date");
        let mut request = request.with("x-sdk-date", &date).with("host", &self.bench.address);
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let query: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.replace("%3A", ":")))
            .collect();
        let declared = request.headers.iter().find(|(name, _)| name == "x-sdk-content-sha256");
        let hash = sign::payload_hash(request.body.as_bytes(), declared.map(|(_, value)| value.as_str()));
        let signed = sign::Request {
            method: request.method.as_str(),
            path,
            query: &query,
            headers: &request.headers,
            payload_hash: &hash,
        };
        let signature = sign::sign(signed, access_key, &SecretString::from(secret), &date);
        request.headers.push(("authorization".to_owned(), signature.authorization));
        request
    }

    pub(crate) fn signed(&self, who: &DemoHuawei, request: Request) -> Request {
        self.sign(request, who.access_key_id, who.secret)
    }

    pub(crate) async fn try_send(&self, request: &Request) -> Result<Reply, reqwest::Error> {
        let mut sending = HTTP.request(request.method.clone(), self.bench.url(&request.target));
        for (name, value) in request.headers.iter().filter(|(name, _)| name != "host") {
            sending = sending.header(name, value);
        }
        let response = sending.body(request.body.clone()).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status, headers, text, body })
    }

    pub(crate) async fn send(&self, request: &Request) -> Reply {
        self.try_send(request).await.expect("an answer")
    }

    pub(crate) async fn ask(&self, who: &DemoHuawei, request: Request) -> Reply {
        self.send(&self.signed(who, request)).await
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.ask(&RICH, Request::get(target)).await
    }

    /// In the first project of the rich account.
    pub(crate) async fn look(&self, version: &str, target: &str) -> Reply {
        self.get(&format!("/{version}/{}/{target}", RICH.projects[0].1)).await
    }

    pub(crate) async fn post(&self, target: &str, body: &Value) -> Reply {
        self.ask(&RICH, Request::post(target, body)).await
    }

    pub(crate) async fn settle(&self, method: Method, target: &str, order: &str) -> Reply {
        let mut body = json!({"order_id": order});
        if method == Method::POST {
            body["use_coupon"] = "NO".into();
            body["use_discount"] = "NO".into();
        }
        self.ask(&RICH, Request::new(method, target, &body)).await
    }

    pub(crate) async fn pay(&self, order: &str) -> Reply {
        self.settle(Method::POST, "/v3/orders/customer-orders/pay", order).await
    }

    pub(crate) async fn cancel(&self, order: &str) -> Reply {
        self.settle(Method::PUT, "/v2/orders/customer-orders/cancel", order).await
    }

    /// A purchase that nothing is wrong with, in an account's first project.
    pub(crate) async fn wish(&self, who: &DemoHuawei, name: &str) -> Value {
        let project = who.projects[0].1;
        let list =
            async |what: &str| self.ask(who, Request::get(&format!("/v1/{project}/{what}"))).await.body;
        let (subnets, groups) = (list("subnets").await, list("security-groups").await);
        json!({"instance": {
            "name": name,
            "flavor_id": "8f2e696c-a9c1-30bd-af90-25522bc67606",
            "node_num": 2,
            "engine_id": "2325a707-0361-8be6-dd01-13474bbac437",
            "enterprise_project_id": "0",
            "available_zones": ["cn-north-4a", "cn-north-4b"],
            "vpc_id": subnets["subnets"][0]["vpc_id"],
            "subnet_id": subnets["subnets"][0]["id"],
            "security_group_id": groups["security_groups"][0]["id"],
            "time_zone": "UTC+08:00",
            "admin_user_name": "root_1",
            "admin_user_password": PASSWORD,
        }})
    }

    pub(crate) async fn buy_as(&self, who: &DemoHuawei, wish: &Value) -> Reply {
        self.ask(who, Request::post(&instances_of(who), wish)).await
    }

    pub(crate) async fn buy(&self, name: &str) -> Reply {
        let wish = self.wish(&RICH, name).await;
        self.buy_as(&RICH, &wish).await
    }

    /// One month, paid at once or never.
    pub(crate) async fn order(&self, name: &str, is_auto_pay: &str) -> Reply {
        let mut wish = self.wish(&RICH, name).await;
        wish["extend_param"] = prepaid(is_auto_pay);
        self.buy_as(&RICH, &wish).await
    }

    /// The names in the list, newest first.
    pub(crate) async fn names(&self) -> Vec<String> {
        let list = self.look("v1", "instances?limit=128").await;
        let name = |instance: &Value| instance["name"].as_str().expect("a name").to_owned();
        list.body["instances"].as_array().expect("a list").iter().map(name).collect()
    }
}

pub(crate) const PASSWORD: &str = "Fake-Pass_2024";

pub(crate) fn instances_of(who: &DemoHuawei) -> String {
    format!("/v1/{}/instances", who.projects[0].1)
}

pub(crate) fn prepaid(is_auto_pay: &str) -> Value {
    json!({"charge_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": is_auto_pay})
}
