//! `TC3-HMAC-SHA256`, as a server checks it.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, Method, Uri};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::api::Refusal;

const SECRET_ID: &str = "AKIDownEmulator";
const SECRET_KEY: &str = "own-emulator-secret";

/// So far the time stamp of a request may be off, in seconds.
const TOLERANCE: u64 = 300;

/// What the header `Authorization` says.
struct Claim<'a> {
    secret_id: &'a str,
    /// `2023-11-14/cdb/tc3_request`
    scope: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

/// Is the request signed, by somebody who exists, and just now?
pub fn verify(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let claim = Claim::read(header(headers, "authorization"));
    let claim = claim.ok_or_else(|| Refusal::new("AuthFailure.InvalidAuthorization", "Authorization is ill-formed"))?;
    if claim.secret_id != SECRET_ID {
        return Err(Refusal::new("AuthFailure.SecretIdNotFound", "there is no such secret id"));
    }
    let timestamp = header(headers, "x-tc-timestamp");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    if timestamp.parse::<u64>().map_or(true, |sent| sent.abs_diff(now) > TOLERANCE) {
        return Err(Refusal::new("AuthFailure.SignatureExpire", "X-TC-Timestamp is too far from now"));
    }
    let canonical = claim.canonical(method, uri, headers, body);
    let to_sign = format!("TC3-HMAC-SHA256\n{timestamp}\n{}\n{}", claim.scope, hex(&Sha256::digest(canonical)));
    let mut key = format!("TC3{SECRET_KEY}").into_bytes();
    for part in claim.scope.split('/') {
        key = mac(&key, part);
    }
    if hex(&mac(&key, &to_sign)) != claim.signature {
        return Err(Refusal::new("AuthFailure.SignatureFailure", "the signature is another one"));
    }
    Ok(())
}

impl<'a> Claim<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let parts = header.strip_prefix("TC3-HMAC-SHA256 ")?;
        let part = |name: &str| parts.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let (secret_id, scope) = part("Credential")?.split_once('/')?;
        Some(Self { secret_id, scope, signed_headers: part("SignedHeaders")?, signature: part("Signature")? })
    }

    fn canonical(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> String {
        let signed = self.signed_headers.split(';').map(|name| format!("{name}:{}\n", header(headers, name)));
        let signed: String = signed.collect();
        let query = uri.query().unwrap_or_default();
        let payload = hex(&Sha256::digest(body));
        format!("{method}\n/\n{query}\n{signed}\n{}\n{payload}", self.signed_headers)
    }
}

/// A header's value; nothing where it is missing or no text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
