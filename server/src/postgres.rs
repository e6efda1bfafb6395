//! The portal's own PostgreSQL: started when it is down, joined when it is up, stopped by the last process that leaves.
//!
//! Three files in the data folder carry the agreement between processes:
//!
//! * `postgres.lock`: everybody who uses the server holds it shared. Who leaves and can take it alone was the last.
//! * `postgres.start.lock`: held alone by whoever makes, starts or stops the server.
//! * `postgres.at`: where the cluster is, when the data folder's parents are closed to the user that runs PostgreSQL.
//!
//! The kernel gives both locks back when a process dies, so nothing has to be cleaned up after `kill -9`; PostgreSQL
//! itself runs in a session of its own and outlives whoever started it. Blocking, and built on std and rustix alone.

// The explicit paths let the tests and xtask include this very file.
#[path = "postgres/cluster.rs"]
mod cluster;
#[path = "postgres/error.rs"]
mod error;
#[path = "postgres/home.rs"]
mod home;
#[path = "postgres/programs.rs"]
mod programs;

use std::fs::File;
use std::path::Path;

use cluster::Cluster;
pub(crate) use error::PostgresError;
use home::{DataFolder, Home};

/// A setting of the server, given on its command line: stronger than what its files say.
pub(crate) type Setting = (&'static str, &'static str);

/// A committed purchase must survive a power cut, whatever the cluster's own files say.
const DURABLE: &[Setting] = &[("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")];

/// A share in the data folder's PostgreSQL. It runs for as long as anybody holds one.
pub(crate) struct PrivatePostgres {
    data: DataFolder,
    cluster: Cluster,
    /// Held shared until this process leaves.
    presence: Option<File>,
}

impl PrivatePostgres {
    /// Joins the data folder's PostgreSQL, making and starting it first where needed.
    pub(crate) fn start(data_dir: &Path) -> Result<Self, PostgresError> {
        Self::start_with(data_dir, DURABLE)
    }

    /// The same with other settings; they count only for the process that finds the server down.
    pub(crate) fn start_with(data_dir: &Path, settings: &'static [Setting]) -> Result<Self, PostgresError> {
        let data = DataFolder::open(data_dir)?;
        // Before the start lock: whoever is stopping the server holds this one alone until it is down.
        let presence = data.lock_file("postgres.lock")?;
        presence.lock_shared().map_err(data.trouble("lock"))?;

        let starting = data.start_lock()?;
        let home = Home::find(&data)?;
        let cluster = Cluster::open(home, settings)?;
        cluster.bring_up()?;
        drop(starting);

        Ok(Self { data, cluster, presence: Some(presence) })
    }

    /// For the portal: a role that can change rows and nothing else.
    pub(crate) fn app_url(&self) -> String {
        self.url("purser_app")
    }

    /// For migrations: the role that owns the schema.
    pub(crate) fn owner_url(&self) -> String {
        self.url("purser_owner")
    }

    /// For any role of the cluster; `postgres` is its superuser.
    pub(crate) fn url(&self, role: &str) -> String {
        let socket_dir = self.cluster.socket_dir().display();
        // The port is named because PGPORT would otherwise change it.
        format!("postgres://{role}@localhost:5432/purser?host={socket_dir}")
    }

    /// Starts the server again if it is down. Cheap when it is up, so it can be called every second.
    pub(crate) fn ensure_running(&self) -> Result<(), PostgresError> {
        if self.cluster.is_up() {
            return Ok(());
        }
        let _starting = self.data.start_lock()?;
        self.cluster.bring_up()
    }

    /// Leaves. The last to leave stops the server, and returns when it is down.
    pub(crate) fn stop(mut self) -> Result<(), PostgresError> {
        self.leave()
    }

    fn leave(&mut self) -> Result<(), PostgresError> {
        let Some(presence) = self.presence.take() else { return Ok(()) };
        // Leavers queue here; without it two that leave at once could each see the other and both walk away.
        let _starting = self.data.start_lock()?;
        presence.unlock().map_err(self.data.trouble("unlock"))?;
        match presence.try_lock() {
            Ok(()) => self.cluster.bring_down(),
            // Somebody else is still using it.
            Err(_) => Ok(()),
        }
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        // Nobody is left to hear of a failure; the next process to leave tries again.
        let _ = self.leave();
    }
}
