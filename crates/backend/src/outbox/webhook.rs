//! The installation's webhook: signed JSON for programs, or the message that a chat takes.

use std::{str::FromStr, time::Duration};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::{
    notice::{About, Words},
    person::{Language, UnknownName},
};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Url, header::CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::NotTaken;

/// More than any real answer has; the rest is not read.
const MAX_ANSWER: usize = 64 * 1024;

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ours, signed as Standard Webhooks says.
    Generic,
    DingTalk,
    Feishu,
    WeCom,
    Slack,
}

impl Form {
    pub const ALL: [Self; 5] = [Self::Generic, Self::DingTalk, Self::Feishu, Self::WeCom, Self::Slack];

    /// The name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::DingTalk => "dingtalk",
            Self::Feishu => "feishu",
            Self::WeCom => "wecom",
            Self::Slack => "slack",
        }
    }

    /// The language of a room that nobody chose one for.
    pub const fn language(self) -> Language {
        match self {
            Self::DingTalk | Self::Feishu | Self::WeCom => Language::Chinese,
            Self::Generic | Self::Slack => Language::English,
        }
    }

    /// Whether the vendor's robots know a secret.
    pub const fn takes_secret(self) -> bool {
        match self {
            Self::Generic | Self::DingTalk | Self::Feishu => true,
            Self::WeCom | Self::Slack => false,
        }
    }
}

impl FromStr for Form {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|form| form.name() == text).ok_or(UnknownName)
    }
}

/// Where the webhook is. Its address is as secret as a password: chats know a sender by nothing else.
pub struct Webhook {
    client: Client,
    url: SecretString,
    secret: Option<SecretString>,
    form: Form,
    language: Language,
}

/// Why the settings make no webhook. Says nothing of the address or the secret.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("is not an address such as https://hooks.example.com/purser")]
    Url,
    #[error("is given, but the robots of {0} know no secret")]
    NoSecret(&'static str),
    #[error("begins with whsec_, and what follows is not base64")]
    Secret,
    #[error("cannot set up HTTP")]
    Client(#[from] reqwest::Error),
}

/// What is sent, whole.
#[derive(Debug, PartialEq, Eq)]
struct Posted {
    /// Added to the address's query.
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Webhook {
    /// The client follows no redirect, repeats nothing, and asks the environment for no proxy.
    pub fn new(
        url: SecretString,
        secret: Option<SecretString>,
        form: Form,
        language: Language,
    ) -> Result<Self, WebhookError> {
        let parsed = url.expose_secret().parse::<Url>().map_err(|_| WebhookError::Url)?;
        if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
            return Err(WebhookError::Url);
        }
        if let Some(secret) = &secret {
            if !form.takes_secret() {
                return Err(WebhookError::NoSecret(form.name()));
            }
            key(secret.expose_secret()).map_err(|_| WebhookError::Secret)?;
        }
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("purser/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, url, secret, form, language })
    }

    /// Posts it. It may have been taken although this says that it was not.
    pub(crate) async fn post(
        &self,
        id: Uuid,
        about: &About,
        base: &str,
        now: OffsetDateTime,
    ) -> Result<(), NotTaken> {
        let posted = self.posted(id, about, base, now)?;
        let mut url = self.url.expose_secret().parse::<Url>().map_err(|_| NotTaken::for_now("no address"))?;
        if !posted.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&posted.query);
        }
        let mut request = self.client.post(url).header(CONTENT_TYPE, "application/json");
        for (name, value) in posted.headers {
            request = request.header(name, value);
        }
        // An error of the client quotes the address.
        let away = |error: reqwest::Error| NotTaken::for_now(said(&error.without_url()));
        let mut answer = request.body(posted.body).send().await.map_err(away)?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER {
                break;
            }
        }
        judge(self.form, status, &body)
    }

    fn posted(&self, id: Uuid, about: &About, base: &str, now: OffsetDateTime) -> Result<Posted, NotTaken> {
        let secret = self.secret.as_ref().map(|secret| secret.expose_secret());
        let link = format!("{base}{}", about.path());
        let line = Words(self.language).subject(about);
        let (mut query, mut headers) = (Vec::new(), Vec::new());
        let mut message = match self.form {
            Form::Generic => generic(id, about, &link),
            // Angle brackets name people in some chats: nobody's name or order calls a whole room.
            Form::DingTalk | Form::WeCom => {
                json!({"msgtype": "text", "text": {"content": format!("{}\n{link}", no_tags(&line))}})
            }
            Form::Feishu => {
                json!({"msg_type": "text", "content": {"text": format!("{}\n{link}", no_tags(&line))}})
            }
            Form::Slack => {
                let line = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                json!({"text": format!("{line}\n<{link}>")})
            }
        };
        let (seconds, millis) = (now.unix_timestamp(), now.unix_timestamp_nanos() / 1_000_000);
        if let (Some(secret), Form::DingTalk) = (secret, self.form) {
            let sign = mac(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes());
            query = vec![("timestamp", millis.to_string()), ("sign", BASE64.encode(&sign))];
        }
        if let (Some(secret), Form::Feishu, Some(fields)) = (secret, self.form, message.as_object_mut()) {
            let sign = mac(format!("{seconds}\n{secret}").as_bytes(), b"");
            fields.insert("timestamp".to_owned(), seconds.to_string().into());
            fields.insert("sign".to_owned(), BASE64.encode(&sign).into());
        }
        let body = message.to_string();
        if self.form == Form::Generic {
            headers = vec![("webhook-id", id.to_string()), ("webhook-timestamp", seconds.to_string())];
            if let Some(secret) = secret {
                let sign = mac(&key(secret)?, format!("{id}.{seconds}.{body}").as_bytes());
                headers.push(("webhook-signature", format!("v1,{}", BASE64.encode(&sign))));
            }
        }
        Ok(Posted { query, headers, body })
    }
}

/// The bytes of our own secret: `whsec_` and base64, as Standard Webhooks writes it, or else the text itself.
fn key(secret: &str) -> Result<Vec<u8>, NotTaken> {
    match secret.strip_prefix("whsec_") {
        Some(encoded) => BASE64
            .decode(encoded.as_bytes())
            .or_else(|_| BASE64URL_NOPAD.decode(encoded.as_bytes()))
            .map_err(|_| NotTaken::for_now("the webhook's secret is not base64 after whsec_")),
        None => Ok(secret.as_bytes().to_vec()),
    }
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn no_tags(line: &str) -> String {
    line.replace('<', "‹").replace('>', "›")
}

/// Our own message, for programs.
fn generic(id: Uuid, about: &About, link: &str) -> Value {
    let order = about.order.as_ref().map(|order| {
        json!({
            "number": order.number,
            "operation": order.operation,
            "requester": order.requester,
            "team": order.team,
            "ceiling": order.ceiling,
        })
    });
    let right = about
        .right
        .as_ref()
        .map(|right| json!({"person": right.receiver, "post": right.post, "refused": right.is_refused}));
    json!({
        "id": id,
        "type": about.kind,
        "at": about.at.format(&Rfc3339).unwrap_or_default(),
        "order": order,
        "right": right,
        "rule": about.rule,
        "by": about.doer,
        "reason": about.reason,
        "title": {"en": Words(Language::English).subject(about), "zh-CN": Words(Language::Chinese).subject(about)},
        "url": link,
    })
}

/// Chats answer 200 to what they refuse, and say so in the body.
fn judge(form: Form, status: u16, body: &[u8]) -> Result<(), NotTaken> {
    // 410: there is nobody any more. All else may be mended at the other side.
    if status == 410 {
        return Err(NotTaken::for_good("the webhook answers 410: it is gone"));
    }
    if !(200..300).contains(&status) {
        return Err(NotTaken::for_now(format!("the webhook answers {status}")));
    }
    let field = match form {
        Form::Generic | Form::Slack => return Ok(()),
        Form::DingTalk | Form::WeCom => "errcode",
        Form::Feishu => "code",
    };
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer.get(field).and_then(Value::as_i64) {
        Some(0) => Ok(()),
        Some(code) => Err(NotTaken::for_now(format!("the webhook answers {field} {code}"))),
        // Feishu's older robots say StatusCode.
        None if answer.get("StatusCode").and_then(Value::as_i64) == Some(0) => Ok(()),
        None => Err(NotTaken::for_now(format!("the webhook's answer has no {field}"))),
    }
}

fn said(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words.chars().take(300).collect()
}

#[cfg(test)]
mod tests;
