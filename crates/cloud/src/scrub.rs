//! Takes secrets out of what a cloud wrote, before it becomes evidence that people read.

use secrecy::{ExposeSecret, SecretString};

use crate::canonical::encode;

/// Stored of an answer; what comes after it is cut off.
pub(crate) const MAX_STORED: usize = 64 * 1024;

const REMOVED: &str = "[removed]";

/// Every way in which a secret may be written in an answer.
pub(crate) struct Scrubber {
    forms: Vec<SecretString>,
}

impl Scrubber {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut forms = Vec::new();
        for secret in secrets {
            let plain = secret.expose_secret();
            if plain.is_empty() {
                continue;
            }
            let json = serde_json::Value::from(plain).to_string();
            let json = json[1..json.len() - 1].to_owned();
            let xml = plain
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', "&apos;");
            let slashes = json.replace('/', "\\/");
            forms.extend([plain.to_owned(), encode(plain), slashes, json, xml].map(SecretString::from));
        }
        // Longest first: a short form inside a longer one would leave its rest standing.
        forms.sort_by_key(|form| std::cmp::Reverse(form.expose_secret().len()));
        Self { forms }
    }

    /// The text without the secrets, without NUL, at most [`MAX_STORED`] bytes.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = text.replace('\0', "\u{fffd}");
        for form in &self.forms {
            if clean.contains(form.expose_secret()) {
                clean = clean.replace(form.expose_secret(), REMOVED);
            }
        }
        // Cut only now: half a secret at the edge would not be found.
        clean.truncate(clean.floor_char_boundary(MAX_STORED));
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_removed_in_every_form() {
        let secret = SecretString::from("a/b\"c+d&e");
        let scrubber = Scrubber::new([&secret]);

        for written in
            ["a/b\"c+d&e", "a/b\\\"c+d&e", "a\\/b\\\"c+d&e", "a%2Fb%22c%2Bd%26e", "a/b&quot;c+d&amp;e"]
        {
            assert_eq!(scrubber.clean(&format!("<{written}>")), "<[removed]>", "{written}");
        }
    }

    #[test]
    fn a_secret_across_the_cut_leaves_no_half() {
        let secret = SecretString::from("SECRETSECRET");
        let text = format!("{}SECRETSECRET", "x".repeat(MAX_STORED - 6));

        let clean = Scrubber::new([&secret]).clean(&text);

        assert_eq!(clean.len(), MAX_STORED);
        assert!(!clean.contains("SECRET"));
    }

    #[test]
    fn what_is_stored_fits_and_has_no_nul() {
        let clean = Scrubber::new([]).clean(&format!("\0{}", "订".repeat(MAX_STORED)));

        assert!(clean.len() <= MAX_STORED);
        assert!(!clean.contains('\0'));
    }
}
