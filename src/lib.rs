//! Does an endpoint abide by its documentation?

pub mod case;
pub mod clock;
pub mod protocol;
pub mod target;
