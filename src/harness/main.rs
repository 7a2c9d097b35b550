//! What a conformance test does when it is run: as a program, or from other code.

use std::env;
use std::io::Write as _;
use std::process;
use std::sync::Arc;

use libtest_mimic::{Arguments, Conclusion};

use super::bench::Bench;
use super::conformance::Conformance;
use super::endpoint::Endpoint;
use super::error::HarnessError;
use super::trials::trials;
use crate::gate::{Baseline, ExitCode};
use crate::runner::Counterexample;
use crate::suite::{Suite, embedded};

/// Names a counterexample that is to be sent again, and nothing else.
const REPLAY: &str = "ABIDE_REPLAY";

impl Conformance {
    /// Runs it with the arguments of the process and ends the process: with 0 when no trial failed, 101 when one did, and
    /// 2, before anything is started, when the test itself is wrong.
    pub fn main(self) -> ! {
        let arguments = Arguments::from_args();
        let asked = match env::var_os(REPLAY).filter(|file| !file.is_empty()) {
            Some(file) => self.replay(file),
            None => self,
        };
        match asked.run(&arguments) {
            Ok(conclusion) => conclusion.exit(),
            Err(error) => {
                // Whoever closed standard error does not want to hear it.
                let _ = writeln!(std::io::stderr().lock(), "abide: {error}");
                process::exit(ExitCode::Usage.number().into());
            }
        }
    }

    /// Runs the trials that the arguments select, and stops the endpoint if one of them has started it.
    ///
    /// # Errors
    /// When the test itself is wrong: a suite that does not exist, no endpoint, a baseline that cannot be used. Nothing is
    /// started then.
    pub fn run(self, arguments: &Arguments) -> Result<Conclusion, HarnessError> {
        let (all, held) = suites(&self.suites)?;
        let start = self.start.ok_or(HarnessError::NoEndpoint)?;
        let baseline = self.baseline.as_deref().map(Baseline::load).transpose()?;
        let replay = self.replay.as_deref().map(Counterexample::load).transpose()?;
        if let Some(counterexample) = &replay
            && !held.iter().any(|suite| suite.key(&counterexample.requirement).is_some())
        {
            return Err(HarnessError::ForeignCounterexample(counterexample.requirement.clone()));
        }
        let endpoint = Endpoint::new(held.clone(), start);
        let bench = Arc::new(Bench::new(endpoint, all, self.profile, (baseline, replay)));
        let conclusion = libtest_mimic::run(arguments, trials(&bench, &held));
        bench.stop();
        Ok(conclusion)
    }
}

/// All suites, and those that are named.
type Suites = (Vec<Arc<Suite>>, Vec<Arc<Suite>>);

fn suites(names: &[String]) -> Result<Suites, HarnessError> {
    let all: Vec<Arc<Suite>> = embedded()?.into_iter().map(Arc::new).collect();
    let choices = || all.iter().map(|suite| suite.id.as_str()).collect::<Vec<_>>().join(", ");
    if names.is_empty() {
        return Err(HarnessError::NoSuite(choices()));
    }
    let mut held: Vec<Arc<Suite>> = Vec::new();
    for name in names {
        let found = all.iter().find(|suite| suite.id == *name);
        let unknown = || HarnessError::UnknownSuite { name: name.clone(), choices: choices() };
        let found = found.ok_or_else(unknown)?;
        if held.iter().any(|suite| suite.id == *name) {
            return Err(HarnessError::SuiteTwice(name.clone()));
        }
        held.push(Arc::clone(found));
    }
    Ok((all, held))
}
