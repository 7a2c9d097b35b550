//! The whole Aliyun half: a request in, a reply out.

use std::collections::BTreeMap;

use super::{
    body::{Body, Format},
    gateway::{Gateway, Scheme},
    operation,
    refusal::{self, Refusal},
    state::Instance,
};
use crate::emulator::{
    call::{Call, Parameters, Reply},
    fault::Faults,
    identity::RequestId,
    inventory::RDS_INSTANCES,
    service::Ground,
};

const VERSION: &str = "2014-08-15";

/// Gate, instances, and the deviations asked for.
pub(crate) struct Cloud {
    /// The deviations asked for.
    pub(crate) faults: Faults,
    gateway: Gateway,
    instances: BTreeMap<&'static str, Instance>,
}

impl Cloud {
    /// Every instance of the inventory in its first state.
    pub(crate) fn new(ground: Ground) -> Self {
        let instances = RDS_INSTANCES.iter().map(|seed| (seed.id, Instance::new(seed))).collect();
        Self { faults: ground.faults, gateway: Gateway::new(ground), instances }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Reply {
        let request = RequestId::fresh();
        let scheme = Scheme::of(call, parameters);
        let asked = parameters.value("Format").and_then(Format::named);
        let format = asked.unwrap_or_else(|| scheme.default_format(call));
        match self.serve(call, parameters, scheme, (format, &request)) {
            Ok(body) => body.close(200),
            Err(refusal) => refusal.reply(format, &request, self.faults),
        }
    }

    /// Answers a request whose body was not read because of its size.
    pub(crate) fn refuse_size(&self, call: &Call<'_>) -> Reply {
        let format = Scheme::of(call, &call.parameters()).default_format(call);
        refusal::BODY_TOO_LARGE.reply(format, &RequestId::fresh(), self.faults)
    }

    /// The instance that a parameter names; `unknown` is what the operation answers where there is none.
    pub(crate) fn instance(&self, id: Option<&str>, unknown: Refusal) -> Result<&Instance, Refusal> {
        id.and_then(|id| self.instances.get(id)).ok_or(unknown)
    }

    fn serve(
        &self,
        call: &Call<'_>,
        parameters: &Parameters<'_>,
        scheme: Scheme,
        (format, request): (Format, &RequestId),
    ) -> Result<Body, Refusal> {
        if !matches!(call.method, "GET" | "POST") {
            return Err(refusal::METHOD_UNSUPPORTED);
        }
        let admitted = self.gateway.admit(call, parameters, scheme)?;
        if admitted.version != VERSION {
            return Err(Refusal::invalid("Version"));
        }
        let operation = operation::find(admitted.action, call, parameters, self.faults)?;
        let mut body = Body::success(format, admitted.action);
        body.text("RequestId", request.as_str());
        (operation.run)(self, parameters, &mut body)?;
        Ok(body)
    }
}
