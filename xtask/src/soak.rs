//! What takes too long for `make test`.

use crate::{Result, process, target};

/// `[ORDERS [SEED [SEEDS]]]`: so many orders under kills, stalls, faults and crashes, once for each seed from that on.
pub(crate) fn execution(sizes: &[&str]) -> Result<()> {
    const USUAL: [&str; 3] = ["1000", "1", "1"];
    process::run(&mut process::cargo(&["build", "-p", "server", "-p", "soak"]))?;
    let mut soak = process::command(target().join("debug/soak"));
    soak.arg("execution").arg(target().join("debug/purser"));
    soak.args(sizes.iter().chain(USUAL.iter().skip(sizes.len())));
    process::run(&mut soak)
}

/// Speed, of the release build.
pub(crate) fn bench() -> Result<()> {
    process::run(&mut process::cargo(&["build", "--release", "-p", "server", "-p", "soak"]))?;
    let mut soak = process::command(target().join("release/soak"));
    process::run(soak.arg("speed").arg(target().join("release/purser")))
}
