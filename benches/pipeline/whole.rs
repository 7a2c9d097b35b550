//! The whole pipeline: generate, predict, sign, send, read, judge, record.

use std::sync::Arc;
use std::time::Duration;

use abide::report::Recorder;
use abide::runner::{self, Event, Outcome};

use crate::ground::Ground;

/// What was done in how long.
pub(crate) struct Figures {
    pub(crate) cases: u64,
    pub(crate) requests: u64,
    pub(crate) elapsed: Duration,
    /// Processor time that the whole process took, the emulator's and the kernel's on its behalf among it.
    pub(crate) processor: Duration,
}

impl Figures {
    pub(crate) fn cases_per_second(&self) -> f64 {
        float(self.cases) / self.elapsed.as_secs_f64()
    }

    pub(crate) fn processor_us_per_request(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / float(self.requests)
    }

    pub(crate) fn requests_per_second(&self) -> f64 {
        float(self.requests) / self.elapsed.as_secs_f64()
    }
}

/// One run, told to a recorder as on the command line. Only cases that were answered and judged count.
pub(crate) async fn run(ground: &Ground, cases: u64) -> Figures {
    let (session, plan) = (Arc::new(ground.session()), Arc::new(ground.plan(cases)));
    let mut recorder = Recorder::new();
    let mut figures = Figures { cases: 0, requests: 0, elapsed: Duration::ZERO, processor: Duration::ZERO };
    let mut listener = |event: Event| {
        match &event {
            Event::CaseFinished(finished) if matches!(finished.outcome, Outcome::Judged(_)) => figures.cases += 1,
            Event::RunFinished(finished) => {
                (figures.requests, figures.elapsed) = (finished.requests, finished.elapsed);
            }
            Event::CounterexampleFound(found) => panic!("{} does not hold: {found:?}", found.requirement),
            Event::RunHalted(halt) => panic!("{halt}"),
            _ => {}
        }
        recorder.record(&event);
    };
    let before = processor_time();
    runner::run(session, plan, &mut listener).await;
    figures.processor = processor_time().saturating_sub(before);
    figures
}

/// Processor time of this process so far, user's and system's, to a hundredth of a second.
pub(crate) fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let hundredths: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(hundredths * 10)
}

/// A count as a number to calculate with.
#[allow(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}
