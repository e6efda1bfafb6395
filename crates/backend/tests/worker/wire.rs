//! A stretch of wire between the portal and PostgreSQL that is cut at the COMMIT of a send. It understands of
//! the protocol where messages begin, and which of them write a send.

use std::{
    collections::{HashSet, VecDeque},
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy, split},
    net::{TcpListener, TcpStream, UnixStream},
    sync::Notify,
};

/// Where the COMMIT is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It never reaches the database.
    Before,
    /// The database commits, and its answer never reaches the portal.
    After,
    /// Both ends lose the connection while it is under way: nobody knows.
    Meanwhile,
}

impl Cut {
    pub(crate) const ALL: [Self; 3] = [Self::Before, Self::After, Self::Meanwhile];
}

/// Where the wire is cut next, and how often it was.
#[derive(Debug, Default)]
struct Knife {
    next: Mutex<VecDeque<Cut>>,
    made: AtomicUsize,
}

pub(crate) struct Wire {
    address: SocketAddr,
    knife: Arc<Knife>,
}

impl Wire {
    /// Listens, and passes everything on to that database.
    pub(crate) async fn to(database: &PgConnectOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let knife = Arc::new(Knife::default());
        let port = database.get_port();
        let socket = database.get_socket().map(|folder| folder.join(format!(".s.PGSQL.{port}")));
        let (host, shared) = (database.get_host().to_owned(), knife.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A connection that breaks is what this is for.
                tokio::spawn(connect(client, socket.clone(), (host.clone(), port), shared.clone()));
            }
        });
        Self { address, knife }
    }

    /// How the portal reaches the database over this wire. Made anew, because a socket's folder, once given, takes
    /// the place of every host.
    pub(crate) fn route(&self, database: &PgConnectOptions) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.address.port())
            .username(database.get_username())
            .database(database.get_database().unwrap_or_default())
            .ssl_mode(PgSslMode::Disable)
    }

    /// Cuts the connection at the next COMMIT of a send.
    pub(crate) fn arm(&self, cut: Cut) {
        self.knife.next.lock().expect("the knife").push_back(cut);
    }

    /// How often it was cut.
    pub(crate) fn cuts(&self) -> usize {
        self.knife.made.load(Ordering::SeqCst)
    }
}

async fn connect(
    client: TcpStream,
    socket: Option<PathBuf>,
    host: (String, u16),
    knife: Arc<Knife>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    match socket {
        Some(socket) => carry(client, UnixStream::connect(socket).await?, &knife).await,
        None => {
            let server = TcpStream::connect(host).await?;
            server.set_nodelay(true)?;
            carry(client, server, &knife).await
        }
    }
}

/// Carries messages until either side ends, or the wire is cut: both connections close when this returns.
async fn carry(mut client: TcpStream, server: impl AsyncRead + AsyncWrite, knife: &Knife) -> io::Result<()> {
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = split(server);
    let (is_silent, answered) = (AtomicBool::new(false), Notify::new());

    let up = async {
        // The first message has no type.
        let (_, first) = message(&mut from_client, false).await?;
        to_server.write_all(&first).await?;
        let mut transaction = Transaction::default();
        loop {
            let (kind, message) = message(&mut from_client, true).await?;
            let cut = match transaction.commits_a_send(kind, &message[5..]) {
                true => knife.next.lock().expect("the knife").pop_front(),
                false => None,
            };
            if cut != Some(Cut::Before) {
                is_silent.store(cut.is_some(), Ordering::SeqCst);
                to_server.write_all(&message).await?;
            }
            if cut == Some(Cut::After) {
                answered.notified().await;
            }
            if cut.is_some() {
                knife.made.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            }
        }
    };
    let down = async {
        let mut bytes = [0; 8192];
        loop {
            let read = from_server.read(&mut bytes).await?;
            if read == 0 {
                return Ok(());
            }
            if is_silent.load(Ordering::SeqCst) {
                answered.notify_one();
                return copy(&mut from_server, &mut tokio::io::sink()).await.map(drop);
            }
            to_client.write_all(&bytes[..read]).await?;
        }
    };
    tokio::select! {
        ended = up => ended,
        ended = down => ended,
    }
}

/// One message, as it is on the wire, and its type.
async fn message(from: &mut (impl AsyncRead + Unpin), has_type: bool) -> io::Result<(u8, Vec<u8>)> {
    let mut message = Vec::new();
    let kind = match has_type {
        true => from.read_u8().await?,
        false => 0,
    };
    message.extend(has_type.then_some(kind));
    let length = from.read_u32().await?;
    message.extend(length.to_be_bytes());
    let head = message.len();
    message.resize(head + (length as usize).saturating_sub(4), 0);
    from.read_exact(&mut message[head..]).await?;
    Ok((kind, message))
}

/// What a connection's transaction has written so far.
#[derive(Default)]
struct Transaction {
    /// The prepared statements that write a send, by name.
    writers: HashSet<Vec<u8>>,
    writes_a_send: bool,
}

impl Transaction {
    /// Follows the messages to the server; whether this one is the COMMIT of a send.
    fn commits_a_send(&mut self, kind: u8, body: &[u8]) -> bool {
        let mut texts = body.split(|byte| *byte == 0);
        let mut text = || texts.next().unwrap_or_default().to_vec();
        match kind {
            // Parse: a statement's name and its text.
            b'P' => {
                let (name, query) = (text(), text());
                if String::from_utf8_lossy(&query).contains("insert into purser.sends") {
                    self.writers.insert(name);
                } else {
                    self.writers.remove(&name);
                }
                false
            }
            // Bind: a portal's name and its statement's.
            b'B' => {
                let (_, name) = (text(), text());
                self.writes_a_send |= self.writers.contains(&name);
                false
            }
            // Query: a text. Transactions begin and end with one.
            b'Q' => {
                let is_commit = text().eq_ignore_ascii_case(b"commit");
                std::mem::take(&mut self.writes_a_send) && is_commit
            }
            _ => false,
        }
    }
}
