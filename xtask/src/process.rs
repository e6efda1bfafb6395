//! Running other programs so that Ctrl-C ends them first, and then us.

use std::ffi::OsStr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::{Result, root};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<Option<u32>> = Mutex::new(None);

/// From now on a signal ends the program that runs, and this one tidies up.
pub(crate) fn stay_for_the_tidying() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    thread::spawn(move || {
        for signal in signals.forever() {
            INTERRUPTED.store(true, Ordering::SeqCst);
            // Ctrl-C reaches the whole foreground group by itself; the other signals came to us alone.
            if signal != SIGINT
                && let Ok(running) = RUNNING.lock()
                && let Some(pid) = *running
            {
                terminate(pid);
            }
        }
    });
}

pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// A program in the checkout, without what `cargo run` set for this one: it would look like a change to build scripts.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    let ours = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    command.env_remove("LD_LIBRARY_PATH");
    command
}

pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = command("cargo");
    command.args(arguments);
    command
}

/// Runs to the end; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = || {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    };
    let name = name();
    if interrupted() {
        return Err("interrupted".into());
    }
    let mut child = command.spawn().map_err(|error| format!("{name}: {error}"))?;
    watch(Some(child.id()));
    let status = child.wait();
    watch(None);
    match status? {
        _ if interrupted() => Err("interrupted".into()),
        status if status.success() => Ok(()),
        status => Err(format!("failed ({status}): {name}").into()),
    }
}

/// Runs to the end and keeps what it says, whatever came of it.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    if interrupted() {
        return Err("interrupted".into());
    }
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    watch(Some(child.id()));
    let output = child.wait_with_output();
    watch(None);
    if interrupted() { Err("interrupted".into()) } else { Ok(output?) }
}

/// Asks a program to end, and waits until it has.
pub(crate) fn stop(mut child: Child) -> Result<()> {
    terminate(child.id());
    child.wait()?;
    Ok(())
}

fn watch(pid: Option<u32>) {
    if let Ok(mut running) = RUNNING.lock() {
        *running = pid;
    }
}

fn terminate(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have ended in the meantime.
        let _ = kill_process(pid, Signal::TERM);
    }
}
