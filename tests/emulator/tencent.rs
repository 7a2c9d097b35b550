//! The Tencent side.

use serde_json::json;

use crate::endpoint::{Endpoint, pairs};

const ALPHA: (&str, &str) = ("alpha", "%");
const OTHER_HOST: (&str, &str) = ("alpha", "10.0.0.%");

#[tokio::test]
async fn a_task_changes_one_account() {
    let endpoint = Endpoint::start(&[]).await;
    let change = json!({
        "GlobalPrivileges": ["SELECT", "PROCESS"],
        "DatabasePrivileges": [{"Database": "orders", "Privileges": ["EXECUTE"]}],
        "TablePrivileges": [{"Database": "orders", "Table": "items", "Privileges": ["INSERT"]}],
        "ColumnPrivileges": [{"Database": "mysql", "Table": "user", "Column": "host", "Privileges": ["SELECT"]}],
    });
    assert_eq!(endpoint.modify(ALPHA, change.clone()).await, "SUCCESS");
    assert_eq!(endpoint.held(ALPHA).await, change);
    let nothing =
        json!({"GlobalPrivileges": [], "DatabasePrivileges": [], "TablePrivileges": [], "ColumnPrivileges": []});
    assert_eq!(endpoint.held(OTHER_HOST).await, nothing);
    assert_eq!(
        endpoint.modify(ALPHA, json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT"]})).await,
        "SUCCESS"
    );
    assert_eq!(endpoint.held(ALPHA).await["GlobalPrivileges"], json!(["PROCESS"]));
    assert_eq!(endpoint.modify(ALPHA, json!({})).await, "SUCCESS");
    assert_eq!(endpoint.held(ALPHA).await, nothing);
}

#[tokio::test]
async fn an_unknown_column_fails_the_task() {
    let endpoint = Endpoint::start(&[]).await;
    let entry = json!({"Database": "orders", "Table": "items", "Column": "nope", "Privileges": ["SELECT"]});
    assert_eq!(endpoint.modify(ALPHA, json!({"ColumnPrivileges": [entry]})).await, "FAILED");
}

#[tokio::test]
async fn wrong_requests_are_refused_at_once() {
    let endpoint = Endpoint::start(&[]).await;
    let account = json!([{"User": "alpha", "Host": "%"}]);
    let cases = [
        (json!({"Accounts": account}), "MissingParameter"),
        (json!({"InstanceId": "cdb-abide001"}), "MissingParameter"),
        (json!({"InstanceId": 7, "Accounts": account}), "InvalidParameter"),
        (json!({"InstanceId": "cdb-abide001", "Accounts": account, "Extra": 1}), "UnknownParameter"),
        (json!({"InstanceId": "cdb-unknown", "Accounts": account}), "InvalidParameter.InstanceNotFound"),
        (
            json!({"InstanceId": "cdb-abide001", "Accounts": [{"User": "alpha"}]}),
            "MissingParameter.AccountMissingParameterError",
        ),
        (
            json!({"InstanceId": "cdb-abide001", "Accounts": [account[0], {"User": "alpha", "Host": "1.1.1.1"}]}),
            "InvalidParameterValue.UserNotExistError",
        ),
        (
            json!({"InstanceId": "cdb-abide001", "Accounts": account, "GlobalPrivileges": ["SUPER"]}),
            "FailedOperation.PrivilegeDataIllegal",
        ),
        (json!({"InstanceId": "cdb-abide001", "Accounts": account, "ModifyAction": "merge"}), "InvalidParameterValue"),
    ];
    for (request, code) in cases {
        assert_eq!(endpoint.tc3_refused("ModifyAccountPrivileges", &request).await, code, "{request}");
    }
    assert_eq!(endpoint.tc3_refused("DropEverything", &json!({})).await, "InvalidAction");
    let task = json!({"AsyncRequestId": "256117ed-efa08b54-61784d44-91781bbd"});
    assert_eq!(endpoint.tc3_refused("DescribeAsyncRequestInfo", &task).await, "InvalidParameter.InvalidAsyncRequestId");
}

#[tokio::test]
async fn time_and_content_type_are_checked() {
    let endpoint = Endpoint::start(&[]).await;
    for seconds in [-301, 302] {
        let late = endpoint.tc3_at("DescribeAccountPrivileges", &json!({}), seconds).await;
        assert_eq!(late["Error"]["Code"], "AuthFailure.SignatureExpire");
    }
    let headers = pairs(&[
        ("x-tc-action", "DescribeAccountPrivileges"),
        ("x-tc-version", "2017-03-20"),
        ("x-tc-timestamp", "1700000000"),
        ("content-type", "multipart/form-data; boundary=x"),
    ]);
    let answer = endpoint.send("POST", "", &headers, "--x--".to_owned()).await.json();
    assert_eq!(answer["Response"]["Error"]["Code"], "UnsupportedProtocol");
    assert!(answer["Response"]["RequestId"].is_string());
}

#[tokio::test]
async fn the_older_signature_carries_flattened_parameters() {
    let endpoint = Endpoint::start(&[]).await;
    let given = [
        ("Action", "ModifyAccountPrivileges"),
        ("InstanceId", "cdb-abide001"),
        ("Accounts.0.User", "beta"),
        ("Accounts.0.Host", "%"),
        ("GlobalPrivileges.0", "SHOW DATABASES"),
    ];
    let accepted = endpoint.older(&given).await;
    assert!(accepted["AsyncRequestId"].is_string(), "{accepted}");
    let refused = endpoint.older(&[&given[..], &[("Surprise", "1")]].concat()).await;
    assert_eq!(refused["Error"]["Code"], "UnknownParameter");
}
