//! `make test`: from cheap to dear, so that a slip is told early.

use std::collections::BTreeSet;
use std::fs;
use std::time::Instant;

use crate::database::Database;
use crate::queries::Fresh;
use crate::site::{self, Kind, wasm::BROWSER};
use crate::{Result, process, root, sdk, target, twins};

/// Its name for `cargo xtask test NAME`, and what it does.
type Part = (&'static str, fn() -> Result<()>);

const PARTS: &[Part] = &[
    ("format", format),
    ("graph", browser_graph),
    ("lints", lints),
    ("browser-lints", browser_lints),
    ("tests", tests),
    ("twins", twins),
    ("sdk", sdk::test),
    ("browser", browser),
];

pub(crate) fn all() -> Result<()> {
    let begun = Instant::now();
    let mut took = Vec::new();
    for (name, part) in PARTS {
        let begun = Instant::now();
        println!("── {name} (free: {:.1} GB)", free_gb()?);
        part()?;
        took.push(format!("{name} {} s", begun.elapsed().as_secs()));
    }
    println!("── all is well: {}; together {} s", took.join(", "), begun.elapsed().as_secs());
    Ok(())
}

/// What the disk of the target folder has left: a linker that finds it full says so in many words.
fn free_gb() -> Result<f64> {
    let disk = rustix::fs::statvfs(root())?;
    Ok(disk.f_bavail as f64 * disk.f_frsize as f64 / 1e9)
}

pub(crate) fn one(wanted: &str) -> Result<()> {
    let names = || PARTS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let part = PARTS.iter().find(|(name, _)| *name == wanted);
    let (name, part) = part.ok_or_else(|| format!("the parts are: {}", names()))?;
    if ["sdk", "browser"].contains(name) {
        process::run(&mut process::cargo(&["build", "-p", "server"]))?;
    }
    part()
}

fn format() -> Result<()> {
    process::run(&mut process::cargo(&["fmt", "--all", "--check"]))?;
    process::run(&mut process::cargo(&["fmt", "--manifest-path", "xtask/Cargo.toml", "--check"]))
}

/// What belongs on the server must not reach the browser.
fn browser_graph() -> Result<()> {
    const SERVER_ONLY: &[&str] =
        &["axum", "backend", "cloud", "hyper", "reqwest", "rustls", "sqlx", "sqlx-core", "store", "tokio"];

    let mut tree = process::cargo(&["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    // cargo tree knows everything but --lib.
    tree.args(BROWSER.iter().filter(|argument| **argument != "--lib"));
    let answer = tree.output()?;
    if !answer.status.success() {
        return Err(String::from_utf8_lossy(&answer.stderr).into());
    }
    let found = String::from_utf8(answer.stdout)?;
    let found: BTreeSet<&str> = found.lines().filter_map(|line| line.split(' ').next()).collect();
    let leaked: Vec<_> = SERVER_ONLY.iter().filter(|name| found.contains(**name)).copied().collect();
    if !leaked.is_empty() {
        return Err(format!("the browser's half of app depends on {}", leaked.join(", ")).into());
    }
    Ok(())
}

fn lints() -> Result<()> {
    for what in [&["--workspace"][..], &["--manifest-path", "xtask/Cargo.toml"]] {
        let mut clippy = process::cargo(&["clippy"]);
        process::run(clippy.args(what).args(["--all-targets", "--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn browser_lints() -> Result<()> {
    let mut clippy = process::cargo(&["clippy"]);
    process::run(clippy.args(BROWSER).args(["--", "-D", "warnings"]))
}

/// Compiles once against a real database, which also says whether `.sqlx` is right, and runs what it compiled.
fn tests() -> Result<()> {
    let database = Database::start()?;
    database.migrate()?;
    let fresh = Fresh::begin_unless_known()?;
    process::run(fresh.ask(&database, &mut process::cargo(&["test", "--workspace", "--no-run", "--quiet"])))?;
    fresh.compare()?;
    process::run(fresh.ask(&database, &mut process::cargo(&["test", "--workspace", "--quiet"])))
}

/// Broken designs, each of which the tests must notice.
fn twins() -> Result<()> {
    twins::run(None)
}

/// What is measured comes after everything else, which it depends on.
fn browser() -> Result<()> {
    playwright("latency")
}

/// Every page in both themes, both languages, wide and narrow, to be looked at.
pub(crate) fn pictures() -> Result<()> {
    process::run(&mut process::cargo(&["build", "-p", "server"]))?;
    playwright("pictures")
}

/// Uses the binary that the tests' build left: the same code under another set of features would be built anew.
fn playwright(project: &str) -> Result<()> {
    site::build(Kind::Dev)?;
    let end2end = root().join("end2end");
    let lock = fs::read(end2end.join("package-lock.json"))?;
    let stamp = end2end.join("node_modules/.installed-from");
    if !fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        let mut npm = process::command("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&end2end);
        process::run(&mut npm)?;
        fs::write(stamp, lock)?;
    }
    let mut playwright = process::command("node_modules/.bin/playwright");
    playwright
        .args(["test", "--project", project])
        .current_dir(&end2end)
        .env_remove("DATABASE_URL")
        .env_remove("PURSER_OWNER_URL")
        .env("PURSER_BINARY", target().join("debug/purser"))
        .env("PURSER_SITE_DIR", Kind::Dev.folder());
    process::run(&mut playwright)
}
