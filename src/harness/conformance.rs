//! What a conformance test is made of, as its author says it.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use super::endpoint::Start;
use super::running::Running;
use crate::property::Size;
use crate::runner::SETTLE;

/// A test that holds an endpoint to what documents say of it; [`main`](Self::main) runs it.
#[derive(Debug)]
pub struct Conformance {
    pub(super) suites: Vec<String>,
    pub(super) baseline: Option<PathBuf>,
    pub(super) start: Option<Start>,
    pub(super) profile: Profile,
    /// A counterexample file: then only that is sent.
    pub(super) replay: Option<PathBuf>,
}

/// How much each trial tries, and where what it finds goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) size: Size,
    pub(super) settle: Duration,
    pub(super) reports: PathBuf,
}

/// A conformance test of nothing yet: give it a suite and an endpoint.
#[must_use]
pub fn conformance() -> Conformance {
    let size = Size { seed: 1, cases: 10, sequences: 5, steps: 4 };
    let profile = Profile { size, settle: SETTLE, reports: PathBuf::from("target/abide") };
    Conformance { suites: Vec::new(), baseline: None, start: None, profile, replay: None }
}

impl Conformance {
    /// Holds the endpoint to this suite, `aliyun-rds` or `tencent-cdb`; once for each suite that it serves.
    #[must_use]
    pub fn suite(mut self, id: impl Into<String>) -> Self {
        self.suites.push(id.into());
        self
    }

    /// The file of failures that are known, as `abide run --baseline` takes it; a path from the package's folder.
    #[must_use]
    pub fn baseline(self, file: impl Into<PathBuf>) -> Self {
        Self { baseline: Some(file.into()), ..self }
    }

    /// How the endpoint is started, or where it is. Called once in a process, when the first trial runs; never for `--list`.
    #[must_use]
    pub fn endpoint<F>(self, start: F) -> Self
    where
        F: FnOnce() -> Result<Running, Box<dyn Error + Send + Sync>> + Send + 'static,
    {
        Self { start: Some(Start::new(start)), ..self }
    }

    /// As [`endpoint`](Self::endpoint), for a server that runs on tokio. It is started on a runtime of its own, which goes
    /// on until the last trial is over: tasks that the closure spawns are served by it.
    #[must_use]
    pub fn endpoint_async<F, R>(self, start: F) -> Self
    where
        F: FnOnce() -> R + Send + 'static,
        R: Future<Output = Result<Running, Box<dyn Error + Send + Sync>>>,
    {
        Self { start: Some(Start::on_runtime(start)), ..self }
    }

    /// What every trial draws its cases from; 1 unless said. The same seed gives the same cases.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.profile.size.seed = seed;
        self
    }

    /// How many cases a requirement gets that single calls show; 10 unless said, and at least one for every class.
    #[must_use]
    pub fn cases(mut self, cases: u64) -> Self {
        self.profile.size.cases = cases;
        self
    }

    /// How many cases a requirement gets that takes several calls; 5 unless said, and at least one for every class.
    #[must_use]
    pub fn sequences(mut self, sequences: u64) -> Self {
        self.profile.size.sequences = sequences;
        self
    }

    /// How long the effect of an accepted call may take to show; a second unless said. Only effects that do not show wait
    /// so long.
    #[must_use]
    pub fn settle(mut self, settle: Duration) -> Self {
        self.profile.settle = settle;
        self
    }

    /// Where the reports of trials that fail go, a folder each, with the counterexample to send again; `target/abide`
    /// unless said. A path from the package's folder.
    #[must_use]
    pub fn reports(mut self, folder: impl Into<PathBuf>) -> Self {
        self.profile.reports = folder.into();
        self
    }

    /// Sends only this counterexample, in the trial of its requirement; there are no other trials. It is what the
    /// environment variable `ABIDE_REPLAY` does.
    #[must_use]
    pub fn replay(self, file: impl Into<PathBuf>) -> Self {
        Self { replay: Some(file.into()), ..self }
    }
}
