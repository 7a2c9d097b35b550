//! How fast is the whole pipeline, beside a bare client that does nothing but send?
//!
//! `cargo bench` prints one table; `-- --quick` a rougher one. Everything of it comes from one run on one machine, with
//! the emulator on the same cores, so that its ratios mean something where its absolute figures do not.
#![allow(clippy::print_stdout, reason = "a table on standard output is what it is for")]
#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot go on has nothing to tell")]

mod bare;
mod ground;
mod memory;
mod stages;
mod table;
mod whole;

use std::num::NonZero;

use abide::emulator::{Emulator, Options, start};
use abide::property::Size;
use abide::suite::embedded;

use ground::Ground;
use table::Table;
use whole::Figures;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long to measure.
#[derive(Clone, Copy)]
struct Effort {
    rounds: usize,
    seconds: f64,
    /// Cases whose stages are measured one by one.
    sample: usize,
}

const FULL: Effort = Effort { rounds: 3, seconds: 2.2, sample: 4000 };
const QUICK: Effort = Effort { rounds: 1, seconds: 0.7, sample: 1000 };

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("threads to run on");
    if let Some(place) = arguments.iter().position(|argument| argument == memory::ARGUMENT) {
        let cases = arguments.get(place + 1).and_then(|text| text.parse().ok()).expect("a number of cases");
        return runtime.block_on(memory::measured(cases));
    }
    let effort = if arguments.iter().any(|argument| argument == "--quick") { QUICK } else { FULL };
    runtime.block_on(measure(effort));
}

async fn measure(effort: Effort) {
    let emulator = start(Options::default()).await.expect("the embedded emulator starts");
    let cores = std::thread::available_parallelism().map_or(0, NonZero::get);
    println!(
        "{cores} cores, shared by client and emulator; {} rounds of about {:.1} s (see processor time where others use them too)",
        effort.rounds, effort.seconds
    );
    println!("bare client: the same library and settings, sends requests that were signed before the clock starts");
    println!("(a nonce is good once), reads every body to its end, parses and judges nothing\n");
    for suite in embedded().expect("the embedded suites are sound") {
        measure_suite(&Ground::new(&emulator, suite), &emulator, effort).await;
    }
    emulator.stop().await;
}

async fn measure_suite(ground: &Ground, emulator: &Emulator, effort: Effort) {
    let cases = calibrated(ground, effort.seconds).await;
    let plan = ground.plan(cases);
    let mut table = Table::new(&format!("{}, --cases {cases}, {} planned", ground.suite.id, plan.len()));
    let (mut pipeline, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let whole = whole::run(ground, cases).await;
        let pool = bare::signed(ground, &plan, whole.requests).await;
        bare.push(bare::send(ground, pool).await);
        pipeline.push(whole);
    }
    compare(&pipeline, &bare, &mut table);
    stages::measure(ground, &plan, effort, &mut table).await;
    memory::measure(ground, emulator, cases, &mut table).await;
    table.print();
}

/// Both ways of sending, and what one costs in terms of the other: by the clock, and by processor time, which other
/// programs on the same cores hardly change.
fn compare(pipeline: &[Figures], bare: &[Figures], table: &mut Table) {
    let each = |figures: &[Figures], value: fn(&Figures) -> f64| figures.iter().map(value).collect::<Vec<_>>();
    let quotient = |over: &[f64], under: &[f64]| over.iter().zip(under).map(|(over, under)| over / under).collect();
    let speeds = [pipeline, bare].map(|figures| each(figures, Figures::requests_per_second));
    let costs = [pipeline, bare].map(|figures| each(figures, Figures::processor_us_per_request));
    table.row("whole pipeline", "cases/s", each(pipeline, Figures::cases_per_second));
    table.row("whole pipeline", "requests/s", speeds[0].clone());
    table.row("bare client", "requests/s", speeds[1].clone());
    table.row("pipeline / bare, requests/s", "", quotient(&speeds[0], &speeds[1]));
    table.row("whole pipeline, processor time", "µs/request", costs[0].clone());
    table.row("bare client, processor time", "µs/request", costs[1].clone());
    table.row("bare / pipeline, processor time", "", quotient(&costs[1], &costs[0]));
}

/// The `--cases` with which a run takes at least so many seconds, as far as a short run tells.
async fn calibrated(ground: &Ground, seconds: f64) -> u64 {
    let short = 30;
    let trial = whole::run(ground, short).await;
    let plan = ground.plan(short);
    let wanted = trial.cases_per_second() * seconds * 1.1;
    let planned = |cases: u64| {
        plan.properties().iter().map(|property| property.cases(Size { cases, ..plan.size() })).sum::<u64>()
    };
    let mut cases = short;
    while whole::float(planned(cases)) < wanted {
        cases += cases / 10 + 1;
    }
    cases
}
