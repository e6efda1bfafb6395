//! PostgreSQL's own programs: where they are, and how they are run.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::error::PostgresError;
use super::home::Home;

/// The oldest version that is supported.
const OLDEST: u32 = 14;

/// The programs of one installed version.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    bin: PathBuf,
    major: u32,
}

impl Programs {
    /// The newest that can make a cluster.
    pub(super) fn newest() -> Result<Self, PostgresError> {
        let usable = installed().into_iter().filter(|programs| programs.major >= OLDEST);
        usable.max_by_key(|programs| programs.major).ok_or(PostgresError::NotInstalled)
    }

    /// Those that made this cluster: a cluster can be opened by no other major version.
    pub(super) fn of(cluster: &Path) -> Result<Self, PostgresError> {
        let made_by = fs::read_to_string(cluster.join("PG_VERSION"))
            .map_err(|_| PostgresError::NotACluster { folder: cluster.to_owned() })?
            .trim()
            .to_owned();
        let found = installed();
        match found.iter().find(|programs| programs.major.to_string() == made_by) {
            Some(programs) => Ok(programs.clone()),
            None if found.is_empty() => Err(PostgresError::NotInstalled),
            None => Err(PostgresError::OtherMajor {
                cluster: cluster.to_owned(),
                made_by,
                installed: found.iter().map(|programs| programs.major).collect(),
            }),
        }
    }

    /// A program that will run as the cluster's user, in the cluster's home, without this process's secrets.
    pub(super) fn command(&self, program: &str, home: &Home) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir(&home.dir)
            .stdin(Stdio::null());
        if let Some(account) = &home.account {
            account.run(&mut command);
        }
        command
    }
}

/// Debian's folders carry the version in their name; a program on PATH has to be asked.
fn installed() -> Vec<Programs> {
    let mut found: Vec<Programs> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            Some(Programs { bin: entry.path().join("bin"), major })
        })
        .filter(|programs| is_complete(&programs.bin))
        .collect();
    let on_path = on_path().filter(|programs| !found.iter().any(|other| other.major == programs.major));
    found.extend(on_path);
    found.sort_by_key(|programs| programs.major);
    found
}

fn on_path() -> Option<Programs> {
    #[expect(clippy::disallowed_methods, reason = "where programs are found is no setting of the portal's")]
    let path = env::var_os("PATH")?;
    let bin = env::split_paths(&path).find(|bin| bin.is_absolute() && is_complete(bin))?;
    let answer = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    // "postgres (PostgreSQL) 15.18 (Debian …)", or "17beta1" where the point is.
    let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
    let version = answer.split_whitespace().nth(2)?;
    let major = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some(Programs { bin, major })
}

fn is_complete(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| bin.join(program).is_file())
}

/// Runs a program to its end with the given input.
pub(super) fn run(
    command: &mut Command,
    input: &str,
    what: &'static str,
    folder: &Path,
) -> Result<(), PostgresError> {
    let trouble = || PostgresError::io(what, folder);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(trouble())?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended early says why below; the broken pipe does not.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(trouble())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(PostgresError::Failed { what, folder: folder.to_owned(), why: last_word(&output) }),
    }
}

fn last_word(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    complaint(&said).unwrap_or_else(|| output.status.to_string())
}

/// The words that say what went wrong: those of the first complaint, or the last line of all.
pub(super) fn complaint(said: &str) -> Option<String> {
    let complaint = |line: &'_ str| {
        let start = ["FATAL:", "PANIC:", "ERROR:", "error:"].iter().find_map(|word| line.find(word))?;
        line.get(start..).map(one_space)
    };
    said.lines().find_map(complaint).or_else(|| said.lines().map(one_space).rfind(|line| !line.is_empty()))
}

fn one_space(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
