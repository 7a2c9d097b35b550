//! The signatures that vendors publish, and those that their clients make, against this verifier.

use hyper::{HeaderMap, header::HeaderName};

use super::*;

fn keys() -> Keys {
    Keys::new(Credentials { id: "testid", secret: "testsecret" })
}

fn call<'a>(method: &'a str, query: &'a str, headers: &'a HeaderMap, body: &'a [u8]) -> Call<'a> {
    Call { method, query, headers, body }
}

fn form() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers
}

fn rpc(method: &str, query: &str, body: &str) -> String {
    let headers = form();
    keys().rpc(&rpc_string_to_sign(method, &call(method, query, &headers, body.as_bytes()).parameters()))
}

#[test]
fn rpc_signatures_match_the_published_ones() {
    let a = "Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions&SignatureMethod=HMAC-SHA1\
             &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0&Signature=x";
    assert_eq!(rpc("GET", a, ""), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    assert_eq!(rpc("POST", a, ""), "MxbnVAM4w6sft9xjVpe/GCKueuk=");
    let b = "Timestamp=2023-03-13T08%3A34%3A30Z&Format=JSON&AccessKeyId=testid&Action=DescribeDedicatedHosts\
             &SignatureMethod=HMAC-SHA1&SignatureNonce=edb2b34af0af9a6d14deaf7c1a5315eb&Version=2014-05-26\
             &SignatureVersion=1.0&RegionId=cn-beijing";
    assert_eq!(rpc("GET", b, ""), "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
}

const COMMON: &str = "Timestamp=2026-01-22T02:01:20Z&SignatureMethod=HMAC-SHA1&Version=2014-08-15&SignatureVersion=1.0\
                      &AccessKeyId=testid";

#[test]
fn rpc_signatures_match_those_of_the_clients() {
    let everything = "Format=JSON&Action=GrantAccountPrivilege&SignatureNonce=nonce-0001&DBInstanceId=rm-uf6wjk5xxxxxxxxxx\
             &AccountName=test1&DBName=testdb1,testdb2&AccountPrivilege=ReadWrite,ReadOnly";
    assert_eq!(rpc("POST", &format!("{COMMON}&{everything}"), ""), "6wPhGUMvilriY0p+345x2uiSYKU=");
    assert_eq!(rpc("POST", "", &format!("{COMMON}&{everything}")), "6wPhGUMvilriY0p+345x2uiSYKU=");
    let specials = "Format=XML&Action=ResetAccountPassword&SignatureNonce=nonce-0002&DBInstanceId=rm-uf6wjk5xxxxxxxxxx\
             &AccountName=test1&AccountPassword=Aa1!%40%23$%25^%26*()_%2B-%3D+~/";
    assert_eq!(rpc("GET", &format!("{COMMON}&{specials}"), ""), "aH1ylSfsjd+8TXpw/wZJDrEqrNQ=");
    let beyond_ascii = "Format=JSON&Action=ModifyAccountDescription&SignatureNonce=nonce-0003&DBInstanceId=rm-1&AccountName=test1\
             &AccountDescription=%E6%B5%8B%E8%AF%95%E8%B4%A6%E5%8F%B7A";
    assert_eq!(rpc("POST", COMMON, beyond_ascii), "jL+XnE0cgF6SWMbSU+Qc0kToZ/0=");
    let empty_values = "Action=DescribeAccounts&DBInstanceId=rm-1&AccountName=&RegionId=cn-hangzhou&SignatureType=\
             &SignatureNonce=nonce-0006&Format=JSON";
    assert_eq!(rpc("GET", &format!("{COMMON}&{empty_values}"), ""), "t9oT1/u7KkveJhzq7Z4osds0NVA=");
    let split =
        "Action=GrantAccountPrivilege&RegionId=cn-hangzhou&SignatureType=&SignatureNonce=nonce-0007&Format=JSON";
    let body = "DBInstanceId=rm-1&AccountName=test1&DBName=d1,d2&AccountPrivilege=ReadWrite,ReadOnly";
    assert_eq!(rpc("POST", &format!("{COMMON}&{split}"), body), "gH9tXVOf3WNfCYdXJiHhIySQfbs=");
}

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SIGNED: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let entry =
        |(name, value): &(&'static str, &'static str)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    pairs.iter().map(entry).collect()
}

fn rds(action: &'static str, nonce: &'static str, hash: &'static str) -> HeaderMap {
    headers(&[
        ("host", "rds.aliyuncs.com"),
        ("x-acs-action", action),
        ("x-acs-version", "2014-08-15"),
        ("x-acs-date", "2026-01-22T02:01:20Z"),
        ("x-acs-signature-nonce", nonce),
        ("x-acs-content-sha256", hash),
    ])
}

fn verified(keys: &Keys, call: &Call<'_>, signed_headers: &str, signature: &str) -> bool {
    let header = format!("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={signed_headers},Signature={signature}");
    let stated = Authorization::read(&header).unwrap();
    keys.verify_acs3(call, call.parameters().of_query(), &stated)
}

#[test]
fn acs3_matches_the_published_signature() {
    let keys = Keys::new(Credentials { id: "YourAccessKeyId", secret: "YourAccessKeySecret" });
    let headers = headers(&[
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-version", "2014-05-26"),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        ("x-acs-content-sha256", EMPTY),
    ]);
    let query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
    let signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    assert!(verified(&keys, &call("POST", query, &headers, b""), SIGNED, signature));
    assert!(!verified(&keys, &call("GET", query, &headers, b""), SIGNED, signature));
}

#[test]
fn acs3_matches_the_clients_whatever_the_wire_encoding() {
    let grant = "DBInstanceId=rm-uf6wjk5xxxxxxxxxx&AccountName=test1&DBName=testdb1%2Ctestdb2&AccountPrivilege=ReadWrite,ReadOnly";
    let reset = "DBInstanceId=rm-uf6wjk5xxxxxxxxxx&AccountName=test1&AccountPassword=Aa1!%40%23$%25^%26*()_%2B-%3D+~/";
    let cases = [
        (
            "GrantAccountPrivilege",
            "nonce-0001",
            grant,
            "d147c7f68517324ce648a0f64bad192925871fcd2bf2f3ec72c3c1423aec122b",
        ),
        (
            "ResetAccountPassword",
            "nonce-0002",
            reset,
            "2d6e74ede9eca1ccd35b32e5b33dd4760a9d949386ef5cc09ea16d246622b9dd",
        ),
        (
            "DescribeAccounts",
            "nonce-0005",
            "AccountName=&DBInstanceId=rm-1",
            "7215d361820855e5577f12e120cc2bd7b6706691bb8d773e0ab06b7e8497771e",
        ),
    ];
    for (action, nonce, query, signature) in cases {
        let headers = rds(action, nonce, EMPTY);
        assert!(verified(&keys(), &call("POST", query, &headers, b""), SIGNED, signature), "{action}");
    }
}

#[test]
fn acs3_takes_the_signed_headers_from_the_request() {
    let hash = "1682a6f22f47678dfe5f951daf3aa8960dd2a90d19991026b9d975af1886c48f";
    let mut form_headers = rds("DescribeAccounts", "nonce-0003", hash);
    form_headers.extend(form());
    let body = b"DBInstanceId=rm-1&PageSize=30";
    let signature = "ebef357424efd1ff53bf2c6417331b1da190ad28838e64658114ac505775a26e";
    let signed = format!("content-type;{SIGNED}");
    assert!(verified(&keys(), &call("POST", "", &form_headers, body), &signed, signature));
    assert!(!verified(&keys(), &call("POST", "", &form_headers, b"DBInstanceId=rm-2"), &signed, signature));

    let mut token = rds("DescribeAccounts", "nonce-0004", EMPTY);
    token.extend(headers(&[("x-acs-accesskey-id", "testid"), ("x-acs-security-token", "tok")]));
    let signed = "host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;\
                  x-acs-signature-nonce;x-acs-version";
    let signature = "1d817ced6b943096ff5d1c315a790e5b199e85c3d44da7a93848acce5602fdc4";
    assert!(verified(&keys(), &call("GET", "DBInstanceId=rm-1", &token, b""), signed, signature));
}

#[test]
fn an_authorization_without_its_parts_is_none() {
    for header in [
        "",
        "Basic abc",
        "ACS3-HMAC-SHA256 Credential=a",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b",
    ] {
        assert_eq!(Authorization::read(header), None, "{header}");
    }
}
