//! A program and a browser that keep everything that they are answered.

use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE},
};
use serde_json::Value;

use crate::purser::client;

pub(crate) struct Reader {
    pub(crate) portal: String,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) cookie: String,
    /// Each answer with its headers, by what was asked.
    pub(crate) kept: Vec<(String, Vec<u8>)>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    cookie: Option<String>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

impl Reader {
    pub(crate) fn new(portal: &str, token: String) -> Self {
        let (portal, cookie) = (portal.to_owned(), String::new());
        Self { portal, http: client(), token, cookie, kept: Vec::new() }
    }

    pub(crate) async fn keep(&mut self, what: String, request: RequestBuilder) -> Answer {
        let answer = request.send().await.expect("an answer");
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        // The one place where a session's id belongs.
        let cookie = headers.remove(SET_COOKIE).and_then(|it| it.to_str().ok().map(str::to_owned));
        let location = headers.get("location").and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        let body = answer.bytes().await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&body).into_owned();
        self.kept.push((format!("{what} {status}"), [format!("{headers:?}").into_bytes(), body].concat()));
        Answer { status, location, cookie, text }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.portal)).header(COOKIE, &self.cookie);
        self.keep(format!("GET {path}"), request.header("accept", "text/html")).await
    }

    /// A form, as a browser sends it.
    pub(crate) async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let url = reqwest::Url::parse_with_params("http://form", fields).expect("an address");
        let request = self.http.post(format!("{}{path}", self.portal)).header(COOKIE, &self.cookie);
        let request = request.header(ORIGIN, &self.portal).header("accept", "text/html");
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.keep(format!("POST {path}"), request.body(url.query().unwrap_or_default().to_owned())).await
    }

    pub(crate) async fn api(&mut self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let text = body.map(Value::to_string);
        self.send(method, path, text).await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<String>) -> Answer {
        let number = self.kept.len();
        let request = self.http.request(method.clone(), format!("{}/api/v1{path}", self.portal));
        let request = request.bearer_auth(&self.token).header("idempotency-key", format!("canary-{number}"));
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body),
            None => request,
        };
        self.keep(format!("{method} {path}"), request).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> StatusCode {
        let answer = self.form("/signin", &[("email", email), ("password", password)]).await;
        if let Some(cookie) = answer.cookie {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
        answer.status
    }
}
