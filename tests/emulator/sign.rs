//! A tiny signer of its own, so that the emulator's verifier is not checked against itself.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub(crate) type Pairs = Vec<(String, String)>;

/// The fixed key pairs that the target files carry.
pub(crate) const ALIYUN: (&str, &str) = ("LTAIabideEmulatorKey01", "abideEmulatorAliyunSecret01");
pub(crate) const TENCENT: (&str, &str) = ("AKIDabideEmulatorKey01", "abideEmulatorTencentSecret01");

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Names and values, encoded, sorted and joined: a query, and the canonical form of one.
pub(crate) fn query(pairs: &Pairs) -> String {
    let mut parts: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    parts.sort();
    parts.join("&")
}

pub(crate) fn rpc(method: &str, pairs: &Pairs, secret: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).unwrap();
    mac.update(format!("{method}&%2F&{}", encode(&query(pairs))).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The `Authorization` of an ACS3 request whose headers are all signed.
pub(crate) fn acs3(method: &str, query: &str, headers: &Pairs, body: &str) -> String {
    let names = signed_names(headers);
    let canonical = format!("{method}\n/\n{query}\n{}\n{names}\n{}", canonical_headers(headers), hash(body));
    let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", hash(&canonical));
    let signature = hex(&hmac256(ALIYUN.1.as_bytes(), &string_to_sign));
    format!("ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}", ALIYUN.0)
}

/// The `Authorization` of a TC3 POST.
pub(crate) fn tc3(headers: &Pairs, body: &str, (timestamp, date): (i64, &str)) -> String {
    let names = signed_names(headers);
    let canonical = format!("POST\n/\n\n{}\n{names}\n{}", canonical_headers(headers), hash(body));
    let scope = format!("{date}/cdb/tc3_request");
    let string_to_sign = format!("TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{}", hash(&canonical));
    let root = format!("TC3{}", TENCENT.1).into_bytes();
    let key = scope.split('/').fold(root, |key, part| hmac256(&key, part));
    let signature = hex(&hmac256(&key, &string_to_sign));
    format!("TC3-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}", TENCENT.0)
}

/// The older Tencent signature of a form.
pub(crate) fn older(host: &str, pairs: &Pairs) -> String {
    let mut parts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.sort();
    let mut mac = Hmac::<Sha1>::new_from_slice(TENCENT.1.as_bytes()).unwrap();
    mac.update(format!("POST{host}/?{}", parts.join("&")).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

pub(crate) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hmac256(key: &[u8], message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|nibble| char::from_digit(nibble.into(), 16).unwrap());
    bytes.iter().flat_map(digits).collect()
}

fn signed_names(headers: &Pairs) -> String {
    let mut names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.join(";")
}

fn canonical_headers(headers: &Pairs) -> String {
    let mut lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    lines.sort();
    lines.concat()
}
