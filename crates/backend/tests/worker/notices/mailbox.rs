//! A mail server of another author, over a socket.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use mailin_embedded::{Handler, Response, Server, SslConfig, response};

#[derive(Clone)]
pub(crate) struct Mailbox {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<Vec<u8>>>>,
    refusal: Arc<Mutex<Option<Response>>>,
    arriving: Vec<u8>,
}

impl Mailbox {
    /// Listens until the test ends.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mailbox = Self { port, taken: Arc::default(), refusal: Arc::default(), arriving: Vec::new() };
        let mut server = Server::new(mailbox.clone());
        server
            .with_name("mail.example.com")
            .with_ssl(SslConfig::None)
            .expect("no TLS")
            .with_tcp_listener(listener);
        std::thread::spawn(move || server.serve().map_err(|error| error.to_string()));
        mailbox
    }

    /// What was taken so far.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        self.taken.lock().expect("the mails").clone()
    }

    /// From now on nobody is taken, and this is why.
    pub(crate) fn refuse(&self, response: Response) {
        *self.refusal.lock().expect("the refusal") = Some(response);
    }
}

impl Handler for Mailbox {
    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.arriving.extend_from_slice(line);
        Ok(())
    }

    fn rcpt(&mut self, _to: &str) -> Response {
        self.refusal.lock().expect("the refusal").clone().unwrap_or(response::OK)
    }

    fn data_end(&mut self) -> Response {
        let mail = std::mem::take(&mut self.arriving);
        self.taken.lock().expect("the mails").push(mail);
        response::OK
    }
}
