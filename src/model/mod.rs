//! The reference model: which answers the documents allow to a call, and what an accepted call does to state. Pure: no
//! I/O, no clock, no randomness.
//!
//! A prediction is a set, because documents are silent and contradict each other. How values are generated is not known
//! here, nor how an answer or a state is compared with what was predicted (see `oracle`).

mod apply;
mod envelope;
mod look;
mod predict;
mod state;

pub use apply::{apply, lists, privileges};
pub use envelope::deviations;
pub use look::{absorb, looks};
pub use predict::{Cause, Expectation, Prediction, Refusal, predict};
pub use state::{Account, State, listed, named_accounts};
