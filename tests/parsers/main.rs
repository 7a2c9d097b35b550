//! Everything that reads foreign input, with inputs of every kind: the answers of endpoints, suite files, target files and
//! counterexamples. A few seconds of what `fuzz/` does for as long as one likes; the laws are the same.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a law that is broken stops its test")]

mod laws;
mod mutation;

use abide::emulator::Options;
use mutation::{mutated, mutations};
use proptest::prelude::*;

/// Documents as endpoints answer them: successes and refusals of both protocols, and both formats.
const ANSWERS: [&str; 6] = [
    r#"{"RequestId":"1E3C0C6D-5F2C-4B7E-9B8A-0D0A6E0E5F11","Accounts":{"DBInstanceAccount":[{"AccountName":"alpha",
"DatabasePrivileges":{"DatabasePrivilege":[{"DBName":"orders","AccountPrivilege":"ReadWrite"}]}}]},"PageNumber":1}"#,
    r#"{"RequestId":"R","HostId":"rds.aliyuncs.com","Code":"InvalidAccountName.NotFound","Message":"not \u00e9 found"}"#,
    r#"{"Response":{"AsyncRequestId":"8a1f","RequestId":"R","GlobalPrivileges":["SELECT"],"Nothing":null,"N":-1.5e3}}"#,
    r#"{"Response":{"RequestId":"R","Error":{"Code":"InvalidParameter","Message":"no such account"}}}"#,
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeAccountsResponse><RequestId>R</RequestId><Accounts>\
<DBInstanceAccount><AccountName>alpha</AccountName></DBInstanceAccount><DBInstanceAccount/></Accounts>\
<!-- none --><A b='c'>&lt;&#65;&amp;<![CDATA[<x>]]></A></DescribeAccountsResponse>",
    "<Error><RequestId>R</RequestId><HostId>h</HostId><Code>Throttling.User</Code><Message>slow</Message></Error>",
];

const REPORT: &str = include_str!("../golden/report/report.json");

const BASELINE: &str = r#"[[known]]
requirement = "aliyun-rds/ResetAccountPassword/password-length"
signatures = ["accepted"]
reason = "accepts 33 characters"
first_seen = 2026-01-31
last_seen = 2026-02-28
expires = 2027-01-31

[[disputed]]
requirement = "tencent-cdb/ModifyAccountPrivileges/replace"
reason = "the document contradicts itself"
link = "https://example.com/1"
"#;

const COUNTEREXAMPLE: &str = include_str!("../golden/report/counterexample.json");

/// The target files that the emulator writes for itself, with our secret.
fn target_files() -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread to run on");
    let emulator = runtime.block_on(abide::emulator::start(Options::default())).expect("a free port");
    let file = |suite: &str| {
        let text = emulator.target_file(suite).expect("it serves both suites");
        let ours = |line: &str| match line.split_once(" = ") {
            Some((key @ "access_key_secret", _)) => {
                format!("{key} = {}\n", laws::given(laws::SECRET))
            }
            _ => format!("{line}\n"),
        };
        text.lines().map(ours).collect()
    };
    ["aliyun-rds", "tencent-cdb"].map(file).to_vec()
}

/// The documents themselves must be right, or their mutations would try nothing but the first line of each parser.
#[test]
fn what_is_mutated_is_valid() {
    for file in target_files() {
        assert!(file.contains(laws::SECRET));
        laws::target(&file);
        assert!(!file.contains("[limits]") || abide_reads(&file), "{file}");
    }
    laws::counterexample(COUNTEREXAMPLE);
    assert!(abide::runner::Counterexample::parse("", COUNTEREXAMPLE).is_ok());
    abide::report::SavedReport::parse("", REPORT).expect("a report");
    abide::gate::Baseline::parse(std::path::Path::new(""), BASELINE).expect("a baseline");
    for suite in ["aliyun-rds", "tencent-cdb"] {
        assert!(abide::suite::load(laws::suite_files(suite)).is_ok());
    }
}

fn abide_reads(file: &str) -> bool {
    let suites = abide::suite::embedded().expect("they are right");
    let known: Vec<_> =
        suites.iter().map(|suite| abide::target::KnownSuite { name: &suite.id, protocol: suite.protocol }).collect();
    abide::target::Target::parse(std::path::Path::new(""), file, &known, &|_| None).is_ok()
}

/// Numbers of cases for parsers that are quick, and for those of whole suites.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn answers(status in 100u16..1000, which in 0..ANSWERS.len(), mutations in mutations(), xml: bool) {
        let media_type = if xml { "text/xml; charset=utf-8" } else { "application/json" };
        laws::answer(status, media_type, &mutated(ANSWERS[which].as_bytes(), &mutations));
        laws::answer(200, media_type, &mutated(ANSWERS[which].as_bytes(), &mutations));
    }

    #[test]
    fn any_bytes_as_an_answer(status in 100u16..1000, body in prop::collection::vec(any::<u8>(), 0..300)) {
        laws::answer(status, "", &body);
    }

    #[test]
    fn counterexamples(mutations in mutations()) {
        laws::counterexample(&text(&mutated(COUNTEREXAMPLE.as_bytes(), &mutations)));
    }

    #[test]
    fn baselines(mutations in mutations()) {
        laws::baseline(&text(&mutated(BASELINE.as_bytes(), &mutations)));
    }

    #[test]
    fn any_text_as_a_file(text in "\\PC{0,80}|[\\[\\]{}\"=:,\n a-z0-9.#-]{0,80}") {
        laws::target(&text);
        laws::counterexample(&text);
        laws::baseline(&text);
        laws::report(&text);
        laws::suite(laws::suite_files("tencent-cdb"), 0, &text);
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn targets(which in 0..2_usize, mutations in mutations()) {
        thread_local! { static FILES: Vec<String> = target_files(); }
        let document = FILES.with(|files| files[which].clone());
        laws::target(&text(&mutated(document.as_bytes(), &mutations)));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn reports(mutations in mutations()) {
        laws::report(&text(&mutated(REPORT.as_bytes(), &mutations)));
    }

    #[test]
    fn suites(tencent: bool, which: prop::sample::Index, mutations in mutations()) {
        let files = laws::suite_files(if tencent { "tencent-cdb" } else { "aliyun-rds" });
        let which = which.index(files.len());
        let changed = text(&mutated(files[which].text.as_bytes(), &mutations));
        laws::suite(files, which, &changed);
    }
}
