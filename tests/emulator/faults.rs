//! Starting and stopping, target files, and that a fault reaches the wire.

use abide::emulator::{self, Fault, Options};

use crate::endpoint::Endpoint;

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_stopped_emulator_frees_it() {
    let first = emulator::start(Options::default()).await.unwrap();
    let port: u16 = first.url().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let taken = emulator::start(Options { port, ..Options::default() }).await.unwrap_err();
    assert!(taken.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")));
    first.stop().await;
    emulator::start(Options { port, ..Options::default() }).await.unwrap();
}

#[tokio::test]
async fn target_files_point_at_it() {
    let endpoint = Endpoint::start(&[]).await;
    let url = endpoint.emulator().url();
    for suite in ["aliyun-rds", "tencent-cdb"] {
        let file = endpoint.emulator().target_file(suite).unwrap();
        assert!(file.contains(&format!("url = \"{url}\"")), "{file}");
    }
    assert!(endpoint.emulator().target_file_signed("aliyun-rds", "rpc-v1").unwrap().contains("\"rpc-v1\""));
    assert_eq!(endpoint.emulator().target_file("oracle"), None);
}

#[tokio::test]
async fn several_faults_act_at_once() {
    let endpoint = Endpoint::start(&[fault("echoes-password"), fault("error-without-request-id")]).await;
    let given = [("DBInstanceId", "rm-mysql0000000001"), ("AccountName", "alpha"), ("AccountPassword", "short_1")];
    let answer = endpoint.acs3("ResetAccountPassword", &given, &[]).await;
    assert!(answer.text.contains("short_1") && answer.json().get("RequestId").is_none(), "{}", answer.text);
}

fn fault(name: &str) -> Fault {
    name.parse().unwrap()
}

/// A requirement that gates and has no fault to prove it would be a promise that nobody has seen broken.
#[test]
fn every_requirement_that_gates_has_two_faults() {
    let ids: Vec<&str> = Fault::all().map(Fault::requirement).collect();
    for suite in abide::suite::embedded().unwrap() {
        for requirement in suite.requirements.iter().filter(|requirement| requirement.level.gates()) {
            let faults = ids.iter().filter(|id| **id == requirement.id).count();
            assert!(faults >= 2, "{}: {faults} faults", requirement.id);
        }
    }
}

/// Every fault names a requirement that a suite has.
#[test]
fn every_fault_breaks_a_requirement() {
    let suites = abide::suite::embedded().unwrap();
    for fault in Fault::all() {
        assert!(
            suites.iter().any(|suite| suite.key(fault.requirement()).is_some()),
            "{fault}: {}",
            fault.requirement()
        );
    }
}
