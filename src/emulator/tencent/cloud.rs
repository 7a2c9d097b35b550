//! The whole Tencent half: a request in, a reply out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    gateway::Gateway,
    operation,
    refusal::{self, Refusal},
    schema,
    state::Instance,
    task::{Standing, TaskId},
};
use crate::emulator::{
    call::{Call, Parameters, Reply},
    fault::Faults,
    identity::RequestId,
    inventory::CDB_INSTANCES,
    service::Ground,
};

const VERSION: &str = "2017-03-20";

/// Gate, instances, and the deviations asked for.
pub(crate) struct Cloud {
    ground: Ground,
    gateway: Gateway,
    instances: BTreeMap<&'static str, Instance>,
}

impl Cloud {
    /// Every instance of the inventory in its first state.
    pub(crate) fn new(ground: Ground) -> Self {
        let instances = CDB_INSTANCES.iter().map(|seed| (seed.id, Instance::new(seed))).collect();
        Self { gateway: Gateway::new(ground.clock.clone()), ground, instances }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Reply {
        envelope(self.serve(call, parameters))
    }

    /// Answers a request whose body was not read because of its size.
    pub(crate) fn refuse_size() -> Reply {
        envelope(Err(refusal::BODY_TOO_LARGE))
    }

    /// The deviations asked for.
    pub(crate) fn faults(&self) -> Faults {
        self.ground.faults
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
        self.instances.values().find_map(|instance| instance.at(now_us, self.faults()).standing(id))
    }

    fn serve(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Result<Value, Refusal> {
        let admitted = self.gateway.admit(call, parameters)?;
        if admitted.version != VERSION {
            return Err(refusal::VERSION_UNKNOWN);
        }
        let operation = operation::find(&admitted.action).ok_or_else(|| Refusal::no_action(VERSION))?;
        schema::check(operation.fields, &admitted.given, self.faults())?;
        (operation.run)(self, &admitted.given)
    }
}

/// Success and refusal alike are status 200. The content type carries no parameter: a client that compares it word
/// for word takes a refusal for a success otherwise.
fn envelope(outcome: Result<Value, Refusal>) -> Reply {
    let mut response =
        outcome.unwrap_or_else(|refusal| json!({ "Error": { "Code": refusal.code, "Message": refusal.message } }));
    if let Value::Object(members) = &mut response {
        members.insert("RequestId".to_owned(), Value::from(RequestId::fresh().as_str()));
    }
    let body = json!({ "Response": response }).to_string().into_bytes();
    Reply { status: 200, content_type: "application/json", body }
}
