//! What every request must get past before an operation sees it: common parameters, key, time, signature, nonce.
//!
//! The order is that of the one public description of this gateway; the documents themselves give none.

use std::sync::{Mutex, PoisonError};

use super::{
    body::Format,
    nonce::Nonces,
    refusal::{self, Refusal},
    signature::{Authorization, Keys, rpc_string_to_sign},
};
use crate::emulator::{
    calendar,
    call::{Call, Parameters},
    deviation::{Deviation, Stamp},
    inventory::ALIYUN_KEY,
    service::Ground,
};

/// How far a timestamp may be off, in seconds, in either direction.
const SKEW_S: u64 = 15 * 60;

/// The way a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Signature and common parameters among the parameters.
    Rpc,
    /// Signature and common parameters in headers.
    Acs3,
}

impl Scheme {
    /// The older clients send some of the newer headers too, so the parameters of the older scheme decide first.
    pub(crate) fn of(call: &Call<'_>, parameters: &Parameters<'_>) -> Self {
        let has_rpc = ["Signature", "SignatureMethod", "AccessKeyId"].iter().any(|name| parameters.has(name));
        let has_acs3 = call.headers.contains_key("authorization") || call.headers.contains_key("x-acs-action");
        if has_acs3 && !has_rpc { Self::Acs3 } else { Self::Rpc }
    }

    /// The operation that a request names, where it names one.
    pub(crate) fn action<'p>(self, call: &Call<'p>, parameters: &'p Parameters<'_>) -> &'p str {
        let named = match self {
            Self::Rpc => parameters.value("Action"),
            Self::Acs3 => call.header("x-acs-action"),
        };
        named.unwrap_or_default()
    }

    /// The format of an answer to a request that does not say, or says no known word.
    pub(crate) fn default_format(self, call: &Call<'_>) -> Format {
        let accept = call.header("accept").unwrap_or_default();
        let wants_xml = !accept.contains("application/json")
            && ["application/xml", "text/xml"].iter().any(|kind| accept.contains(kind));
        if self == Self::Rpc || wants_xml { Format::Xml } else { Format::Json }
    }
}

/// What the gateway reads off every request.
struct Common<'a> {
    action: &'a str,
    version: &'a str,
    key: &'a str,
    timestamp: &'a str,
    nonce: &'a str,
    proof: Proof<'a>,
}

enum Proof<'a> {
    Rpc { method: &'a str, version: &'a str, signature: &'a str },
    Acs3(Authorization<'a>),
}

/// The action of an admitted request, and the version it was asked for in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Admitted<'a> {
    /// The name of the operation, known or not.
    pub(crate) action: &'a str,
    /// The API version, known or not.
    pub(crate) version: &'a str,
}

/// The gate and what it remembers.
pub(crate) struct Gateway {
    ground: Ground,
    keys: Keys,
    nonces: Mutex<Nonces>,
}

impl Gateway {
    /// A gate that knows the one key of the inventory and has seen no nonce.
    pub(crate) fn new(ground: Ground) -> Self {
        Self { ground, keys: Keys::new(ALIYUN_KEY), nonces: Mutex::default() }
    }

    /// Checks everything that does not depend on the operation.
    pub(crate) fn admit<'a>(
        &self,
        call: &Call<'a>,
        parameters: &'a Parameters<'_>,
        scheme: Scheme,
    ) -> Result<Admitted<'a>, Refusal> {
        let common = match scheme {
            Scheme::Rpc => read_rpc(parameters)?,
            Scheme::Acs3 => read_acs3(call)?,
        };
        if parameters.value("Format").is_some_and(|word| Format::named(word).is_none()) {
            return Err(refusal::FORMAT_INVALID);
        }
        if common.key != self.keys.id && !self.ground.deviations.has(Deviation::KeyNotChecked) {
            return Err(refusal::KEY_NOT_FOUND);
        }
        self.check_time(common.timestamp)?;
        if !self.ground.deviations.waives(common.action, Deviation::SignatureNotChecked) {
            self.check_signature(call, parameters, &common.proof)?;
        }
        let used = self.check_nonce(common.nonce);
        if !self.ground.deviations.waives(common.action, Deviation::NonceNotChecked) {
            used?;
        }
        Ok(Admitted { action: common.action, version: common.version })
    }

    fn check_time(&self, timestamp: &str) -> Result<(), Refusal> {
        if self.passes_by_its_layout(timestamp) {
            return Ok(());
        }
        let stated_s = calendar::instant_s(timestamp).ok_or(refusal::TIMESTAMP_FORMAT)?;
        let fresh = self.ground.deviations.is_fresh(stated_s, self.ground.clock.now_s(), SKEW_S);
        if fresh { Ok(()) } else { Err(refusal::TIMESTAMP_EXPIRED) }
    }

    fn passes_by_its_layout(&self, timestamp: &str) -> bool {
        let stamp = self.ground.deviations.find(|deviation| match deviation {
            Deviation::StampAccepted(stamp) => Some(stamp),
            _ => None,
        });
        stamp.is_some_and(|stamp| match stamp {
            Stamp::Digits => timestamp.bytes().all(|byte| byte.is_ascii_digit()),
            Stamp::Date => timestamp.len() == 10 && timestamp.contains('-'),
            Stamp::Blank => timestamp.contains(' '),
        })
    }

    fn check_signature(&self, call: &Call<'_>, parameters: &Parameters<'_>, proof: &Proof<'_>) -> Result<(), Refusal> {
        match proof {
            Proof::Rpc { method, .. } if *method != "HMAC-SHA1" => Err(refusal::SIGNATURE_METHOD),
            Proof::Rpc { version, .. } if *version != "1.0" => Err(Refusal::invalid("SignatureVersion")),
            Proof::Rpc { signature, .. } => self.check_rpc(call.method, parameters, signature),
            Proof::Acs3(stated) if self.keys.verify_acs3(call, parameters.of_query(), stated) => Ok(()),
            Proof::Acs3(_) => Err(refusal::SIGNATURE_WRONG),
        }
    }

    fn check_rpc(&self, method: &str, parameters: &Parameters<'_>, signature: &str) -> Result<(), Refusal> {
        let string_to_sign = rpc_string_to_sign(method, parameters);
        if self.keys.rpc(&string_to_sign) == signature {
            return Ok(());
        }
        let shown =
            if carries_secret(parameters) { "(not shown, since a parameter is secret)" } else { &string_to_sign };
        Err(refusal::SIGNATURE_WRONG.with(&format!(" server string to sign is:{shown}")))
    }

    fn check_nonce(&self, nonce: &str) -> Result<(), Refusal> {
        let now_s = self.ground.clock.now_s();
        let fresh = self.nonces.lock().unwrap_or_else(PoisonError::into_inner).take(nonce, now_s);
        if fresh { Ok(()) } else { Err(refusal::NONCE_USED) }
    }
}

/// The real gateway shows the string that it signed; one that holds a secret must not be shown. The colon before it
/// stays in any case: a client looks for what follows it.
fn carries_secret(parameters: &Parameters<'_>) -> bool {
    let is_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["password", "token", "secret"].iter().any(|word| name.contains(word))
    };
    parameters.all().iter().any(|(name, _)| is_secret(name))
}

fn read_rpc<'a>(parameters: &'a Parameters<'_>) -> Result<Common<'a>, Refusal> {
    let needed = |name| parameters.value(name).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::missing(name));
    Ok(Common {
        action: needed("Action")?,
        version: needed("Version")?,
        key: needed("AccessKeyId")?,
        timestamp: needed("Timestamp")?,
        nonce: needed("SignatureNonce")?,
        proof: Proof::Rpc {
            method: needed("SignatureMethod")?,
            version: needed("SignatureVersion")?,
            signature: needed("Signature").map_err(|_| refusal::SIGNATURE_INCOMPLETE)?,
        },
    })
}

fn read_acs3<'a>(call: &Call<'a>) -> Result<Common<'a>, Refusal> {
    let needed = |header: &str, parameter: &str| {
        call.header(header).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::missing(parameter))
    };
    let action = needed("x-acs-action", "Action")?;
    let version = needed("x-acs-version", "Version")?;
    let timestamp = needed("x-acs-date", "Timestamp")?;
    let nonce = needed("x-acs-signature-nonce", "SignatureNonce")?;
    let authorization =
        call.header("authorization").and_then(Authorization::read).ok_or(refusal::SIGNATURE_INCOMPLETE)?;
    Ok(Common { action, version, key: authorization.key, timestamp, nonce, proof: Proof::Acs3(authorization) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::{clock::Clock, deviation::Deviations};

    /// 2026-01-22T02:01:20Z
    const NOON_S: i64 = 1_769_047_280;

    fn gateway(clock: &Clock, deviations: Deviations) -> Gateway {
        let clock = clock.clone();
        Gateway::new(Ground { deviations, clock })
    }

    #[test]
    fn a_timestamp_is_fresh_for_fifteen_minutes_either_way() {
        let gateway = gateway(&Clock::held_at(NOON_S), Deviations::default());
        for fresh in ["2026-01-22T02:01:20Z", "2026-01-22T01:46:20Z", "2026-01-22T02:16:20Z"] {
            assert_eq!(gateway.check_time(fresh), Ok(()), "{fresh}");
        }
        for stale in ["2026-01-22T01:46:19Z", "2026-01-22T02:16:21Z"] {
            assert_eq!(gateway.check_time(stale), Err(refusal::TIMESTAMP_EXPIRED), "{stale}");
        }
        assert_eq!(gateway.check_time("2026-01-22 02:01:20"), Err(refusal::TIMESTAMP_FORMAT));
    }

    #[test]
    fn a_nonce_is_remembered_as_long_as_its_timestamp_could_be_fresh() {
        let clock = Clock::held_at(NOON_S);
        let gateway = gateway(&clock, Deviations::default());
        assert_eq!(gateway.check_nonce("a"), Ok(()));
        for _ in 0..30 {
            assert_eq!(gateway.check_nonce("a"), Err(refusal::NONCE_USED));
            clock.advance_us(60_000_000);
        }
    }

    #[test]
    fn deviations_open_one_check_each() {
        let clock = Clock::held_at(NOON_S);
        let lax = gateway(&clock, [Deviation::SkewAllowed(u64::MAX, u64::MAX)].into_iter().collect());
        assert_eq!(lax.check_time("2020-01-01T00:00:00Z"), Ok(()));
        assert_eq!(lax.check_time("yesterday"), Err(refusal::TIMESTAMP_FORMAT));
        let past = gateway(&clock, [Deviation::SkewAllowed(u64::MAX, 900)].into_iter().collect());
        assert_eq!(past.check_time("2020-01-01T00:00:00Z"), Ok(()));
        assert_eq!(past.check_time("2030-01-01T00:00:00Z"), Err(refusal::TIMESTAMP_EXPIRED));
        let dates = gateway(&clock, [Deviation::StampAccepted(Stamp::Date)].into_iter().collect());
        assert_eq!(dates.check_time("2026-01-22"), Ok(()));
    }
}
