//! PostgreSQL clusters that are promoted, restored and killed, behind one address.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, UnixStream},
    sync::watch,
};

/// Made like the private PostgreSQL's roles and database.
const BOOTSTRAP: &str = "
create role purser_owner login; create role purser_app login;
create database purser owner purser_owner encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' template template0;";

/// Only the process dies in these tests, never the machine.
const SETTINGS: &str = "
listen_addresses = ''
fsync = off
shared_buffers = 32MB
max_connections = 300
wal_keep_size = 256MB
";

/// A folder with clusters.
pub(crate) struct Clusters {
    folder: TempDir,
    bin: PathBuf,
    /// PostgreSQL refuses to run as root.
    account: Option<(u32, u32)>,
}

/// One cluster. Stopped at once when it is dropped.
pub(crate) struct Cluster {
    data: PathBuf,
    sockets: PathBuf,
    bin: PathBuf,
    account: Option<(u32, u32)>,
}

impl Clusters {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("mode");
        let account = rustix::process::geteuid().is_root().then(|| {
            let passwd = fs::read_to_string("/etc/passwd").expect("/etc/passwd");
            let line = passwd.lines().find(|line| line.starts_with("postgres:")).expect("the user postgres");
            let fields: Vec<&str> = line.split(':').collect();
            (fields[2].parse().expect("a user"), fields[3].parse().expect("a group"))
        });
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group)).expect("chown");
        }
        let installed = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL").flatten();
        let newest = installed.map(|version| version.path()).max().expect("a version");
        Self { folder, bin: newest.join("bin"), account }
    }

    fn cluster(&self, name: &str) -> Cluster {
        let data = self.folder.path().join(name);
        // Not in the cluster: a copy would take the socket's lock with it.
        let sockets = data.with_extension("s");
        fs::create_dir(&sockets).expect("a folder");
        if let Some((user, group)) = self.account {
            chown(&sockets, Some(user), Some(group)).expect("chown");
        }
        Cluster { data, sockets, bin: self.bin.clone(), account: self.account }
    }

    /// A running cluster with the roles and an empty database.
    pub(crate) fn primary(&self) -> Cluster {
        let cluster = self.cluster("primary");
        let data = cluster.data.to_str().expect("text");
        cluster
            .run("initdb", &["-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8", "-D", data]);
        let file = cluster.data.join("postgresql.conf");
        let settings = fs::read_to_string(&file).expect("settings") + SETTINGS;
        fs::write(file, settings).expect("settings");
        cluster.start();
        for statement in BOOTSTRAP.split_inclusive(';').map(str::trim).filter(|sql| !sql.is_empty()) {
            cluster.sql_in("postgres", statement);
        }
        cluster
    }

    /// A copy of a running cluster, taken now; with `follows` it will stream from it.
    pub(crate) fn copy(&self, name: &str, of: &Cluster, follows: bool) -> Cluster {
        let copy = self.cluster(name);
        let from = format!("host={} user=postgres application_name={name}", of.sockets.display());
        let mut arguments = vec!["-D", copy.data.to_str().expect("text"), "-d", &from, "-c", "fast"];
        arguments.extend(["-X", "stream"]);
        arguments.extend(follows.then_some("-R"));
        copy.run("pg_basebackup", &arguments);
        copy
    }
}

impl Cluster {
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(self.bin.join(program));
        command.args(arguments).current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C");
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        let output = command.output().expect(program);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {said}");
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    fn control(&self, arguments: &[&str]) {
        let log = self.data.with_extension("log");
        let (data, log) = (self.data.to_str().expect("text"), log.to_str().expect("text"));
        self.run("pg_ctl", &[arguments, &["-s", "-w", "-D", data, "-l", log]].concat());
    }

    pub(crate) fn start(&self) {
        let sockets = format!("-k {}", self.sockets.display());
        self.control(&["start", "-o", &sockets]);
    }

    /// As if the machine had died: nothing is finished.
    pub(crate) fn kill(&self) {
        self.control(&["stop", "-m", "immediate"]);
    }

    pub(crate) fn promote(&self) {
        self.control(&["promote"]);
    }

    fn sql_in(&self, database: &str, sql: &str) -> String {
        let host = self.sockets.to_str().expect("text");
        self.run(
            "psql",
            &["-h", host, "-U", "postgres", "-d", database, "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql],
        )
    }

    /// What the statement says, as somebody who may do anything.
    pub(crate) fn sql(&self, sql: &str) -> String {
        self.sql_in("purser", sql)
    }

    /// A database that is what the cluster's own is now. Nobody may be in that one.
    pub(crate) fn duplicate(&self, name: &str) {
        self.sql_in("postgres", &format!("create database {name} template purser owner purser_owner"));
    }

    /// The address of a database, without a way round.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@localhost/{database}?host={}", self.sockets.display())
    }

    fn socket(&self) -> PathBuf {
        self.sockets.join(".s.PGSQL.5432")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data.join("postmaster.pid").exists() {
            self.kill();
        }
    }
}

/// One address whose connections lead to whichever cluster is the right one now.
pub(crate) struct Front {
    pub(crate) port: u16,
    target: Arc<Mutex<Option<PathBuf>>>,
    switched: watch::Sender<()>,
}

impl Front {
    pub(crate) async fn of(cluster: &Cluster) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let target = Arc::new(Mutex::new(Some(cluster.socket())));
        let (switched, switches) = watch::channel(());
        let leads_to = Arc::clone(&target);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let socket = leads_to.lock().expect("the target").clone();
                let mut switches = switches.clone();
                switches.mark_unchanged();
                tokio::spawn(async move {
                    let Some(socket) = socket else { return };
                    let Ok(mut server) = UnixStream::connect(socket).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = switches.changed() => {}
                    }
                });
            }
        });
        Self { port, target, switched }
    }

    /// Cuts every connection, and leads new ones there; nowhere for `None`.
    pub(crate) fn lead_to(&self, cluster: Option<&Cluster>) {
        *self.target.lock().expect("the target") = cluster.map(Cluster::socket);
        self.switched.send_replace(());
    }

    pub(crate) fn url(&self, role: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/purser", self.port)
    }
}
