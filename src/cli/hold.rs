//! Holds targets to their suites, one after the other, and records what happens.

use std::sync::Arc;
use std::time::Duration;

use super::main::Refusal;
use super::progress::Progress;
use super::run::Order;
use crate::property::{Plan, Size};
use crate::report::Recorder;
use crate::runner::{Counterexample, Event, Halt, Session, Stop};
use crate::suite::Suite;
use crate::target::Target;

/// A target and the suite that it is held to.
pub(super) type Pairing = (Arc<Suite>, Target);

pub(super) async fn hold_all(order: &Order<'_>, pairings: &[Pairing], stop: &Stop) -> Result<Recorder, Refusal> {
    let mut recorder = Recorder::new();
    let mut progress = Progress::new(order.arguments.quiet);
    for pairing in pairings {
        // Each endpoint is silent or refuses for itself; only a person stops them all.
        let own_stop = if stop.is_raised() { stop.clone() } else { Stop::new() };
        let relay = tokio::spawn(relay(stop.clone(), own_stop.clone()));
        let mut listener = |event| {
            progress.show(&event);
            recorder.record(&event);
        };
        let held = hold(order, pairing, own_stop, &mut listener).await;
        relay.abort();
        held?;
    }
    Ok(recorder)
}

async fn relay(from: Stop, to: Stop) {
    from.raised().await;
    to.raise(Halt::Interrupted);
}

async fn hold(
    order: &Order<'_>,
    (suite, target): &Pairing,
    stop: Stop,
    listener: &mut (dyn FnMut(Event) + Send),
) -> Result<(), Refusal> {
    let arguments = order.arguments;
    let mut settings = target.settings(&suite.api_version, &suite.service);
    settings.timeout = Duration::from_secs_f64(arguments.wire.timeout);
    let setting = (order.today, stop);
    let session = Session::with_settings(Arc::clone(suite), target, setting, &settings).map_err(Refusal::of)?;
    let session = session.settling(Duration::from_secs_f64(arguments.settle));
    let plan = plan(order, suite, &session);
    let saved = saved(order, suite, &plan);
    crate::runner::run(Arc::new(session.replaying(saved)), Arc::new(plan), listener).await;
    Ok(())
}

fn plan(order: &Order<'_>, suite: &Suite, session: &Session) -> Plan {
    let Order { arguments, seed, .. } = order;
    let chosen = |id: &str| order.selected.has(id);
    let size = Size { seed: *seed, cases: arguments.cases, sequences: arguments.sequences, steps: arguments.steps };
    let plan = Plan::new((suite, session.fixtures()), (order.today, session.abilities()), size, &chosen);
    match arguments.shard {
        Some(shard) => plan.part(suite, shard),
        None => plan,
    }
}

/// What the baseline has saved of the requirements that this plan tests.
fn saved(order: &Order<'_>, suite: &Suite, plan: &Plan) -> Vec<Counterexample> {
    let Some(baseline) = &order.baseline else { return Vec::new() };
    let own = plan.properties().iter().filter(|property| !property.elsewhere);
    let ids: Vec<&str> = own.map(|property| suite.requirement(property.requirement).id.as_str()).collect();
    baseline.saved(&suite.id, &|id| ids.contains(&id))
}
