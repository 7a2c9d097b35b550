//! The embedded emulator as the endpoint of trials.

use std::path::Path;
use std::sync::OnceLock;

use libtest_mimic::Failed;
use tokio::runtime::{Builder, Runtime};

use crate::emulator::{Emulator, Fault, Options, start};
use crate::suite::Suite;
use crate::target::{KnownSuite, Target, TargetError};

/// An embedded emulator that starts when it is first needed, on a free port, and serves until it is dropped.
#[derive(Debug)]
pub struct Embedded {
    faults: Vec<Fault>,
    running: OnceLock<Result<Running, String>>,
}

/// A started emulator and what it runs on.
#[derive(Debug)]
struct Running {
    emulator: Emulator,
    _runtime: Runtime,
}

impl Embedded {
    /// An emulator with these deliberate deviations; nothing is started yet.
    #[must_use]
    pub fn new(faults: Vec<Fault>) -> Self {
        Self { faults, running: OnceLock::new() }
    }

    /// The target that a suite is held against; starts the emulator unless it runs.
    ///
    /// # Errors
    /// When the emulator cannot start, or does not serve the suite.
    pub fn target(&self, suite: &Suite) -> Result<Target, Failed> {
        let running = self.running.get_or_init(|| Running::new(self.faults.clone())).as_ref()?;
        let target = emulated_target(&running.emulator, suite)?;
        target.ok_or_else(|| format!("the embedded emulator does not serve `{}`", suite.id).into())
    }
}

impl Running {
    fn new(faults: Vec<Fault>) -> Result<Self, String> {
        // A thread of its own: the emulator answers while the threads of trials are busy.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| format!("no thread for the emulator: {error}"))?;
        let emulator =
            runtime.block_on(start(Options { faults, ..Options::default() })).map_err(|error| error.to_string())?;
        Ok(Self { emulator, _runtime: runtime })
    }
}

/// The target of a running emulator for a suite; `None` when the emulator does not serve it. It stands in no file.
///
/// # Errors
/// When the emulator's own target file is wrong, which would be a bug.
pub fn emulated_target(emulator: &Emulator, suite: &Suite) -> Result<Option<Target>, TargetError> {
    let Some(text) = emulator.target_file(&suite.id) else { return Ok(None) };
    let suites = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    Target::parse(Path::new(""), &text, &suites, &|_| None).map(Some)
}
