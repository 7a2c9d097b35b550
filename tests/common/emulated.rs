//! An embedded emulator that serves for as long as a test holds it.
#![allow(dead_code, reason = "every test uses a part of it")]
#![allow(clippy::expect_used, reason = "an emulator that cannot start ends its test")]

use std::path::Path;

use abide::emulator::{Emulator, Fault, Options, start};
use abide::suite::Suite;
use abide::target::{KnownSuite, Target};
use tokio::runtime::{Builder, Runtime};

/// A started emulator and what it runs on.
#[derive(Debug)]
pub(crate) struct Emulated {
    emulator: Emulator,
    _runtime: Runtime,
}

impl Emulated {
    /// An emulator with these deliberate deviations.
    pub(crate) fn start(faults: Vec<Fault>) -> Self {
        // A thread of its own: the emulator answers while the test waits.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a thread");
        let emulator = runtime.block_on(start(Options { faults, ..Options::default() })).expect("a free port");
        Self { emulator, _runtime: runtime }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        self.emulator.url()
    }

    /// The target file of a suite, as text.
    pub(crate) fn target_file(&self, suite: &str) -> String {
        self.emulator.target_file(suite).expect("it serves the suite")
    }

    /// The target of a suite.
    pub(crate) fn target(&self, suite: &Suite) -> Target {
        let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
        Target::parse(Path::new(""), &self.target_file(&suite.id), &known, &|_| None).expect("its target file is right")
    }
}
