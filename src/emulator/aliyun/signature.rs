//! The two signatures of this API: RPC with HMAC-SHA1, and ACS3 with HMAC-SHA256.
//!
//! Both are computed over decoded values that are encoded again, because clients put other encodings on the wire than
//! the ones they sign.

use std::borrow::Cow;

use hyper::header::HeaderValue;

use crate::emulator::{
    call::{Call, Pair, Parameters, text},
    encoding::{base64, encode_into, hex},
    inventory::Credentials,
    mac::{MacSha1, MacSha256, sha256},
};

/// Headers without whose signature a request could be turned into another one.
const ACS3_MANDATORY: [&str; 6] =
    ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];

/// The one known key, prepared for both schemes.
pub(crate) struct Keys {
    /// The access key id that goes with it.
    pub(crate) id: &'static str,
    rpc: MacSha1,
    acs3: MacSha256,
}

impl Keys {
    /// Absorbs a secret.
    pub(crate) fn new(credentials: Credentials) -> Self {
        let Credentials { id, secret } = credentials;
        Self { id, rpc: MacSha1::new(format!("{secret}&").as_bytes()), acs3: MacSha256::new(secret.as_bytes()) }
    }

    /// The RPC signature of a string to sign.
    pub(crate) fn rpc(&self, string_to_sign: &str) -> String {
        base64(&self.rpc.sign(string_to_sign.as_bytes()))
    }

    /// Whether an ACS3 request carries the signature it should.
    pub(crate) fn verify_acs3(&self, call: &Call<'_>, query: &[Pair<'_>], stated: &Authorization<'_>) -> bool {
        let hash = hex(&sha256(call.body));
        if call.header("x-acs-content-sha256") != Some(&*hash) {
            return false;
        }
        // The documents encode names, the clients do not; for all names that any document defines it is the same.
        let matches =
            |names| self.acs3_signature(&canonical_request(call, query, stated, &hash, names)) == stated.signature;
        matches(Names::Encoded) || query.iter().any(|(name, _)| !is_plain(name)) && matches(Names::Raw)
    }

    fn acs3_signature(&self, canonical: &str) -> String {
        let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&sha256(canonical.as_bytes())));
        hex(&self.acs3.sign(string_to_sign.as_bytes()))
    }
}

/// The RPC string to sign: every parameter of query and form but the signature itself.
pub(crate) fn rpc_string_to_sign(method: &str, parameters: &Parameters<'_>) -> String {
    let mut pairs: Vec<&Pair<'_>> = parameters.all().iter().filter(|(name, _)| name != "Signature").collect();
    pairs.sort_unstable();
    let canonical = canonical_query(pairs.into_iter(), Names::Encoded);
    let mut out = String::with_capacity(canonical.len() * 3 / 2);
    out.push_str(method);
    out.push_str("&%2F&");
    encode_into(&mut out, &canonical);
    out
}

/// The parts of an ACS3 `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    /// The access key id.
    pub(crate) key: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header; `None` when a part is absent or a header that must be signed is not among the signed ones.
    pub(crate) fn read(header: &'a str) -> Option<Self> {
        let mut read = Self { key: "", signed_headers: "", signature: "" };
        for part in header.strip_prefix("ACS3-HMAC-SHA256 ")?.split(',') {
            match part.trim().split_once('=')? {
                ("Credential", key) => read.key = key,
                ("SignedHeaders", names) => read.signed_headers = names,
                ("Signature", signature) => read.signature = signature,
                _ => return None,
            }
        }
        let signs = |name: &&str| read.signed_headers.split(';').any(|signed| signed == *name);
        (!read.key.is_empty() && !read.signature.is_empty() && ACS3_MANDATORY.iter().all(signs)).then_some(read)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Encoded,
    Raw,
}

fn canonical_request(
    call: &Call<'_>,
    query: &[Pair<'_>],
    stated: &Authorization<'_>,
    hash: &str,
    names: Names,
) -> String {
    let mut pairs: Vec<&Pair<'_>> = query.iter().collect();
    pairs.sort_unstable();
    let mut out = String::with_capacity(512);
    out.push_str(call.method);
    out.push_str("\n/\n");
    out.push_str(&canonical_query(pairs.into_iter(), names));
    out.push('\n');
    for name in stated.signed_headers.split(';') {
        out.push_str(name);
        out.push(':');
        out.push_str(&header_value(call, name));
        out.push('\n');
    }
    for part in ["\n", stated.signed_headers, "\n", hash] {
        out.push_str(part);
    }
    out
}

/// A header's value; values of a repeated header sorted and joined by commas.
fn header_value<'a>(call: &Call<'a>, name: &str) -> Cow<'a, str> {
    let mut values = call.headers.get_all(name).iter().filter_map(|value: &HeaderValue| text(value));
    let first = values.next().unwrap_or_default();
    let mut all: Vec<&str> = values.collect();
    if all.is_empty() {
        return Cow::Borrowed(first);
    }
    all.push(first);
    all.sort_unstable();
    Cow::Owned(all.join(","))
}

fn canonical_query<'p>(pairs: impl Iterator<Item = &'p Pair<'p>>, names: Names) -> String {
    let mut out = String::with_capacity(256);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        match names {
            Names::Encoded => encode_into(&mut out, name),
            Names::Raw => out.push_str(name),
        }
        out.push('=');
        encode_into(&mut out, value);
    }
    out
}

fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
}

#[cfg(test)]
mod tests;
