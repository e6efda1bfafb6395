//! The private PostgreSQL, as processes meet it: each participant below is a process of its own.

#[path = "../src/postgres.rs"]
mod postgres;
#[path = "../../xtask/src/simple_query.rs"]
mod simple_query;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{PostgresError, PrivatePostgres};
use simple_query::Session;
use tempfile::TempDir;

/// The ordinary user of these tests when they run as root.
const NOBODY: u32 = 65534;

/// A data folder, and whatever it left outside of itself.
struct Place {
    temp: TempDir,
}

impl Place {
    /// Open to everybody, as a checkout below /home usually is.
    fn open() -> Self {
        Self::with_mode(0o755)
    }

    fn with_mode(mode: u32) -> Self {
        let temp = TempDir::new().expect("a temporary folder");
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(mode)).expect("mode");
        Self { temp }
    }

    fn data(&self) -> PathBuf {
        self.temp.path().join("data")
    }

    fn pointed_to(&self) -> Option<PathBuf> {
        let pointer = fs::read_to_string(self.data().join("postgres.at")).ok()?;
        Some(PathBuf::from(pointer.trim_end()))
    }

    fn cluster(&self) -> PathBuf {
        self.pointed_to().unwrap_or_else(|| self.data().join("postgres")).join("cluster")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(elsewhere) = self.pointed_to() {
            fs::remove_dir_all(elsewhere).expect("the cluster's folder can be removed");
        }
    }
}

/// Another process that shares the data folder's PostgreSQL.
struct Participant {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    url: String,
}

impl Participant {
    fn join(data: &Path) -> Self {
        Self::spawn(Command::new(std::env::current_exe().expect("this program")), data)
    }

    fn join_as(uid: u32, program: &Path, data: &Path) -> Self {
        let mut command = Command::new(program);
        command.uid(uid).gid(uid);
        Self::spawn(command, data)
    }

    fn spawn(mut command: Command, data: &Path) -> Self {
        let mut process = command
            .args(["--exact", "a_participant", "--nocapture"])
            .env("PARTICIPANT_DATA", data)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("spawn");
        let input = process.stdin.take().expect("piped");
        let mut output = BufReader::new(process.stdout.take().expect("piped"));
        let url = word(&mut output, "joined ");
        Self { process, input, output, url }
    }

    fn leave(mut self) {
        self.input.write_all(b"leave\n").expect("the participant listens");
        word(&mut self.output, "left");
        assert!(self.process.wait().expect("wait").success());
    }

    fn kill(mut self) {
        self.process.kill().expect("kill -9");
        self.process.wait().expect("wait");
    }
}

/// Reads on to the line that begins so.
fn word(output: &mut BufReader<ChildStdout>, start: &str) -> String {
    let mut said = String::new();
    for line in output.lines() {
        let line = line.expect("text");
        // The test harness writes the test's name before it, on the same line.
        if let Some((_, rest)) = line.split_once(start) {
            return rest.to_owned();
        }
        said.push_str(&line);
        said.push('\n');
    }
    panic!("no line with '{start}', but: {said}");
}

/// Not a test, but what a participant's process does: the only way to have one with this code.
#[test]
fn a_participant() {
    #[expect(clippy::disallowed_methods, reason = "how a test talks to its own process")]
    let Ok(data) = std::env::var("PARTICIPANT_DATA") else { return };
    let postgres = PrivatePostgres::start(Path::new(&data)).unwrap_or_else(|error| panic!("{error}"));
    println!("\njoined {}", postgres.app_url());
    std::io::stdin().read_line(&mut String::new()).expect("a line");
    postgres.stop().expect("stop");
    println!("\nleft");
}

fn answers(url: &str) -> bool {
    Session::connect(url).and_then(|mut session| session.run("select 1")).is_ok_and(|rows| rows == ["1"])
}

fn eventually(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        thread::yield_now();
    }
}

fn as_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The refusal, which has to be one sentence.
fn refusal(data: &Path) -> PostgresError {
    let error = PrivatePostgres::start(data).err().expect("a refusal");
    let sentence = error.to_string();
    assert!(!sentence.contains('\n') && sentence.len() < 400, "{sentence}");
    error
}

#[test]
fn root_starts_it_from_a_folder_that_only_root_can_enter() {
    if !as_root() {
        return;
    }
    let place = Place::with_mode(0o700);

    let postgres = PrivatePostgres::start(&place.data()).expect("start");

    assert!(answers(&postgres.app_url()));
    let elsewhere = place.pointed_to().expect("the data folder points to the cluster");
    assert!(elsewhere.starts_with("/var/lib/purser"), "{}", elsewhere.display());
    postgres.stop().expect("stop");
}

#[test]
fn root_keeps_the_cluster_in_a_data_folder_that_everybody_can_enter() {
    let place = Place::open();

    PrivatePostgres::start(&place.data()).expect("start").stop().expect("stop");

    assert!(place.data().join("postgres/cluster/PG_VERSION").exists());
    assert!(place.pointed_to().is_none());
}

#[test]
fn an_ordinary_user_starts_it() {
    let place = Place::with_mode(0o700);
    if !as_root() {
        let postgres = PrivatePostgres::start(&place.data()).expect("start");
        assert!(answers(&postgres.app_url()));
        return postgres.stop().expect("stop");
    }
    chown(place.temp.path(), Some(NOBODY), Some(NOBODY)).expect("chown");
    // This program may lie where nobody may go.
    let program = place.temp.path().join("participant");
    fs::copy(std::env::current_exe().expect("this program"), &program).expect("copy");

    let ordinary = Participant::join_as(NOBODY, &program, &place.data());

    assert!(answers(&ordinary.url));
    ordinary.leave();
}

#[test]
fn the_application_can_change_no_schema_and_the_owner_can() {
    let place = Place::open();
    let postgres = PrivatePostgres::start(&place.data()).expect("start");
    let mut app = Session::connect(&postgres.app_url()).expect("app");
    let mut owner = Session::connect(&postgres.owner_url()).expect("owner");

    owner.run("create table orders (id int); grant select on orders to purser_app").expect("the owner may");
    let refused = app.run("create table mine (id int)").expect_err("the application may not");

    assert!(refused.to_string().contains("permission denied"), "{refused}");
    assert!(app.run("create temporary table mine (id int)").is_err());
    assert!(app.run("truncate orders").is_err());
    assert_eq!(app.run("select count(*) from orders").expect("select"), ["0"]);
}

#[test]
fn committed_means_written() {
    let place = Place::open();
    let postgres = PrivatePostgres::start(&place.data()).expect("start");
    let mut session = Session::connect(&postgres.url("postgres")).expect("connect");

    for setting in ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"] {
        assert_eq!(session.run(&format!("show {setting}")).expect("show"), ["on"], "{setting}");
    }
    assert_eq!(session.run("show listen_addresses").expect("show"), [""]);
}

#[test]
fn the_last_of_two_processes_stops_it() {
    let place = Place::open();
    let first = Participant::join(&place.data());
    let second = Participant::join(&place.data());
    let url = second.url.clone();

    first.leave();
    assert!(answers(&url));

    second.leave();
    assert!(!answers(&url));
}

#[test]
fn killing_the_starter_disturbs_nobody() {
    let place = Place::open();
    let starter = Participant::join(&place.data());
    let other = Participant::join(&place.data());
    let url = other.url.clone();
    let mut session = Session::connect(&url).expect("connect");

    starter.kill();

    // The connection from before lives on, and the one who is left stops the server.
    assert_eq!(session.run("select 1").expect("select"), ["1"]);
    other.leave();
    assert!(!answers(&url));
}

#[test]
fn whoever_is_left_starts_it_again_after_a_crash() {
    let place = Place::open();
    let postgres = PrivatePostgres::start(&place.data()).expect("start");
    let url = postgres.app_url();
    let pid_file = fs::read_to_string(place.cluster().join("postmaster.pid")).expect("pid file");
    let pid =
        pid_file.lines().next().and_then(|pid| pid.parse().ok()).and_then(rustix::process::Pid::from_raw);

    rustix::process::kill_process(pid.expect("a pid"), rustix::process::Signal::KILL).expect("kill -9");
    eventually("the server is gone", || !answers(&url));
    postgres.ensure_running().expect("start again");

    assert!(answers(&url));
}

#[test]
fn a_cluster_of_another_major_version_is_left_alone() {
    let place = Place::open();
    PrivatePostgres::start(&place.data()).expect("start").stop().expect("stop");
    let version = place.cluster().join("PG_VERSION");
    fs::write(&version, "9\n").expect("write");

    let error = refusal(&place.data());

    assert!(matches!(&error, PostgresError::OtherMajor { made_by, .. } if made_by == "9"), "{error}");
    assert_eq!(fs::read_to_string(&version).expect("read"), "9\n");
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    if !as_root() {
        let error = refusal(Path::new("/root"));
        assert!(matches!(error, PostgresError::ForeignFolder { .. }), "{error}");
        return;
    }
    let place = Place::open();
    fs::create_dir(place.data()).expect("mkdir");
    chown(place.data(), Some(NOBODY), Some(NOBODY)).expect("chown");

    let error = refusal(&place.data());

    assert!(matches!(error, PostgresError::ForeignFolder { owner: NOBODY, .. }), "{error}");
    assert_eq!(fs::read_dir(place.data()).expect("list").count(), 0);
}

#[test]
fn a_half_made_cluster_is_not_adopted() {
    let place = Place::open();
    let half_made = place.data().join("postgres/cluster.making-1");
    PrivatePostgres::start(&place.data()).expect("start").stop().expect("stop");
    // As `kill -9` in the middle of the first start leaves it.
    fs::rename(place.cluster(), &half_made).expect("rename");
    fs::remove_file(half_made.join("global/pg_control")).expect("remove");

    let postgres = PrivatePostgres::start(&place.data()).expect("a new one is made");

    assert!(answers(&postgres.app_url()));
    assert!(!half_made.exists());
}

#[test]
fn a_database_that_was_lost_is_not_replaced_by_an_empty_one() {
    if !as_root() {
        return;
    }
    let place = Place::with_mode(0o700);
    PrivatePostgres::start(&place.data()).expect("start").stop().expect("stop");
    fs::remove_dir_all(place.cluster()).expect("remove");

    let error = refusal(&place.data());

    assert!(matches!(error, PostgresError::Gone { .. }), "{error}");
}

#[test]
fn a_removed_data_folder_begins_anew_and_the_old_database_is_kept_aside() {
    if !as_root() {
        return;
    }
    let place = Place::with_mode(0o700);
    let killed = Participant::join(&place.data());
    killed.kill();
    fs::remove_dir_all(place.data()).expect("remove");

    let postgres = PrivatePostgres::start(&place.data()).expect("start");

    assert!(answers(&postgres.app_url()));
    assert!(place.pointed_to().expect("pointer").join("cluster.before-1").exists());
    postgres.stop().expect("stop");
}

#[test]
fn a_removed_folder_is_served_anew_while_its_old_server_is_still_running() {
    let place = Place::open();
    let killed = Participant::join(&place.data());
    killed.kill();
    fs::remove_dir_all(place.data()).expect("remove");

    let postgres = PrivatePostgres::start(&place.data()).expect("start");

    assert!(answers(&postgres.app_url()));
}
