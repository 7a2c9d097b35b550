//! What every request must get past before an operation sees it: common parameters, content type, time, signature.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    flat,
    refusal::{self, Refusal},
    signature::{Authorization, Keys},
};
use crate::emulator::{
    calendar::date_of,
    call::{Call, Pair, Parameters},
    deviation::Deviation,
    inventory::TENCENT_KEY,
    service::Ground,
};

/// How far a timestamp may be off, in seconds, in either direction.
const SKEW_S: u64 = 5 * 60;

const FORM: &str = "application/x-www-form-urlencoded";

/// Parameters that the older scheme carries among those of the operation.
const COMMON: [&str; 12] = [
    "Action",
    "Region",
    "Timestamp",
    "Nonce",
    "SecretId",
    "Signature",
    "Version",
    "SignatureMethod",
    "Token",
    "Language",
    "RequestClient",
    "TraceId",
];

/// A request that is what it says it is.
#[derive(Debug, PartialEq)]
pub(crate) struct Admitted<'a> {
    /// The name of the operation, known or not.
    pub(crate) action: Cow<'a, str>,
    /// The API version, known or not.
    pub(crate) version: Cow<'a, str>,
    /// The operation's own parameters, not yet checked.
    pub(crate) given: Map<String, Value>,
}

/// The gate.
pub(crate) struct Gateway {
    keys: Keys,
    ground: Ground,
}

impl Gateway {
    /// A gate that knows the one key of the inventory.
    pub(crate) fn new(ground: Ground) -> Self {
        Self { keys: Keys::new(TENCENT_KEY), ground }
    }

    /// Checks everything that does not depend on the operation.
    pub(crate) fn admit<'a>(&self, call: &Call<'a>, parameters: &'a Parameters<'_>) -> Result<Admitted<'a>, Refusal> {
        if !matches!(call.method, "GET" | "POST") {
            return Err(refusal::METHOD_UNSUPPORTED);
        }
        if parameters.has("SecretId") || parameters.has("Nonce") && call.header("authorization").is_none() {
            self.admit_older(call, parameters)
        } else {
            self.admit_tc3(call, parameters)
        }
    }

    fn admit_tc3<'a>(&self, call: &Call<'a>, parameters: &Parameters<'_>) -> Result<Admitted<'a>, Refusal> {
        let needed = |header: &str, name: &str| {
            call.header(header).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::missing(name))
        };
        let timestamp = needed("x-tc-timestamp", "Timestamp")?;
        let action = needed("x-tc-action", "Action")?;
        let version = needed("x-tc-version", "Version")?;
        check_content_type(call)?;
        let stated = needed("authorization", "Authorization")?;
        let stated = Authorization::read(stated).ok_or(refusal::AUTHORIZATION_INVALID)?;
        self.check_key(stated.key)?;
        let signed_s = self.check_time(timestamp)?;
        let signed = stated.is_for(&date_of(signed_s)) && self.keys.verify_tc3(call, &stated, timestamp);
        if !signed && !self.ground.deviations.waives(action, Deviation::SignatureNotChecked) {
            return Err(refusal::SIGNATURE_WRONG);
        }
        Ok(Admitted { action: action.into(), version: version.into(), given: read_given(call, parameters)? })
    }

    fn admit_older<'a>(&self, call: &Call<'_>, parameters: &'a Parameters<'_>) -> Result<Admitted<'a>, Refusal> {
        let needed =
            |name| parameters.value(name).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::missing(name));
        let timestamp = needed("Timestamp")?;
        let (action, version) = (needed("Action")?, needed("Version")?);
        let (key, signature) = (needed("SecretId")?, needed("Signature")?);
        if !needed("Nonce")?.parse::<u64>().is_ok_and(|nonce| nonce > 0) {
            return Err(Refusal::wrong_common_type("Nonce"));
        }
        self.check_key(key)?;
        self.check_time(timestamp)?;
        let method = parameters.value("SignatureMethod").unwrap_or_default();
        let signed = self.keys.verify_older(call, parameters.all(), method, signature);
        if !signed && !self.ground.deviations.waives(action, Deviation::SignatureNotChecked) {
            return Err(refusal::SIGNATURE_WRONG);
        }
        let is_own = |pair: &&Pair<'_>| !COMMON.contains(&&*pair.0);
        let given = flat::unflatten(parameters.all().iter().filter(is_own))?;
        Ok(Admitted { action: action.into(), version: version.into(), given })
    }

    fn check_key(&self, key: &str) -> Result<(), Refusal> {
        let known = key == self.keys.id || self.ground.deviations.has(Deviation::KeyNotChecked);
        if known { Ok(()) } else { Err(refusal::SECRET_ID_UNKNOWN) }
    }

    fn check_time(&self, timestamp: &str) -> Result<i64, Refusal> {
        let is_number = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let stated_s = timestamp.parse::<i64>().ok().filter(|_| is_number);
        let stated_s = stated_s.ok_or_else(|| Refusal::wrong_common_type("Timestamp"))?;
        let fresh = self.ground.deviations.is_fresh(stated_s, self.ground.clock.now_s(), SKEW_S);
        if fresh { Ok(stated_s) } else { Err(refusal::SIGNATURE_EXPIRED) }
    }
}

/// Under TC3 a body is JSON and a query belongs to a form; the multipart form is for operations that upload.
fn check_content_type(call: &Call<'_>) -> Result<(), Refusal> {
    let expected = if call.method == "GET" { FORM } else { "application/json" };
    if call.has_content_type(expected) {
        return Ok(());
    }
    // Which kind was sent is named, for the kinds that documents know; anything else is not repeated.
    let known = ["multipart/form-data", FORM, "application/json", "text/plain"];
    let sent = known.into_iter().find(|kind| call.has_content_type(kind));
    Err(Refusal::content_type(sent.unwrap_or("other")))
}

fn read_given(call: &Call<'_>, parameters: &Parameters<'_>) -> Result<Map<String, Value>, Refusal> {
    if call.method == "GET" {
        return flat::unflatten(parameters.of_query().iter());
    }
    match serde_json::from_slice(call.body) {
        Ok(Value::Object(given)) => Ok(given),
        _ => Err(refusal::BODY_INVALID),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::{clock::Clock, deviation::Deviations};

    #[test]
    fn a_timestamp_is_fresh_for_five_minutes_either_way() {
        let gateway = Gateway::new(Ground { deviations: Deviations::default(), clock: Clock::held_at(1_700_000_000) });
        let code = |text: &str| gateway.check_time(text).map_err(|refusal| refusal.code);
        assert_eq!(code("1700000300"), Ok(1_700_000_300));
        assert_eq!(code("1699999700"), Ok(1_699_999_700));
        for stale in ["1700000301", "1699999699", "0"] {
            assert_eq!(code(stale), Err("AuthFailure.SignatureExpire"), "{stale}");
        }
        for other in ["", "now", "-1700000000", "+1700000000", "1700000000.0", "99999999999999999999"] {
            assert_eq!(code(other), Err("InvalidParameter"), "{other}");
        }
    }
}
