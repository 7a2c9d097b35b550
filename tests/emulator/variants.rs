//! Permitted variants: that they reach the wire, and that what permits each of them exists.

use std::time::Duration;

use serde_json::json;

use crate::endpoint::{Endpoint, pairs};

const MAIN: &str = "rm-mysql0000000001";

/// Words of `permitted_by` that look like ids of requirements: a suite, an operation or `common`, and a name.
fn requirements(permitted_by: &str) -> impl Iterator<Item = &str> {
    let words = permitted_by.split([' ', ',', ':', ';', '(', ')']);
    words.filter(|word| {
        word.split('/').count() == 3 && (word.starts_with("aliyun-rds/") || word.starts_with("tencent-cdb/"))
    })
}

#[test]
fn what_permits_a_variant_exists() {
    let suites = abide::suite::embedded().unwrap();
    let mut named = 0;
    for variant in abide::emulator::Variant::all() {
        let permitted_by = variant.permitted_by();
        let known_kind = ["HTTP: ", "reading: ", "README: ", "aliyun-rds", "tencent-cdb"];
        assert!(known_kind.iter().any(|kind| permitted_by.starts_with(kind)), "{variant}: {permitted_by}");
        for id in requirements(permitted_by) {
            assert!(suites.iter().any(|suite| suite.key(id).is_some()), "{variant}: no requirement {id}");
            named += 1;
        }
    }
    assert!(named > 30, "{named}");
}

async fn status(endpoint: &Endpoint) -> String {
    let listed = endpoint.done("DescribeAccounts", &[("DBInstanceId", MAIN), ("AccountName", "alpha")]).await;
    listed["Accounts"]["DBInstanceAccount"][0]["AccountStatus"].as_str().unwrap().to_owned()
}

fn grant<'g>(databases: &'g str, words: &'g str) -> [(&'g str, &'g str); 4] {
    [("DBInstanceId", MAIN), ("AccountName", "alpha"), ("DBName", databases), ("AccountPrivilege", words)]
}

#[tokio::test]
async fn an_account_is_unavailable_for_a_while_after_a_change() {
    let endpoint = Endpoint::varied(&["unavailable-after-changes"]).await;
    endpoint.done("GrantAccountPrivilege", &grant("orders", "ReadOnly")).await;
    let refused = endpoint.refused("GrantAccountPrivilege", &grant("billing", "ReadOnly")).await;
    assert_eq!(refused, (400, "IncorrectAccountStatus".to_owned()));
    tokio::time::sleep(Duration::from_millis(25)).await;
    assert_eq!(status(&endpoint).await, "Available");
    endpoint.done("GrantAccountPrivilege", &grant("billing", "ReadOnly")).await;
}

#[tokio::test]
async fn granting_again_is_refused_before_anything_else() {
    let endpoint = Endpoint::varied(&["regrant-refused-first"]).await;
    endpoint.done("GrantAccountPrivilege", &grant("orders", "ReadOnly")).await;
    let refused = endpoint.refused("GrantAccountPrivilege", &grant("orders", "Nonsense")).await;
    assert_eq!(refused, (400, "Account.UpdateError".to_owned()));
    let refused = endpoint.refused("GrantAccountPrivilege", &grant("billing", "Nonsense")).await;
    assert_eq!(refused, (400, "InvalidAccountPrivilege.Malformed".to_owned()));
}

#[tokio::test]
async fn several_variants_act_at_once() {
    let endpoint = Endpoint::varied(&["list-blanks-trimmed", "empty-items-dropped", "words-in-any-case"]).await;
    endpoint.done("GrantAccountPrivilege", &grant(" orders,,billing ", "readonly, READWRITE")).await;
    let listed = endpoint.done("DescribeAccounts", &[("DBInstanceId", MAIN), ("AccountName", "alpha")]).await;
    let held = &listed["Accounts"]["DBInstanceAccount"][0]["DatabasePrivileges"]["DatabasePrivilege"];
    assert_eq!((&held[0]["AccountPrivilege"], &held[1]["AccountPrivilege"]), (&json!("ReadOnly"), &json!("ReadWrite")));
}

#[tokio::test]
async fn a_task_tells_what_was_wrong() {
    let endpoint = Endpoint::varied(&["refused-by-task"]).await;
    for change in [json!({"GlobalPrivileges": ["NONSENSE"]}), json!({"ModifyAction": "give"})] {
        assert_eq!(endpoint.modify(("alpha", "%"), change).await, "FAILED");
    }
    assert_eq!(endpoint.modify(("nobody", "%"), json!({})).await, "FAILED");
}

#[tokio::test]
async fn a_lost_answer_ends_the_connection() {
    let endpoint = Endpoint::varied(&["answers-lost"]).await;
    let query = crate::sign::query(&pairs(&[("Action", "DescribeAccounts")]));
    let mut lost = 0;
    for _ in 0..97 {
        lost += usize::from(endpoint.try_send(&query).await.is_err());
    }
    assert_eq!(lost, 1);
}
