//! By what people are told outside of the portal. Off until it is set, by the operator alone: no page takes an address.

use backend::outbox::Form;
use domain::person::Language;
use secrecy::SecretString;

use super::{ConfigError, Settings};

/// The mail server and the webhook, as they were written down. What they hold is checked when they are made.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    pub mail: Option<MailServer>,
    pub webhook: Option<Hook>,
}

#[derive(Debug, Clone)]
pub struct MailServer {
    pub url: SecretString,
    pub from: String,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub url: SecretString,
    pub secret: Option<SecretString>,
    pub form: Form,
    pub language: Language,
}

impl Outbox {
    pub(super) fn of(settings: &Settings) -> Result<Self, ConfigError> {
        let refuse = |sentence: &str| Err(ConfigError::new(sentence));
        let mail = match (&settings.smtp_url, &settings.smtp_from) {
            (Some(url), Some(from)) => Some(MailServer { url: url.secret(), from: from.clone() }),
            (Some(_), None) => {
                return refuse("PURSER_SMTP_URL is set without PURSER_SMTP_FROM: say whom mails are from");
            }
            (None, Some(_)) => {
                return refuse("PURSER_SMTP_FROM is set without PURSER_SMTP_URL: give both, or neither");
            }
            (None, None) => None,
        };
        let webhook = match &settings.webhook_url {
            Some(url) => {
                let form = settings.webhook_form.as_deref().unwrap_or(Form::Generic.name());
                let form: Form = form.parse().map_err(|_| {
                    ConfigError::new(format!(
                        "PURSER_WEBHOOK_FORM is {form}; it takes generic, dingtalk, feishu, wecom or slack"
                    ))
                })?;
                let language = match settings.webhook_language.as_deref() {
                    Some(tag) => tag.parse().map_err(|_| {
                        ConfigError::new(format!("PURSER_WEBHOOK_LANGUAGE is {tag}; it takes en or zh-CN"))
                    })?,
                    None => form.language(),
                };
                let secret = settings.webhook_secret.as_ref().map(|secret| secret.secret());
                Some(Hook { url: url.secret(), secret, form, language })
            }
            None if settings.webhook_secret.is_some()
                || settings.webhook_form.is_some()
                || settings.webhook_language.is_some() =>
            {
                return refuse("a setting of PURSER_WEBHOOK_… is given without PURSER_WEBHOOK_URL");
            }
            None => None,
        };
        // Links of mails lead to where people reach the portal, and nobody reaches what it listens on.
        if (mail.is_some() || webhook.is_some()) && settings.public_url.is_none() {
            return refuse("PURSER_PUBLIC_URL is needed for the links of mails and of the webhook");
        }
        Ok(Self { mail, webhook })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            public_url: Some("https://purser.example.com".into()),
            smtp_url: Some("smtps://purser:s3cret@mail.example.com".into()),
            smtp_from: Some("Purser <purser@example.com>".into()),
            webhook_url: Some("https://oapi.example.com/robot/send?access_token=s3cret".into()),
            webhook_secret: Some("s3cret".into()),
            webhook_form: Some("dingtalk".into()),
            ..Settings::default()
        }
    }

    #[test]
    fn a_room_is_written_to_in_its_language_unless_another_is_set() {
        let of = |settings: &Settings| Outbox::of(settings).expect("an outbox").webhook.expect("a webhook");

        assert_eq!(of(&settings()).language, Language::Chinese);
        assert_eq!(
            of(&Settings { webhook_language: Some("en".into()), ..settings() }).language,
            Language::English
        );
        assert_eq!(of(&Settings { webhook_form: None, ..settings() }).form, Form::Generic);
    }

    #[test]
    fn what_lacks_its_other_half_is_refused_by_name() {
        for (settings, named) in [
            (Settings { smtp_from: None, ..settings() }, "PURSER_SMTP_FROM"),
            (Settings { smtp_url: None, ..settings() }, "PURSER_SMTP_URL"),
            (Settings { webhook_url: None, ..settings() }, "PURSER_WEBHOOK_URL"),
            (Settings { webhook_form: Some("teams".into()), ..settings() }, "PURSER_WEBHOOK_FORM"),
            (Settings { webhook_language: Some("de".into()), ..settings() }, "PURSER_WEBHOOK_LANGUAGE"),
            (Settings { public_url: None, ..settings() }, "PURSER_PUBLIC_URL"),
        ] {
            let refusal = Outbox::of(&settings).expect_err(named).to_string();

            assert!(refusal.contains(named) && !refusal.contains("s3cret"), "{refusal}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let printed = format!("{:?} {:?}", settings(), Outbox::of(&settings()).expect("an outbox"));

        assert!(!printed.contains("s3cret"), "{printed}");
    }
}
