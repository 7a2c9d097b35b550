//! `abide replay`: sends a saved counterexample once more.

use std::sync::Arc;
use std::time::Duration;

use super::arguments::Replay;
use super::console;
use super::main::{Refusal, runtime, shown};
use super::targets::{emulated, emulator, suite_of, suites, target};
use crate::gate::ExitCode;
use crate::oracle::diff;
use crate::runner::{Counterexample, Replay as Replayed, Session, Stop, replay as send_again};

pub(super) fn replay(arguments: &Replay) -> Result<ExitCode, Refusal> {
    let counterexample = Counterexample::load(&arguments.file).map_err(Refusal::of)?;
    let replayed = runtime()?.block_on(send(arguments, &counterexample))?;
    Ok(told(&counterexample, &replayed))
}

async fn send(arguments: &Replay, counterexample: &Counterexample) -> Result<Replayed, Refusal> {
    let suites = suites(None)?;
    let wanted = suites.iter().find(|suite| suite.id == counterexample.suite);
    let wanted = wanted.ok_or_else(|| Refusal::new(format!("no suite `{}`", counterexample.suite)))?;
    let mut running = None;
    let target = if let Some(path) = &arguments.target {
        target(path, &suites)?
    } else {
        let target = emulated(running.insert(emulator().await?), wanted)?;
        target.ok_or_else(|| {
            Refusal::new(format!("the embedded emulator does not serve `{}`; give `--target`", wanted.id))
        })?
    };
    if target.suite != counterexample.suite {
        let reason =
            format!("the counterexample is of suite `{}`, the target file of `{}`", counterexample.suite, target.suite);
        return Err(Refusal::new(reason));
    }
    let suite = suite_of(&target, &suites)?;
    let mut settings = target.settings(&suite.api_version, &suite.service);
    settings.timeout = Duration::from_secs_f64(arguments.timeout);
    let setting = (counterexample.today, Stop::new());
    let session = Session::with_settings(Arc::clone(&suite), &target, setting, &settings).map_err(Refusal::of)?;
    let replayed = send_again(&session, counterexample).await.map_err(Refusal::of);
    if let Some(emulator) = running {
        emulator.stop().await;
    }
    replayed
}

fn told(counterexample: &Counterexample, replayed: &Replayed) -> ExitCode {
    let id = &counterexample.requirement;
    match replayed {
        Replayed::StillFails(mismatch) => {
            say(&format!("{id} still fails\n{}", diff(&mismatch.expected, &mismatch.came)));
            if mismatch.level.gates() { ExitCode::DoesNotConform } else { ExitCode::Conforms }
        }
        Replayed::Passes => {
            say(&format!("{id} does not fail any more"));
            ExitCode::Conforms
        }
        Replayed::Silent(silence) => {
            say(&format!("{id} is inconclusive: {silence}"));
            ExitCode::Inconclusive
        }
        Replayed::Halted(halt) => {
            say(&format!("{id} is inconclusive: {halt}"));
            ExitCode::Inconclusive
        }
    }
}

fn say(text: &str) {
    console::say(&shown(text));
}
