//! What a run tells while it goes on, in the past tense.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::counterexample::Counterexample;
use crate::case::{Fixtures, Silence};
use crate::oracle::Findings;
use crate::property::{CaseId, Shard, Size};
use crate::rule::Side;
use crate::suite::{RequirementKey, Suite};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A suite's run against a target began.
    RunStarted(RunStarted),
    /// A case came to its end.
    CaseFinished(CaseFinished),
    /// A counterexample that an earlier run had saved was sent again.
    CounterexampleReplayed(Box<CounterexampleReplayed>),
    /// A failing case was simplified as far as it goes.
    CounterexampleFound(Box<Counterexample>),
    /// The run ended before its plan did.
    RunHalted(Halt),
    /// What the run found at its beginning was restored.
    StateRestored(Restored),
    /// The run ended.
    RunFinished(RunFinished),
}

/// The beginning of a suite's run.
#[derive(Clone, Debug)]
pub struct RunStarted {
    /// The suite.
    pub suite: Arc<Suite>,
    /// The endpoint.
    pub target: TargetSummary,
    /// The day that instants in the plan count from.
    pub today: NaiveDate,
    /// When the run began.
    pub started: DateTime<Utc>,
    /// How many cases it has.
    pub planned: u64,
    /// What the plan was made from, besides suite, target and day.
    pub size: Size,
    /// What requests may name.
    pub fixtures: Fixtures,
    /// Which part of the plan it is, if it is one.
    pub shard: Option<Shard>,
    /// How long an effect may take to show.
    pub settle: Duration,
    /// What each requirement is to be tested with; requirements that a filter left out are not here.
    pub properties: Vec<PlannedProperty>,
}

/// The endpoint, as reports name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetSummary {
    /// Where requests go.
    pub url: String,
    /// How they are signed.
    pub signature: String,
    /// The target file; none for the embedded emulator.
    pub file: Option<String>,
}

/// What one requirement is to be tested with.
#[derive(Clone, Debug)]
pub struct PlannedProperty {
    /// The requirement.
    pub requirement: RequirementKey,
    /// The ways of meeting or breaking it, each of which must come to a conclusion.
    pub classes: Vec<(Arc<str>, Side)>,
    /// How many cases it has.
    pub cases: u64,
    /// Does another part of the plan send its cases? What the cases here find about it counts there.
    pub elsewhere: bool,
    /// Why it is not tested, or what part of it is not.
    pub limitation: Option<String>,
}

/// The end of one case.
#[derive(Clone, Debug)]
pub struct CaseFinished {
    /// Its place in the plan.
    pub id: CaseId,
    /// The requirement that it was made for.
    pub requirement: RequirementKey,
    /// What it did.
    pub class: Arc<str>,
    /// What was expected of it.
    pub side: Side,
    /// How it ended.
    pub outcome: Outcome,
    /// How many requests the run had sent by then.
    pub requests: u64,
}

/// How a case ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was answered and judged.
    Judged(Findings),
    /// It was not answered with anything that says something.
    Silent(Silence),
    /// The endpoint has nothing through which it could be judged; why.
    Unsupported(String),
    /// It was not sent: it would not have done what it says, or a step before the last was refused.
    Rejected(String),
}

/// A counterexample that was saved by an earlier run, sent again before anything else.
#[derive(Clone, Debug)]
pub struct CounterexampleReplayed {
    /// The requirement that it broke.
    pub requirement: RequirementKey,
    /// How it ended; what it found about other requirements is left out, for their own cases tell that.
    pub finished: CaseFinished,
    /// The counterexample, with what came now where it still fails.
    pub counterexample: Counterexample,
}

/// Why a run ended before its plan did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Halt {
    /// Somebody asked it to stop.
    Interrupted,
    /// The endpoint does not answer any more, or never did.
    Unreachable(String),
    /// The endpoint throttles everything.
    Throttled(String),
    /// The endpoint refuses the signature of a valid request.
    SignatureRefused(String),
    /// The endpoint refuses the time stamp of a valid request: its clock and ours disagree.
    ClocksDisagree(String),
    /// The target's budget of requests is spent.
    BudgetSpent(u64),
}

/// What became of the state that a run found at its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Accounts that were given back what they held.
    pub accounts: usize,
    /// What could not be restored, a line each.
    pub left: Vec<String>,
}

/// The end of a suite's run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunFinished {
    /// How long it took.
    pub elapsed: Duration,
    /// All requests that were sent, those of shrinking and of tasks among them.
    pub requests: u64,
    /// The most calls of a paced operation in any one second, by operation.
    pub busiest_second: Vec<(String, usize)>,
}

impl fmt::Display for Halt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => formatter.write_str("interrupted before the plan was done"),
            Self::Unreachable(reason) => write!(
                formatter,
                "the endpoint does not answer ({reason}); check `endpoint.url` of the target file and that the endpoint runs"
            ),
            Self::Throttled(code) => write!(
                formatter,
                "the endpoint throttles everything (`{code}`); set `requests_per_second` under `[limits]` of the target file"
            ),
            Self::SignatureRefused(answer) => write!(
                formatter,
                "the endpoint refuses the signature of a valid request ({answer}); check `[credentials]`, \
                 `endpoint.signature` and the clocks of both machines"
            ),
            Self::ClocksDisagree(answer) => write!(
                formatter,
                "the endpoint refuses the time of a valid request ({answer}): its clock and this machine's disagree; set \
                 the one that is wrong"
            ),
            Self::BudgetSpent(requests) => write!(
                formatter,
                "the budget of {requests} requests is spent; raise `requests` under `[limits]` of the target file or lower `--cases`"
            ),
        }
    }
}
