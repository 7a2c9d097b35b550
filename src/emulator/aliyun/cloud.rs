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
    deviation::{Deviation, Deviations, Instead},
    identity::RequestId,
    inventory::RDS_INSTANCES,
    service::Ground,
};

const VERSION: &str = "2014-08-15";

/// Gate, instances, and the deviations asked for.
pub(crate) struct Cloud {
    /// The deviations asked for.
    pub(crate) deviations: Deviations,
    gateway: Gateway,
    instances: BTreeMap<&'static str, Instance>,
}

impl Cloud {
    /// Every instance of the inventory in its first state.
    pub(crate) fn new(ground: Ground) -> Self {
        let instances = RDS_INSTANCES.iter().map(|seed| (seed.id, Instance::new(seed))).collect();
        Self { deviations: ground.deviations.clone(), gateway: Gateway::new(ground), instances }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Reply {
        let request = RequestId::fresh();
        let scheme = Scheme::of(call, parameters);
        let format = self.format(call, parameters, scheme);
        let refusal = match self.serve(call, parameters, scheme, (format, &request)) {
            Ok(body) => return body.close(200),
            Err(refusal) => refusal,
        };
        let action = scheme.action(call, parameters);
        match refusal.otherwise(action, &self.deviations) {
            None => refusal.reply(format, &request, &self.deviations),
            Some(Instead::Refusal(status, code)) => {
                refusal.recoded(status, code).reply(format, &request, &self.deviations)
            }
            Some(Instead::Success) => self.idle_success(format, action, &request).close(200),
        }
    }

    fn format(&self, call: &Call<'_>, parameters: &Parameters<'_>, scheme: Scheme) -> Format {
        let asked = parameters.value("Format").and_then(Format::named);
        let other = self.deviations.find(|deviation| match deviation {
            Deviation::OtherFormat(word) => Format::named(word),
            _ => None,
        });
        match asked {
            Some(asked) if other == Some(asked) => asked.other(),
            Some(asked) => asked,
            None => scheme.default_format(call),
        }
    }

    /// A success of an operation that did nothing.
    fn idle_success(&self, format: Format, action: &str, request: &RequestId) -> Body {
        let mut body = Body::success(format, action, &self.deviations);
        body.text("RequestId", request.as_str());
        body
    }

    /// Answers a request whose body was not read because of its size.
    pub(crate) fn refuse_size(&self, call: &Call<'_>) -> Reply {
        let format = Scheme::of(call, &call.parameters()).default_format(call);
        refusal::BODY_TOO_LARGE.reply(format, &RequestId::fresh(), &self.deviations)
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
        if !self.deviations.knows_version(admitted.version, VERSION) {
            return Err(Refusal::invalid("Version"));
        }
        let read = self.read(call, parameters);
        let parameters = read.as_ref().unwrap_or(parameters);
        let operation = operation::find(admitted.action, call)?;
        let mut body = self.idle_success(format, admitted.action, request);
        if operation.requires(parameters, &self.deviations)? {
            (operation.run)(self, parameters, &mut body)?;
        }
        Ok(body)
    }

    /// The parameters of a request as an operation sees them, where it does not see all.
    fn read<'a>(&self, call: &Call<'_>, parameters: &Parameters<'a>) -> Option<Parameters<'a>> {
        let is_form = !call.body.is_empty();
        self.deviations.find(|deviation| match deviation {
            Deviation::MethodIgnores(form, name) => {
                let here = if form { is_form } else { call.method == "GET" };
                here.then(|| parameters.without(name))
            }
            _ => None,
        })
    }
}
