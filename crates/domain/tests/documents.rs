//! What the documents say is so, where the code can know it.

use std::{fmt::Write as _, fs, path::Path};

use domain::order::State;

const BEGIN: &str = "<!-- states -->\n";
const END: &str = "<!-- /states -->";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The transition table as a picture.
fn picture() -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n    [*] --> draft\n");
    for (from, to) in State::transitions() {
        writeln!(text, "    {from} --> {to}").expect("a text");
    }
    for state in
        State::ALL.into_iter().filter(|state| !State::transitions().iter().any(|(from, _)| from == state))
    {
        writeln!(text, "    {state} --> [*]").expect("a text");
    }
    text.push_str("```\n");
    text
}

#[test]
fn the_picture_of_the_states_is_the_codes_table() {
    let path = root().join("docs/execution.md");
    let text = fs::read_to_string(&path).expect("the document");
    let (before, rest) = text.split_once(BEGIN).expect("where the picture begins");
    let (drawn, after) = rest.split_once(END).expect("where it ends");

    #[expect(clippy::disallowed_methods, reason = "writes a document where somebody asks for it; no setting")]
    let wanted = std::env::var_os("PURSER_WRITE_DOCS").is_some();
    if wanted {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", picture())).expect("written");
        return;
    }
    assert_eq!(drawn, picture(), "PURSER_WRITE_DOCS=1 cargo test -p domain --test documents");
}

/// Every `fn` below a folder of tests.
fn functions(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_test_that_the_crash_windows_name_exists() {
    let text = fs::read_to_string(root().join("docs/execution.md")).expect("the document");
    let mut sources = String::new();
    for folder in ["crates/backend/tests", "crates/store/tests", "server/tests"] {
        functions(&root().join(folder), &mut sources);
    }
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| W")).collect();

    assert_eq!(rows.len(), 21, "W1 to W21");
    for row in rows {
        let shown_by = row.rsplit('|').nth(1).expect("a last column");
        for name in shown_by.split('`').skip(1).step_by(2).filter(|name| !name.contains(' ')) {
            assert!(sources.contains(&format!("fn {name}(")), "{name} is named and does not exist");
        }
    }
}
