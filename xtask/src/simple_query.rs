//! Just enough of PostgreSQL's protocol to run a file of SQL over a local socket, so that neither `psql` nor a
//! database crate has to be there.

use std::io::{self, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;

/// A connection that asks for no password.
pub(crate) struct Session {
    stream: BufReader<UnixStream>,
}

impl Session {
    /// Connects to `postgres://role@localhost:5432/database?host=/folder`.
    pub(crate) fn connect(url: &str) -> io::Result<Self> {
        let malformed =
            || io::Error::new(io::ErrorKind::InvalidInput, format!("not a local database URL: {url}"));
        let rest = url.strip_prefix("postgres://").ok_or_else(malformed)?;
        let (role, rest) = rest.split_once('@').ok_or_else(malformed)?;
        let (_, rest) = rest.split_once('/').ok_or_else(malformed)?;
        let (database, folder) = rest.split_once("?host=").ok_or_else(malformed)?;

        let mut stream = UnixStream::connect(format!("{folder}/.s.PGSQL.5432"))?;
        let mut startup = 0x0003_0000_u32.to_be_bytes().to_vec();
        startup.extend(format!("user\0{role}\0database\0{database}\0\0").as_bytes());
        stream.write_all(&sized(&startup))?;
        let mut session = Self { stream: BufReader::new(stream) };
        session.until_ready()?;
        Ok(session)
    }

    /// Runs all statements in one transaction and returns the first column of every row.
    pub(crate) fn run(&mut self, sql: &str) -> io::Result<Vec<String>> {
        let mut query = vec![b'Q'];
        query.extend(sized(format!("{sql}\0").as_bytes()));
        self.stream.get_mut().write_all(&query)?;
        self.until_ready()
    }

    fn until_ready(&mut self) -> io::Result<Vec<String>> {
        let mut rows = Vec::new();
        let mut refused = None;
        loop {
            let mut head = [0; 5];
            if let Err(ended) = self.stream.read_exact(&mut head) {
                // After a fatal refusal the server hangs up; the refusal says more.
                return Err(refused.unwrap_or(ended));
            }
            let [kind, size @ ..] = head;
            let mut body = vec![0; (u32::from_be_bytes(size) as usize).saturating_sub(4)];
            self.stream.read_exact(&mut body)?;
            match kind {
                b'D' => rows.extend(first_column(&body)),
                b'E' => refused = Some(io::Error::other(message(&body))),
                b'Z' => return refused.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }
}

/// A message body behind its length, which counts itself.
fn sized(body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 4).expect("SQL files are far below 4 GiB");
    [&size.to_be_bytes(), body].concat()
}

fn first_column(row: &[u8]) -> Option<String> {
    let size = u32::from_be_bytes(row.get(2..6)?.try_into().ok()?) as usize;
    Some(String::from_utf8_lossy(row.get(6..6 + size)?).into_owned())
}

/// The fields of an error that a person reads: its text, a hint, where in the SQL.
fn message(fields: &[u8]) -> String {
    let parts = fields.split(|byte| *byte == 0).filter_map(|field| {
        let (kind, text) = field.split_first()?;
        let text = String::from_utf8_lossy(text);
        match kind {
            b'M' => Some(text.into_owned()),
            b'D' | b'H' => Some(format!("({text})")),
            b'P' => Some(format!("at character {text}")),
            _ => None,
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}
