//! The whole Tencent half: a request in, a reply out.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use serde_json::{Map, Value};

use super::{
    envelope::Envelope,
    gateway::Gateway,
    modify::Change,
    operation,
    refusal::{self, Refusal},
    schema,
    state::Instance,
    task::{DURATION_US, Standing, TaskId},
};
use crate::emulator::{
    call::{Call, Parameters, Reply},
    deviation::{Deviation, Deviations, Instead},
    inventory::CDB_INSTANCES,
    service::Ground,
};

const VERSION: &str = "2017-03-20";

/// Gate, instances, and the deviations asked for.
pub(crate) struct Cloud {
    ground: Ground,
    gateway: Gateway,
    instances: BTreeMap<&'static str, Instance>,
    answered: AtomicU64,
}

impl Cloud {
    /// Every instance of the inventory in its first state.
    pub(crate) fn new(ground: Ground) -> Self {
        let instances = CDB_INSTANCES.iter().map(|seed| (seed.id, Instance::new(seed))).collect();
        Self { gateway: Gateway::new(ground.clone()), ground, instances, answered: AtomicU64::new(0) }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Reply {
        let action = action(call, parameters);
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        let envelope = Envelope::new(&action, number, self.deviations());
        match self.serve(call, parameters) {
            Ok(response) => envelope.success(response),
            Err(refusal) => match refusal.otherwise(&action, self.deviations()) {
                None => envelope.refusal(&refusal),
                Some(Instead::Refusal(status, code)) => envelope.status(status).refusal(&Refusal { code, ..refusal }),
                Some(Instead::Success) => envelope.success(self.idle_success()),
            },
        }
    }

    /// Answers a request whose body was not read because of its size.
    pub(crate) fn refuse_size(&self) -> Reply {
        Envelope::new("", self.answered.fetch_add(1, Ordering::Relaxed), self.deviations())
            .refusal(&refusal::BODY_TOO_LARGE)
    }

    /// Answers a request of which there are too many.
    pub(crate) fn throttle(&self, code: &'static str) -> Reply {
        Envelope::new("", self.answered.fetch_add(1, Ordering::Relaxed), self.deviations())
            .refusal(&Refusal { code, ..refusal::THROTTLED })
    }

    /// The deviations asked for.
    pub(crate) fn deviations(&self) -> &Deviations {
        &self.ground.deviations
    }

    /// Microseconds since the epoch.
    pub(crate) fn now_us(&self) -> i64 {
        self.ground.clock.now_us()
    }

    /// The instance that `InstanceId` names.
    pub(crate) fn instance(&self, given: &Map<String, Value>) -> Result<&Instance, Refusal> {
        self.instances.get(&*schema::text(given.get("InstanceId"))).ok_or(refusal::INSTANCE_NOT_FOUND)
    }

    /// How a task of any instance stands.
    pub(crate) fn standing(&self, id: TaskId) -> Option<Standing> {
        let now_us = self.now_us();
        self.instances.values().find_map(|instance| instance.at(now_us, self.deviations()).standing(id))
    }

    fn serve(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Result<Map<String, Value>, Refusal> {
        let admitted = self.gateway.admit(call, parameters)?;
        if !self.deviations().knows_version(&admitted.version, VERSION) {
            return Err(refusal::VERSION_UNKNOWN);
        }
        let operation =
            operation::find(&admitted.action, self.deviations()).ok_or_else(|| Refusal::no_action(VERSION))?;
        if self.passes_incomplete(&admitted.action, &admitted.given) {
            return Ok(self.idle_success());
        }
        schema::check(operation.fields, &admitted.given, self.deviations())?;
        match (operation.run)(self, &admitted.given)? {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }

    /// Whether a request lacks a parameter and passes all the same.
    fn passes_incomplete(&self, action: &str, given: &Map<String, Value>) -> bool {
        let absent = |deviation| match deviation {
            Deviation::AbsentAccepted(of, name) => (of == action && !given.contains_key(name)).then_some(()),
            _ => None,
        };
        self.deviations().find(absent).is_some()
    }

    /// A success that did nothing, with a task of its own to follow.
    fn idle_success(&self) -> Map<String, Value> {
        let now_us = self.now_us();
        let accepted = self.instances.values().next().map(|instance| {
            let mut live = instance.at(now_us, self.deviations());
            live.accept(Change::default(), (now_us, DURATION_US))
        });
        let id = accepted.map(TaskId::to_text).unwrap_or_default();
        Map::from_iter([("AsyncRequestId".to_owned(), Value::from(id))])
    }
}

/// The operation that a request names, where it names one.
fn action<'c>(call: &Call<'c>, parameters: &'c Parameters<'_>) -> Cow<'c, str> {
    call.header("x-tc-action").or_else(|| parameters.value("Action")).map_or(Cow::Borrowed(""), Cow::Borrowed)
}
