//! Where a request plays: the instance it is about, and the day.

use chrono::NaiveDate;

use crate::case::{Fixtures, Instance};
use crate::suite::Suite;

/// What a strategy may draw on: one instance of the target, its neighbours, and the day instants count from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The suite whose rules hold.
    pub suite: &'a Suite,
    /// Everything that the target allows.
    pub fixtures: &'a Fixtures,
    /// The instance that the request is about.
    pub instance: &'a Instance,
    /// The day, in UTC, that instants count from.
    pub today: NaiveDate,
}
