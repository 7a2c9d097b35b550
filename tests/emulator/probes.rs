//! One probe for every fault: a question whose answer differs with the fault on.

use abide::emulator::Fault;
use serde_json::{Value, json};

use crate::{
    endpoint::{Endpoint, nonce, timestamp},
    sign::{self, Pairs},
};

const MAIN: &str = "rm-mysql0000000001";
const ALPHA: (&str, &str) = ("alpha", "%");

/// Every fault, each on an emulator of its own, and the same probe on one that has none.
#[tokio::test]
async fn every_fault_shows_and_nothing_shows_without_one() {
    for fault in Fault::all() {
        assert!(shows(*fault, &Endpoint::start(&[*fault]).await).await, "{fault} changes nothing");
        assert!(!shows(*fault, &Endpoint::start(&[]).await).await, "{fault} shows without being on");
    }
}

async fn shows(fault: Fault, endpoint: &Endpoint) -> bool {
    match fault {
        Fault::PasswordLimit33 => accepts(endpoint, &format!("Ab1{}", "x".repeat(30))).await,
        Fault::PasswordLimit31 => !accepts(endpoint, &format!("Ab1{}", "x".repeat(29))).await,
        Fault::PasswordMinimum7 => accepts(endpoint, "Abcde_7").await,
        Fault::PasswordTwoClasses => accepts(endpoint, "test123456").await,
        Fault::PasswordRefusesPercent => !accepts(endpoint, "Test1234%").await,
        Fault::PasswordAcceptsSpace => accepts(endpoint, "Test 1234").await,
        Fault::ResetDropsPrivileges => {
            reset(endpoint, "omega", "Test_1234").await;
            granted(endpoint, "omega").await.is_empty()
        }
        Fault::EchoesPassword => endpoint_text(endpoint, "short_1").await.contains("short_1"),
        Fault::ErrorWithoutRequestId => !endpoint_text(endpoint, "short_1").await.contains("RequestId"),
        Fault::PagesOverlapByOne => {
            let given = [("DBInstanceId", "rm-mysqlmany0000001"), ("PageNumber", "3")];
            listed(endpoint, &given).await.len() == 16
        }
        Fault::FilterMatchesPrefix => {
            listed(endpoint, &[("DBInstanceId", MAIN), ("AccountName", "alpha")]).await.len() == 2
        }
        Fault::ExpireTimeAcceptsFebruary30 => masks(endpoint, &[("ExpireTime", "2030-02-30T00:00:00Z")]).await,
        Fault::ExpireTimeNotRequired => masks(endpoint, &[]).await,
        Fault::MissingParameter500 => endpoint.refused("DescribeAccounts", &[]).await.0 == 500,
        Fault::NonceNotChecked | Fault::SignatureNotChecked | Fault::SkewNotChecked => lets_in(fault, endpoint).await,
        other => shows_in_grants(other, endpoint).await,
    }
}

async fn shows_in_grants(fault: Fault, endpoint: &Endpoint) -> bool {
    match fault {
        Fault::GrantReversedPairing => {
            grant(endpoint, "alpha", "orders,billing", "ReadWrite,ReadOnly").await;
            granted(endpoint, "alpha").await.contains(&"orders ReadOnly".to_owned())
        }
        Fault::GrantFirstDatabaseOnly => {
            grant(endpoint, "alpha", "orders,billing", "ReadWrite,ReadOnly").await;
            granted(endpoint, "alpha").await.len() == 1
        }
        Fault::GrantReplacesOthers => {
            grant(endpoint, "omega", "visits", "ReadOnly").await;
            granted(endpoint, "omega").await.len() == 1
        }
        Fault::GrantFourthOverwritesFirst => {
            grant(endpoint, "omega", "visits", "ReadOnly").await;
            grant(endpoint, "omega", "reports", "ReadOnly").await;
            granted(endpoint, "omega").await.len() == 3
        }
        Fault::GrantAcceptsCountMismatch => grant(endpoint, "alpha", "orders,billing", "ReadWrite").await == 200,
        Fault::RefusalChangesState => {
            assert_eq!(grant(endpoint, "alpha", "orders", "Everything").await, 400);
            !granted(endpoint, "alpha").await.is_empty()
        }
        other => shows_in_tasks(other, endpoint).await,
    }
}

async fn shows_in_tasks(fault: Fault, endpoint: &Endpoint) -> bool {
    let table = json!([{"Database": "orders", "Table": "items", "Privileges": ["SELECT"]}]);
    let two = json!({"GlobalPrivileges": ["SELECT", "INSERT"], "TablePrivileges": table});
    let modify = async |change: Value| endpoint.modify(ALPHA, change).await;
    match fault {
        Fault::ReplaceLeavesTables => {
            modify(two).await;
            modify(json!({})).await;
            endpoint.held(ALPHA).await["TablePrivileges"] != json!([])
        }
        Fault::RevokeClearsLevel => {
            modify(two).await;
            modify(json!({"ModifyAction": "revoke", "GlobalPrivileges": ["SELECT"]})).await;
            endpoint.held(ALPHA).await["GlobalPrivileges"] == json!([])
        }
        Fault::EffectOnOtherHost => {
            modify(two).await;
            endpoint.held(("alpha", "10.0.0.%")).await["GlobalPrivileges"] != json!([])
        }
        Fault::TaskWithoutEffect => {
            assert_eq!(modify(two).await, "SUCCESS");
            endpoint.held(ALPHA).await["GlobalPrivileges"] == json!([])
        }
        Fault::ProcessAcceptedForDatabase => {
            let process = json!([{"Database": "orders", "Privileges": ["PROCESS"]}]);
            accepts_change(endpoint, "DatabasePrivileges", process).await
        }
        Fault::NumberAcceptedForText => {
            let query = json!({"InstanceId": "cdb-abide001", "User": 1, "Host": "%"});
            endpoint.tc3_refused("DescribeAccountPrivileges", &query).await != "InvalidParameter"
        }
        Fault::UnknownParameterAccepted => accepts_change(endpoint, "Surprise", json!("x")).await,
        other => panic!("{other} has no probe"),
    }
}

async fn reset(endpoint: &Endpoint, account: &str, password: &str) -> u16 {
    let given = [("DBInstanceId", MAIN), ("AccountName", account), ("AccountPassword", password)];
    endpoint.refused("ResetAccountPassword", &given).await.0
}

async fn accepts(endpoint: &Endpoint, password: &str) -> bool {
    reset(endpoint, "alpha", password).await == 200
}

async fn endpoint_text(endpoint: &Endpoint, password: &str) -> String {
    let given = [("DBInstanceId", MAIN), ("AccountName", "alpha"), ("AccountPassword", password)];
    endpoint.acs3("ResetAccountPassword", &given, &[]).await.text
}

async fn grant(endpoint: &Endpoint, account: &str, databases: &str, words: &str) -> u16 {
    let given = [("DBInstanceId", MAIN), ("AccountName", account), ("DBName", databases), ("AccountPrivilege", words)];
    endpoint.refused("GrantAccountPrivilege", &given).await.0
}

async fn listed(endpoint: &Endpoint, given: &[(&str, &str)]) -> Vec<Value> {
    let answer = endpoint.done("DescribeAccounts", given).await;
    answer["Accounts"]["DBInstanceAccount"].as_array().unwrap().clone()
}

async fn granted(endpoint: &Endpoint, account: &str) -> Vec<String> {
    let all = listed(endpoint, &[("DBInstanceId", MAIN), ("AccountName", account)]).await;
    let held = all[0]["DatabasePrivileges"]["DatabasePrivilege"].as_array().unwrap();
    let shown = |one: &Value| format!("{} {}", one["DBName"], one["AccountPrivilege"]).replace('"', "");
    held.iter().map(shown).collect()
}

async fn masks(endpoint: &Endpoint, more: &[(&str, &str)]) -> bool {
    let given = [("DBInstanceName", MAIN), ("UserName", "alpha"), ("Privilege", "fullAccess")];
    endpoint.refused("ModifyAccountMaskingPrivilege", &[&given, more].concat()).await.0 == 200
}

async fn accepts_change(endpoint: &Endpoint, parameter: &str, value: Value) -> bool {
    let accounts = json!([{"User": "alpha", "Host": "%"}]);
    let change = json!({"InstanceId": "cdb-abide001", "Accounts": accounts, parameter: value});
    endpoint.tc3_refused("ModifyAccountPrivileges", &change).await.is_empty()
}

/// Whether the gate lets in what it should not: a nonce twice, a wrong signature, an old timestamp.
async fn lets_in(fault: Fault, endpoint: &Endpoint) -> bool {
    let (nonce, stamp) = (nonce(), timestamp());
    let of = |secret, stamp| {
        let given = [("DBInstanceId", MAIN), ("SignatureNonce", &*nonce), ("Timestamp", stamp)];
        sign::query(&Endpoint::rpc("GET", "DescribeAccounts", &given, secret))
    };
    let send = async |query: String| endpoint.send("GET", &query, &Pairs::new(), String::new()).await.status;
    let secret = sign::ALIYUN.1;
    match fault {
        Fault::SignatureNotChecked => send(of("wrong", &stamp)).await == 200,
        Fault::SkewNotChecked => send(of(secret, "2020-01-01T00:00:00Z")).await == 200,
        _ => (send(of(secret, &stamp)).await, send(of(secret, &stamp)).await) == (200, 200),
    }
}
