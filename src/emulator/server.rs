//! HTTP: binds a loopback port, reads requests within bounds, writes replies. Knows nothing of either API.

use std::{io, net::Ipv4Addr, sync::Arc};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::{
    Request, Response,
    body::{Body, Incoming},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use super::{
    call::{Call, Reply},
    clock::Clock,
    deviation::Deviations,
    fault::Fault,
    service::{Ground, Service},
    target_file,
    transport::{Fate, Payload, Transport, intercepted},
    variant::Variant,
};

/// The largest request body read, in bytes: what Tencent documents for forms, and far above what any operation needs.
const LARGEST_BODY: usize = 1 << 20;

/// How to start an emulator.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The loopback port; 0 takes a free one.
    pub port: u16,
    /// The deliberate deviations; none for an emulator that keeps to the documents.
    pub faults: Vec<Fault>,
    /// Permitted ways to differ.
    pub variants: Vec<Variant>,
}

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port could not be bound.
    #[error("cannot listen on 127.0.0.1:{port}: {source}; port 0 takes a free one")]
    Bind {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
}

/// A running emulator. Dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    port: u16,
    accepting: JoinHandle<()>,
}

/// Binds 127.0.0.1 and serves both suites from the current runtime until stopped or dropped.
///
/// # Errors
/// [`StartError::Bind`] when the port is taken or not allowed.
pub async fn start(options: Options) -> Result<Emulator, StartError> {
    let Options { port, faults, variants } = options;
    let unbound = |source| StartError::Bind { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(unbound)?;
    let port = listener.local_addr().map_err(unbound)?.port();
    let wrong = faults.into_iter().map(Fault::deviation);
    let deviations: Deviations = wrong.chain(variants.into_iter().flat_map(Variant::deviations)).collect();
    let ground = Ground { deviations: deviations.clone(), clock: Clock::System };
    let endpoint = Endpoint { service: Service::new(&ground), transport: Transport::new(deviations) };
    let accepting = tokio::spawn(accept(listener, Arc::new(endpoint)));
    Ok(Emulator { port, accepting })
}

impl Emulator {
    /// Where it listens: `http://127.0.0.1:PORT/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The target file for a suite (`aliyun-rds` or `tencent-cdb`), as TOML, signed with the suite's present-day
    /// scheme; `None` for another suite.
    #[must_use]
    pub fn target_file(&self, suite: &str) -> Option<String> {
        target_file::render(&self.url(), suite, None)
    }

    /// As [`target_file`](Self::target_file), with `endpoint.signature` as given: `acs3` or `rpc-v1` for `aliyun-rds`,
    /// `tc3`, `hmac-sha256` or `hmac-sha1` for `tencent-cdb`; `None` for a signature that the suite does not have.
    #[must_use]
    pub fn target_file_signed(&self, suite: &str, signature: &str) -> Option<String> {
        target_file::render(&self.url(), suite, Some(signature))
    }

    /// Closes the port and every connection, and returns when they are closed.
    pub async fn stop(mut self) {
        self.accepting.abort();
        // The only way the task ends is the abort just asked for; that it was cancelled is no news.
        let _cancelled = (&mut self.accepting).await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What connections share.
struct Endpoint {
    service: Service,
    transport: Transport,
}

/// Accepts until aborted. Connections live in this task's set, so they end with it.
async fn accept(listener: TcpListener, endpoint: Arc<Endpoint>) {
    let mut connections = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(converse(stream, Arc::clone(&endpoint)));
        } else {
            // Out of descriptors, most likely: give connections time to close instead of spinning.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, endpoint: Arc<Endpoint>) {
    // Latency only; a socket that refuses the option still works.
    let _refused = stream.set_nodelay(true);
    let title_case = endpoint.transport.has_title_case();
    let exchange = service_fn(move |request| {
        let endpoint = Arc::clone(&endpoint);
        async move { endpoint.exchange(request).await.ok_or(Lost) }
    });
    let mut connection = http1::Builder::new();
    connection.pipeline_flush(true).title_case_headers(title_case);
    // A client that breaks off or speaks no HTTP ends its own connection and concerns nobody else.
    let _broken_off = connection.serve_connection(TokioIo::new(stream), exchange).await;
}

/// A request that gets no answer; its connection ends.
#[derive(Debug, thiserror::Error)]
#[error("no answer to this request")]
struct Lost;

impl Endpoint {
    /// One request and its answer, if it gets one.
    async fn exchange(&self, request: Request<Incoming>) -> Option<Response<Payload>> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await;
        let fate = self.transport.fate();
        let reply = match fate {
            Fate::RequestLost => return None,
            Fate::Throttled(status, aliyun, tencent) => {
                self.service.throttle(&call(&parts, bytes.as_deref().unwrap_or_default()), status, (aliyun, tencent))
            }
            Fate::Intercepted(status) => intercepted(status),
            Fate::Answered | Fate::Late(_) | Fate::AnswerLost => self.answer(&parts, bytes),
        };
        match fate {
            Fate::AnswerLost => return None,
            Fate::Late(delay) => tokio::time::sleep(delay).await,
            _ => {}
        }
        Some(self.transport.respond(reply, &parts.headers))
    }

    fn answer(&self, parts: &Parts, bytes: Option<Bytes>) -> Reply {
        match bytes {
            Some(bytes) => self.service.answer(&call(parts, &bytes)),
            None => self.service.refuse_size(&call(parts, &[])),
        }
    }
}

/// The whole body; `None` when it is too large or breaks off.
async fn read(body: Incoming) -> Option<Bytes> {
    if body.is_end_stream() {
        return Some(Bytes::new());
    }
    Some(Limited::new(body, LARGEST_BODY).collect().await.ok()?.to_bytes())
}

fn call<'a>(parts: &'a Parts, body: &'a [u8]) -> Call<'a> {
    Call { method: parts.method.as_str(), query: parts.uri.query().unwrap_or_default(), headers: &parts.headers, body }
}
