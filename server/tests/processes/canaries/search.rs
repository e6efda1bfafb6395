//! Finds secrets in bytes, however they are written there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

/// Looks for all of them at once.
pub(crate) struct Search {
    /// By their first two bytes: what is looked for, and how it is called.
    patterns: BTreeMap<[u8; 2], Vec<(Vec<u8>, String)>>,
    /// Which two bytes begin one: most do not.
    begins: Vec<bool>,
}

impl Search {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut search = Self { patterns: BTreeMap::new(), begins: vec![false; 1 << 16] };
        for (what, secret) in secrets {
            assert!(secret.len() >= 12, "{what} is too short to be found for sure");
            for (how, bytes) in written(secret) {
                let begin = [bytes[0], bytes[1]];
                search.begins[usize::from(u16::from_be_bytes(begin))] = true;
                search.patterns.entry(begin).or_default().push((bytes, format!("{what}, {how}")));
            }
        }
        search
    }

    /// What stands in these bytes.
    pub(crate) fn hits(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut hits = BTreeSet::new();
        for at in 0..bytes.len().saturating_sub(1) {
            let begin = [bytes[at], bytes[at + 1]];
            if !self.begins[usize::from(u16::from_be_bytes(begin))] {
                continue;
            }
            for (pattern, what) in &self.patterns[&begin] {
                if bytes[at..].starts_with(pattern) {
                    hits.insert(what.as_str());
                }
            }
        }
        hits
    }

    /// What stands in the files below a folder, by their paths; and how many bytes were read.
    pub(crate) fn hits_below(&self, folder: &Path) -> (Vec<String>, usize) {
        let (mut hits, mut read) = (Vec::new(), 0);
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let kind = entry.file_type().expect("a file");
            if kind.is_dir() {
                let (below, more) = self.hits_below(&path);
                hits.extend(below);
                read += more;
            } else if kind.is_file() {
                // A running server removes some of its files.
                let Ok(bytes) = fs::read(&path) else { continue };
                hits.extend(self.hits(&bytes).into_iter().map(|hit| format!("{}: {hit}", path.display())));
                read += bytes.len();
            }
        }
        (hits, read)
    }
}

/// Every way in which a text may be written, each once: with the escapes of each kind of text, and each of these in an
/// address, as hex and as base64.
fn written(secret: &str) -> Vec<(String, Vec<u8>)> {
    let json = serde_json::to_string(secret).expect("JSON");
    let debug = format!("{secret:?}");
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut ways = Vec::new();
    for (escapes, text) in [
        ("plain", secret),
        ("in JSON", &json[1..json.len() - 1]),
        ("printed by Rust", &debug[1..debug.len() - 1]),
        ("in HTML", &html),
    ] {
        ways.extend(encoded(text).into_iter().map(|(how, text)| (format!("{escapes}{how}"), text)));
    }
    let mut seen = BTreeSet::new();
    ways.retain(|(_, text)| seen.insert(text.clone()));
    ways.into_iter().map(|(how, text)| (how, text.into_bytes())).collect()
}

fn encoded(text: &str) -> Vec<(String, String)> {
    let bytes = text.as_bytes();
    let form = reqwest::Url::parse_with_params("http://x", [("x", text)]).expect("an address");
    let form = form.query().expect("a query")[2..].to_owned();
    let percent = form.replace('+', "%20");
    let mut ways = vec![
        (String::new(), text.to_owned()),
        (", in a form".to_owned(), form),
        (", in an address".to_owned(), percent.clone()),
        (", in an address, lower case".to_owned(), lower_escapes(&percent)),
        (", hex".to_owned(), HEXLOWER.encode(bytes)),
        (", HEX".to_owned(), HEXUPPER.encode(bytes)),
    ];
    for before in 0..3 {
        // Only the digits that the text alone decides.
        let whole = [&vec![0; before], bytes].concat();
        let digits = (before * 8).div_ceil(6)..whole.len() * 8 / 6;
        for (name, encoding) in [("base64", &BASE64_NOPAD), ("base64 of addresses", &BASE64URL_NOPAD)] {
            ways.push((
                format!(", {name} after {before} bytes"),
                encoding.encode(&whole)[digits.clone()].to_owned(),
            ));
        }
    }
    ways
}

fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}%{}{}", part[..2].to_ascii_lowercase(), &part[2..]))
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    const SECRET: &str = "A \"canary\"/+<sings>~?~?>> & 77=";
    let search = Search::new([("it", SECRET)]);
    let ways = written(SECRET);
    assert!(ways.len() >= 36, "{ways:?}");

    for (how, bytes) in &ways {
        let text = [b"\0\xffbefore".as_slice(), bytes, b"after"].concat();
        assert!(search.hits(&text).contains(format!("it, {how}").as_str()), "{how}");
    }
    for around in ["", "x", "xy", "xyz"] {
        let text = BASE64_NOPAD.encode(format!("{around}{SECRET}{around}").as_bytes());
        assert!(!search.hits(text.as_bytes()).is_empty(), "{around}: {text}");
    }
    assert!(search.hits(b"A \"canary\"/+<sings>~?~?>> & 78=").is_empty());
}
