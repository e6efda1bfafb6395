//! Takes secrets out of what a cloud wrote, before it becomes evidence that people read.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};

use crate::canonical::encode;

/// Stored of an answer; what comes after it is cut off.
pub(crate) const MAX_STORED: usize = 64 * 1024;

const REMOVED: &str = "[removed]";

/// Every way in which a secret may be written in an answer.
pub(crate) struct Scrubber {
    /// The usual ones: only these are cut out of the text around them.
    forms: Vec<SecretString>,
    /// As they are, for texts whose escapes were undone.
    plain: Vec<SecretString>,
}

impl Scrubber {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut forms = Vec::new();
        let mut plains = Vec::new();
        for secret in secrets {
            let plain = secret.expose_secret();
            if plain.is_empty() {
                continue;
            }
            plains.push(secret.clone());
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
        Self { forms, plain: plains }
    }

    /// The text without the secrets, without NUL, at most [`MAX_STORED`] bytes. Nothing of a text that has a
    /// secret in an unusual spelling.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = text.replace('\0', "\u{fffd}");
        for form in &self.forms {
            if clean.contains(form.expose_secret()) {
                clean = clean.replace(form.expose_secret(), REMOVED);
            }
        }
        if self.is_hidden_in(&clean) {
            return REMOVED.to_owned();
        }
        // Cut only now: half a secret at the edge would not be found.
        clean.truncate(clean.floor_char_boundary(MAX_STORED));
        clean
    }

    /// Whether a secret shows once escapes are undone, of any one kind or of several inside each other.
    fn is_hidden_in(&self, text: &str) -> bool {
        if self.plain.is_empty() {
            return false;
        }
        let mut copies = vec![Cow::Borrowed(text)];
        for undo in [undo_json, undo_entities, undo_percent] {
            let undone: Vec<_> = copies.iter().filter_map(|copy| undo(copy)).map(Cow::Owned).collect();
            copies.extend(undone);
        }
        copies[1..].iter().any(|copy| self.plain.iter().any(|secret| copy.contains(secret.expose_secret())))
    }
}

/// `\u0027`, `\/` and the like. `None`, here and below: there is nothing to undo.
fn undo_json(text: &str) -> Option<String> {
    undo(text, '\\', |after| {
        let kind = after.chars().next()?;
        let one = |c| Some((c, kind.len_utf8()));
        match kind {
            'u' => {
                let high = hex(after.get(1..5)?)?;
                if let Some(c) = char::from_u32(high) {
                    return Some((c, 5));
                }
                let low = hex(after.get(5..)?.strip_prefix("\\u")?.get(..4)?)?;
                let pair =
                    char::decode_utf16([u16::try_from(high).ok()?, u16::try_from(low).ok()?]).next()?;
                pair.ok().map(|c| (c, 11))
            }
            'n' => one('\n'),
            'r' => one('\r'),
            't' => one('\t'),
            'b' => one('\u{8}'),
            'f' => one('\u{c}'),
            '"' | '\\' | '/' | '\'' => one(kind),
            _ => None,
        }
    })
}

/// `&#39;`, `&#x2B;` and the five names that XML has.
fn undo_entities(text: &str) -> Option<String> {
    const LONGEST: usize = 12;
    undo(text, '&', |after| {
        let end = after.bytes().take(LONGEST).position(|b| b == b';')?;
        let c = match &after[..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            name => {
                let number = name.strip_prefix('#')?;
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(digits) => hex(digits)?,
                    None => number.parse().ok()?,
                };
                char::from_u32(number)?
            }
        };
        Some((c, end + 1))
    })
}

/// `%2f` as well as `%2F`.
fn undo_percent(text: &str) -> Option<String> {
    text.contains('%').then(|| percent_decode_str(text).decode_utf8_lossy().into_owned())
}

fn hex(digits: &str) -> Option<u32> {
    let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Replaces what starts with `mark`. `read` has the text after it: the character that is meant, and how many bytes
/// say so; `None` leaves it standing.
fn undo(text: &str, mark: char, read: impl Fn(&str) -> Option<(char, usize)>) -> Option<String> {
    let (before, mut rest) = text.split_at(text.find(mark)?);
    let mut undone = before.to_owned();
    while let Some(after) = rest.strip_prefix(mark) {
        let length = match read(after) {
            Some((c, length)) => {
                undone.push(c);
                length
            }
            None => {
                undone.push(mark);
                0
            }
        };
        rest = &after[length..];
        let next = rest.find(mark).unwrap_or(rest.len());
        undone.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Some(undone)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn a_text_with_a_secret_in_an_unusual_spelling_is_removed_whole() {
        let secret = SecretString::from("a/b\"c+d'e");
        let scrubber = Scrubber::new([&secret]);

        for written in [
            r#"a/b\u0022c\u002bd\u0027e"#,
            r#"a/b\u0022c\u002Bd'e"#,
            r#"\u0061\u002F\u0062\u0022\u0063\u002B\u0064\u0027\u0065"#,
            "a/b&#34;c&#43;d&#39;e",
            "a/b&#x22;c&#x2B;d&#x27;e",
            "a&#X2f;b&quot;c&#0043;d&apos;e",
            "a%2fb%22c%2bd%27e",
            "%61/b%22c+d'e",
            r#"a\/b&#34;c%2bd'e"#,
            // One inside the other: escaped for an address or XML, then for JSON; for an address, then for XML.
            r#"a\u00252fb\u002522c+d'e"#,
            r#"a/b\u0026quot;c+d\u0026#39;e"#,
            "a&#37;2fb&quot;c+d'e",
        ] {
            assert_eq!(scrubber.clean(&format!("the key <{written}> \\ & %")), REMOVED, "{written}");
        }
        let emoji = SecretString::from("k\u{1f511}y");
        assert_eq!(Scrubber::new([&emoji]).clean(r#"k\ud83d\uDD11y"#), REMOVED);
    }

    #[test]
    fn escapes_without_a_secret_stay() {
        let secret = SecretString::from("SECRET");
        let text =
            r#"{"m": "\u8ba2\u5355 \ud83d \u12 \q &#39; &#x; &; &nothing; %2f %zz", "订": "\u订&订"}\"#;

        assert_eq!(Scrubber::new([&secret]).clean(text), text);
        assert_eq!(Scrubber::new([]).clean(text), text);
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned_without_harm(text in r"([\\u&#x;%订a0-9]|.){0,40}") {
            let _ = Scrubber::new([&SecretString::from("a0")]).clean(&text);
        }

        #[test]
        fn no_escape_hides_a_secret(secret in "[!-~]{4,40}", kind in 0..4_usize) {
            let written: String = secret
                .chars()
                .map(|c| match kind {
                    0 => format!("\\u{:04x}", c as u32),
                    1 => format!("&#{};", c as u32),
                    2 => format!("&#x{:X};", c as u32),
                    _ => format!("%{:02x}", c as u32),
                })
                .collect();

            prop_assert_eq!(Scrubber::new([&SecretString::from(secret)]).clean(&written), REMOVED);
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
