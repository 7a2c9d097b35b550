//! Prediction and observation to verdict. Pure: takes values, returns values.
//!
//! Every mismatch of an exchange is told, each with the requirement that it breaks; an answer that documents leave open
//! becomes a note of what was seen.

mod diff;
mod effect;
mod equivalent;
mod finding;
mod judge;
mod levels;
mod memory;
mod shape;
mod watch;

pub use diff::{diff, lines};
pub use effect::{Step, acceptance_is_open, difference, hold_effect};
pub use equivalent::{alike, normalised};
pub use finding::{Exchange, Findings, Mismatch, Note};
pub use judge::{judge, judge_pair};
pub use memory::RequestIds;
pub use watch::{Watcher, observe};
