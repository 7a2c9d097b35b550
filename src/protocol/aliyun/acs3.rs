//! `ACS3-HMAC-SHA256`: arguments are parameters, everything else of a request is in its headers.

use bytes::Bytes;
use reqwest::Method as Http;
use sha2::Sha256;

use crate::case::{Call, Format, Method};

use super::super::claims::{Claims, Identity};
use super::super::echo::Carried;
use super::super::encode::joined;
use super::super::error::WireError;
use super::super::flatten::Flattener;
use super::super::mac::{MacKey, hex, sha256_hex};
use super::super::request::{FORM, SignedRequest};
use super::super::settings::Stamp;
use super::{FIRST_INDEX, format_name};

/// Signs requests with the signature of current clients.
pub(in super::super) struct Acs3 {
    identity: Identity,
    host: String,
    key: MacKey<Sha256>,
}

/// The hash of no bytes, which most requests send.
const NOTHING_HASHED: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The parts that the signature covers; headers by name.
struct Message<'a> {
    http: &'a str,
    query: &'a str,
    headers: &'a [(&'static str, String)],
}

impl Acs3 {
    pub(in super::super) fn new(identity: Identity, secret: &str, host: &str) -> Self {
        Self { identity, host: host.to_owned(), key: MacKey::new(secret.as_bytes()) }
    }

    pub(in super::super) fn sign(&self, call: &Call, stamp: &Stamp) -> Result<SignedRequest, WireError> {
        let claims = Claims::of(call, stamp, &self.identity)?;
        let (parameters, carried) = parameters(call, &claims)?;
        let mut request = place(call.envelope.method, parameters, carried);
        let body_hash = if request.body.is_empty() { NOTHING_HASHED.to_owned() } else { sha256_hex(&request.body) };
        let headers = self.signed_headers(&claims, body_hash, call.envelope.method);
        let message = Message { http: request.method.as_str(), query: &request.query, headers: &headers };
        let authorization = self.authorization(&claims, &message);
        request.add_static("accept", accepted(call.envelope.format));
        for (name, value) in headers {
            request.add(&claims, name, value)?;
        }
        request.add(&claims, "authorization", authorization)?;
        Ok(request)
    }

    /// In the order of their names, as they are signed.
    fn signed_headers(&self, claims: &Claims<'_>, body_hash: String, method: Method) -> Vec<(&'static str, String)> {
        let mut headers = Vec::with_capacity(7);
        if method == Method::PostForm {
            headers.push(("content-type", FORM.to_owned()));
        }
        headers.extend([
            ("host", self.host.clone()),
            ("x-acs-action", claims.action.to_owned()),
            ("x-acs-content-sha256", body_hash),
            ("x-acs-date", claims.iso_timestamp()),
            ("x-acs-signature-nonce", claims.nonce.to_owned()),
            ("x-acs-version", claims.version.to_owned()),
        ]);
        headers
    }

    fn authorization(&self, claims: &Claims<'_>, message: &Message<'_>) -> String {
        let hash = sha256_hex(message.canonical().as_bytes());
        let signature = hex(&claims.seal::<32>(self.key.hash(&["ACS3-HMAC-SHA256\n", &hash])));
        let (id, names) = (claims.access_key_id, message.header_names());
        format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}")
    }
}

/// `Format` is a parameter of its own here: `accept` alone is what clients send, and endpoints may look at either.
fn parameters(call: &Call, claims: &Claims<'_>) -> Result<(String, Carried), WireError> {
    let mut flat = Flattener { first_index: FIRST_INDEX, salt: claims.salt }.flatten(&call.arguments);
    if let Some(format) = call.envelope.format {
        flat.add("Format", format_name(format));
    }
    flat.sort(claims.operation, None)?;
    Ok((joined(&flat.parameters), Carried::new(flat.secrets)))
}

fn place(method: Method, parameters: String, carried: Carried) -> SignedRequest {
    match method {
        Method::Get => SignedRequest::new(Http::GET, parameters, Bytes::new(), carried),
        Method::Post => SignedRequest::new(Http::POST, parameters, Bytes::new(), carried),
        Method::PostForm => SignedRequest::new(Http::POST, String::new(), parameters, carried),
    }
}

fn accepted(format: Option<Format>) -> &'static str {
    match format {
        Some(Format::Json) => "application/json",
        Some(Format::Xml) => "application/xml",
        None => "*/*",
    }
}

impl Message<'_> {
    fn canonical(&self) -> String {
        let mut text = String::with_capacity(self.query.len() + 600);
        for part in [self.http, "\n/\n", self.query, "\n"] {
            text.push_str(part);
        }
        for (name, value) in self.headers {
            for part in [name, ":", value.trim(), "\n"] {
                text.push_str(part);
            }
        }
        for part in ["\n", &self.header_names(), "\n", self.body_hash()] {
            text.push_str(part);
        }
        text
    }

    fn body_hash(&self) -> &str {
        let found = self.headers.iter().find(|(name, _)| *name == "x-acs-content-sha256");
        found.map_or(NOTHING_HASHED, |(_, hash)| hash)
    }

    fn header_names(&self) -> String {
        let mut names = String::with_capacity(100);
        for (name, _) in self.headers {
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use crate::case::{Deviation, Value};

    use super::*;

    struct Vector<'a> {
        host: &'a str,
        key: (&'a str, &'a str),
        action: &'a str,
        version: &'a str,
        time: &'a str,
        nonce: &'a str,
        method: Method,
        arguments: &'a [(&'a str, &'a str)],
    }

    const V3_2: Vector<'_> = Vector {
        host: "rds.aliyuncs.com",
        key: ("testid", "testsecret"),
        action: "GrantAccountPrivilege",
        version: "2014-08-15",
        time: "2026-01-22T02:01:20Z",
        nonce: "nonce-0001",
        method: Method::Post,
        arguments: &[
            ("DBInstanceId", "rm-uf6wjk5xxxxxxxxxx"),
            ("AccountName", "test1"),
            ("DBName", "testdb1,testdb2"),
            ("AccountPrivilege", "ReadWrite,ReadOnly"),
        ],
    };

    fn sign(vector: &Vector<'_>, format: Option<Format>, deviation: Option<Deviation>) -> SignedRequest {
        let (id, secret) = vector.key;
        let identity =
            Identity { access_key_id: id.to_owned(), nobody: "nobody", api_version: vector.version.to_owned() };
        let arguments = vector.arguments.iter().map(|(name, text)| ((*name).to_owned(), Value::text(*text)));
        let mut call = Call::new(vector.action, arguments.collect());
        call.envelope = crate::case::Envelope { method: vector.method, format, deviation };
        let stamp = Stamp { time: vector.time.parse().unwrap(), nonce: vector.nonce.to_owned(), salt: 0 };
        Acs3::new(identity, secret, vector.host).sign(&call, &stamp).unwrap()
    }

    fn header<'a>(request: &'a SignedRequest, name: &str) -> &'a str {
        let found = request.headers.iter().find(|(header, _)| *header == name);
        found.map_or("", |(_, value)| value.to_str().unwrap())
    }

    fn authorization(vector: &Vector<'_>) -> String {
        header(&sign(vector, None, None), "authorization").to_owned()
    }

    const COMMON: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

    #[test]
    fn vector_1_of_the_vendors_page() {
        let vector = Vector {
            host: "ecs.cn-shanghai.aliyuncs.com",
            key: ("YourAccessKeyId", "YourAccessKeySecret"),
            action: "RunInstances",
            version: "2014-05-26",
            time: "2023-10-26T10:22:32Z",
            nonce: "3156853299f313e23d1673dc12e1703d",
            method: Method::Post,
            arguments: &[
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
                ("RegionId", "cn-shanghai"),
            ],
        };
        let signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        let expected =
            format!("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={COMMON},Signature={signature}");
        assert_eq!(authorization(&vector), expected);
    }

    #[test]
    fn vectors_2_3_and_6_of_the_vendors_clients() {
        let ends = |vector: &Vector<'_>, signature: &str| {
            let authorization = authorization(vector);
            assert!(authorization.ends_with(&format!("Signature={signature}")), "{authorization}");
        };
        ends(&V3_2, "d147c7f68517324ce648a0f64bad192925871fcd2bf2f3ec72c3c1423aec122b");
        let password = "Aa1!@#$%^&*()_+-= ~/";
        let third = Vector {
            action: "ResetAccountPassword",
            nonce: "nonce-0002",
            arguments: &[
                ("DBInstanceId", "rm-uf6wjk5xxxxxxxxxx"),
                ("AccountName", "test1"),
                ("AccountPassword", password),
            ],
            ..V3_2
        };
        ends(&third, "2d6e74ede9eca1ccd35b32e5b33dd4760a9d949386ef5cc09ea16d246622b9dd");
        let sixth = Vector {
            action: "DescribeAccounts",
            nonce: "nonce-0005",
            arguments: &[("AccountName", ""), ("DBInstanceId", "rm-1")],
            ..V3_2
        };
        ends(&sixth, "7215d361820855e5577f12e120cc2bd7b6706691bb8d773e0ab06b7e8497771e");
    }

    #[test]
    fn vector_4_signs_a_form_body() {
        let vector = Vector {
            action: "DescribeAccounts",
            nonce: "nonce-0003",
            method: Method::PostForm,
            arguments: &[("DBInstanceId", "rm-1"), ("PageSize", "30")],
            ..V3_2
        };
        let request = sign(&vector, None, None);
        assert_eq!((request.query.as_str(), &request.body[..]), ("", &b"DBInstanceId=rm-1&PageSize=30"[..]));
        let hash = "1682a6f22f47678dfe5f951daf3aa8960dd2a90d19991026b9d975af1886c48f";
        assert_eq!(header(&request, "x-acs-content-sha256"), hash);
        let signature = "ebef357424efd1ff53bf2c6417331b1da190ad28838e64658114ac505775a26e";
        let expected = format!("SignedHeaders=content-type;{COMMON},Signature={signature}");
        assert!(header(&request, "authorization").ends_with(&expected));
    }

    /// Temporary credentials, which no target file holds: the vector tests the canonical request with more headers.
    #[test]
    fn vector_5_signs_further_headers() {
        let headers = [
            ("host", "rds.aliyuncs.com"),
            ("x-acs-accesskey-id", "testid"),
            ("x-acs-action", "DescribeAccounts"),
            ("x-acs-content-sha256", NOTHING_HASHED),
            ("x-acs-date", "2026-01-22T02:01:20Z"),
            ("x-acs-security-token", "tok"),
            ("x-acs-signature-nonce", "nonce-0004"),
            ("x-acs-version", "2014-08-15"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let query = "DBInstanceId=rm-1";
        let message = Message { http: "GET", query, headers: &headers };
        let hash = sha256_hex(message.canonical().as_bytes());
        assert_eq!(hash, "89f881128e29cec58e6b03f99b847dcc3e883c04010cc754ea40e331c87565b3");
        let signature = MacKey::<Sha256>::new(b"testsecret").hash::<32>(&["ACS3-HMAC-SHA256\n", &hash]);
        assert_eq!(hex(&signature), "1d817ced6b943096ff5d1c315a790e5b199e85c3d44da7a93848acce5602fdc4");
    }

    #[test]
    fn canonical_requests_of_the_vectors_hash_as_published() {
        for (action, nonce, query, expected) in [
            (
                "GrantAccountPrivilege",
                "nonce-0001",
                "AccountName=test1&AccountPrivilege=ReadWrite%2CReadOnly&DBInstanceId=rm-uf6wjk5xxxxxxxxxx&DBName=testdb1%2Ctestdb2",
                "cc2a233c36a2e99b90ed706a16c077a5dcfec846e1cdf1121d179783757eeae2",
            ),
            (
                "ResetAccountPassword",
                "nonce-0002",
                "AccountName=test1&AccountPassword=Aa1%21%40%23%24%25%5E%26%2A%28%29_%2B-%3D%20~%2F&DBInstanceId=rm-uf6wjk5xxxxxxxxxx",
                "36bfc0530d420e2ab55c9d9a1e23dbb6ea4c412bf8d8ff7c1b4f9d6ef6e38854",
            ),
            (
                "DescribeAccounts",
                "nonce-0005",
                "AccountName=&DBInstanceId=rm-1",
                "f43e8a3be859b31856fc9bda44450a7397cca295fef1f498fde7168587b8785d",
            ),
        ] {
            let headers = [
                ("host", "rds.aliyuncs.com"),
                ("x-acs-action", action),
                ("x-acs-content-sha256", NOTHING_HASHED),
                ("x-acs-date", "2026-01-22T02:01:20Z"),
                ("x-acs-signature-nonce", nonce),
                ("x-acs-version", "2014-08-15"),
            ]
            .map(|(name, value)| (name, value.to_owned()));
            let message = Message { http: "POST", query, headers: &headers };
            assert_eq!(sha256_hex(message.canonical().as_bytes()), expected);
        }
        assert_eq!(sha256_hex(b""), NOTHING_HASHED);
    }

    #[test]
    fn a_format_is_asked_for_twice_and_none_not_at_all() {
        let json = sign(&V3_2, Some(Format::Json), None);
        assert!(json.query.contains("Format=JSON") && header(&json, "accept") == "application/json");
        let xml = sign(&V3_2, Some(Format::Xml), None);
        assert!(xml.query.contains("Format=XML") && header(&xml, "accept") == "application/xml");
        let none = sign(&V3_2, None, None);
        assert!(!none.query.contains("Format") && header(&none, "accept") == "*/*");
    }

    #[test]
    fn deviations_change_what_they_name() {
        let right = authorization(&V3_2);
        let deviate = |deviation| sign(&V3_2, None, Some(deviation));
        let wrong = deviate(Deviation::WrongSignature);
        let wrong = header(&wrong, "authorization");
        assert_eq!((wrong.len(), wrong == right), (right.len(), false));
        assert!(header(&deviate(Deviation::UnknownAccessKey), "authorization").contains("Credential=nobody,"));
        assert_eq!(header(&deviate(Deviation::ClockSkew(1)), "x-acs-date"), "2026-01-22T02:01:21Z");
        assert_eq!(header(&deviate(Deviation::Timestamp("now".to_owned())), "x-acs-date"), "now");
        assert_eq!(header(&deviate(Deviation::Version("v".to_owned())), "x-acs-version"), "v");
        assert_eq!(header(&deviate(Deviation::Action("Nope".to_owned())), "x-acs-action"), "Nope");
    }
}
