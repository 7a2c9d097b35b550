//! Raw HTTP servers on the loopback, one thread a connection, that answer however a test wants.
#![allow(dead_code, reason = "every test uses a part of it")]
#![allow(clippy::expect_used, reason = "a server that cannot begin ends its test")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Does the connection go on after an answer?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Request,
    Close,
}

/// What to do with one request: the connection, the request's text, and its number, from 0.
type Answer = dyn Fn(&mut TcpStream, &str, usize) -> Next + Send + Sync;

/// A server for as long as a test holds it.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
    came: Condvar,
    stopped: AtomicBool,
}

impl Server {
    /// A server that does this with every request.
    pub(crate) fn start(answer: impl Fn(&mut TcpStream, &str, usize) -> Next + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let server = Self { address, shared: Arc::default() };
        let (shared, answer): (_, Arc<Answer>) = (Arc::clone(&server.shared), Arc::new(answer));
        thread::spawn(move || accept(&listener, &shared, &answer));
        server
    }

    /// A server that answers every request with these bytes, whole, and keeps the connection.
    pub(crate) fn answering(response: Vec<u8>) -> Self {
        Self::start(move |stream, _, _| write(stream, &response))
    }

    /// A server that reads requests and never answers.
    pub(crate) fn silent() -> Self {
        Self::start(|stream, _, _| hold(stream))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so many requests have come; no, when they do not.
    pub(crate) fn waited_for(&self, count: usize) -> bool {
        let requests = self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.shared.came.wait_timeout_while(requests, PATIENCE, |requests| requests.len() < count);
        waited.is_ok_and(|(_, timeout)| !timeout.timed_out())
    }
}

/// Longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(60);

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts; if it is gone already, so much the better.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn note(&self, request: String) -> usize {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request);
        self.came.notify_all();
        requests.len() - 1
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>, answer: &Arc<Answer>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let (shared, answer) = (Arc::clone(shared), Arc::clone(answer));
        thread::spawn(move || converse(stream, &shared, &answer));
    }
}

fn converse(mut stream: TcpStream, shared: &Shared, answer: &Arc<Answer>) {
    // Latency only.
    let _ = stream.set_nodelay(true);
    while let Some(request) = read_message(&mut stream) {
        let request = String::from_utf8_lossy(&request).into_owned();
        let number = shared.note(request.clone());
        if answer(&mut stream, &request, number) == Next::Close {
            return;
        }
    }
}

/// One HTTP message with a body of a stated length; `None` when the connection ends first.
fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        if let Some(head) = message.windows(4).position(|window| window == b"\r\n\r\n") {
            let length = content_length(&String::from_utf8_lossy(message.get(..head)?));
            if message.len() >= head + 4 + length {
                return Some(message);
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(read) => message.extend_from_slice(buffer.get(..read)?),
        }
    }
}

fn content_length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next().and_then(|(_, length)| length.trim().parse().ok()).unwrap_or(0)
}

/// An answer with this status, headers (each line with its line break) and body.
pub(crate) fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A JSON answer with this status.
pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    response(status, "content-type: application/json\r\n", body.as_bytes())
}

/// Writes an answer; the connection goes on if all of it was taken.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) -> Next {
    if stream.write_all(bytes).is_ok() { Next::Request } else { Next::Close }
}

/// Answers nothing until the client gives up.
pub(crate) fn hold(stream: &mut TcpStream) -> Next {
    while stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
    Next::Close
}

/// What another endpoint answers to a request.
pub(crate) fn forwarded(address: &str, request: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://").trim_end_matches('/')).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    read_message(&mut stream)
}

/// A port that nobody listens on: it was free a moment ago.
pub(crate) fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}/", listener.local_addr().expect("it is bound"))
}
