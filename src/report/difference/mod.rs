//! What became different between two reports, and how that is told.

mod compare;
mod views;

pub use compare::{Change, Difference};
