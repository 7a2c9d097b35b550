//! Plan, schedule, send, shrink: the run itself.
//!
//! Workers take cases from one plan, each sends its case and judges it, and one conductor turns what they tell into
//! past-tense [`Event`]s. Reports and gate see only those. Throttling, time-outs and broken connections reject a case;
//! they never fail it and never shrink it.

mod available;
mod conductor;
mod counterexample;
mod event;
mod exchange;
mod execute;
mod granted;
mod lanes;
mod laws;
mod look;
mod pace;
mod preflight;
mod reduce;
mod regrant;
mod replay;
mod restore;
mod sequence;
mod session;
mod settle;
mod shrink;
mod stop;
mod task;
mod turn;

pub use conductor::run;
pub use counterexample::{Counterexample, CounterexampleError};
pub use event::{
    CaseFinished, CounterexampleReplayed, Event, Halt, Outcome, PlannedProperty, Restored, RunFinished, RunStarted,
    TargetSummary,
};
pub use replay::{Replay, ReplayError, replay};
pub use session::{SETTLE, Session, SessionError};
pub use stop::Stop;
