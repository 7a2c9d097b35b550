//! The signatures that vendors publish, and those that their clients make, against this verifier.

use hyper::{HeaderMap, header::HeaderValue};

use super::*;

const EXAMPLE: Credentials =
    Credentials { id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secret: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE" };

fn headers(host: &'static str, content_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static(host));
    headers.insert("content-type", HeaderValue::from_static(content_type));
    headers
}

struct Stated<'a> {
    secret: &'static str,
    timestamp: &'a str,
    scope: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl Default for Stated<'_> {
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

fn verified(call: &Call<'_>, signed: &Stated<'_>) -> bool {
    let Stated { secret, timestamp, scope, signed_headers, signature } = signed;
    let header =
        format!("TC3-HMAC-SHA256 Credential=id/{scope}, SignedHeaders={signed_headers}, Signature={signature}");
    Keys::new(Credentials { id: "id", secret }).verify_tc3(call, &Authorization::read(&header).unwrap(), timestamp)
}

const D1: &[u8] = br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

#[test]
fn tc3_matches_the_published_signatures() {
    let mut headers = headers("cvm.tencentcloudapi.com", "application/json; charset=utf-8");
    headers.insert("x-tc-action", HeaderValue::from_static("DescribeInstances"));
    let call = Call { method: "POST", query: "", headers: &headers, body: D1 };
    let published = Stated { timestamp: "1551113065", scope: "2019-02-25/cvm/tc3_request", ..Stated::default() };
    let d1 = Stated { signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168", ..published };
    assert!(verified(&call, &d1));
    let older = Stated {
        secret: "Gu5t9xGARNpq86cd98joQYCN3*******",
        signature: "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
        ..d1
    };
    assert!(verified(&call, &older));
    let with_action = Stated {
        secret: "********************************",
        signed_headers: "content-type;host;x-tc-action",
        signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ..d1
    };
    assert!(verified(&call, &with_action));
}

#[test]
fn tc3_matches_the_published_signature_of_a_get() {
    let headers = headers("cvm.tencentcloudapi.com", "application/x-www-form-urlencoded");
    let call = Call { method: "GET", query: "Limit=10&Offset=0", headers: &headers, body: b"" };
    let d2 = Stated {
        timestamp: "1539084154",
        scope: "2018-10-09/cvm/tc3_request",
        signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
        ..Stated::default()
    };
    assert!(verified(&call, &d2));
}

const V1: &[u8] = br#"{"InstanceId": "cdb-f35wr6wj", "Accounts": [{"Host": "127.0.0.1", "User": "ajnnw"}], "GlobalPrivileges": ["SELECT"]}"#;

#[test]
fn tc3_matches_the_clients() {
    let mut headers = headers("cdb.tencentcloudapi.com", "application/json");
    let v1 =
        Stated { signature: "86e4c04c55e1db18f0e5be703ad416afe59c9841951a8230387b1b8856ec4ff0", ..Stated::default() };
    let post = Call { method: "POST", query: "", headers: &headers, body: V1 };
    assert!(verified(&post, &v1));
    assert!(!verified(&Call { body: b"{}", ..post }, &v1));

    let form = self::headers("cdb.tencentcloudapi.com", "application/x-www-form-urlencoded");
    let query = "InstanceId=cdb-f35wr6wj&Accounts.0.User=u_1&Accounts.0.Host=%25&GlobalPrivileges.0=SELECT\
                 &GlobalPrivileges.1=SHOW+DATABASES&DatabasePrivileges.0.Database=db1\
                 &DatabasePrivileges.0.Privileges.0=CREATE+VIEW&ModifyAction=grant";
    let v2 =
        Stated { signature: "ca223921396e11403c4a456a90c24400219f9ec16406c149838b0b39ff3d15ac", ..Stated::default() };
    assert!(verified(&Call { method: "GET", query, headers: &form, body: b"" }, &v2));

    headers.insert("x-tc-content-sha256", HeaderValue::from_static("UNSIGNED-PAYLOAD"));
    let v4 =
        Stated { signature: "0dc7141142d415992d993d871daef188940c2620a867e331e88b266f35a17f85", ..Stated::default() };
    assert!(verified(&Call { method: "POST", query: "", headers: &headers, body: V1 }, &v4));
}

#[test]
fn the_port_may_be_signed_or_not() {
    let headers = headers("cdb.tencentcloudapi.com:8640", "application/json");
    let call = Call { method: "POST", query: "", headers: &headers, body: V1 };
    let bare =
        Stated { signature: "86e4c04c55e1db18f0e5be703ad416afe59c9841951a8230387b1b8856ec4ff0", ..Stated::default() };
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
        ("GET", "cvm.tencentcloudapi.com", O1, "", "EliP9YW3pW28FpsEdkXt/+WcGeI="),
        ("GET", "cvm.tencentcloudapi.com", O1, "HmacSHA256", "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g="),
        ("GET", "cdb.tencentcloudapi.com", O2, "HmacSHA1", "cp8fampheIsmRGL+EFRltjz/QF8="),
        ("GET", "cdb.tencentcloudapi.com", O2, "HmacSHA256", "T7cTQ/YhpSLg8/PfXM9kr07Wh8EdY9rUQrFht+Mmtrg="),
        ("POST", "cdb.tencentcloudapi.com:80", O2, "HmacSHA256", "9fkO5AIj3K9DfFrxPo6WJH+ZMZn9EVevOylaRi4oflE="),
    ];
    for (method, host, parameters, algorithm, signature) in cases {
        let named =
            if parameters == O2 { format!("{parameters}&SignatureMethod={algorithm}") } else { parameters.to_owned() };
        let pairs: Vec<Pair<'_>> = form_urlencoded::parse(named.as_bytes()).collect();
        let headers = headers(host, "application/x-www-form-urlencoded");
        let call = Call { method, query: "", headers: &headers, body: b"" };
        let keys = Keys::new(EXAMPLE);
        assert!(keys.verify_older(&call, &pairs, algorithm, signature), "{method} {algorithm}");
        assert!(!keys.verify_older(&call, &pairs, algorithm, "x"));
    }
}

#[test]
fn the_credential_names_date_and_service() {
    let header =
        "TC3-HMAC-SHA256 Credential=id/2023-11-14/cdb/tc3_request, SignedHeaders=content-type;host, Signature=ab";
    let stated = Authorization::read(header).unwrap();
    assert!(stated.is_for("2023-11-14") && !stated.is_for("2023-11-15"));
    assert_eq!(Authorization::read(&header.replace("content-type;", "")), None);
    assert_eq!(Authorization::read("TC3-HMAC-SHA256 nonsense"), None);
}
