//! Processes of `purser` that share a data folder, and so a private PostgreSQL.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
};

use crate::Failure;

/// A data folder, and what every process there is told.
pub(crate) struct Place {
    temp: TempDir,
    program: PathBuf,
    settings: Vec<(String, String)>,
}

impl Place {
    pub(crate) fn new(program: &Path, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let (temp, program) = (TempDir::new()?, program.canonicalize()?);
        // Open, so that the cluster stays inside of it and goes with it.
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o755))?;
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Ok(Self { temp, program, settings: settings.collect() })
    }

    /// Every service of both clouds is at that address.
    pub(crate) fn with_clouds_at(mut self, address: &str) -> Self {
        let services = ["ALIBABA_DTS", "ALIBABA_BSS", "HUAWEI_IAM", "HUAWEI_DDM", "HUAWEI_VPC", "HUAWEI_BSS"];
        let endpoints = services.map(|service| (format!("PURSER_ENDPOINT_{service}"), address.to_owned()));
        self.settings.extend(endpoints);
        self.settings.push(("PURSER_CLOUDS".to_owned(), "loopback".to_owned()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("PURSER_DATA_DIR", self.temp.path().join("data"))
            .env("PURSER_SITE_DIR", self.temp.path().join("no-site"))
            .env("PURSER_LISTEN", "127.0.0.1:0")
            .env("PURSER_LOG", "error")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.temp.path())
            .kill_on_drop(true);
        command
    }

    /// What a command that succeeds says.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing may have closed it.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("purser {}: {said}", arguments.join(" ")).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// Somebody in the team, and a token that may do everything that they may.
    pub(crate) async fn person(&self, name: &str, lead: bool) -> Result<String, Failure> {
        let email = format!("{name}@example.com");
        let mut arguments =
            vec!["user", "add", "--email", &email, "--name", name, "--team", "Platform", "--password-stdin"];
        arguments.extend(lead.then_some("--lead"));
        self.run(&arguments, "a password of some length\n").await?;
        self.run(&["token", "create", "--user", &email], "").await
    }

    /// Starts a process, and waits for the line with its address.
    pub(crate) async fn start(&self, arguments: &[&str]) -> Result<Server, Failure> {
        let log = fs::File::options().create(true).append(true).open(self.temp.path().join("log"))?;
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        output.read_line(&mut line).await?;
        let address = line.find("http://").map(|at| line[at..].trim_end().to_owned());
        // Read on, so that the process never waits for us.
        tokio::spawn(async move { output.read_to_end(&mut Vec::new()).await.map(drop) });
        match address {
            Some(address) => Ok(Server { child, address }),
            None => Err(format!("{arguments:?} says no address: {line}{}", self.log()).into()),
        }
    }

    /// Starts a process that says nothing when it is ready.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Result<Server, Failure> {
        let mut command = self.command(arguments);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Server { child, address: String::new() })
    }

    /// The end of what the processes complained about.
    pub(crate) fn log(&self) -> String {
        let log = fs::read_to_string(self.temp.path().join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(20).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// The private PostgreSQL's process and the folder of its socket, while it runs.
    fn postmaster(&self) -> Option<(Pid, PathBuf)> {
        let data = self.temp.path().join("data");
        let home = match fs::read_to_string(data.join("postgres.at")) {
            Ok(elsewhere) => PathBuf::from(elsewhere.trim_end()),
            Err(_) => data.join("postgres"),
        };
        let file = fs::read_to_string(home.join("cluster/postmaster.pid")).ok()?;
        let lines: Vec<&str> = file.lines().map(str::trim).collect();
        let pid = lines.first()?.parse().ok().and_then(Pid::from_raw)?;
        Some((pid, PathBuf::from(lines.get(4)?)))
    }

    /// The folder of the private PostgreSQL's socket.
    pub(crate) fn socket(&self) -> Option<PathBuf> {
        self.postmaster().map(|(_, socket)| socket)
    }

    /// Ends PostgreSQL at once, as a crash would. The servers start it again. `false`: it was down already.
    pub(crate) fn crash_postgres(&self) -> bool {
        self.postmaster().is_some_and(|(pid, _)| kill_process(pid, Signal::QUIT).is_ok())
    }

    /// The database, as its superuser.
    pub(crate) async fn database(&self) -> Result<PgPool, Failure> {
        let (_, socket) = self.postmaster().ok_or("PostgreSQL is down")?;
        let options =
            PgConnectOptions::new().socket(socket).port(5432).username("postgres").database("purser");
        Ok(PgPoolOptions::new().max_connections(2).connect_with(options).await?)
    }
}

/// A running process. Killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn signal(&self, signal: Signal) -> bool {
        let pid = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        pid.is_some_and(|pid| kill_process(pid, signal).is_ok())
    }

    /// `kill -9`, at once.
    pub(crate) async fn kill(mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }

    /// SIGTERM; returns when it has ended.
    pub(crate) async fn stop(mut self) -> Result<ExitStatus, Failure> {
        self.signal(Signal::TERM);
        Ok(self.child.wait().await?)
    }
}
