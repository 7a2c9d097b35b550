//! How far a run is: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console;
use crate::runner::{Event, Outcome, RunStarted};

/// Shows the progress of one suite's run after another.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    on_terminal: bool,
    quiet: bool,
    failing: u64,
}

const TEMPLATE: &str = "{prefix} {bar:30} {pos}/{len} cases, {per_sec}, {msg}";

impl Progress {
    /// Nothing is shown of a run that is to be quiet.
    pub(super) fn new(quiet: bool) -> Self {
        Self { bar: None, on_terminal: std::io::stderr().is_terminal(), quiet, failing: 0 }
    }

    pub(super) fn show(&mut self, event: &Event) {
        match event {
            Event::RunStarted(started) => self.begin(started),
            Event::CaseFinished(finished) => {
                if let Outcome::Judged(findings) = &finished.outcome
                    && !findings.mismatches.is_empty()
                {
                    self.failing += 1;
                    self.word(format!("{} failing", self.failing));
                }
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
            }
            Event::CounterexampleFound(found) => self.word(format!("simplified {}", found.requirement)),
            Event::CounterexampleReplayed(_) | Event::RunHalted(_) | Event::StateRestored(_) => {}
            Event::RunFinished(_) => {
                if let Some(bar) = self.bar.take() {
                    bar.finish_and_clear();
                }
            }
        }
    }

    fn begin(&mut self, started: &RunStarted) {
        self.failing = 0;
        if self.quiet {
            return;
        }
        let tested = started.properties.iter().filter(|property| property.cases > 0).count();
        let line = format!(
            "{}: holding {} to {tested} of its requirements with {} cases, seed {}",
            started.suite.id, started.target.url, started.planned, started.size.seed
        );
        if !self.on_terminal {
            return console::tell(&line);
        }
        let bar = ProgressBar::with_draw_target(Some(started.planned), ProgressDrawTarget::stderr_with_hz(10));
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        bar.println(line);
        bar.set_prefix(started.suite.id.clone());
        bar.enable_steady_tick(Duration::from_millis(200));
        self.bar = Some(bar);
    }

    fn word(&self, message: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(message);
        }
    }
}

/// Shows how many of so many things are done.
pub(super) struct Count {
    bar: ProgressBar,
}

impl Count {
    pub(super) fn new(count: usize) -> Self {
        let hidden = !std::io::stderr().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(u64::try_from(count).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    pub(super) fn advance(&self, name: &str) {
        self.bar.set_message(name.to_owned());
        self.bar.inc(1);
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
