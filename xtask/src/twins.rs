//! Designs of the purchase that are broken on purpose. Each is a patch in `crates/backend/tests/twins`, and the
//! tests that it names must go red with it: a twin that is missed is a test that is missing.

use std::collections::BTreeMap;
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
///
/// All patches are applied and built together: each breaks only while `PURSER_TWIN` names it, or, in the database, the
/// setting `purser.twin`. While nothing names any, every test that a twin names must pass.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let begun = Instant::now();
    let mut twins = read()?;
    let source = copy()?;
    for twin in &twins {
        apply(&source, &twin.patch)?;
    }
    twins.retain(|twin| only.is_none_or(|only| only == twin.name));
    if twins.is_empty() {
        return Err("there is no such twin".into());
    }
    let database = Database::start()?;
    let mut binaries: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for twin in &twins {
        binaries.entry((&twin.package, &twin.target)).or_default().extend(twin.filters.iter().cloned());
    }
    for binary in binaries.keys() {
        process::run(cargo(&source, *binary, &database).arg("--no-run"))?;
    }
    let built = begun.elapsed().as_secs();
    for (binary, filters) in &binaries {
        let failed = failures(&mut cargo(&source, *binary, &database), filters)?;
        if !failed.is_empty() {
            return Err(format!("fails while nothing is broken: {}", failed.join(", ")).into());
        }
    }
    let whole = begun.elapsed().as_secs() - built;
    let mut missed = Vec::new();
    for twin in &twins {
        let begun = Instant::now();
        let mut cargo = cargo(&source, (&twin.package, &twin.target), &database);
        let broken =
            cargo.env("PURSER_TWIN", &twin.name).env("PGOPTIONS", format!("-c purser.twin={}", twin.name));
        let caught = failures(broken, &twin.filters)?;
        let took = begun.elapsed().as_secs();
        if caught.is_empty() {
            println!("MISSED {} ({took} s)", twin.name);
            missed.push(twin.name.clone());
        } else {
            println!("caught {} by {} ({took} s)", twin.name, caught.join(", "));
        }
    }
    let all = begun.elapsed().as_secs();
    println!("{} twins in {all} s: built in {built} s, whole in {whole} s", twins.len());
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
    // The folder is in the checkout, whose settings of cargo hold there already; twice they would be others. What git
    // still knows may be deleted.
    let is_copied = |file: &&str| !file.starts_with(".cargo/") && root().join(file).exists();
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

fn apply(source: &Path, patch: &Path) -> Result<()> {
    let mut apply = process::command("patch");
    apply.args(["-p1", "--silent", "--forward", "--no-backup-if-mismatch", "-i"]).arg(patch);
    apply.current_dir(source);
    process::run(&mut apply).map_err(|error| format!("{}: renew it: {error}", patch.display()).into())
}

fn cargo(source: &Path, (package, binary): (&str, &str), database: &Database) -> Command {
    let mut cargo = process::cargo(&["test", "--quiet", "-p", package, "--test", binary]);
    cargo
        .current_dir(source)
        .env("CARGO_TARGET_DIR", target().join("twins/target"))
        .env("DATABASE_URL", database.url())
        .env("SQLX_OFFLINE", "true")
        .env("RUST_BACKTRACE", "0");
    cargo
}

/// The tests that failed.
fn failures(tests: &mut Command, filters: &[String]) -> Result<Vec<String>> {
    let tested = process::output(tests.arg("--").args(filters))?;
    let said = String::from_utf8(tested.stdout)?;
    if said.contains("running 0 tests") {
        return Err(format!("there are no such tests: {}", filters.join(" ")).into());
    }
    if tested.status.success() {
        return Ok(Vec::new());
    }
    let failed = said.rsplit("failures:\n").next().unwrap_or_default();
    let names = failed.lines().take_while(|line| line.starts_with("    "));
    let names: Vec<_> = names.map(|line| line.trim().to_owned()).collect();
    if names.is_empty() {
        return Err(format!("the tests did not run: {}", String::from_utf8_lossy(&tested.stderr)).into());
    }
    Ok(names)
}

fn said(command: &mut Command) -> Result<Output> {
    let output = process::output(command)?;
    if output.status.success() { Ok(output) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}
