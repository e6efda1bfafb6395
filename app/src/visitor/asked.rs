//! How somebody unknown reads: by cookies, else by what the browser asks for.

use domain::person::{Language, Theme};
use http::{HeaderMap, HeaderValue, header};
use jiff::tz::TimeZone;

const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const ZONE: &str = "zone";

/// A year.
const MAX_AGE_S: u32 = 31_536_000;

/// What the request says of its reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Chosen in this browser.
    chosen: Option<Language>,
    /// From `Accept-Language`.
    accepted: Option<Language>,
    pub(super) theme: Option<Theme>,
    pub(super) zone: Option<String>,
}

impl Asked {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            chosen: cookie(headers, LANGUAGE).and_then(|text| text.parse().ok()),
            accepted: accepted.and_then(best),
            theme: cookie(headers, THEME).and_then(|text| text.parse().ok()),
            zone: cookie(headers, ZONE).map(|text| text.replace("%2F", "/")).filter(|zone| is_zone(zone)),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.chosen.or(self.accepted).unwrap_or_default()
    }
}

/// Whether the tables know a time zone of this name.
pub fn is_zone(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain) && TimeZone::get(name).is_ok()
}

/// The header that makes a browser remember a preference, for pages outside a session.
pub fn remember(preference: &Preference<'_>, https: bool) -> Option<HeaderValue> {
    let (name, value) = match preference {
        Preference::Language(language) => (LANGUAGE, language.tag()),
        Preference::Theme(theme) => (THEME, theme.name()),
        Preference::Zone(zone) => (ZONE, *zone),
    };
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={MAX_AGE_S}; SameSite=Lax; HttpOnly{secure}");
    HeaderValue::try_from(cookie).ok()
}

/// What can be remembered in a browser.
#[derive(Debug, Clone, Copy)]
pub enum Preference<'a> {
    Language(Language),
    Theme(Theme),
    /// Checked by [`is_zone`].
    Zone(&'a str),
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The language that the browser likes best, among those that there are.
fn best(accepted: &str) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for range in accepted.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = match weight.trim().strip_prefix("q=") {
            Some(weight) => weight.parse().unwrap_or(0.0),
            None => 1.0,
        };
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let language = match primary.as_str() {
            "zh" => Language::Chinese,
            "en" => Language::English,
            _ => continue,
        };
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> Asked {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)));
        Asked::of(&pairs.collect())
    }

    #[test]
    fn the_browsers_favourite_of_the_two_languages_is_taken() {
        for (accepted, language) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("en-GB,en;q=0.9,zh;q=0.8", Language::English),
            ("de,fr;q=0.9,zh-TW;q=0.3,en;q=0.2", Language::Chinese),
            ("de", Language::English),
            ("zh;q=0, *", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(asked(&[("accept-language", accepted)]).language(), language, "{accepted}");
        }
    }

    #[test]
    fn what_was_chosen_in_the_browser_counts_before_what_it_asks_for() {
        let asked = asked(&[
            ("accept-language", "zh-CN"),
            ("cookie", "other=1; language=en; theme=dark; zone=Asia/Shanghai"),
        ]);

        assert_eq!(asked.language(), Language::English);
        assert_eq!((asked.theme, asked.zone.as_deref()), (Some(Theme::Dark), Some("Asia/Shanghai")));
    }

    #[test]
    fn a_cookie_that_makes_no_sense_is_passed_over() {
        let asked = asked(&[("cookie", "language=xx; theme=; zone=../../etc/passwd")]);

        assert_eq!(asked, Asked::default());
    }
}
