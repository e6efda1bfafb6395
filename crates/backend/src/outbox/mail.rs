//! Mails over SMTP.

use std::time::Duration;

use domain::{
    notice::{About, Words},
    person::Language,
};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::{Address, Envelope},
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue, References},
    },
    transport::smtp::{PoolConfig, extension::ClientId},
};
use secrecy::{ExposeSecret, SecretString};
use store::deliveries::To;
use time::OffsetDateTime;
use uuid::Uuid;

use super::NotTaken;

/// Each command of the protocol takes no longer.
const COMMAND: Duration = Duration::from_secs(10);

/// A mail server and whom mails are from.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why the settings make no mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error(
        "is not an address such as smtps://user:password@mail.example.com or smtp://mail.example.com?tls=required"
    )]
    Url,
    #[error("has a password and no TLS: write smtps://… or add ?tls=required for STARTTLS")]
    PlainPassword,
    #[error("is not a sender such as Purser <purser@example.com>")]
    From,
}

impl Mail {
    /// `url` is `smtps://` (TLS from the first byte), `smtp://…?tls=required` (STARTTLS, or nothing is sent) or plain
    /// `smtp://`, with or without `user:password@`. A password without TLS is refused but to this machine. Must be
    /// called in a runtime.
    pub fn new(url: &SecretString, from: &str) -> Result<Self, MailError> {
        let parsed = reqwest::Url::parse(url.expose_secret()).map_err(|_| MailError::Url)?;
        let host = parsed.host_str().filter(|host| !host.is_empty()).ok_or(MailError::Url)?;
        if !matches!(parsed.scheme(), "smtp" | "smtps") || !matches!(parsed.path(), "" | "/") {
            return Err(MailError::Url);
        }
        let is_sealed = parsed.scheme() == "smtps" || parsed.query() == Some("tls=required");
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if parsed.password().is_some() && !is_sealed && !is_here {
            return Err(MailError::PlainPassword);
        }
        let from: Mailbox = from.parse().map_err(|_| MailError::From)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
        let transport = builder
            .map_err(|_| MailError::Url)?
            .timeout(Some(COMMAND))
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .pool_config(PoolConfig::new().max_size(2).idle_timeout(Duration::from_secs(20)))
            .build();
        Ok(Self { transport, from })
    }

    /// Hands the mail to the server. It may have been taken although this says that it was not.
    pub(crate) async fn send(&self, id: Uuid, about: &About, to: &To, base: &str) -> Result<(), NotTaken> {
        let message = message(&self.from, id, about, to, base)?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            let why = said(&error);
            // What the server says of a mailbox it says tomorrow too; what it says of us (a password, a limit, its own
            // disk) the operator mends.
            match error.status().map(u16::from) {
                Some(550 | 551 | 553 | 556) => NotTaken::for_good(why),
                _ => NotTaken::for_now(why),
            }
        })
    }
}

/// The error with its causes, in one line.
fn said(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// The same delivery is always the same mail, but for the boundary between its parts.
fn message(from: &Mailbox, id: Uuid, about: &About, to: &To, base: &str) -> Result<Message, NotTaken> {
    let refused = |error: &dyn std::error::Error| NotTaken::for_good(said(error));
    // No name beside it: what people call themselves stays out of headers.
    let address: Address = to.email.as_str().parse().map_err(|error| refused(&error))?;
    let domain = from.email.domain();
    let words = Words(to.language.unwrap_or(Language::English));
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, address.clone()))
        .envelope(Envelope::new(Some(from.email.clone()), vec![address]).map_err(|error| refused(&error))?)
        .subject(words.subject(about))
        .date(at(about.at))
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(AutoSubmitted);
    if let Some(order) = &about.order {
        // Mail programs keep together what refers to the same.
        builder = builder.header(References::from(format!("<{}.order@{domain}>", order.number)));
    }
    let parts = MultiPart::alternative_plain_html(words.text(about, base), words.html(about, base));
    builder.multipart(parts).map_err(|error| refused(&error))
}

fn at(moment: OffsetDateTime) -> std::time::SystemTime {
    // Headers have whole seconds.
    moment.replace_nanosecond(0).unwrap_or(moment).into()
}

/// Written by a program: nobody's absence answers it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_does_not_leave_in_the_clear() {
        let made = |url: &str, from: &str| Mail::new(&SecretString::from(url), from).map(drop);

        for good in [
            "smtps://user:pass@mail.example.com",
            "smtp://user:pass@mail.example.com:587?tls=required",
            "smtp://mail.example.com:25",
            "smtp://user:pass@127.0.0.1:2525",
        ] {
            assert_eq!(made(good, "Purser <purser@example.com>"), Ok(()), "{good}");
        }
        for plain in
            ["smtp://user:pass@mail.example.com", "smtp://user:pass@mail.example.com?tls=opportunistic"]
        {
            assert_eq!(made(plain, "purser@example.com"), Err(MailError::PlainPassword), "{plain}");
        }
        for bad in ["mail.example.com", "http://mail.example.com", "smtp://", "smtps://mail/x", ""] {
            assert_eq!(made(bad, "purser@example.com"), Err(MailError::Url), "{bad}");
        }
        assert_eq!(made("smtp://mail.example.com", "Purser"), Err(MailError::From));
    }
}
