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
    pub(crate) fn verify_tc3(
        &self,
        call: &Call<'_>,
        stated: &Authorization<'_>,
        timestamp: &str,
    ) -> bool {
        let key = self.derive(stated.scope);
        hosts(call).any(|host| {
            let canonical = hex(&sha256(
                canonical_request(call, stated.signed_headers, host).as_bytes(),
            ));
            let string_to_sign = format!(
                "TC3-HMAC-SHA256\n{timestamp}\n{}\n{canonical}",
                stated.scope
            );
            hex(&key.sign(string_to_sign.as_bytes())) == stated.signature
        })
    }

    /// Whether a request of the older scheme carries the signature it should.
    pub(crate) fn verify_older(
        &self,
        call: &Call<'_>,
        parameters: &[Pair<'_>],
        method: &str,
        signature: &str,
    ) -> bool {
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
        let key = scope.split('/').fold(self.tc3.clone(), |key, part| {
            MacSha256::new(&key.sign(part.as_bytes()))
        });
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
        let mut read = Self {
            key: "",
            scope: "",
            signed_headers: "",
            signature: "",
        };
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
        let value = if name == "host" {
            host
        } else {
            call.header(name).unwrap_or_default()
        };
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
        if dotted {
            name.replace('_', ".")
        } else {
            name.to_owned()
        }
    };
    let signed = parameters.iter().filter(|(name, _)| name != "Signature");
    let mut pairs: Vec<(String, &str)> = signed
        .map(|(name, value)| (shown(name), &**value))
        .collect();
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
mod tests {
    use hyper::{HeaderMap, header::HeaderValue};

    use super::*;

    const EXAMPLE: Credentials = Credentials {
        id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    };

    fn headers(host: &'static str, content_type: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static(host));
        headers.insert("content-type", HeaderValue::from_static(content_type));
        headers
    }

    struct Signed<'a> {
        secret: &'static str,
        timestamp: &'a str,
        scope: &'a str,
        signed_headers: &'a str,
        signature: &'a str,
    }

    impl Default for Signed<'_> {
        fn default() -> Self {
            Self {
                secret: EXAMPLE.secret,
                timestamp: "1700000000",
                scope: "2023-11-14/cdb/tc3_request",
                signed_headers: "content-type;host",
                signature: "",
            }
        }
    }

    fn verified(call: &Call<'_>, signed: &Signed<'_>) -> bool {
        let Signed {
            secret,
            timestamp,
            scope,
            signed_headers,
            signature,
        } = signed;
        let header = format!(
            "TC3-HMAC-SHA256 Credential=id/{scope}, SignedHeaders={signed_headers}, Signature={signature}"
        );
        Keys::new(Credentials { id: "id", secret }).verify_tc3(
            call,
            &Authorization::read(&header).unwrap(),
            timestamp,
        )
    }

    const D1: &[u8] = br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

    #[test]
    fn tc3_matches_the_published_signatures() {
        let mut headers = headers("cvm.tencentcloudapi.com", "application/json; charset=utf-8");
        headers.insert("x-tc-action", HeaderValue::from_static("DescribeInstances"));
        let call = Call {
            method: "POST",
            query: "",
            headers: &headers,
            body: D1,
        };
        let published = Signed {
            timestamp: "1551113065",
            scope: "2019-02-25/cvm/tc3_request",
            ..Signed::default()
        };
        let d1 = Signed {
            signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            ..published
        };
        assert!(verified(&call, &d1));
        let older = Signed {
            secret: "Gu5t9xGARNpq86cd98joQYCN3*******",
            signature: "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
            ..d1
        };
        assert!(verified(&call, &older));
        let with_action = Signed {
            secret: "********************************",
            signed_headers: "content-type;host;x-tc-action",
            signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
            ..d1
        };
        assert!(verified(&call, &with_action));
    }

    #[test]
    fn tc3_matches_the_published_signature_of_a_get() {
        let headers = headers(
            "cvm.tencentcloudapi.com",
            "application/x-www-form-urlencoded",
        );
        let call = Call {
            method: "GET",
            query: "Limit=10&Offset=0",
            headers: &headers,
            body: b"",
        };
        let d2 = Signed {
            timestamp: "1539084154",
            scope: "2018-10-09/cvm/tc3_request",
            signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
            ..Signed::default()
        };
        assert!(verified(&call, &d2));
    }

    const V1: &[u8] = br#"{"InstanceId": "cdb-f35wr6wj", "Accounts": [{"Host": "127.0.0.1", "User": "ajnnw"}], "GlobalPrivileges": ["SELECT"]}"#;

    #[test]
    fn tc3_matches_the_clients() {
        let mut headers = headers("cdb.tencentcloudapi.com", "application/json");
        let v1 = Signed {
            signature: "86e4c04c55e1db18f0e5be703ad416afe59c9841951a8230387b1b8856ec4ff0",
            ..Signed::default()
        };
        let post = Call {
            method: "POST",
            query: "",
            headers: &headers,
            body: V1,
        };
        assert!(verified(&post, &v1));
        assert!(!verified(
            &Call {
                body: b"{}",
                ..post
            },
            &v1
        ));

        let form = self::headers(
            "cdb.tencentcloudapi.com",
            "application/x-www-form-urlencoded",
        );
        let query = "InstanceId=cdb-f35wr6wj&Accounts.0.User=u_1&Accounts.0.Host=%25&GlobalPrivileges.0=SELECT\
                     &GlobalPrivileges.1=SHOW+DATABASES&DatabasePrivileges.0.Database=db1\
                     &DatabasePrivileges.0.Privileges.0=CREATE+VIEW&ModifyAction=grant";
        let v2 = Signed {
            signature: "ca223921396e11403c4a456a90c24400219f9ec16406c149838b0b39ff3d15ac",
            ..Signed::default()
        };
        assert!(verified(
            &Call {
                method: "GET",
                query,
                headers: &form,
                body: b""
            },
            &v2
        ));

        headers.insert(
            "x-tc-content-sha256",
            HeaderValue::from_static("UNSIGNED-PAYLOAD"),
        );
        let v4 = Signed {
            signature: "0dc7141142d415992d993d871daef188940c2620a867e331e88b266f35a17f85",
            ..Signed::default()
        };
        assert!(verified(
            &Call {
                method: "POST",
                query: "",
                headers: &headers,
                body: V1
            },
            &v4
        ));
    }

    #[test]
    fn the_port_may_be_signed_or_not() {
        let headers = headers("cdb.tencentcloudapi.com:8640", "application/json");
        let call = Call {
            method: "POST",
            query: "",
            headers: &headers,
            body: V1,
        };
        let bare = Signed {
            signature: "86e4c04c55e1db18f0e5be703ad416afe59c9841951a8230387b1b8856ec4ff0",
            ..Signed::default()
        };
        assert!(verified(&call, &bare));
    }

    const O1: &str = "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886&Offset=0\
                      &Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Timestamp=1465185768\
                      &Version=2017-03-12&Signature=x";
    const O2: &str = "Accounts.0.Host=%25&Accounts.0.User=u_1&Action=ModifyAccountPrivileges\
                      &DatabasePrivileges.0.Database=db1&DatabasePrivileges.0.Privileges.0=CREATE+VIEW\
                      &GlobalPrivileges.0=SELECT&GlobalPrivileges.1=SHOW+DATABASES&InstanceId=cdb-f35wr6wj\
                      &Language=en-US&ModifyAction=grant&Nonce=11886&Region=ap-guangzhou\
                      &RequestClient=SDK_PYTHON_3.1.195&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE\
                      &Timestamp=1700000000&Version=2017-03-20";

    #[test]
    fn older_signatures_match_the_published_and_the_clients() {
        let cases = [
            (
                "GET",
                "cvm.tencentcloudapi.com",
                O1,
                "",
                "EliP9YW3pW28FpsEdkXt/+WcGeI=",
            ),
            (
                "GET",
                "cvm.tencentcloudapi.com",
                O1,
                "HmacSHA256",
                "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g=",
            ),
            (
                "GET",
                "cdb.tencentcloudapi.com",
                O2,
                "HmacSHA1",
                "cp8fampheIsmRGL+EFRltjz/QF8=",
            ),
            (
                "GET",
                "cdb.tencentcloudapi.com",
                O2,
                "HmacSHA256",
                "T7cTQ/YhpSLg8/PfXM9kr07Wh8EdY9rUQrFht+Mmtrg=",
            ),
            (
                "POST",
                "cdb.tencentcloudapi.com:80",
                O2,
                "HmacSHA256",
                "9fkO5AIj3K9DfFrxPo6WJH+ZMZn9EVevOylaRi4oflE=",
            ),
        ];
        for (method, host, parameters, algorithm, signature) in cases {
            let named = if parameters == O2 {
                format!("{parameters}&SignatureMethod={algorithm}")
            } else {
                parameters.to_owned()
            };
            let pairs: Vec<Pair<'_>> = form_urlencoded::parse(named.as_bytes()).collect();
            let headers = headers(host, "application/x-www-form-urlencoded");
            let call = Call {
                method,
                query: "",
                headers: &headers,
                body: b"",
            };
            let keys = Keys::new(EXAMPLE);
            assert!(
                keys.verify_older(&call, &pairs, algorithm, signature),
                "{method} {algorithm}"
            );
            assert!(!keys.verify_older(&call, &pairs, algorithm, "x"));
        }
    }

    #[test]
    fn the_credential_names_date_and_service() {
        let header = "TC3-HMAC-SHA256 Credential=id/2023-11-14/cdb/tc3_request, SignedHeaders=content-type;host, Signature=ab";
        let stated = Authorization::read(header).unwrap();
        assert!(stated.is_for("2023-11-14") && !stated.is_for("2023-11-15"));
        assert_eq!(
            Authorization::read(&header.replace("content-type;", "")),
            None
        );
        assert_eq!(Authorization::read("TC3-HMAC-SHA256 nonsense"), None);
    }
}
