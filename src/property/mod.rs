//! From requirements to properties: which cases to make to test each, and in which order.
//!
//! A property is a list of cells, each a strategy of cases with what is expected of them. Boundaries and one case of every
//! violation class come before anything random. Nothing is sent or judged here.

mod cell;
mod envelope;
mod interplay;
mod laws;
mod order;
mod plan;
mod rules;
mod sequence;
mod shard;
mod watch;

pub use cell::{Abilities, Cell, Phase, Property};
pub use plan::{CaseId, CaseTree, Plan, Round, Size};
pub use shard::Shard;
