//! `TC3-HMAC-SHA256`: a JSON body or flat query parameters, everything else in headers.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use chrono::NaiveDate;
use reqwest::Method as Http;
use sha2::Sha256;

use crate::case::{Call, Method};

use super::super::claims::{Claims, Identity};
use super::super::echo::Carried;
use super::super::encode::joined;
use super::super::error::WireError;
use super::super::flatten::Flattener;
use super::super::mac::{MacKey, hex, sha256_hex};
use super::super::request::{FORM, SignedRequest};
use super::super::settings::Stamp;
use super::super::signature::Signature;
use super::json::JsonBody;
use super::{FIRST_INDEX, LANGUAGE};

/// Signs requests with the signature of current clients.
pub(in super::super) struct Tc3 {
    identity: Identity,
    host: String,
    region: Option<String>,
    keys: DayKeys,
}

/// The key of a day, service and secret: three of the four hashes of a signature, the same for all requests of a day.
struct DayKeys {
    secret_key: MacKey<Sha256>,
    service: String,
    last: Mutex<Option<DayKey>>,
}

#[derive(Clone)]
struct DayKey {
    day: NaiveDate,
    /// `2023-11-14/cdb/tc3_request`
    scope: String,
    key: MacKey<Sha256>,
}

/// The parts that the signature covers.
struct Message<'a> {
    http: &'a str,
    query: &'a str,
    /// `name:value\n` for each signed header, by name.
    headers: &'a str,
    signed_headers: &'a str,
    payload_hash: &'a str,
}

impl Tc3 {
    pub(in super::super) fn new(
        identity: Identity,
        secret: &str,
        service: &str,
        host: &str,
        region: Option<String>,
    ) -> Self {
        Self { identity, host: host.to_owned(), region, keys: DayKeys::new(secret, service) }
    }

    pub(in super::super) fn sign(&self, call: &Call, stamp: &Stamp) -> Result<SignedRequest, WireError> {
        let claims = Claims::of(call, stamp, &self.identity)?;
        let (mut request, content_type) = unsigned(call, &claims)?;
        let timestamp = claims.unix_timestamp();
        let headers = format!("content-type:{content_type}\nhost:{}\n", self.host);
        let message = Message {
            http: request.method.as_str(),
            query: &request.query,
            headers: &headers,
            signed_headers: "content-type;host",
            payload_hash: &sha256_hex(&request.body),
        };
        let authorization = self.authorization(&claims, &timestamp, &message);
        request.add_static("content-type", content_type);
        request.add_static("x-tc-language", LANGUAGE);
        request.add(&claims, "host", self.host.clone())?;
        request.add(&claims, "x-tc-action", claims.action.to_owned())?;
        request.add(&claims, "x-tc-version", claims.version.to_owned())?;
        request.add(&claims, "x-tc-timestamp", timestamp)?;
        if let Some(region) = &self.region {
            request.add(&claims, "x-tc-region", region.clone())?;
        }
        request.add(&claims, "authorization", authorization)?;
        Ok(request)
    }

    fn authorization(&self, claims: &Claims<'_>, timestamp: &str, message: &Message<'_>) -> String {
        let day = self.keys.of(claims.time.date_naive());
        let hash = sha256_hex(message.canonical().as_bytes());
        let signature = day.key.hash(&["TC3-HMAC-SHA256\n", timestamp, "\n", &day.scope, "\n", &hash]);
        let signature = hex(&claims.seal::<32>(signature));
        let (id, scope, names) = (claims.access_key_id, &day.scope, message.signed_headers);
        format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
    }
}

/// The request without its headers, and the content type that it is signed with.
fn unsigned(call: &Call, claims: &Claims<'_>) -> Result<(SignedRequest, &'static str), WireError> {
    match call.envelope.method {
        Method::Get => {
            let flat = Flattener { first_index: FIRST_INDEX, salt: claims.salt }.flatten(&call.arguments);
            let (query, carried) = (joined(&flat.parameters), Carried::new(flat.secrets));
            Ok((SignedRequest::new(Http::GET, query, Bytes::new(), carried), FORM))
        }
        Method::Post => {
            let body = JsonBody::of(&call.arguments, claims.salt);
            let carried = Carried::new(body.secrets);
            Ok((SignedRequest::new(Http::POST, String::new(), body.bytes, carried), "application/json"))
        }
        method @ Method::PostForm => Err(WireError::Method { signature: Signature::Tc3, method }),
    }
}

impl DayKeys {
    fn new(secret: &str, service: &str) -> Self {
        let secret_key = MacKey::new(format!("TC3{secret}").as_bytes());
        Self { secret_key, service: service.to_owned(), last: Mutex::new(None) }
    }

    /// The day's key; derived when the day is another than last time.
    fn of(&self, day: NaiveDate) -> DayKey {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some(key) if key.day == day => key.clone(),
            _ => last.insert(self.derive(day)).clone(),
        }
    }

    fn derive(&self, day: NaiveDate) -> DayKey {
        let date = day.to_string();
        let mut key = self.secret_key.clone();
        for part in [&date, &self.service, "tc3_request"] {
            key = MacKey::new(&key.hash::<32>(&[part]));
        }
        DayKey { day, scope: format!("{date}/{}/tc3_request", self.service), key }
    }
}

impl Message<'_> {
    /// The query is signed as it is sent, unsorted.
    fn canonical(&self) -> String {
        let mut text = String::with_capacity(self.query.len() + 250);
        let parts =
            [self.http, "\n/\n", self.query, "\n", self.headers, "\n", self.signed_headers, "\n", self.payload_hash];
        for part in parts {
            text.push_str(part);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};

    use crate::case::{Deviation, Value};

    use super::*;

    const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    struct Vector<'a> {
        message: Message<'a>,
        secret: &'a str,
        service: &'a str,
        timestamp: i64,
        canonical_hash: &'a str,
        signature: &'a str,
    }

    fn check(vector: &Vector<'_>) {
        let canonical = vector.message.canonical();
        assert_eq!(sha256_hex(canonical.as_bytes()), vector.canonical_hash, "{canonical}");
        let signer = Tc3::new(identity(), vector.secret, vector.service, "unused", None);
        let stamp = stamp(vector.timestamp);
        let identity = identity();
        let call = Call::new("Any", BTreeMap::new());
        let claims = Claims::of(&call, &stamp, &identity).unwrap();
        let authorization = signer.authorization(&claims, &claims.unix_timestamp(), &vector.message);
        assert!(authorization.ends_with(&format!("Signature={}", vector.signature)), "{authorization}");
    }

    fn identity() -> Identity {
        Identity { access_key_id: ID.to_owned(), nobody: "nobody", api_version: "2017-03-20".to_owned() }
    }

    fn stamp(timestamp: i64) -> Stamp {
        Stamp { time: DateTime::<Utc>::from_timestamp(timestamp, 0).unwrap(), nonce: "n".to_owned(), salt: 0 }
    }

    fn post<'a>(headers: &'a str, payload_hash: &'a str) -> Message<'a> {
        Message { http: "POST", query: "", headers, signed_headers: "content-type;host", payload_hash }
    }

    #[test]
    fn vectors_d1_of_the_vendors_pages() {
        let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        let hash = sha256_hex(body.as_bytes());
        assert_eq!(hash, "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
        let headers = "content-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n";
        let canonical_hash = "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031";
        let d1 = Vector {
            message: post(headers, &hash),
            secret: KEY,
            service: "cvm",
            timestamp: 1_551_113_065,
            canonical_hash,
            signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        };
        check(&d1);
        let signature = "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c";
        check(&Vector { secret: "Gu5t9xGARNpq86cd98joQYCN3*******", signature, ..d1 });
        let headers = format!("{headers}x-tc-action:describeinstances\n");
        check(&Vector {
            message: Message { signed_headers: "content-type;host;x-tc-action", ..post(&headers, &hash) },
            secret: &"*".repeat(32),
            service: "cvm",
            timestamp: 1_551_113_065,
            canonical_hash: "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
            signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        });
    }

    #[test]
    fn vectors_d2_and_v2_sign_the_query_as_sent() {
        let headers = "content-type:application/x-www-form-urlencoded\nhost:cvm.tencentcloudapi.com\n";
        check(&Vector {
            message: Message { http: "GET", query: "Limit=10&Offset=0", ..post(headers, EMPTY) },
            secret: KEY,
            service: "cvm",
            timestamp: 1_539_084_154,
            canonical_hash: "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
            signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
        });
        let query = "InstanceId=cdb-f35wr6wj&Accounts.0.User=u_1&Accounts.0.Host=%25&GlobalPrivileges.0=SELECT\
                     &GlobalPrivileges.1=SHOW+DATABASES&DatabasePrivileges.0.Database=db1\
                     &DatabasePrivileges.0.Privileges.0=CREATE+VIEW&ModifyAction=grant";
        let headers = "content-type:application/x-www-form-urlencoded\nhost:cdb.tencentcloudapi.com\n";
        check(&Vector {
            message: Message { http: "GET", query, ..post(headers, EMPTY) },
            secret: KEY,
            service: "cdb",
            timestamp: 1_700_000_000,
            canonical_hash: "cc2e8feb263497dac8175d274990b3864c24b90b5be92daf60474fbe2d703d41",
            signature: "ca223921396e11403c4a456a90c24400219f9ec16406c149838b0b39ff3d15ac",
        });
    }

    #[test]
    fn vectors_v1_and_v4_of_the_vendors_client() {
        let body = r#"{"InstanceId": "cdb-f35wr6wj", "Accounts": [{"Host": "127.0.0.1", "User": "ajnnw"}], "GlobalPrivileges": ["SELECT"]}"#;
        let hash = sha256_hex(body.as_bytes());
        assert_eq!(hash, "269bc4bbdde9e8c25c9f779de5749073488bc49fff4203661f1ab0febb5f79a2");
        let headers = "content-type:application/json\nhost:cdb.tencentcloudapi.com\n";
        let v1 = Vector {
            message: post(headers, &hash),
            secret: KEY,
            service: "cdb",
            timestamp: 1_700_000_000,
            canonical_hash: "b1bb58c886a59133bc575060ef35fd5cfa5f8af0e53bc64d748e5b3940c8df89",
            signature: "86e4c04c55e1db18f0e5be703ad416afe59c9841951a8230387b1b8856ec4ff0",
        };
        check(&v1);
        let unsigned_payload = sha256_hex(b"UNSIGNED-PAYLOAD");
        check(&Vector {
            message: post(headers, &unsigned_payload),
            canonical_hash: "07b6f8163c3558d2237a7636d347b281563fe944d12efffe46caf9cfd709cadf",
            signature: "0dc7141142d415992d993d871daef188940c2620a867e331e88b266f35a17f85",
            ..v1
        });
    }

    #[test]
    fn the_key_chain_of_v1() {
        let keys = DayKeys::new(KEY, "cdb");
        let day = NaiveDate::from_ymd_opt(2023, 11, 14).unwrap();
        let date = keys.secret_key.hash::<32>(&["2023-11-14"]);
        assert_eq!(hex(&date), "887d0077ac19ed5cba18590a4fe79f7e1d851a9b05bd4e02a3af730156456978");
        let service = MacKey::<Sha256>::new(&date).hash::<32>(&["cdb"]);
        assert_eq!(hex(&service), "8569ccbf595aa8228bb7959199305f916f5980fe2dd5d01585bd96d297da8a6d");
        let signing = MacKey::<Sha256>::new(&service).hash::<32>(&["tc3_request"]);
        assert_eq!(hex(&signing), "41849b75d8117d7079dfbc6ed93bf51185c28d5fd048feb6310fa2e60f5e1820");
        let derived = keys.of(day).key.hash::<32>(&["x"]);
        assert_eq!(derived, MacKey::<Sha256>::new(&signing).hash::<32>(&["x"]));
    }

    #[test]
    fn another_day_has_another_key_and_the_first_comes_back() {
        let keys = DayKeys::new(KEY, "cdb");
        let hash = |day| keys.of(NaiveDate::from_ymd_opt(2023, 11, day).unwrap()).key.hash::<32>(&["x"]);
        let first = hash(14);
        assert_ne!(first, hash(15));
        assert_eq!(first, hash(14));
    }

    fn sign(method: Method, deviation: Option<Deviation>) -> Result<SignedRequest, WireError> {
        let accounts = Value::from_json(&serde_json::json!([{ "User": "u_1", "Host": "%" }])).unwrap();
        let mut call = Call::new("ModifyAccountPrivileges", BTreeMap::from([("Accounts".to_owned(), accounts)]));
        call.envelope.method = method;
        call.envelope.deviation = deviation;
        let region = Some("ap-guangzhou".to_owned());
        Tc3::new(identity(), KEY, "cdb", "127.0.0.1:8640", region).sign(&call, &stamp(1_700_000_000))
    }

    fn header<'a>(request: &'a SignedRequest, name: &str) -> &'a str {
        let found = request.headers.iter().find(|(header, _)| *header == name);
        found.map_or("", |(_, value)| value.to_str().unwrap())
    }

    #[test]
    fn a_post_carries_json_and_a_get_a_flat_query() {
        let post = sign(Method::Post, None).unwrap();
        assert_eq!(&post.body[..], br#"{"Accounts":[{"Host":"%","User":"u_1"}]}"#);
        assert_eq!((header(&post, "content-type"), header(&post, "host")), ("application/json", "127.0.0.1:8640"));
        assert_eq!((header(&post, "x-tc-region"), header(&post, "x-tc-language")), ("ap-guangzhou", "en-US"));
        let get = sign(Method::Get, None).unwrap();
        assert_eq!((get.query.as_str(), get.body.len()), ("Accounts.0.Host=%25&Accounts.0.User=u_1", 0));
        assert_eq!(header(&get, "content-type"), FORM);
        let error = sign(Method::PostForm, None).unwrap_err().to_string();
        assert_eq!(error, "`tc3` cannot sign a request with the method PostForm; use get or post");
    }

    #[test]
    fn deviations_change_what_they_name() {
        let right = sign(Method::Post, None).unwrap();
        let deviate = |deviation| sign(Method::Post, Some(deviation)).unwrap();
        let wrong = deviate(Deviation::WrongSignature);
        assert_eq!(header(&wrong, "authorization").len(), header(&right, "authorization").len());
        assert_ne!(header(&wrong, "authorization"), header(&right, "authorization"));
        let nobody = deviate(Deviation::UnknownAccessKey);
        assert!(header(&nobody, "authorization").contains("Credential=nobody/2023-11-14/cdb/tc3_request,"));
        assert_eq!(header(&deviate(Deviation::ClockSkew(-301)), "x-tc-timestamp"), "1699999699");
        let past = deviate(Deviation::Timestamp("0".to_owned()));
        assert!(header(&past, "x-tc-timestamp") == "0" && header(&past, "authorization").contains("/1970-01-01/"));
        assert_eq!(header(&deviate(Deviation::Timestamp("now".to_owned())), "x-tc-timestamp"), "now");
        assert_eq!(header(&deviate(Deviation::Version("v".to_owned())), "x-tc-version"), "v");
        assert_eq!(header(&deviate(Deviation::Action("Nope".to_owned())), "x-tc-action"), "Nope");
        assert!(sign(Method::Post, Some(Deviation::Action("a\nb".to_owned()))).is_err());
    }
}
