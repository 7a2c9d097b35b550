//! The signatures of this API: TC3 with HMAC-SHA256, and the older HMAC-SHA1 and HMAC-SHA256.

use std::sync::{Mutex, PoisonError};

use crate::emulator::{
    call::{Call, Pair},
    encoding::{base64, hex},
    inventory::Credentials,
    mac::{MacSha1, MacSha256, sha256},
};

const SERVICE: &str = "cdb";

/// The one known key, prepared for every scheme.
pub(crate) struct Keys {
    /// The secret id that goes with it.
    pub(crate) id: &'static str,
    sha1: MacSha1,
    sha256: MacSha256,
    tc3: MacSha256,
    /// The key derived last, with what it was derived for: the date and service of nearly every request are the same.
    derived: Mutex<Option<(String, MacSha256)>>,
}

impl Keys {
    /// Absorbs a secret.
    pub(crate) fn new(credentials: Credentials) -> Self {
        let Credentials { id, secret } = credentials;
        Self {
            id,
            sha1: MacSha1::new(secret.as_bytes()),
            sha256: MacSha256::new(secret.as_bytes()),
            tc3: MacSha256::new(format!("TC3{secret}").as_bytes()),
            derived: Mutex::new(None),
        }
    }

    /// Whether a TC3 request carries the signature it should. Clients sign the host with its port or without.
    pub(crate) fn verify_tc3(&self, call: &Call<'_>, stated: &Authorization<'_>, timestamp: &str) -> bool {
        let key = self.derive(stated.scope);
        hosts(call).any(|host| {
            let canonical = hex(&sha256(canonical_request(call, stated.signed_headers, host).as_bytes()));
            let string_to_sign = format!("TC3-HMAC-SHA256\n{timestamp}\n{}\n{canonical}", stated.scope);
            hex(&key.sign(string_to_sign.as_bytes())) == stated.signature
        })
    }

    /// Whether a request of the older scheme carries the signature it should.
    pub(crate) fn verify_older(&self, call: &Call<'_>, parameters: &[Pair<'_>], method: &str, signature: &str) -> bool {
        hosts(call).any(|host| {
            // One client signs names with their underscores turned into dots; no documented name has an underscore.
            [false, true].into_iter().any(|dotted| {
                let string_to_sign = older_string_to_sign(call.method, host, parameters, dotted);
                self.older(method, &string_to_sign) == signature
            })
        })
    }

    /// Any method but `HmacSHA256`, absent ones included, is HMAC-SHA1.
    fn older(&self, method: &str, string_to_sign: &str) -> String {
        match method {
            "HmacSHA256" => base64(&self.sha256.sign(string_to_sign.as_bytes())),
            _ => base64(&self.sha1.sign(string_to_sign.as_bytes())),
        }
    }

    fn derive(&self, scope: &str) -> MacSha256 {
        let mut derived = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, key)) = derived.as_ref().filter(|(known, _)| known == scope) {
            debug_assert_eq!(known, scope);
            return key.clone();
        }
        let key = scope.split('/').fold(self.tc3.clone(), |key, part| MacSha256::new(&key.sign(part.as_bytes())));
        *derived = Some((scope.to_owned(), key.clone()));
        key
    }
}

/// The parts of a TC3 `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    /// The secret id.
    pub(crate) key: &'a str,
    /// Date, service and terminator, as in the credential.
    scope: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header; `None` when a part is absent, or when content type or host are not signed.
    pub(crate) fn read(header: &'a str) -> Option<Self> {
        let mut read = Self { key: "", scope: "", signed_headers: "", signature: "" };
        for part in header.strip_prefix("TC3-HMAC-SHA256 ")?.split(',') {
            match part.trim().split_once('=')? {
                ("Credential", credential) => {
                    (read.key, read.scope) = credential.split_once('/')?;
                }
                ("SignedHeaders", names) => read.signed_headers = names,
                ("Signature", signature) => read.signature = signature,
                _ => return None,
            }
        }
        let signs = |name| read.signed_headers.split(';').any(|signed| signed == name);
        (!read.signature.is_empty() && signs("content-type") && signs("host")).then_some(read)
    }

    /// Whether the credential is for this service on the UTC date given as `yyyy-MM-dd`.
    pub(crate) fn is_for(&self, date: &str) -> bool {
        self.scope.split('/').eq([date, SERVICE, "tc3_request"])
    }
}

fn canonical_request(call: &Call<'_>, signed_headers: &str, host: &str) -> String {
    let query = if call.method == "GET" { call.query } else { "" };
    let mut out = String::with_capacity(512);
    for part in [call.method, "\n/\n", query, "\n"] {
        out.push_str(part);
    }
    for name in signed_headers.split(';') {
        let value = if name == "host" { host } else { call.header(name).unwrap_or_default() };
        out.push_str(name);
        out.push(':');
        out.push_str(&value.to_lowercase());
        out.push('\n');
    }
    for part in ["\n", signed_headers, "\n", &hex(&sha256(payload(call)))] {
        out.push_str(part);
    }
    out
}

fn payload<'a>(call: &Call<'a>) -> &'a [u8] {
    match call.header("x-tc-content-sha256") {
        Some("UNSIGNED-PAYLOAD") => b"UNSIGNED-PAYLOAD",
        _ if call.method == "GET" => b"",
        _ => call.body,
    }
}

fn older_string_to_sign(method: &str, host: &str, parameters: &[Pair<'_>], dotted: bool) -> String {
    let shown = |name: &str| {
        if dotted { name.replace('_', ".") } else { name.to_owned() }
    };
    let signed = parameters.iter().filter(|(name, _)| name != "Signature");
    let mut pairs: Vec<(String, &str)> = signed.map(|(name, value)| (shown(name), &**value)).collect();
    pairs.sort_unstable();
    let mut out = format!("{method}{host}/?");
    for (at, (name, value)) in pairs.iter().enumerate() {
        for part in [if at == 0 { "" } else { "&" }, name, "=", value] {
            out.push_str(part);
        }
    }
    out
}

/// The host as sent, and without its port where it has one.
fn hosts<'a>(call: &Call<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let sent = call.header("host").unwrap_or_default();
    let bare = sent.rsplit_once(':').map(|(bare, _)| bare);
    std::iter::once(sent).chain(bare)
}

#[cfg(test)]
mod tests;
