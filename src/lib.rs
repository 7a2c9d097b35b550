//! Does an endpoint abide by its documentation?

pub mod emulator;
