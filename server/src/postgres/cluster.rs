//! One cluster: making it so that a half-made one is never taken for it, bringing it up and down.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Setting;
use super::error::PostgresError;
use super::home::Home;
use super::programs::{Programs, complaint, run};

/// Roles and the database. In `template1`, so that databases made for tests have the same rights.
const BOOTSTRAP: &str = "\
create role purser_owner login
create role purser_app login
revoke all on schema public from public
grant create, usage on schema public to purser_owner
grant usage on schema public to purser_app
create database purser owner purser_owner encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'
revoke all on database purser from public
grant connect on database purser to purser_app
";

/// What every start says, whatever the cluster's own files say. One portal talks to it, over one socket.
const ALWAYS: &[Setting] = &[
    ("listen_addresses", ""),
    ("port", "5432"),
    ("unix_socket_permissions", "0700"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    // Short queries only: compiling them costs more than they take.
    ("jit", "off"),
];

/// A new cluster takes about 40 MiB; the rest is room for its first hours.
const ROOM_MIB: u64 = 100;
/// Recovery after a power cut may take a while on a slow disk.
const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(10);
/// A start log beyond this is put aside at the next start.
const LOG_LIMIT: u64 = 16 << 20;

pub(super) struct Cluster {
    home: Home,
    dir: PathBuf,
    programs: Programs,
    settings: &'static [Setting],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Up,
    /// Starting or stopping.
    Busy,
    Down,
}

impl Cluster {
    /// Opens the home's cluster, making it first where there is none. Call under the start lock.
    pub(super) fn open(home: Home, settings: &'static [Setting]) -> Result<Self, PostgresError> {
        let dir = home.cluster();
        if home.is_left_over() {
            // Stopped in its place: a server writes to the path that it was started with.
            end(&home, &dir.join("postmaster.pid"), Signal::INT);
            home.set_aside()?;
        }
        let programs = match dir.exists() {
            true => Programs::of(&dir)?,
            false => {
                let programs = Programs::newest()?;
                end_stray(&home);
                make(&home, &programs)?;
                programs
            }
        };
        Ok(Self { home, dir, programs, settings })
    }

    pub(super) fn socket_dir(&self) -> &Path {
        &self.home.socket_dir
    }

    pub(super) fn is_up(&self) -> bool {
        self.state() == State::Up && self.socket().exists()
    }

    /// Returns when the server takes connections. Call under the start lock.
    pub(super) fn bring_up(&self) -> Result<(), PostgresError> {
        let deadline = Instant::now() + PATIENCE;
        // A file from a server that was killed: its last children may need a moment to notice.
        let mut second_chances = if self.pid_file().exists() { 20 } else { 0 };
        while !self.is_up() {
            match self.state() {
                State::Busy => thread::sleep(POLL),
                // Up, but somebody removed its socket: nobody can reach it any more.
                State::Up => self.bring_down()?,
                State::Down => match self.start_server() {
                    Ok(()) => {}
                    // Still recovering when pg_ctl lost its patience.
                    Err(_) if self.state() != State::Down => {}
                    Err(_) if second_chances > 0 => {
                        second_chances -= 1;
                        thread::sleep(Duration::from_millis(250));
                    }
                    Err(error) => return Err(error),
                },
            }
            if Instant::now() > deadline {
                return Err(self.failed("start", "it is not ready after two minutes".to_owned()));
            }
        }
        Ok(())
    }

    /// Ends running transactions and returns when the server is down. Call under the start lock.
    pub(super) fn bring_down(&self) -> Result<(), PostgresError> {
        if self.state() == State::Down {
            return Ok(());
        }
        let mut stop = self.programs.command("pg_ctl", &self.home);
        stop.args(["stop", "--silent", "--mode=fast", "--wait", "--timeout=100", "-D", "cluster"]);
        let stopped = run(&mut stop, "", "stop", &self.dir);
        if self.state() != State::Down {
            return stopped;
        }
        // Only tidiness: the next start makes it again.
        let _ = fs::remove_dir(&self.home.socket_dir);
        Ok(())
    }

    fn start_server(&self) -> Result<(), PostgresError> {
        self.home.private_folder(&self.home.socket_dir)?;
        end_stray(&self.home);
        let log = self.home.log();
        let before = fs::metadata(&log).map_or(0, |log| log.len());
        let before = match before > LOG_LIMIT && fs::rename(&log, log.with_extension("old")).is_ok() {
            true => 0,
            false => before,
        };

        // pg_ctl calls setsid, so that neither Ctrl-C nor a closed terminal reaches the server. The paths are relative
        // to the home because pg_ctl hands them to a shell.
        let mut start = self.programs.command("pg_ctl", &self.home);
        start
            .args(["start", "--silent", "--wait", "--timeout=100", "-D", "cluster", "-l", "log", "-o"])
            .arg(self.options())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match start.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                let said = fs::read(&log).unwrap_or_default();
                let said = said.get(usize::try_from(before).unwrap_or(0)..).unwrap_or_default();
                let why = complaint(&String::from_utf8_lossy(said)).unwrap_or_else(|| status.to_string());
                Err(self.failed("start", why))
            }
            Err(error) => Err(PostgresError::io("start PostgreSQL in", &self.dir)(error)),
        }
    }

    fn options(&self) -> String {
        let socket_dir = self.home.socket_dir.display().to_string();
        let socket = [("unix_socket_directories", socket_dir.as_str())];
        let all = ALWAYS.iter().chain(self.settings).copied().chain(socket);
        all.map(|(name, value)| format!("-c {name}='{value}' ")).collect()
    }

    /// As the server itself reports it, if it is alive.
    fn state(&self) -> State {
        let Ok(file) = fs::read_to_string(self.pid_file()) else { return State::Down };
        match first_pid(&file) {
            Some(pid) if serves(&self.home, pid) => match file.lines().nth(7).map(str::trim) {
                Some("ready") => State::Up,
                _ => State::Busy,
            },
            _ => State::Down,
        }
    }

    fn pid_file(&self) -> PathBuf {
        self.dir.join("postmaster.pid")
    }

    fn socket(&self) -> PathBuf {
        self.home.socket_dir.join(".s.PGSQL.5432")
    }

    fn failed(&self, what: &'static str, why: String) -> PostgresError {
        PostgresError::Failed { what, folder: self.dir.clone(), why }
    }
}

/// Makes the cluster under another name and renames it when it is complete and on the disk.
fn make(home: &Home, programs: &Programs) -> Result<(), PostgresError> {
    for remains in home.half_made() {
        fs::remove_dir_all(&remains).map_err(PostgresError::io("remove", remains))?;
    }
    let disk = rustix::fs::statvfs(&home.dir)
        .map_err(|errno| PostgresError::io("ask for free space in", &home.dir)(errno.into()))?;
    let free_mib = disk.f_bavail.saturating_mul(disk.f_frsize) >> 20;
    if free_mib < ROOM_MIB {
        return Err(PostgresError::DiskFull { folder: home.dir.clone(), free_mib });
    }

    let workshop = home.workshop();
    let made = make_in(&workshop, home, programs);
    if made.is_err() {
        // What cannot be removed now is removed by the next attempt.
        let _ = fs::remove_dir_all(&workshop);
    }
    made
}

fn make_in(workshop: &Path, home: &Home, programs: &Programs) -> Result<(), PostgresError> {
    let what = "make a database";
    let mut initdb = programs.command("initdb", home);
    // Trust is enough: only the cluster's own user and root can enter the socket's folder.
    initdb
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
        .args(["--data-checksums", "--no-instructions", "-D"])
        .arg(workshop);
    run(&mut initdb, "", what, &home.dir)?;

    let mut single = programs.command("postgres", home);
    single
        .args(["--single", "-c", "exit_on_error=on", "-c", "log_checkpoints=off", "-D"])
        .arg(workshop)
        .arg("template1");
    run(&mut single, BOOTSTRAP, what, &home.dir)?;

    home.write_pointer()?;
    let finish = || {
        fs::rename(workshop, home.cluster())?;
        File::open(&home.dir)?.sync_all()
    };
    finish().map_err(PostgresError::io("name the new database in", &home.dir))
}

fn first_pid(file: &str) -> Option<Pid> {
    // Single-user mode writes its id negated.
    let raw: i32 = file.lines().next()?.trim().parse().ok()?;
    Pid::from_raw(raw.checked_abs()?)
}

/// Is this process the server on the home's socket? Process ids are used again, so a number alone proves nothing; and a
/// command line can be read where a root without all capabilities may not look at other users' processes.
fn serves(home: &Home, pid: Pid) -> bool {
    let Ok(command_line) = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())) else { return false };
    let ours = format!("unix_socket_directories={}", home.socket_dir.display());
    command_line.split(|byte| *byte == 0).any(|argument| argument == ours.as_bytes())
}

/// Ends a server whose cluster was removed under it. It would keep our socket for up to a minute, and an orderly
/// shutdown would write its control file into the cluster that takes its place; hence without one.
fn end_stray(home: &Home) {
    end(home, &home.socket_dir.join(".s.PGSQL.5432.lock"), Signal::QUIT);
}

/// Signals the server that a file of its own names, and waits for its end.
fn end(home: &Home, file: &Path, signal: Signal) {
    let Some(pid) = fs::read_to_string(file).ok().and_then(|file| first_pid(&file)) else { return };
    let deadline = Instant::now() + PATIENCE;
    // It may end by itself between the question and the signal.
    if serves(home, pid) && kill_process(pid, signal).is_ok() {
        while serves(home, pid) && Instant::now() < deadline {
            thread::sleep(POLL);
        }
    }
}
