//! Does an endpoint abide by its documentation?

pub mod case;
pub mod cli;
pub mod clock;
pub mod emulator;
pub mod gate;
pub mod harness;
pub mod model;
pub mod mutation;
pub mod oracle;
pub mod property;
pub mod protocol;
pub mod report;
pub mod rule;
pub mod runner;
pub mod suite;
pub mod target;
