//! The Aliyun side.

use serde_json::{Value, json};

use crate::{
    endpoint::{Endpoint, nonce, pairs, timestamp},
    sign::{self, ALIYUN, Pairs},
};

const MAIN: &str = "rm-mysql0000000001";

async fn privileges(endpoint: &Endpoint, account: &str) -> Vec<(String, String)> {
    let listed = endpoint.done("DescribeAccounts", &[("DBInstanceId", MAIN), ("AccountName", account)]).await;
    let held = &listed["Accounts"]["DBInstanceAccount"][0]["DatabasePrivileges"]["DatabasePrivilege"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    held.as_array().unwrap().iter().map(|one| (text(&one["DBName"]), text(&one["AccountPrivilege"]))).collect()
}

async fn grant(endpoint: &Endpoint, account: &str, databases: &str, words: &str) -> (u16, String) {
    let given = [("DBInstanceId", MAIN), ("AccountName", account), ("DBName", databases), ("AccountPrivilege", words)];
    endpoint.refused("GrantAccountPrivilege", &given).await
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn granting_shows_and_revoking_takes_back() {
    let endpoint = Endpoint::start(&[]).await;
    assert_eq!(grant(&endpoint, "alpha", "orders,billing", "ReadWrite,ReadOnly").await, refusal(200, ""));
    assert_eq!(grant(&endpoint, "alpha", "orders", "DDLOnly").await, refusal(200, ""));
    assert_eq!(privileges(&endpoint, "alpha").await, pairs(&[("orders", "DDLOnly"), ("billing", "ReadOnly")]));
    let revoked = [("DBInstanceId", MAIN), ("AccountName", "alpha"), ("DBName", "orders,visits")];
    endpoint.done("RevokeAccountPrivilege", &revoked).await;
    assert_eq!(privileges(&endpoint, "alpha").await, pairs(&[("billing", "ReadOnly")]));
}

#[tokio::test]
async fn a_wrong_grant_is_refused_whole() {
    let endpoint = Endpoint::start(&[]).await;
    let cases = [
        ("alpha", "orders,billing", "ReadWrite", refusal(400, "InvalidDBNameOrAccountPrivilege")),
        ("alpha", "orders", "ReadWrite,ReadOnly", refusal(400, "InvalidDBNameOrAccountPrivilege")),
        ("alpha", "orders,billing", "ReadWrite,DBOwner", refusal(400, "InvalidAccountPrivilege.Malformed")),
        ("alpha", "orders,nowhere", "ReadWrite,ReadOnly", refusal(400, "Account.UpdateError")),
        ("gamma", "orders", "ReadWrite", refusal(400, "IncorrectAccountStatus")),
        ("nobody", "orders", "ReadWrite", refusal(404, "InvalidAccountName.NotFound")),
        ("dba_main", "orders", "ReadWrite", refusal(403, "IncorrectAccountType")),
    ];
    for (account, databases, words, expected) in cases {
        assert_eq!(grant(&endpoint, account, databases, words).await, expected, "{account} {databases} {words}");
    }
    assert_eq!(privileges(&endpoint, "alpha").await, []);
}

#[tokio::test]
async fn instances_that_cannot_say_so() {
    let endpoint = Endpoint::start(&[]).await;
    let cases = [
        ("rm-unknown", refusal(404, "InvalidDBInstanceName.NotFound")),
        ("rm-mysqlstopped0001", refusal(403, "IncorrectDBInstanceState")),
        ("rm-mysqllocked00001", refusal(404, "IncorrectDBInstanceLockMode")),
    ];
    for (id, expected) in cases {
        assert_eq!(endpoint.refused("DescribeAccounts", &[("DBInstanceId", id)]).await, expected);
    }
}

#[tokio::test]
async fn pages_partition_the_accounts() {
    let endpoint = Endpoint::start(&[]).await;
    let mut names = Vec::new();
    for (number, expected) in [("1", 30), ("2", 30), ("3", 15), ("4", 0)] {
        let given = [("DBInstanceId", "rm-mysqlmany0000001"), ("PageNumber", number)];
        let page = endpoint.done("DescribeAccounts", &given).await;
        let accounts = page["Accounts"]["DBInstanceAccount"].as_array().unwrap();
        assert_eq!((accounts.len(), &page["TotalRecordCount"]), (expected, &json!(75)));
        names.extend(accounts.iter().map(|account| account["AccountName"].as_str().unwrap().to_owned()));
    }
    names.dedup();
    assert_eq!(names.len(), 75);
    assert!(names.is_sorted());
}

#[tokio::test]
async fn engines_show_their_own_fields() {
    let endpoint = Endpoint::start(&[]).await;
    let listed = endpoint.done("DescribeAccounts", &[("DBInstanceId", "pgm-postgres00000001")]).await;
    let account = &listed["Accounts"]["DBInstanceAccount"][0];
    assert_eq!((&account["ValidUntil"], &account["CreateDB"]), (&json!("infinity"), &json!("f")));
    assert_eq!(account.get("DatabasePrivileges"), None);
    let listed = endpoint.done("DescribeAccounts", &[("DBInstanceId", "rm-sqlserver0000001")]).await;
    assert_eq!(listed["SystemAdminAccountFirstActivationTime"], "2020-02-06T11:00:00Z");
    assert_eq!(listed["Accounts"]["DBInstanceAccount"][0].get("ValidUntil"), None);
}

#[tokio::test]
async fn masking_is_all_or_nothing() {
    let endpoint = Endpoint::start(&[]).await;
    let modify = async |given: &[(&str, &str)]| {
        let all = [&[("DBInstanceName", MAIN)], given].concat();
        endpoint.refused("ModifyAccountMaskingPrivilege", &all).await
    };
    let full = ("Privilege", "fullAccess");
    let until = ("ExpireTime", "2096-02-29T00:00:00Z");
    assert_eq!(modify(&[("UserName", "alpha,beta"), full, until]).await, refusal(200, ""));
    assert_eq!(modify(&[("UserName", "delta"), full]).await, refusal(400, "RequiredParam.NotFound"));
    let never = ("ExpireTime", "2097-02-29T00:00:00Z");
    assert_eq!(modify(&[("UserName", "delta"), full, never]).await, refusal(400, "Parameters.Invalid"));
    let mixed = ("UserName", "delta,nobody");
    assert_eq!(modify(&[mixed, ("Privilege", "noneAccess")]).await, refusal(400, "Abs.InvalidAccount.NotFound"));
    let seen = endpoint.done("DescribeAccountMaskingPrivilege", &[("DBInstanceName", MAIN)]).await;
    let expected = json!([
        {"UserName": "alpha", "Privilege": "fullAccess", "ExpireTime": "2096-02-29T00:00:00Z"},
        {"UserName": "beta", "Privilege": "fullAccess", "ExpireTime": "2096-02-29T00:00:00Z"},
    ]);
    assert_eq!(seen["Data"]["UserPrivilege"], expected);
}

#[tokio::test]
async fn masking_needs_the_engine_the_service_and_post() {
    let endpoint = Endpoint::start(&[]).await;
    let of = |id| [("DBInstanceName", id), ("UserName", "alpha"), ("Privilege", "noneAccess")];
    let cases = [
        ("rm-unknown", refusal(404, "InvalidDBInstance.NotFound")),
        ("rm-mysqlplain000001", refusal(400, "ColumnEncryptionErrorCode.NOT_PURCHASED")),
        ("rm-mariadb000000001", refusal(400, "InvalidDBInstanceEngineType.Format")),
    ];
    for (id, expected) in cases {
        assert_eq!(endpoint.refused("ModifyAccountMaskingPrivilege", &of(id)).await, expected);
    }
    let got = endpoint.rpc_get("ModifyAccountMaskingPrivilege", &[&of(MAIN)[..], &[("Format", "JSON")]].concat()).await;
    assert_eq!(got.refused(), refusal(400, "UnsupportedHTTPMethod"));
}

#[tokio::test]
async fn the_gateway_checks_before_the_operation() {
    let endpoint = Endpoint::start(&[]).await;
    let given = [("DBInstanceId", MAIN)];
    let changed = async |header: (&str, &str)| endpoint.acs3("DescribeAccounts", &given, &[header]).await.refused();
    assert_eq!(changed(("x-acs-date", "2020-01-01T00:00:00Z")).await, refusal(400, "InvalidTimeStamp.Expired"));
    assert_eq!(changed(("x-acs-date", "yesterday")).await, refusal(400, "InvalidTimeStamp.Format"));
    assert_eq!(changed(("x-acs-version", "2010-01-01")).await, refusal(400, "InvalidVersion"));
    assert_eq!(changed(("x-acs-content-sha256", "00")).await, refusal(400, "SignatureDoesNotMatch"));
    let nonce = nonce();
    assert_eq!(changed(("x-acs-signature-nonce", &nonce)).await, refusal(200, ""));
    assert_eq!(changed(("x-acs-signature-nonce", &nonce)).await, refusal(400, "SignatureNonceUsed"));
    assert_eq!(endpoint.refused("DropEverything", &given).await, refusal(404, "InvalidAction.NotFound"));
    assert_eq!(endpoint.refused("DescribeAccounts", &[]).await, refusal(400, "MissingDBInstanceId"));
    let worded = endpoint.refused("DescribeAccounts", &[("DBInstanceId", MAIN), ("Format", "YAML")]).await;
    assert_eq!(worded, refusal(400, "InvalidParameter.Format"));
}

#[tokio::test]
async fn the_rpc_signature_covers_query_and_form() {
    let endpoint = Endpoint::start(&[]).await;
    let given = [
        ("DBInstanceId", MAIN),
        ("AccountName", "alpha"),
        ("AccountPassword", "Aa1!@#$%^&*()_+-="),
        ("Format", "json"),
    ];
    let signed = Endpoint::rpc("POST", "ResetAccountPassword", &given, ALIYUN.1);
    let (body, query): (Pairs, Pairs) = signed.into_iter().partition(|(name, _)| name.starts_with("Account"));
    let form = pairs(&[("content-type", "application/x-www-form-urlencoded")]);
    let answer = endpoint.send("POST", &sign::query(&query), &form, sign::query(&body)).await;
    assert_eq!(answer.refused(), refusal(200, ""));
}

#[tokio::test]
async fn a_wrong_signature_never_repeats_a_password() {
    let endpoint = Endpoint::start(&[]).await;
    let given =
        [("DBInstanceId", MAIN), ("AccountName", "alpha"), ("AccountPassword", "Secret_1234"), ("Format", "JSON")];
    let signed = Endpoint::rpc("GET", "ResetAccountPassword", &given, "not the secret");
    let answer = endpoint.send("GET", &sign::query(&signed), &Pairs::new(), String::new()).await;
    assert_eq!(answer.refused(), refusal(400, "SignatureDoesNotMatch"));
    assert!(!answer.text.contains("Secret_1234"));
    let unknown = Endpoint::rpc("GET", "DescribeAccounts", &[("AccessKeyId", "nobody"), ("Format", "JSON")], "x");
    let answer = endpoint.send("GET", &sign::query(&unknown), &Pairs::new(), String::new()).await;
    assert_eq!(answer.refused(), refusal(404, "InvalidAccessKeyId.NotFound"));
}

#[tokio::test]
async fn formats_are_chosen_by_word_by_header_and_by_scheme() {
    let endpoint = Endpoint::start(&[]).await;
    let given = [("DBInstanceId", MAIN), ("AccountName", "alpha")];
    let default = endpoint.rpc_get("DescribeAccounts", &given).await;
    assert!(default.text.contains("<DescribeAccountsResponse><RequestId>"), "{}", default.text);
    assert_eq!(default.content_type, "text/xml;charset=utf-8");
    let xml = endpoint.acs3("DescribeAccounts", &given, &[("accept", "application/xml")]).await;
    assert!(xml.text.contains("<Accounts><DBInstanceAccount><AccountName>alpha</AccountName>"), "{}", xml.text);
    let json = endpoint.acs3("DescribeAccounts", &given, &[("accept", "application/json")]).await;
    assert_eq!(json.content_type, "application/json;charset=utf-8");
    let refused = endpoint.rpc_get("DescribeAccounts", &[("DBInstanceId", "x")]).await;
    assert!(refused.text.contains("<Error><RequestId>") && refused.status == 404, "{}", refused.text);
}

#[tokio::test]
async fn an_oversized_body_is_refused() {
    let endpoint = Endpoint::start(&[]).await;
    let headers = pairs(&[("x-acs-action", "DescribeAccounts"), ("x-acs-date", &timestamp())]);
    let answer = endpoint.send("POST", "", &headers, "x".repeat((1 << 20) + 1)).await;
    assert_eq!(answer.status, 413);
}
