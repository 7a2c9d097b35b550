//! What each stage of a case costs alone, on one thread.

use std::hint::black_box;
use std::time::{Duration, Instant};

use abide::case::{Call, Observation};
use abide::model::{Prediction, predict};
use abide::oracle::{Exchange, RequestIds, Watcher, judge, observe};
use abide::property::{CaseId, Phase, Plan};
use abide::protocol::{Ending, Reply, SignedRequest};
use abide::suite::RequirementKey;

use crate::bare::{client, single};
use crate::ground::Ground;
use crate::table::Table;
use crate::{Effort, whole};

/// More rounds than of whole runs: they are short.
const ROUNDS: usize = 5;

/// A case with everything that one trip through the pipeline made of it.
struct Trip {
    id: CaseId,
    requirement: RequirementKey,
    call: Call,
    prediction: Prediction,
    signed: SignedRequest,
    reply: Reply,
    observation: Observation,
}

pub(crate) async fn measure(ground: &Ground, plan: &Plan, effort: Effort, table: &mut Table) {
    let trips = trips(ground, plan, effort.sample).await;
    let suite = &ground.suite;
    let fixtures = &ground.target.fixtures;
    let mut row = |stage: &str, each: &dyn Fn(&Trip)| table.row(stage, "µs/case", timed(&trips, each));
    row("generate (tree, current)", &|trip| drop(black_box(plan.tree(trip.id).map(|tree| tree.current()))));
    row("predict", &|trip| drop(black_box(predict(suite, &trip.call, fixtures, ground.today))));
    row("sign (stamp, sign)", &|trip| drop(black_box(ground.sign(&trip.call))));
    row("read (a copied reply)", &|trip| drop(black_box(ground.wire.read(trip.reply.clone(), trip.signed.carried()))));
    let watcher = Watcher::new(suite);
    row("judge (observe, judge)", &|trip| judged(ground, &watcher, trip));
}

/// Every id is new to an empty memory; filling one is part of the work, and refusing a known id is not.
fn judged(ground: &Ground, watcher: &Watcher, trip: &Trip) {
    let Some(operation) = ground.suite.operation(&trip.call.operation) else { return };
    let instance = operation.instance_parameter().and_then(|name| trip.call.text(name));
    let engine = instance.and_then(|id| ground.target.fixtures.instance(id)).map(|instance| instance.engine);
    let (call, prediction, observation) = (&trip.call, &trip.prediction, &trip.observation);
    let exchange = Exchange { call, operation, engine, prediction, observation };
    black_box(observe(&ground.suite, watcher, &exchange, &RequestIds::default()));
    black_box(judge(&ground.suite, trip.requirement, &exchange));
}

fn timed(trips: &[Trip], each: &dyn Fn(&Trip)) -> Vec<f64> {
    trips.iter().for_each(each);
    let count = whole::float(u64::try_from(trips.len()).unwrap_or(u64::MAX));
    let round = |_| {
        let began = Instant::now();
        trips.iter().for_each(each);
        began.elapsed().as_secs_f64() * 1e6 / count
    };
    (0..ROUNDS).map(round).collect()
}

/// Cases from all over the plan, each sent once.
async fn trips(ground: &Ground, plan: &Plan, count: usize) -> Vec<Trip> {
    let step = usize::try_from(plan.len()).unwrap_or(usize::MAX) / count + 1;
    let http = client(1);
    let mut trips = Vec::new();
    for id in plan.case_ids(Phase::Calls).step_by(step) {
        trips.extend(trip(ground, plan, id, &http).await);
    }
    trips
}

async fn trip(ground: &Ground, plan: &Plan, id: CaseId, http: &reqwest::Client) -> Option<Trip> {
    let requirement = plan.properties().get(id.property)?.requirement;
    let call = single(plan, id)?;
    let prediction = predict(&ground.suite, &call, &ground.target.fixtures, ground.today);
    let response = http.execute(ground.sign(&call)?.into_http(&ground.target.endpoint)).await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.ok()?;
    let reply = Reply { status, headers, body, ending: Ending::Whole, elapsed: Duration::ZERO };
    // Every signing of a call carries the same secrets here, for the salt is always the same.
    let signed = ground.sign(&call)?;
    let observation = ground.wire.read(reply.clone(), signed.carried()).ok()?;
    Some(Trip { id, requirement, call, prediction, signed, reply, observation })
}
