//! The whole Aliyun half: a request in, a reply out.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    body::{Body, Format},
    gateway::{Gateway, Scheme},
    operation,
    refusal::{self, Refusal},
    state::{Instance, Live, View},
};
use crate::emulator::{
    call::{Call, Parameters, Reply},
    clock::Clock,
    deviation::{Deviation, Deviations, Instead},
    identity::RequestId,
    inventory::RDS_INSTANCES,
    latitude::Latitude,
    service::Ground,
};

const VERSION: &str = "2014-08-15";

/// Gate, instances, and the deviations asked for.
pub(crate) struct Cloud {
    /// The deviations asked for.
    pub(crate) deviations: Deviations,
    clock: Clock,
    gateway: Gateway,
    answered: AtomicU64,
    instances: BTreeMap<&'static str, Instance>,
}

impl Cloud {
    /// Every instance of the inventory in its first state.
    pub(crate) fn new(ground: Ground) -> Self {
        let instances = RDS_INSTANCES.iter().map(|seed| (seed.id, Instance::new(seed))).collect();
        let (deviations, clock) = (ground.deviations.clone(), ground.clock.clone());
        Self { deviations, clock, gateway: Gateway::new(ground), answered: AtomicU64::new(0), instances }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>, parameters: &Parameters<'_>) -> Reply {
        let request = self.request_id();
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
            None if self.deviations.takes(Latitude::DefaultJson) => Format::Json,
            None if self.deviations.takes(Latitude::DefaultXml) => Format::Xml,
            None => scheme.default_format(call),
        }
    }

    fn request_id(&self) -> RequestId {
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        if self.deviations.takes(Latitude::SharedIds) {
            RequestId::numbered(u128::from(number / 2) + 1)
        } else if self.deviations.takes(Latitude::LowerCaseIds) {
            RequestId::fresh().in_lower_case()
        } else {
            RequestId::fresh()
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

    /// Answers a request of which there are too many.
    pub(crate) fn throttle(
        &self,
        call: &Call<'_>,
        parameters: &Parameters<'_>,
        (status, code): (u16, &'static str),
    ) -> Reply {
        let format = self.format(call, parameters, Scheme::of(call, parameters));
        refusal::THROTTLED.recoded(status, code).reply(format, &RequestId::fresh(), &self.deviations)
    }

    /// The instance that a parameter names; `unknown` is what the operation answers where there is none.
    pub(crate) fn instance(&self, id: Option<&str>, unknown: Refusal) -> Result<&Instance, Refusal> {
        id.and_then(|id| self.instances.get(id)).ok_or(unknown)
    }

    /// Microseconds since the epoch.
    pub(crate) fn now_us(&self) -> i64 {
        self.clock.now_us()
    }

    /// How far reads lag behind, in microseconds.
    fn lag_us(&self) -> Option<i64> {
        self.deviations.find(|deviation| match deviation {
            Deviation::Takes(Latitude::LateReads(lag_ms)) => Some(lag_ms * 1_000),
            _ => None,
        })
    }

    /// What lists show in place of what is, where they lag behind.
    pub(crate) fn late_view<'l>(&self, live: &'l Live) -> Option<&'l View> {
        live.view(self.now_us(), self.lag_us()?)
    }

    /// What is to be done about a change of these accounts, which is about to be made.
    pub(crate) fn before_change<'n>(&self, live: &mut Live, accounts: impl IntoIterator<Item = &'n str>) {
        let now_us = self.now_us();
        if let Some(lag_us) = self.lag_us() {
            live.keep_view(now_us, lag_us);
        }
        let pause_ms = self.deviations.find(|deviation| match deviation {
            Deviation::Takes(Latitude::UnavailableFor(pause_ms)) => Some(pause_ms),
            _ => None,
        });
        for account in accounts {
            if let (Some(pause_ms), Some(account)) = (pause_ms, live.accounts.get_mut(account)) {
                account.busy_until_us = now_us + pause_ms * 1_000;
            }
        }
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
        let operation = operation::find(admitted.action, call, &self.deviations)?;
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
