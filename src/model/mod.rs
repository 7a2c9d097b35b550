//! The reference model: which answers the documents allow to a call. Pure: no I/O, no clock, no randomness.
//!
//! A prediction is a set, because documents are silent and contradict each other. How values are generated is not known
//! here, nor how an answer is compared with a prediction (see `oracle`).

mod envelope;
mod predict;

pub use envelope::deviations;
pub use predict::{Cause, Expectation, Prediction, Refusal, predict};
