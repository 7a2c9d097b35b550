//! Starting and stopping, target files, and that a fault reaches the wire.

use abide::emulator::{self, Fault, Options};

use crate::endpoint::Endpoint;

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_stopped_emulator_frees_it() {
    let first = emulator::start(Options::default()).await.unwrap();
    let port: u16 = first.url().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let taken = emulator::start(Options { port, faults: Vec::new() }).await.unwrap_err();
    assert!(taken.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")));
    first.stop().await;
    emulator::start(Options { port, faults: Vec::new() }).await.unwrap();
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
    let endpoint = Endpoint::start(&[Fault::EchoesPassword, Fault::ErrorWithoutRequestId]).await;
    let given = [("DBInstanceId", "rm-mysql0000000001"), ("AccountName", "alpha"), ("AccountPassword", "short_1")];
    let answer = endpoint.acs3("ResetAccountPassword", &given, &[]).await;
    assert!(answer.text.contains("short_1") && answer.json().get("RequestId").is_none(), "{}", answer.text);
}
