//! What takes too long for `make test`.

use std::env;

use crate::{Result, process, target};

/// `ORDERS` orders under kills, stalls, faults and crashes, once for each of `SEEDS` seeds from `SEED` on.
pub(crate) fn execution() -> Result<()> {
    process::run(&mut process::cargo(&["build", "-p", "server", "-p", "soak"]))?;
    let said = |name: &str, otherwise: &str| env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let mut soak = process::command(target().join("debug/soak"));
    soak.arg("execution").arg(target().join("debug/purser"));
    soak.args([said("ORDERS", "1000"), said("SEED", "1"), said("SEEDS", "1")]);
    process::run(&mut soak)
}

/// Speed, of the release build.
pub(crate) fn bench() -> Result<()> {
    process::run(&mut process::cargo(&["build", "--release", "-p", "server", "-p", "soak"]))?;
    let mut soak = process::command(target().join("release/soak"));
    process::run(soak.arg("speed").arg(target().join("release/purser")))
}
