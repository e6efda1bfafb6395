//! The vendors' own SDKs drive the simulated clouds: `purser sim`, and pytest in a virtual environment.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::{Result, process, root, target};

/// Needs `target/debug/purser`.
pub(crate) fn test() -> Result<()> {
    let environment = environment()?;
    let simulator = Simulator::start()?;
    let mut pytest = process::command(python(&environment));
    pytest
        .args(["-m", "pytest"])
        .current_dir(root().join("conformance"))
        .env("PURSER_SIM", &simulator.address)
        // One SDK writes a file there, and the other looks for keys there.
        .env("HOME", &environment)
        .env("PYTHONPYCACHEPREFIX", environment.join("bytecode"))
        .env("NO_PROXY", "127.0.0.1");
    process::run(&mut pytest)
}

/// A virtual environment with what the lock files name; made anew when they or Python change.
fn environment() -> Result<PathBuf> {
    let environment = target().join("conformance");
    let lock = |name: &str| root().join("conformance").join(name);
    let (build, requirements) = (lock("build.txt"), lock("requirements.txt"));
    let mut wanted =
        process::command("python3").args(["-c", "import sys; print(sys.version)"]).output()?.stdout;
    wanted.extend(fs::read(&build)?);
    wanted.extend(fs::read(&requirements)?);
    let stamp = environment.join(".installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(environment);
    }
    process::run(process::command("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    // One of them comes as source. What builds it is installed first, or pip would fetch that without a hash.
    for lock in [build, requirements] {
        let mut pip = process::command(python(&environment));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"])
            .args(["--no-build-isolation", "--require-hashes", "--requirement"])
            .arg(lock);
        process::run(&mut pip)?;
    }
    fs::write(stamp, wanted)?;
    Ok(environment)
}

fn python(environment: &Path) -> PathBuf {
    environment.join("bin/python")
}

/// Simulated clouds on a port of their own, ended with this value.
struct Simulator {
    address: String,
    process: Option<Child>,
}

impl Simulator {
    fn start() -> Result<Self> {
        let mut process = process::command(target().join("debug/purser"))
            .args(["sim", "--listen", "127.0.0.1:0"])
            .env_remove("PURSER_SETTLE_COMPRESS")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut address)?;
        }
        let simulator = Self { address: address.trim().to_owned(), process: Some(process) };
        if simulator.address.is_empty() {
            return Err("the simulated clouds did not start".into());
        }
        Ok(simulator)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.process.take().map(process::stop) {
            eprintln!("{error}");
        }
    }
}
