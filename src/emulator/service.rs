//! Which vendor a request is meant for. One socket serves both, so the request itself must tell.

use super::{
    aliyun,
    call::{Call, Parameters, Reply},
    clock::Clock,
    deviation::Deviations,
    dress::dressed,
    tencent,
};

/// What both vendors' halves are given.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The deviations asked for.
    pub(crate) deviations: Deviations,
    /// The time.
    pub(crate) clock: Clock,
}

/// Both clouds behind one door.
pub(crate) struct Service {
    aliyun: aliyun::Cloud,
    tencent: tencent::Cloud,
    deviations: Deviations,
}

impl Service {
    /// Both clouds with the inventory in its first state.
    pub(crate) fn new(ground: &Ground) -> Self {
        let (aliyun, tencent) = (aliyun::Cloud::new(ground.clone()), tencent::Cloud::new(ground.clone()));
        Self { aliyun, tencent, deviations: ground.deviations.clone() }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, call: &Call<'_>) -> Reply {
        let parameters = call.parameters();
        let reply = if is_for_tencent(call, &parameters) {
            self.tencent.answer(call, &parameters)
        } else {
            self.aliyun.answer(call, &parameters)
        };
        dressed(reply, &self.deviations)
    }

    /// Answers a request of which there are too many: with this status on the Aliyun side, and the code of either.
    pub(crate) fn throttle(
        &self,
        call: &Call<'_>,
        status: u16,
        (aliyun, tencent): (&'static str, &'static str),
    ) -> Reply {
        let parameters = call.parameters();
        if is_for_tencent(call, &parameters) {
            self.tencent.throttle(tencent)
        } else {
            self.aliyun.throttle(call, &parameters, (status, aliyun))
        }
    }

    /// Answers a request whose body is larger than the server reads.
    pub(crate) fn refuse_size(&self, call: &Call<'_>) -> Reply {
        if is_for_tencent(call, &call.parameters()) {
            self.tencent.refuse_size()
        } else {
            self.aliyun.refuse_size(call)
        }
    }
}

/// Headers decide before parameters, and what says nothing either way is held to be Aliyun's: its gateway is the one
/// that documents what it answers to an empty request.
fn is_for_tencent(call: &Call<'_>, parameters: &Parameters<'_>) -> bool {
    let scheme = call.header("authorization").unwrap_or_default();
    let header_begins = |prefix: &str| call.headers.keys().any(|name| name.as_str().starts_with(prefix));
    let names_one_of = |names: &[&str]| names.iter().any(|name| parameters.has(name));
    if scheme.starts_with("TC3-") || header_begins("x-tc-") {
        return true;
    }
    if scheme.starts_with("ACS3-") || header_begins("x-acs-") {
        return false;
    }
    names_one_of(&["SecretId", "Nonce"]) && !names_one_of(&["AccessKeyId", "SignatureNonce", "SignatureVersion"])
}
