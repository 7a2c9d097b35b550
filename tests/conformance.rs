//! Every requirement of both suites as a trial, held against one embedded emulator that starts with the first of them.
#![allow(clippy::expect_used, reason = "a test that cannot begin stops here")]

use abide::harness::{Embedded, Profile, trials};
use libtest_mimic::Arguments;

fn main() {
    let suites = abide::suite::embedded().expect("the embedded suites are right");
    let emulator = Embedded::new(Vec::new());
    let trials = trials(suites, Profile::default(), move |suite| emulator.target(suite));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
