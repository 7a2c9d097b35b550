//! Why a conformance test cannot begin, or its endpoint not start, and what to do about it.

use std::error::Error;
use std::io;

use crate::gate::BaselineError;
use crate::runner::CounterexampleError;
use crate::suite::SuiteError;
use crate::target::TargetError;

/// A conformance test that cannot begin: nothing was started and no trial was run.
#[derive(Debug, thiserror::Error)]
pub enum HarnessError {
    /// It names no suite.
    #[error("no suite is named; add `.suite(\"…\")`, with one of {0}")]
    NoSuite(String),
    /// It names a suite that does not exist.
    #[error("no suite `{name}`; choose of {choices}")]
    UnknownSuite {
        /// The name.
        name: String,
        /// The suites there are.
        choices: String,
    },
    /// It names a suite twice, which would make every trial of it twice.
    #[error("the suite `{0}` is named twice; remove one")]
    SuiteTwice(String),
    /// It does not say how the endpoint is started.
    #[error("no endpoint is named; add `.endpoint(|| …)` or `.endpoint_async(|| async {{ … }})`")]
    NoEndpoint,
    /// A suite file is wrong, which is a bug in abide.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The baseline cannot be used.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The counterexample that is to be sent again cannot be read.
    #[error(transparent)]
    Counterexample(#[from] CounterexampleError),
    /// The counterexample that is to be sent again is of a suite that the test does not name.
    #[error("the counterexample is of `{0}`, which no suite of this test has")]
    ForeignCounterexample(String),
}

/// Why there is no endpoint to hold to anything: every trial that needs it fails with this.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// The closure that was to start it came to an error.
    #[error("the endpoint did not start: {0}")]
    Refused(Box<dyn Error + Send + Sync>),
    /// The closure that was to start it panicked, in the trial that came first.
    #[error("the endpoint did not start: its start panicked in the first trial")]
    Panicked,
    /// There is no runtime to start it on.
    #[error("there is no thread for the endpoint: {0}")]
    NoThread(io::Error),
    /// A target file cannot be read.
    #[error("`{path}` cannot be read: {source}; a path counts from the folder of the package")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// What tests may use there is wrongly described.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Nothing says what the tests of a suite may use there.
    #[error("the endpoint started, but nothing says what tests of `{0}` may use there; add `.target_file(\"…\")`")]
    Undescribed(String),
    /// Two descriptions are of one suite, or one is of a suite that the test does not name.
    #[error("the endpoint started, but `{0}` is described twice; remove one")]
    Twice(String),
    /// The last trial is over.
    #[error("the endpoint has been stopped")]
    Stopped,
}
