//! Conducts a run: preflight, workers, shrinking, and the order of events.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use proptest::strategy::ValueTree;
use tokio::sync::mpsc;

use super::event::{CaseFinished, Event, Halt, Outcome, PlannedProperty, RunFinished, RunStarted};
use super::execute::Purpose;
use super::session::Session;
use super::shrink::Failure;
use crate::clock;
use crate::oracle::Mismatch;
use crate::property::{CaseId, Plan, Property, Size};
use crate::suite::RequirementKey;

/// Events that wait to be told; workers pause when the listener is slower than they are.
const WAITING_EVENTS: usize = 1024;

/// How long events gather before they are told: waking the listener for every single one costs as much as judging it.
const GATHERING: Duration = Duration::from_millis(2);

/// Runs a suite against a target and tells `listener` every event, in this order: started, saved counterexamples, cases,
/// counterexamples, perhaps halted, finished.
pub async fn run(session: Arc<Session>, plan: Arc<Plan>, listener: &mut (dyn FnMut(Event) + Send)) {
    let began = Instant::now();
    listener(Event::RunStarted(started(&session, &plan)));
    if !plan.is_empty() {
        let halt = unless_stopped(&session, session.preflight()).await.and_then(Result::err);
        if let Some(halt) = halt {
            session.stop.raise(halt);
        } else {
            hold(&session, &plan, listener).await;
        }
    }
    if let Some(halt) = session.stop.reason() {
        listener(Event::RunHalted(halt));
    }
    let requests = session.pace.sent();
    let busiest_second = session.pace.busiest_second();
    listener(Event::RunFinished(RunFinished { elapsed: began.elapsed(), requests, busiest_second }));
}

/// What comes of some work; `None` when the run is asked to stop before it is done. An endpoint that keeps it waiting
/// does not keep a person waiting.
async fn unless_stopped<T>(session: &Session, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = session.stop.raised() => None,
    }
}

/// Remembers what is there, sends everything, simplifies what failed, and gives back what was there.
async fn hold(session: &Arc<Session>, plan: &Arc<Plan>, listener: &mut (dyn FnMut(Event) + Send)) {
    let found = unless_stopped(session, session.remember(plan)).await.flatten();
    unless_stopped(session, session.replay_saved(listener)).await;
    let mut failures = Failures::new();
    for (_, cases) in plan.rounds() {
        if !reached(session, &failures) {
            send_all(session, plan, cases, &mut failures, listener).await;
        }
    }
    shrink_all(session, plan, &failures, listener).await;
    if let Some(found) = found {
        listener(Event::StateRestored(session.restore(&found).await));
    }
}

fn started(session: &Session, plan: &Plan) -> RunStarted {
    RunStarted {
        suite: Arc::clone(&session.suite),
        target: session.summary.clone(),
        size: plan.size(),
        fixtures: session.fixtures.clone(),
        shard: plan.shard(),
        settle: session.settle,
        today: session.today,
        started: clock::now(),
        planned: plan.len(),
        properties: plan.properties().iter().map(|property| planned(property, plan.size())).collect(),
    }
}

fn planned(property: &Property, size: Size) -> PlannedProperty {
    let mut classes: Vec<_> = property.cells.iter().map(|cell| (Arc::clone(&cell.class), cell.side)).collect();
    classes.sort();
    classes.dedup();
    PlannedProperty {
        requirement: property.requirement,
        classes,
        cases: property.cases(size),
        elsewhere: property.elsewhere,
        limitation: property.limitation.clone(),
    }
}

/// The worst failure of each requirement; of equal ones the first in the plan, whatever came first.
type Failures = BTreeMap<RequirementKey, Failure>;

/// Cases that workers take, in order.
type Queue = Arc<Mutex<Box<dyn Iterator<Item = CaseId> + Send>>>;

async fn send_all(
    session: &Arc<Session>,
    plan: &Arc<Plan>,
    cases: Box<dyn Iterator<Item = CaseId> + Send>,
    failures: &mut Failures,
    listener: &mut (dyn FnMut(Event) + Send),
) {
    let queue: Queue = Arc::new(Mutex::new(cases));
    let (sender, mut receiver) = mpsc::channel(WAITING_EVENTS);
    for _ in 0..session.in_flight {
        let (session, plan, queue, sender) =
            (Arc::clone(session), Arc::clone(plan), Arc::clone(&queue), sender.clone());
        tokio::spawn(async move { work(&session, &plan, &queue, &sender).await });
    }
    drop(sender);
    let mut gathered = Vec::with_capacity(WAITING_EVENTS);
    while receiver.recv_many(&mut gathered, WAITING_EVENTS).await > 0 {
        for finished in gathered.drain(..) {
            note_failures(failures, &finished);
            listener(Event::CaseFinished(finished));
        }
        if reached(session, failures) {
            *queue.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(std::iter::empty());
        }
        tokio::time::sleep(GATHERING).await;
    }
}

async fn work(session: &Session, plan: &Plan, queue: &Queue, sender: &mpsc::Sender<CaseFinished>) {
    while !session.stop.is_raised() {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(id) = next else { return };
        let finished = tokio::select! {
            biased;
            finished = send_one(session, plan, id) => finished,
            () = session.stop.raised() => None,
        };
        match finished {
            Some(finished) => {
                if sender.send(finished).await.is_err() {
                    return;
                }
            }
            None => return,
        }
    }
}

/// Sends one case; `None` when the budget is spent, which also ends the run.
async fn send_one(session: &Session, plan: &Plan, id: CaseId) -> Option<CaseFinished> {
    let (_, cell) = plan.cell(id)?;
    let requirement = plan.properties().get(id.property)?.requirement;
    let purpose = Purpose { requirement, side: cell.side };
    // The tree is not `Send`; only the case outlives it.
    let case = plan.tree(id).map(|tree| tree.current());
    let outcome = match case {
        None => Outcome::Rejected("the strategy found no such request".to_owned()),
        Some(case) => match session.execute(purpose, &case).await {
            Ok(outcome) => outcome,
            Err(budget) => {
                session.stop.raise(Halt::BudgetSpent(budget));
                return None;
            }
        },
    };
    let requests = session.pace.sent();
    Some(CaseFinished { id, requirement, class: Arc::clone(&cell.class), side: cell.side, outcome, requests })
}

/// Has the requirement failed whose failure the run is for?
fn reached(session: &Session, failures: &Failures) -> bool {
    let failure = session.aim.and_then(|aim| failures.get(&aim));
    failure.is_some_and(|failure| failure.mismatch.level.gates())
}

fn note_failures(failures: &mut Failures, finished: &CaseFinished) {
    let Outcome::Judged(findings) = &finished.outcome else { return };
    for mismatch in &findings.mismatches {
        let rank = |id: CaseId, mismatch: &Mismatch| (!mismatch.level.gates(), id.index, id.property);
        let worse = failures
            .get(&mismatch.requirement)
            .is_none_or(|known| rank(finished.id, mismatch) < rank(known.id, &known.mismatch));
        if worse {
            failures.insert(mismatch.requirement, Failure { id: finished.id, mismatch: mismatch.clone() });
        }
    }
}

async fn shrink_all(session: &Session, plan: &Plan, failures: &Failures, listener: &mut (dyn FnMut(Event) + Send)) {
    let aimed_at = |key: &RequirementKey| session.aim.is_none_or(|aim| aim == *key);
    for (_, failure) in failures.iter().filter(|(key, _)| aimed_at(key)) {
        if let Some(counterexample) = session.shrink(plan, failure).await {
            listener(Event::CounterexampleFound(Box::new(counterexample)));
        }
    }
}
