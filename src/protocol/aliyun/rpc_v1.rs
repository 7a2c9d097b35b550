//! RPC signature version 1.0 (HMAC-SHA1): everything is a parameter, the signature too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method as Http;
use sha1::Sha1;

use crate::case::{Call, Format, Method};

use super::super::claims::{Claims, Identity};
use super::super::echo::Carried;
use super::super::encode::{encoded, joined, push_pair};
use super::super::error::WireError;
use super::super::flatten::{Flat, Flattener};
use super::super::mac::MacKey;
use super::super::request::{FORM, SignedRequest};
use super::super::settings::Stamp;
use super::{FIRST_INDEX, format_name};

/// Signs requests with the RPC signature.
pub(in super::super) struct RpcV1 {
    identity: Identity,
    key: MacKey<Sha1>,
}

impl RpcV1 {
    pub(in super::super) fn new(identity: Identity, secret: &str) -> Self {
        Self { identity, key: MacKey::new(format!("{secret}&").as_bytes()) }
    }

    pub(in super::super) fn sign(&self, call: &Call, stamp: &Stamp) -> Result<SignedRequest, WireError> {
        let claims = Claims::of(call, stamp, &self.identity)?;
        let mut flat = Flattener { first_index: FIRST_INDEX, salt: claims.salt }.flatten(&call.arguments);
        add_common(&mut flat, &claims, call.envelope.format);
        flat.sort(claims.operation, Some("Signature"))?;
        let method = call.envelope.method;
        let http = if method == Method::Get { Http::GET } else { Http::POST };
        let mut signed = joined(&flat.parameters);
        let signature = STANDARD.encode(claims.seal(self.signature(http.as_str(), &signed)));
        push_pair(&mut signed, "Signature", &signature);
        Ok(place(method, http, signed, Carried::new(flat.secrets)))
    }

    /// The canonical query is encoded once more in the string to sign.
    fn signature(&self, http: &str, canonical_query: &str) -> [u8; 20] {
        self.key.hash(&[http, "&%2F&", &encoded(canonical_query)])
    }
}

fn add_common<'a>(flat: &mut Flat<'a>, claims: &Claims<'a>, format: Option<Format>) {
    flat.add("AccessKeyId", claims.access_key_id);
    flat.add("Action", claims.action);
    flat.add("SignatureMethod", "HMAC-SHA1");
    flat.add("SignatureNonce", claims.nonce);
    flat.add("SignatureVersion", "1.0");
    flat.add("Timestamp", claims.iso_timestamp());
    flat.add("Version", claims.version);
    if let Some(format) = format {
        flat.add("Format", format_name(format));
    }
}

fn place(method: Method, http: Http, signed: String, carried: Carried) -> SignedRequest {
    let (query, body) = if method == Method::PostForm { (String::new(), signed) } else { (signed, String::new()) };
    let mut request = SignedRequest::new(http, query, body, carried);
    request.add_static("accept", "*/*");
    if method == Method::PostForm {
        request.add_static("content-type", FORM);
    }
    request
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::case::{Deviation, Envelope, Value};

    use super::super::super::settings::Stamp;
    use super::*;

    struct Vector<'a> {
        action: &'a str,
        version: &'a str,
        time: &'a str,
        nonce: &'a str,
        method: Method,
        format: Format,
        arguments: &'a [(&'a str, &'a str)],
    }

    /// The vector C, from which the others differ in a few places.
    const C: Vector<'_> = Vector {
        action: "GrantAccountPrivilege",
        version: "2014-08-15",
        time: "2026-01-22T02:01:20Z",
        nonce: "nonce-0001",
        method: Method::Post,
        format: Format::Json,
        arguments: &[
            ("DBInstanceId", "rm-uf6wjk5xxxxxxxxxx"),
            ("AccountName", "test1"),
            ("DBName", "testdb1,testdb2"),
            ("AccountPrivilege", "ReadWrite,ReadOnly"),
        ],
    };

    fn signer(version: &str) -> RpcV1 {
        let identity =
            Identity { access_key_id: "testid".to_owned(), nobody: "nobody", api_version: version.to_owned() };
        RpcV1::new(identity, "testsecret")
    }

    fn call(vector: &Vector<'_>) -> (Call, Stamp) {
        let arguments = vector.arguments.iter().map(|(name, text)| ((*name).to_owned(), Value::text(*text)));
        let mut call = Call::new(vector.action, arguments.collect());
        call.envelope = Envelope { method: vector.method, format: Some(vector.format), deviation: None };
        (call, Stamp { time: vector.time.parse().unwrap(), nonce: vector.nonce.to_owned(), salt: 0 })
    }

    fn sign(vector: &Vector<'_>) -> SignedRequest {
        let (call, stamp) = call(vector);
        signer(vector.version).sign(&call, &stamp).unwrap()
    }

    fn sent(query: &str, name: &str) -> String {
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
    }

    fn signature(vector: &Vector<'_>) -> String {
        sent(&sign(vector).query, "Signature")
    }

    #[test]
    fn vectors_a_and_b_of_the_vendors_pages() {
        let a = Vector {
            action: "DescribeRegions",
            version: "2014-05-26",
            time: "2016-02-23T12:46:24Z",
            nonce: "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
            method: Method::Get,
            format: Format::Xml,
            arguments: &[],
        };
        assert_eq!(signature(&a), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
        assert_eq!(signature(&Vector { method: Method::Post, ..a }), "MxbnVAM4w6sft9xjVpe/GCKueuk=");
        let b = Vector {
            action: "DescribeDedicatedHosts",
            time: "2023-03-13T08:34:30Z",
            nonce: "edb2b34af0af9a6d14deaf7c1a5315eb",
            method: Method::Get,
            format: Format::Json,
            arguments: &[("RegionId", "cn-beijing")],
            ..a
        };
        assert_eq!(signature(&b), "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    }

    #[test]
    fn vectors_c_to_e_of_the_vendors_clients() {
        assert_eq!(signature(&C), "6wPhGUMvilriY0p+345x2uiSYKU=");
        let password = "Aa1!@#$%^&*()_+-= ~/";
        let d = Vector {
            action: "ResetAccountPassword",
            nonce: "nonce-0002",
            method: Method::Get,
            format: Format::Xml,
            arguments: &[
                ("DBInstanceId", "rm-uf6wjk5xxxxxxxxxx"),
                ("AccountName", "test1"),
                ("AccountPassword", password),
            ],
            ..C
        };
        assert_eq!(signature(&d), "aH1ylSfsjd+8TXpw/wZJDrEqrNQ=");
        let e = Vector {
            action: "ModifyAccountDescription",
            nonce: "nonce-0003",
            arguments: &[("DBInstanceId", "rm-1"), ("AccountName", "test1"), ("AccountDescription", "测试账号A")],
            ..C
        };
        assert_eq!(signature(&e), "jL+XnE0cgF6SWMbSU+Qc0kToZ/0=");
    }

    #[test]
    fn vectors_f_and_g_keep_empty_values() {
        let f = Vector {
            action: "DescribeAccounts",
            nonce: "nonce-0006",
            method: Method::Get,
            arguments: &[
                ("DBInstanceId", "rm-1"),
                ("AccountName", ""),
                ("RegionId", "cn-hangzhou"),
                ("SignatureType", ""),
            ],
            ..C
        };
        assert_eq!(signature(&f), "t9oT1/u7KkveJhzq7Z4osds0NVA=");
        let g = Vector {
            nonce: "nonce-0007",
            arguments: &[
                ("RegionId", "cn-hangzhou"),
                ("SignatureType", ""),
                ("DBInstanceId", "rm-1"),
                ("AccountName", "test1"),
                ("DBName", "d1,d2"),
                ("AccountPrivilege", "ReadWrite,ReadOnly"),
            ],
            ..C
        };
        assert_eq!(signature(&g), "gH9tXVOf3WNfCYdXJiHhIySQfbs=");
    }

    #[test]
    fn a_form_carries_everything_in_the_body() {
        let request = sign(&Vector { method: Method::PostForm, ..C });
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        assert_eq!(request.query, "");
        assert_eq!(sent(&body, "Signature"), "6wPhGUMvilriY0p+345x2uiSYKU=");
        assert!(request.headers.iter().any(|(name, value)| *name == "content-type" && value == FORM));
    }

    #[test]
    fn deviations_change_what_they_name() {
        let deviate = |deviation| {
            let (mut call, stamp) = call(&C);
            call.envelope.deviation = Some(deviation);
            signer(C.version).sign(&call, &stamp).unwrap().query
        };
        let wrong = sent(&deviate(Deviation::WrongSignature), "Signature");
        assert_eq!((wrong.len(), wrong == signature(&C)), (28, false));
        assert_eq!(sent(&deviate(Deviation::UnknownAccessKey), "AccessKeyId"), "nobody");
        assert_eq!(sent(&deviate(Deviation::ClockSkew(-3600)), "Timestamp"), "2026-01-22T01:01:20Z");
        assert_eq!(sent(&deviate(Deviation::Timestamp("now".to_owned())), "Timestamp"), "now");
        assert_eq!(sent(&deviate(Deviation::Version("1999-01-01".to_owned())), "Version"), "1999-01-01");
        assert_eq!(sent(&deviate(Deviation::Action("Nope".to_owned())), "Action"), "Nope");
    }

    #[test]
    fn without_a_format_none_is_asked_for() {
        let call = Call::new("DescribeAccounts", BTreeMap::new());
        let stamp = Stamp { time: "2026-01-22T02:01:20Z".parse().unwrap(), nonce: "n".to_owned(), salt: 0 };
        assert!(!signer("v").sign(&call, &stamp).unwrap().query.contains("Format"));
    }

    #[test]
    fn an_argument_cannot_take_the_place_of_a_parameter_of_the_protocol() {
        for name in ["Action", "Timestamp", "Signature"] {
            let (mut call, stamp) = call(&C);
            call.arguments.insert(name.to_owned(), Value::text("x"));
            let error = signer(C.version).sign(&call, &stamp).unwrap_err().to_string();
            assert!(error.contains(&format!("`{name}`")), "{error}");
        }
    }
}
