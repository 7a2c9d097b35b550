//! `HmacSHA256` and `HmacSHA1`, the older signatures: everything is a flat parameter, the signature too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method as Http;
use sha1::Sha1;
use sha2::Sha256;

use crate::case::{Call, Method};

use super::super::claims::{Claims, Identity};
use super::super::echo::Carried;
use super::super::encode::{joined, push_pair};
use super::super::error::WireError;
use super::super::flatten::{Flat, Flattener};
use super::super::mac::MacKey;
use super::super::request::{FORM, SignedRequest};
use super::super::settings::Stamp;
use super::{FIRST_INDEX, LANGUAGE};

/// Signs requests with one of the older signatures.
pub(in super::super) struct Hmac {
    identity: Identity,
    host: String,
    region: Option<String>,
    key: Key,
}

enum Key {
    Sha256(MacKey<Sha256>),
    Sha1(MacKey<Sha1>),
}

impl Hmac {
    pub(in super::super) fn sha256(identity: Identity, secret: &str, host: &str, region: Option<String>) -> Self {
        Self { identity, host: host.to_owned(), region, key: Key::Sha256(MacKey::new(secret.as_bytes())) }
    }

    pub(in super::super) fn sha1(identity: Identity, secret: &str, host: &str, region: Option<String>) -> Self {
        Self { identity, host: host.to_owned(), region, key: Key::Sha1(MacKey::new(secret.as_bytes())) }
    }

    pub(in super::super) fn sign(&self, call: &Call, stamp: &Stamp) -> Result<SignedRequest, WireError> {
        let claims = Claims::of(call, stamp, &self.identity)?;
        let mut flat = Flattener { first_index: FIRST_INDEX, salt: claims.salt }.flatten(&call.arguments);
        self.add_common(&mut flat, &claims);
        flat.sort(claims.operation, Some("Signature"))?;
        let http = if call.envelope.method == Method::Get { Http::GET } else { Http::POST };
        let signature = self.key.sign(&claims, &self.string_to_sign(http.as_str(), &flat));
        let mut signed = joined(&flat.parameters);
        push_pair(&mut signed, "Signature", &signature);
        let (query, body) = if http == Http::GET { (signed, String::new()) } else { (String::new(), signed) };
        let mut request = SignedRequest::new(http, query, body, Carried::new(flat.secrets));
        request.add_static("content-type", FORM);
        request.add(&claims, "host", self.host.clone())?;
        Ok(request)
    }

    fn add_common<'a>(&'a self, flat: &mut Flat<'a>, claims: &Claims<'a>) {
        flat.add("Action", claims.action);
        flat.add("Language", LANGUAGE);
        flat.add("Nonce", numeric(claims.nonce).to_string());
        flat.add("SecretId", claims.access_key_id);
        flat.add("SignatureMethod", self.key.method());
        flat.add("Timestamp", claims.unix_timestamp());
        flat.add("Version", claims.version);
        if let Some(region) = &self.region {
            flat.add("Region", region.as_str());
        }
    }

    /// Values stand in it as they are, not encoded; names have points where they had underscores.
    fn string_to_sign(&self, http: &str, sorted: &Flat<'_>) -> String {
        let mut text = format!("{http}{}/?", self.host);
        for (index, (name, value)) in sorted.parameters.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { "&" });
            text.extend(name.chars().map(|character| if character == '_' { '.' } else { character }));
            text.push('=');
            text.push_str(value);
        }
        text
    }
}

impl Key {
    fn method(&self) -> &'static str {
        match self {
            Self::Sha256(_) => "HmacSHA256",
            Self::Sha1(_) => "HmacSHA1",
        }
    }

    fn sign(&self, claims: &Claims<'_>, text: &str) -> String {
        match self {
            Self::Sha256(key) => STANDARD.encode(claims.seal::<32>(key.hash(&[text]))),
            Self::Sha1(key) => STANDARD.encode(claims.seal::<20>(key.hash(&[text]))),
        }
    }
}

/// The protocol wants a positive number: a nonce that is one is sent as it is, any other text is hashed (FNV-1a) to one.
fn numeric(nonce: &str) -> u64 {
    if let Some(number) = nonce.parse::<u64>().ok().filter(|number| *number > 0 && *number <= LARGEST_NONCE) {
        return number;
    }
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (nonce.bytes().fold(0xcbf2_9ce4_8422_2325, step) & LARGEST_NONCE).max(1)
}

/// Vendor clients draw up to the largest signed 64-bit number.
const LARGEST_NONCE: u64 = i64::MAX.unsigned_abs();

#[cfg(test)]
mod tests {
    use crate::case::{Deviation, Value};

    use super::*;

    const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    const SECRET: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

    fn identity(version: &str) -> Identity {
        Identity { access_key_id: ID.to_owned(), nobody: "nobody", api_version: version.to_owned() }
    }

    fn stamp(seconds: i64, nonce: &str) -> Stamp {
        Stamp { time: chrono::DateTime::from_timestamp(seconds, 0).unwrap(), nonce: nonce.to_owned(), salt: 0 }
    }

    /// The call of the vectors O2 to O4.
    fn call() -> Call {
        let json = serde_json::json!({
            "InstanceId": "cdb-f35wr6wj",
            "Accounts": [{ "User": "u_1", "Host": "%" }],
            "GlobalPrivileges": ["SELECT", "SHOW DATABASES"],
            "DatabasePrivileges": [{ "Database": "db1", "Privileges": ["CREATE VIEW"] }],
            "ModifyAction": "grant",
            "RequestClient": "SDK_PYTHON_3.1.195",
        });
        let Value::Record(arguments) = Value::from_json(&json).unwrap() else { panic!("not a record") };
        Call::new("ModifyAccountPrivileges", arguments)
    }

    fn sign(sha256: bool, method: Method, deviation: Option<Deviation>) -> SignedRequest {
        let (region, host) = (Some("ap-guangzhou".to_owned()), "cdb.tencentcloudapi.com");
        let build = if sha256 { Hmac::sha256 } else { Hmac::sha1 };
        let mut call = call();
        call.envelope.method = method;
        call.envelope.deviation = deviation;
        let stamp = stamp(1_700_000_000, "11886");
        build(identity("2017-03-20"), SECRET, host, region).sign(&call, &stamp).unwrap()
    }

    fn sent(text: &[u8], name: &str) -> String {
        form_urlencoded::parse(text).find(|(key, _)| key == name).unwrap().1.into_owned()
    }

    /// O1 names no `SignatureMethod`, which this room always does: only its string and its hashes can be compared.
    #[test]
    fn vector_o1_of_the_vendors_page() {
        let signer = Hmac::sha1(identity("2017-03-12"), SECRET, "cvm.tencentcloudapi.com", None);
        let parameters = [
            ("Action", "DescribeInstances"),
            ("InstanceIds.0", "ins-09dx96dg"),
            ("Limit", "20"),
            ("Nonce", "11886"),
            ("Offset", "0"),
            ("Region", "ap-guangzhou"),
            ("SecretId", ID),
            ("Timestamp", "1465185768"),
            ("Version", "2017-03-12"),
        ];
        let parameters = parameters.map(|(name, value)| (name.into(), value.into())).to_vec();
        let text = signer.string_to_sign("GET", &Flat { parameters, secrets: Vec::new() });
        assert!(text.starts_with("GETcvm.tencentcloudapi.com/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&"));
        let sha1 = MacKey::<Sha1>::new(SECRET.as_bytes()).hash::<20>(&[&text]);
        assert_eq!(STANDARD.encode(sha1), "EliP9YW3pW28FpsEdkXt/+WcGeI=");
        let sha256 = MacKey::<Sha256>::new(SECRET.as_bytes()).hash::<32>(&[&text]);
        assert_eq!(STANDARD.encode(sha256), "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g=");
    }

    #[test]
    fn vectors_o2_to_o4_of_the_vendors_client() {
        let o2 = sign(false, Method::Get, None);
        assert_eq!(sent(o2.query.as_bytes(), "Signature"), "cp8fampheIsmRGL+EFRltjz/QF8=");
        let o3 = sign(true, Method::Get, None);
        assert_eq!(sent(o3.query.as_bytes(), "Signature"), "T7cTQ/YhpSLg8/PfXM9kr07Wh8EdY9rUQrFht+Mmtrg=");
        for method in [Method::Post, Method::PostForm] {
            let o4 = sign(true, method, None);
            assert_eq!(sent(&o4.body, "Signature"), "9fkO5AIj3K9DfFrxPo6WJH+ZMZn9EVevOylaRi4oflE=");
            assert_eq!(o4.query, "");
        }
    }

    #[test]
    fn deviations_change_what_they_name() {
        let right = sent(&sign(true, Method::Post, None).body, "Signature");
        let deviate = |deviation, name| sent(&sign(true, Method::Post, Some(deviation)).body, name);
        let wrong = deviate(Deviation::WrongSignature, "Signature");
        assert_eq!((wrong.len(), wrong == right), (right.len(), false));
        assert_eq!(deviate(Deviation::UnknownAccessKey, "SecretId"), "nobody");
        assert_eq!(deviate(Deviation::ClockSkew(301), "Timestamp"), "1700000301");
        assert_eq!(deviate(Deviation::Timestamp("now".to_owned()), "Timestamp"), "now");
        assert_eq!(deviate(Deviation::Version("v".to_owned()), "Version"), "v");
        assert_eq!(deviate(Deviation::Action("Nope".to_owned()), "Action"), "Nope");
    }

    #[test]
    fn a_nonce_becomes_a_positive_number_and_different_ones_stay_different() {
        assert_eq!(numeric("11886"), 11886);
        let hashed = ["", "0", "-1", "18446744073709551615", "5f0c", "5f0d"].map(numeric);
        assert!(hashed.iter().all(|number| *number >= 1 && *number <= LARGEST_NONCE));
        assert_ne!(hashed[4], hashed[5]);
    }

    #[test]
    fn an_argument_cannot_take_the_place_of_a_parameter_of_the_protocol() {
        let mut call = call();
        call.arguments.insert("Nonce".to_owned(), Value::text("x"));
        let signer = Hmac::sha1(identity("v"), SECRET, "h", None);
        assert!(matches!(signer.sign(&call, &stamp(0, "1")), Err(WireError::Reserved { .. })));
    }
}
