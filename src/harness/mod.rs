//! The door for `cargo test`: every requirement a trial of `libtest-mimic`, named by its id, its level as its kind.
//!
//! The author of an emulator writes one test with `harness = false`: where the endpoint is, and [`trials`] of the suites
//! that it serves. From there `cargo test -- password`, `--list`, `--exact` and `cargo nextest` do what they do for any
//! test. Every trial runs only its own requirement, from a fixed seed, so that it fails alone and fails again.
//!
//! ```no_run
//! use abide::harness::{Embedded, Profile, trials};
//! use libtest_mimic::Arguments;
//!
//! let suites = abide::suite::embedded().expect("the embedded suites are right");
//! let endpoint = Embedded::new(Vec::new()); // yours would be started, or named, here
//! let trials = trials(suites, Profile::default(), move |suite| endpoint.target(suite));
//! libtest_mimic::run(&Arguments::from_args(), trials).exit();
//! ```
//!
//! What stays out: deciding what a requirement came to (see `report`), and any state between trials.

mod embedded;
mod trials;

pub use embedded::{Embedded, emulated_target};
pub use trials::{Profile, trials};
