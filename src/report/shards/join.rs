//! Makes one run of its parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::ledger::Ledger;
use super::super::recorder::{Recorder, Run};
use super::error::{Part, ShardError};
use super::record::{RunRecord, ShardRecord};
use crate::case::Fixtures;
use crate::runner::{Restored, RunFinished, RunStarted};
use crate::suite::{RequirementKey, Suite};

/// Makes one run of all parts of a plan: counters are added, and verdicts follow from their sums as in a whole run.
///
/// Of a requirement that every answer is held to, and of one that cases of others may break, every part counts what it
/// saw. Elapsed time and requests are added too; each part has requests of its own for its first call, and for reading and
/// giving back what it found.
///
/// # Errors
/// When parts are missing or doubled, when they are of different runs, or when their suite is not among `suites`.
pub fn join(mut records: Vec<ShardRecord>, suites: &[Arc<Suite>]) -> Result<Recorder, ShardError> {
    records.sort_by_key(|record| record.shard);
    if let Some((first, others)) = records.split_first() {
        others.iter().try_for_each(|other| of_one_run(first, other))?;
    }
    complete(&records)?;
    let mut records = records.into_iter();
    let mut runs = match records.next() {
        Some(first) => first.runs.into_iter().map(|run| begun(run, suites)).collect::<Result<Vec<_>, _>>()?,
        None => Vec::new(),
    };
    for record in records {
        for (joined, part) in runs.iter_mut().zip(record.runs) {
            joined.take_in(part);
        }
    }
    let runs: Vec<Run> = runs.into_iter().map(|joined| joined.run).collect();
    runs.iter().try_for_each(tested)?;
    Ok(Recorder::of(runs))
}

/// Was every requirement tested in a part? Parts of one plan leave nothing out.
fn tested(run: &Run) -> Result<(), ShardError> {
    match run.ledgers.iter().find(|(_, ledger)| ledger.elsewhere) {
        Some((key, _)) => Err(ShardError::Untested { requirement: run.started.suite.requirement(*key).id.clone() }),
        None => Ok(()),
    }
}

/// Is every part there, once?
fn complete(records: &[ShardRecord]) -> Result<(), ShardError> {
    let mut found: BTreeMap<u32, &ShardRecord> = BTreeMap::new();
    for record in records {
        let number = record.shard.number;
        if let Some(before) = found.insert(number, record) {
            let (one, other) = (Part::of(&before.folder), Part::of(&record.folder));
            return Err(ShardError::Doubled { number, one, other });
        }
    }
    let of = records.first().map_or(1, |record| record.shard.of);
    let numbers: Vec<u32> = (1..=of).filter(|number| !found.contains_key(number)).collect();
    if numbers.is_empty() { Ok(()) } else { Err(ShardError::Missing { numbers, of }) }
}

/// Are two parts of one run? Everything that decides what a case is, and what is expected of it, must be the same.
fn of_one_run(one: &ShardRecord, other: &ShardRecord) -> Result<(), ShardError> {
    let different = |what, values: [String; 2]| {
        let values = format!("`{}` and `{}`", values[0], values[1]);
        Err(ShardError::Different { one: Part::of(&one.folder), other: Part::of(&other.folder), what, values })
    };
    let suites = |record: &ShardRecord| record.runs.iter().map(|run| run.suite.as_str()).collect::<Vec<_>>().join(", ");
    let whole = [
        ("number of shards", [one.shard.of, other.shard.of].map(|of| of.to_string())),
        ("version of abide", [one.version.clone(), other.version.clone()]),
        ("list of suites", [suites(one), suites(other)]),
    ];
    let runs = one.runs.iter().zip(&other.runs).flat_map(|(one, other)| {
        one.settings().into_iter().zip(other.settings()).map(|((what, one), (_, other))| (what, [one, other]))
    });
    match whole.into_iter().chain(runs).find(|(_, [one, other])| one != other) {
        Some((what, values)) => different(what, values),
        None => Ok(()),
    }
}

impl RunRecord {
    /// What must be the same in all parts, each with its name. The embedded emulator is the same one on any port.
    fn settings(&self) -> Vec<(&'static str, String)> {
        let target = &self.target;
        let url = if target.file.is_some() { target.url.clone() } else { "the embedded emulator".to_owned() };
        let ids: Vec<&str> = self.ledgers.keys().map(String::as_str).collect();
        vec![
            ("contents of the suite", self.contents.clone()),
            ("target", format!("{url}, signed {}", target.signature)),
            ("list of instances of the target", self.fixtures.clone()),
            ("seed", self.size.seed.to_string()),
            ("day (`--today`)", self.today.to_string()),
            ("size (`--cases`)", self.size.cases.to_string()),
            ("size (`--sequences`)", self.size.sequences.to_string()),
            ("size (`--steps`)", self.size.steps.to_string()),
            ("time to settle (`--settle`)", format!("{:?}", self.settle)),
            ("selection (`--filter`)", format!("{} requirements, {}", ids.len(), crate::suite::digest(&ids.join(" ")))),
        ]
    }
}

/// A run that takes in its parts.
struct Joined {
    suite: Arc<Suite>,
    run: Run,
}

/// The first part of a run, with its suite.
fn begun(record: RunRecord, suites: &[Arc<Suite>]) -> Result<Joined, ShardError> {
    let suite = suites.iter().find(|suite| suite.id == record.suite && suite.digest() == record.contents);
    let suite = suite.ok_or_else(|| ShardError::OtherSuite { suite: record.suite.clone() })?;
    let started = RunStarted {
        suite: Arc::clone(suite),
        target: record.target.clone(),
        size: record.size,
        fixtures: Fixtures::default(),
        shard: None,
        settle: record.settle,
        today: record.today,
        started: record.started,
        planned: record.planned,
        properties: Vec::new(),
    };
    let run = Run {
        started,
        ledgers: keyed(suite, record.ledgers).collect(),
        halted: record.halted,
        restored: record.restored,
        finished: record.finished,
    };
    Ok(Joined { suite: Arc::clone(suite), run })
}

fn keyed(suite: &Arc<Suite>, ledgers: BTreeMap<String, Ledger>) -> impl Iterator<Item = (RequirementKey, Ledger)> {
    let suite = Arc::clone(suite);
    ledgers.into_iter().filter_map(move |(id, ledger)| Some((suite.key(&id)?, ledger)))
}

impl Joined {
    fn take_in(&mut self, part: RunRecord) {
        let run = &mut self.run;
        run.started.started = run.started.started.min(part.started);
        run.started.planned += part.planned;
        for (key, ledger) in keyed(&self.suite, part.ledgers) {
            if let Some(own) = run.ledgers.get_mut(&key) {
                own.join(ledger);
            }
        }
        run.halted = run.halted.take().or(part.halted);
        run.restored.join(part.restored);
        run.finished = run.finished.take().zip(part.finished).map(|(own, theirs)| sum(own, theirs));
    }
}

impl Restored {
    /// What one part gave back and left behind, and what another did; what both left is told once.
    fn join(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.left.extend(other.left);
        let mut told = std::collections::BTreeSet::new();
        self.left.retain(|line| told.insert(line.clone()));
    }
}

/// Times and requests of two parts; how fast an operation was called is not added, for each part kept its own pace.
fn sum(own: RunFinished, other: RunFinished) -> RunFinished {
    let mut busiest: BTreeMap<String, usize> = own.busiest_second.into_iter().collect();
    for (operation, calls) in other.busiest_second {
        let most = busiest.entry(operation).or_default();
        *most = calls.max(*most);
    }
    RunFinished {
        elapsed: own.elapsed + other.elapsed,
        requests: own.requests + other.requests,
        busiest_second: busiest.into_iter().collect(),
    }
}
