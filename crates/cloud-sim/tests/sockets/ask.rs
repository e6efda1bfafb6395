//! Asks the simulated Alibaba Cloud for anything, in every form that it takes.

use cloud::{AlibabaKey, alibaba::sign};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha1::Sha1;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use crate::bench::{Bench, rich};

/// How a request is signed, and where its parameters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    Acs3Query,
    Acs3Form,
    Sha1Query,
    Sha1Form,
    /// The protocol in the query, what is asked for in the form.
    Sha1Both,
}

pub(crate) const FORMS: [Signing; 5] =
    [Signing::Acs3Query, Signing::Acs3Form, Signing::Sha1Query, Signing::Sha1Form, Signing::Sha1Both];

/// One question, signed when it is sent.
#[derive(Clone)]
pub(crate) struct Ask<'a> {
    pub(crate) bench: &'a Bench,
    pub(crate) key: AlibabaKey,
    pub(crate) form: Signing,
    pub(crate) method: &'static str,
    pub(crate) version: &'a str,
    pub(crate) action: &'a str,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) date: OffsetDateTime,
    pub(crate) nonce: Option<String>,
    pub(crate) is_json: bool,
}

/// A signed request: what goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) method: &'static str,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON, not {}", self.text))
    }

    /// Status and code.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["Code"].as_str().unwrap_or("none").to_owned())
    }
}

pub(crate) const DTS: &str = "2020-01-01";
pub(crate) const BSS: &str = "2017-12-14";

impl<'a> Ask<'a> {
    pub(crate) fn new(
        bench: &'a Bench,
        version: &'a str,
        action: &'a str,
        parameters: &[(&str, &str)],
    ) -> Self {
        Self {
            bench,
            key: rich(),
            form: Signing::Acs3Query,
            method: "POST",
            version,
            action,
            parameters: owned(parameters),
            date: bench.now(),
            nonce: None,
            is_json: true,
        }
    }

    pub(crate) fn signed(&self) -> Signed {
        match self.form {
            Signing::Acs3Query | Signing::Acs3Form => self.acs3(),
            Signing::Sha1Query | Signing::Sha1Form | Signing::Sha1Both => self.sha1(),
        }
    }

    pub(crate) async fn send(&self) -> Reply {
        self.try_send().await.expect("an answer")
    }

    /// `None`: the connection closed without an answer.
    pub(crate) async fn try_send(&self) -> Option<Reply> {
        try_send(self.bench, self.signed()).await
    }

    fn date(&self) -> String {
        let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        self.date.to_offset(UtcOffset::UTC).format(format).expect("a date")
    }

    fn nonce(&self) -> String {
        self.nonce.clone().unwrap_or_else(|| self.bench.fresh().nonce)
    }

    fn acs3(&self) -> Signed {
        let (query, body) = match self.form {
            Signing::Acs3Form => (Vec::new(), sign::canonical_query(&self.parameters)),
            _ => (self.parameters.clone(), String::new()),
        };
        let hash = sign::payload_hash(body.as_bytes());
        let (date, nonce) = (self.date(), self.nonce());
        let mut headers = owned(&[
            ("host", &self.bench.address),
            ("x-acs-action", self.action),
            ("x-acs-version", self.version),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-content-sha256", &hash),
        ]);
        if !body.is_empty() {
            headers.extend(owned(&[("content-type", "application/x-www-form-urlencoded")]));
        }
        if let Some(token) = &self.key.security_token {
            headers.extend(owned(&[
                ("x-acs-accesskey-id", &self.key.access_key_id),
                ("x-acs-security-token", token.expose_secret()),
            ]));
        }
        // What the vendor's SDK signs beside what must be signed.
        let accept = if self.is_json { "application/json" } else { "application/xml" };
        headers.extend(owned(&[("accept", accept), ("user-agent", "sockets")]));
        let request = sign::Request {
            method: self.method,
            path: "/",
            query: &query,
            headers: &headers,
            payload_hash: &hash,
        };
        let signature = sign::sign(request, &self.key.access_key_id, &self.key.secret);
        headers.push(("authorization".to_owned(), signature.authorization));
        Signed { method: self.method, query, headers, body }
    }

    fn sha1(&self) -> Signed {
        let mut protocol = owned(&[
            ("Action", self.action),
            ("Version", self.version),
            ("AccessKeyId", &self.key.access_key_id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureType", ""),
            ("SignatureNonce", &self.nonce()),
            ("Timestamp", &self.date()),
        ]);
        if self.is_json {
            protocol.extend(owned(&[("Format", "JSON")]));
        }
        if let Some(token) = &self.key.security_token {
            protocol.extend(owned(&[("SecurityToken", token.expose_secret())]));
        }
        let all: Vec<_> = protocol.iter().chain(&self.parameters).cloned().collect();
        let text = [self.method, "%2F", &sign::encode(&sign::canonical_query(&all))].join("&");
        let key = format!("{}&", self.key.secret.expose_secret());
        let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("any key");
        mac.update(text.as_bytes());
        protocol.push(("Signature".to_owned(), BASE64.encode(&mac.finalize().into_bytes())));
        let (query, form) = match self.form {
            Signing::Sha1Both => (protocol, self.parameters.clone()),
            Signing::Sha1Form => (Vec::new(), protocol.into_iter().chain(self.parameters.clone()).collect()),
            _ => (protocol.into_iter().chain(self.parameters.clone()).collect(), Vec::new()),
        };
        let body = sign::canonical_query(&form);
        let headers = owned(&[("content-type", "application/x-www-form-urlencoded")]);
        Signed { method: self.method, query, headers, body }
    }
}

/// Sends what was signed, or what a test has made of it.
pub(crate) async fn send(bench: &Bench, signed: Signed) -> Reply {
    try_send(bench, signed).await.expect("an answer")
}

async fn try_send(bench: &Bench, signed: Signed) -> Option<Reply> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("HTTP");
    let url = bench.url(&format!("/?{}", sign::canonical_query(&signed.query)));
    let method = signed.method.parse().expect("a method");
    let mut request = client.request(method, url).body(signed.body);
    for (name, value) in signed.headers.into_iter().filter(|(name, _)| name != "host") {
        request = request.header(name, value);
    }
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Some(Reply { status, headers, text: response.text().await.expect("a text") })
}

pub(crate) fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Bench {
    /// Asks DTS as the rich account.
    pub(crate) async fn dts(&self, action: &str, parameters: &[(&str, &str)]) -> Value {
        Ask::new(self, DTS, action, parameters).send().await.json()
    }

    /// Asks BSS as the rich account.
    pub(crate) async fn bss(&self, action: &str, parameters: &[(&str, &str)]) -> Value {
        Ask::new(self, BSS, action, parameters).send().await.json()
    }
}
