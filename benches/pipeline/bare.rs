//! A bare client: what the machine gives to whoever only sends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use abide::case::{Answer, Call, Value};
use abide::property::{CaseId, Phase, Plan};
use abide::rule::Side;

use crate::ground::Ground;
use crate::whole::{Figures, processor_time};

/// Signs so many requests: the plan's single-step cases in their order, each followed by what the pipeline sends after
/// such a case, a look at its task or its undoing. So operations and outcomes are those of the pipeline.
pub(crate) async fn signed(ground: &Ground, plan: &Plan, count: u64) -> Vec<reqwest::Request> {
    let count = usize::try_from(count).expect("a pool that fits into memory");
    let task = task(ground, plan).await;
    let mut pool = Vec::with_capacity(count + 1);
    while pool.len() < count {
        for id in plan.case_ids(Phase::Calls) {
            let Some(call) = single(plan, id) else { continue };
            let follower = follower(ground, plan, (id, &call), task.as_ref());
            let calls = std::iter::once(call).chain(follower);
            let signed = calls.filter_map(|call| ground.sign(&call));
            pool.extend(signed.map(|request| request.into_http(&ground.target.endpoint)));
            if pool.len() >= count {
                break;
            }
        }
    }
    pool.truncate(count);
    pool
}

/// The call of a case that has one step.
pub(crate) fn single(plan: &Plan, id: CaseId) -> Option<Call> {
    let mut steps = plan.tree(id)?.current().steps;
    let last = steps.pop()?;
    steps.is_empty().then_some(last)
}

fn follower(ground: &Ground, plan: &Plan, (id, call): (CaseId, &Call), task: Option<&Call>) -> Option<Call> {
    plan.cell(id).filter(|(_, cell)| cell.side == Side::Accept)?;
    let operation = ground.suite.operation(&call.operation)?;
    if operation.task.is_some() {
        return task.cloned();
    }
    let undo = ground.suite.operation(operation.undone_by.as_deref()?)?;
    let shared = call.arguments.iter().filter(|(name, _)| undo.parameter(name).is_some());
    let arguments = shared.map(|(name, value)| (name.clone(), value.clone())).collect();
    Some(Call { operation: undo.name.clone(), arguments, envelope: call.envelope.clone() })
}

/// A look at a task that there is: one call of the plan is sent to get it.
async fn task(ground: &Ground, plan: &Plan) -> Option<Call> {
    for call in plan.case_ids(Phase::Calls).filter_map(|id| single(plan, id)) {
        let Some(task) = ground.suite.operation(&call.operation).and_then(|operation| operation.task.as_ref()) else {
            continue;
        };
        let observation = ground.wire.send(ground.sign(&call)?).await.expect("an answer");
        let Answer::Accepted { tree, .. } = observation.answer else { continue };
        let handle = tree.get(&task.handle).and_then(serde_json::Value::as_str)?;
        return Some(Call::new(&task.observer, BTreeMap::from([(task.handle.clone(), Value::text(handle))])));
    }
    None
}

/// Sends all requests of a pool, as many at once as a run would.
pub(crate) async fn send(ground: &Ground, pool: Vec<reqwest::Request>) -> Figures {
    let client = client(ground.target.limits.in_flight);
    let requests = u64::try_from(pool.len()).unwrap_or(u64::MAX);
    let queue = Arc::new(Mutex::new(pool.into_iter()));
    let (began, before) = (Instant::now(), processor_time());
    let workers: Vec<_> =
        (0..ground.target.limits.in_flight).map(|_| tokio::spawn(work(client.clone(), Arc::clone(&queue)))).collect();
    for worker in workers {
        worker.await.expect("a worker that ends");
    }
    Figures { cases: 0, requests, elapsed: began.elapsed(), processor: processor_time().saturating_sub(before) }
}

async fn work(client: reqwest::Client, queue: Arc<Mutex<std::vec::IntoIter<reqwest::Request>>>) {
    loop {
        let next = queue.lock().expect("no worker panics").next();
        let Some(request) = next else { return };
        let response = client.execute(request).await.expect("an answer");
        response.bytes().await.expect("a whole body");
    }
}

/// A client with the settings of the pipeline's own.
pub(crate) fn client(connections: usize) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("abide/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .tcp_nodelay(true)
        .pool_max_idle_per_host(connections);
    builder.tls_certs_only([]).build().expect("a client")
}
