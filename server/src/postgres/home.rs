//! Where a data folder's cluster lives, and as whom it runs.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::error::PostgresError;

/// Clusters whose data folder PostgreSQL's user cannot reach.
const ELSEWHERE: &str = "/var/lib/purser";

/// The portal's data folder, known to belong to this process's user.
pub(super) struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens the folder, making it where it is missing.
    pub(super) fn open(path: &Path) -> Result<Self, PostgresError> {
        fs::create_dir_all(path).map_err(PostgresError::io("make the data folder", path))?;
        let path = path.canonicalize().map_err(PostgresError::io("open the data folder", path))?;
        must_belong_to(&path, rustix::process::geteuid().as_raw())?;
        Ok(Self { path })
    }

    /// A file to lock; its content means nothing.
    pub(super) fn lock_file(&self, name: &str) -> Result<File, PostgresError> {
        let path = self.path.join(name);
        File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(PostgresError::io("open", path))
    }

    /// Waits for its turn to make, start or stop the server; dropping the file ends it.
    pub(super) fn start_lock(&self) -> Result<File, PostgresError> {
        let file = self.lock_file("postgres.start.lock")?;
        file.lock().map_err(self.trouble("lock"))?;
        Ok(file)
    }

    pub(super) fn trouble(&self, what: &'static str) -> impl FnOnce(io::Error) -> PostgresError {
        PostgresError::io(what, &self.path)
    }
}

/// An unprivileged user for PostgreSQL, which refuses to run as root.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) name: String,
    uid: u32,
    gid: u32,
}

impl Account {
    /// Nobody else when the portal itself is unprivileged.
    fn to_drop_to() -> Result<Option<Self>, PostgresError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd").map_err(PostgresError::io("read", "/etc/passwd"))?;
        let named = |wanted: &str| {
            passwd.lines().find_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                let uid = fields.nth(1)?.parse().ok()?;
                let gid = fields.next()?.parse().ok()?;
                (name == wanted && uid != 0).then(|| Self { name: name.to_owned(), uid, gid })
            })
        };
        named("postgres").or_else(|| named("nobody")).map(Some).ok_or(PostgresError::NoUser)
    }

    /// Makes a command run as this user. The standard library clears the supplementary groups with it.
    pub(super) fn run(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Asks the kernel, which also knows of access lists.
    fn may_enter(&self, folder: &Path) -> bool {
        let mut probe = Command::new("true");
        probe.current_dir(folder).stdin(Stdio::null());
        self.run(&mut probe);
        probe.status().is_ok_and(|status| status.success())
    }
}

/// The folder that holds the cluster and its log, and the folder of its socket.
pub(super) struct Home {
    pub(super) dir: PathBuf,
    pub(super) socket_dir: PathBuf,
    /// None: PostgreSQL runs as this process's own user.
    pub(super) account: Option<Account>,
    /// A cluster that is not in the data folder: what to write there when it is complete.
    pointer: Option<PathBuf>,
}

impl Home {
    /// Finds or makes the home of the data folder's cluster. Call under the start lock.
    pub(super) fn find(data: &DataFolder) -> Result<Self, PostgresError> {
        let account = Account::to_drop_to()?;
        let inside = data.path.join("postgres");
        let pointer = data.path.join("postgres.at");

        let home = match fs::read_to_string(&pointer) {
            Ok(elsewhere) => {
                let home = Self::at(PathBuf::from(elsewhere.trim_end()), account, Some(pointer.clone()));
                // A half-made cluster beside it says that the first start was cut short: it is made again.
                if !home.cluster().exists() && home.half_made().is_empty() {
                    return Err(PostgresError::Gone { folder: home.dir, pointer });
                }
                home
            }
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => match &account {
                Some(user) if !inside.exists() && !user.may_enter(&data.path) => {
                    let base = Path::new(ELSEWHERE);
                    fs::create_dir_all(base).map_err(PostgresError::io("make", base))?;
                    Self::at(base.join(name_after(&data.path)), account, Some(pointer))
                }
                _ => Self::at(inside, account, None),
            },
            Err(other) => return Err(PostgresError::io("read", pointer)(other)),
        };
        home.private_folder(&home.dir)?;
        if let Some(user) = &home.account
            && !user.may_enter(&home.dir)
        {
            return Err(PostgresError::Unreachable { folder: home.dir.clone(), user: user.name.clone() });
        }
        Ok(home)
    }

    fn at(dir: PathBuf, account: Option<Account>, pointer: Option<PathBuf>) -> Self {
        // A socket's path has at most 107 bytes, so it cannot live below a folder that the operator chose.
        let run = Path::new("/run");
        let name = format!("purser-{:016x}", fingerprint(&dir));
        let socket_dir = match &account {
            Some(_) if run.is_dir() => run.join(name),
            _ => Path::new("/tmp").join(name),
        };
        Self { dir, socket_dir, account, pointer }
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.dir.join("cluster")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// Where a cluster is made before it takes its name.
    pub(super) fn workshop(&self) -> PathBuf {
        self.dir.join(format!("cluster.making-{}", std::process::id()))
    }

    /// What earlier attempts left behind.
    pub(super) fn half_made(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("cluster.making-"))
            .map(|entry| entry.path())
            .collect()
    }

    /// Is the cluster here that of an earlier data folder at the same path? Then nothing points to it.
    pub(super) fn is_left_over(&self) -> bool {
        self.pointer.as_ref().is_some_and(|pointer| !pointer.exists()) && self.cluster().exists()
    }

    /// Sets a left-over cluster aside: it may be all that remains of somebody's data.
    pub(super) fn set_aside(&self) -> Result<(), PostgresError> {
        let cluster = self.cluster();
        let free = (1u32..).map(|n| self.dir.join(format!("cluster.before-{n}"))).find(|path| !path.exists());
        let aside = free.unwrap_or_else(|| self.dir.join("cluster.before"));
        fs::rename(&cluster, aside).map_err(PostgresError::io("move away", cluster))
    }

    /// Lets the data folder point here, durably.
    pub(super) fn write_pointer(&self) -> Result<(), PostgresError> {
        let Some(pointer) = &self.pointer else { return Ok(()) };
        let write = || {
            let mut file = File::create(pointer)?;
            writeln!(file, "{}", self.dir.display())?;
            file.sync_all()
        };
        write().map_err(PostgresError::io("write", pointer))
    }

    /// Makes a folder that only PostgreSQL's user (and root) may enter, or checks that it is one.
    pub(super) fn private_folder(&self, path: &Path) -> Result<(), PostgresError> {
        let needed =
            self.account.as_ref().map_or_else(|| rustix::process::geteuid().as_raw(), |user| user.uid);
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => match &self.account {
                Some(user) => {
                    chown(path, Some(user.uid), Some(user.gid)).map_err(PostgresError::io("give away", path))
                }
                None => Ok(()),
            },
            Err(exists) if exists.kind() == io::ErrorKind::AlreadyExists => {
                must_belong_to(path, needed)?;
                fs::set_permissions(path, fs::Permissions::from_mode(0o700))
                    .map_err(PostgresError::io("close", path))
            }
            Err(other) => Err(PostgresError::io("make", path)(other)),
        }
    }
}

/// Looks at the folder itself, not at what a link points to: in `/tmp` anybody may have made it.
fn must_belong_to(folder: &Path, needed: u32) -> Result<(), PostgresError> {
    let found = fs::symlink_metadata(folder).map_err(PostgresError::io("open", folder))?;
    if found.uid() != needed || !found.is_dir() {
        return Err(PostgresError::ForeignFolder { folder: folder.to_owned(), owner: found.uid(), needed });
    }
    Ok(())
}

/// A file name that tells people which data folder it belongs to, and tells similar paths apart.
fn name_after(path: &Path) -> String {
    let readable: String = path
        .to_string_lossy()
        .trim_start_matches('/')
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' })
        .take(100)
        .collect();
    format!("{readable}-{:016x}", fingerprint(path))
}

/// FNV-1a: the same in every process and every version of the program.
fn fingerprint(path: &Path) -> u64 {
    path.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
