//! The embedded emulator behind a server that may do something else with its answers.

use std::net::TcpStream;

use abide::emulator::{Emulator, Options};
use tokio::runtime::{Builder, Runtime};

use crate::common::run::Order;
use crate::common::server::{Next, Server, forwarded, write};

/// An exchange that passes through: the request, its number from 0, and what the emulator answers to it.
pub(crate) struct Passing<'a> {
    pub(crate) request: &'a str,
    pub(crate) number: usize,
    pub(crate) answer: Vec<u8>,
}

/// An emulator and the server before it, for as long as a test holds them.
pub(crate) struct Front {
    pub(crate) server: Server,
    emulator: Emulator,
    _runtime: Runtime,
}

impl Front {
    /// Does this with every exchange.
    pub(crate) fn new(pass: impl Fn(&mut TcpStream, Passing<'_>) -> Next + Send + Sync + 'static) -> Self {
        // A thread of its own: the emulator answers while the threads of a run are busy.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a thread to run on");
        let emulator = runtime.block_on(abide::emulator::start(Options::default())).expect("a free port");
        let url = emulator.url();
        let server = Server::start(move |stream, request, number| match forwarded(&url, request) {
            Some(answer) => pass(stream, Passing { request, number, answer }),
            None => Next::Close,
        });
        Self { server, emulator, _runtime: runtime }
    }

    /// Hands everything through, changed like this.
    pub(crate) fn changing(change: impl Fn(Passing<'_>) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::new(move |stream, passing| write(stream, &change(passing)))
    }

    /// Hands so many exchanges through; then does this with the connection.
    pub(crate) fn turning(honest: usize, then: impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static) -> Self {
        Self::new(
            move |stream, passing| {
                if passing.number < honest { write(stream, &passing.answer) } else { then(stream) }
            },
        )
    }

    /// A run of a suite through this front, with the emulator's own target file.
    pub(crate) fn order(&self, suite: &'static str) -> Order<'static> {
        let text = self.emulator.target_file(suite).expect("it serves both suites");
        let text = text.replace(&self.emulator.url(), &self.server.url());
        Order { target_file: Some(text), ..Order::new(suite, "") }
    }
}
