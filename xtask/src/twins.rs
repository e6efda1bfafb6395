//! Designs of the purchase that are broken on purpose. Each is a patch in `crates/backend/tests/twins`, and the
//! tests that it names must go red with it: a twin that is missed is a test that is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use crate::database::Database;
use crate::{Result, process, root, target};

const TWINS: &str = "crates/backend/tests/twins";

/// What a patch says before its diff: what is wrong, and `Tests: PACKAGE TARGET FILTER…`.
struct Twin {
    name: String,
    patch: PathBuf,
    package: String,
    target: String,
    filters: Vec<String>,
}

/// Breaks the design in each way, or in one, and runs the tests that must notice.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let begun = Instant::now();
    let source = copy()?;
    let database = Database::start()?;
    let mut missed = Vec::new();
    let twins = read()?;
    for twin in twins.iter().filter(|twin| only.is_none_or(|only| only == twin.name)) {
        let begun = Instant::now();
        git_apply(&source, &twin.patch, false)?;
        let caught = build(&source, twin, &database).and_then(|()| test(&source, twin, &database));
        git_apply(&source, &twin.patch, true)?;
        let caught = caught?;
        let took = begun.elapsed().as_secs();
        if caught.is_empty() {
            println!("MISSED {} ({took} s)", twin.name);
            missed.push(twin.name.clone());
        } else {
            println!("caught {} by {} ({took} s)", twin.name, caught.join(", "));
        }
    }
    println!("{} s", begun.elapsed().as_secs());
    if missed.is_empty() { Ok(()) } else { Err(format!("missed: {}", missed.join(", ")).into()) }
}

fn read() -> Result<Vec<Twin>> {
    let mut patches: Vec<PathBuf> =
        fs::read_dir(root().join(TWINS))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    patches.sort();
    patches.into_iter().map(one).collect()
}

fn one(patch: PathBuf) -> Result<Twin> {
    let text = fs::read_to_string(&patch)?;
    let tests = text.lines().find_map(|line| line.strip_prefix("Tests: "));
    let mut words = tests.unwrap_or_default().split_whitespace().map(str::to_owned);
    let (Some(package), Some(target)) = (words.next(), words.next()) else {
        return Err(format!("{} names no tests", patch.display()).into());
    };
    let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Twin { name, package, target, filters: words.collect(), patch })
}

/// The checkout as it is, with a target folder of its own: what is built wrong must not be taken for what is right.
fn copy() -> Result<PathBuf> {
    let (folder, built) = (target().join("twins/source"), target().join("twins/target/debug"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut list = process::command("git");
    list.args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    // The folder is in the checkout, whose settings of cargo hold there already; twice they would be others.
    let is_copied = |file: &&str| !file.starts_with(".cargo/");
    for file in String::from_utf8(said(&mut list)?.stdout)?.split_terminator('\0').filter(is_copied) {
        let to = folder.join(file);
        fs::create_dir_all(to.parent().unwrap_or(&folder))?;
        fs::copy(root().join(file), to)?;
    }
    if !built.exists() {
        // What others wrote is not compiled again.
        fs::create_dir_all(&built)?;
        let debug = target().join("debug");
        let parts = ["deps", "build", ".fingerprint"].map(|part| debug.join(part));
        process::run(process::command("cp").arg("-al").args(&parts[..1]).arg(&built))?;
        process::run(process::command("cp").arg("-a").args(&parts[1..]).arg(&built))?;
    }
    Ok(folder)
}

fn git_apply(source: &Path, patch: &Path, back: bool) -> Result<()> {
    let mut apply = process::command("patch");
    apply.args(["-p1", "--silent", "--forward", "--no-backup-if-mismatch", "-i"]).arg(patch);
    apply.args(back.then_some("-R")).current_dir(source);
    process::run(&mut apply).map_err(|error| format!("{}: renew it: {error}", patch.display()).into())
}

fn cargo(source: &Path, twin: &Twin, database: &Database) -> Command {
    let mut cargo = process::cargo(&["test", "--quiet", "-p", &twin.package, "--test", &twin.target]);
    cargo
        .current_dir(source)
        .env("CARGO_TARGET_DIR", target().join("twins/target"))
        .env("DATABASE_URL", database.url())
        .env("SQLX_OFFLINE", "true")
        .env("RUST_BACKTRACE", "0");
    cargo
}

/// A twin that does not compile proves nothing.
fn build(source: &Path, twin: &Twin, database: &Database) -> Result<()> {
    let built = process::output(cargo(source, twin, database).arg("--no-run"))?;
    if built.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&built.stderr);
    Err(format!("{} does not compile:\n{said}", twin.name).into())
}

/// The tests that failed.
fn test(source: &Path, twin: &Twin, database: &Database) -> Result<Vec<String>> {
    let mut caught = Vec::new();
    let tested = process::output(cargo(source, twin, database).arg("--").args(&twin.filters))?;
    let said = String::from_utf8(tested.stdout)?;
    if said.contains("running 0 tests") {
        return Err(format!("{}: there are no such tests", twin.name).into());
    }
    let failed = said.rsplit("failures:\n").next().filter(|_| !tested.status.success());
    for line in failed.unwrap_or_default().lines().take_while(|line| line.starts_with("    ")) {
        caught.push(line.trim().to_owned());
    }
    Ok(caught)
}

fn said(command: &mut Command) -> Result<Output> {
    let output = process::output(command)?;
    if output.status.success() { Ok(output) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}
