//! What must hold of everything that reads foreign input, for any input at all. Each law takes an input and panics where
//! it is broken; `tests/parsers` draws inputs for a few seconds, the targets in `fuzz/` for as long as one likes.
//!
//! A file that is new to abide gets its law here, its inputs in `main.rs`, and a target of one line in `fuzz/`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use abide::case::{Answer, Call, Observation, Protocol, Silence};
use abide::gate::Baseline;
use abide::protocol::{BODY_LIMIT, Credentials, Reply, Settings, Signature, Stamp, Wire};
use abide::report::{Difference, SavedReport};
use abide::runner::Counterexample;
use abide::suite::{SourceFile, Suite, SuiteError, load, lock};
use abide::target::{CredentialSource, Draft, KnownSuite, Target, TargetError, render};

/// The access key's secret of target files and of the wire: nothing that abide says may hold it.
pub(crate) const SECRET: &str = "secret-that-nobody-may-see";

/// The most characters of an error or a reason: what is repeated is cut, and each of its characters may become an escape.
const LONGEST: usize = 8000;

/// What stands in an error or a reason: nothing that a terminal would obey, and not a whole file.
fn is_presentable(text: &str) {
    assert!(!text.is_empty());
    assert_eq!(text.chars().find(|character| character.is_control() || *character == '\u{202e}'), None, "{text:?}");
    assert!(text.chars().count() < LONGEST, "{} characters", text.chars().count());
}

/// A body that an endpoint of either protocol answers with is read or called garbled, and shows no secret of the wire; what
/// was read as JSON and is written as JSON reads the same.
pub(crate) fn answer(status: u16, media_type: &str, body: &[u8]) {
    for (signature, protocol) in [(Signature::Acs3, Protocol::AliyunRpc), (Signature::Tc3, Protocol::TencentCloud)] {
        let read = |body: &[u8]| read(signature, Reply::new(status, media_type, body.to_vec()));
        match read(body) {
            Ok(observation) => {
                assert!(!format!("{observation:?}").contains(SECRET), "{observation:?}");
                // What repeats a secret is withheld, and then the answer is not what was written.
                if observation.body == body {
                    observed(&observation, protocol, &read);
                }
            }
            Err(silence) => is_presentable(&silence.to_string()),
        }
    }
}

fn observed(observation: &Observation, protocol: Protocol, read: &dyn Fn(&[u8]) -> Result<Observation, Silence>) {
    let (tree, root) = match &observation.answer {
        Answer::Garbled { reason } => return is_presentable(reason),
        Answer::Accepted { tree, root } | Answer::Refused { tree, root, .. } => (tree, root),
    };
    if !root.is_empty() {
        return;
    }
    let body = match protocol {
        Protocol::AliyunRpc => tree.to_string(),
        Protocol::TencentCloud => serde_json::json!({ "Response": tree }).to_string(),
    };
    match read(body.as_bytes()).map(|again| again.answer) {
        Ok(Answer::Accepted { tree: again, .. } | Answer::Refused { tree: again, .. }) => assert_eq!(*tree, again),
        other => panic!("{body} reads as {other:?}"),
    }
}

fn read(signature: Signature, reply: Reply) -> Result<Observation, Silence> {
    let wire = Wire::new(&Settings {
        endpoint: "http://127.0.0.1:1/".parse().expect("an address"),
        signature,
        api_version: "2014-08-15".to_owned(),
        service: "cdb".to_owned(),
        region: None,
        credentials: Credentials { access_key_id: "id".to_owned(), access_key_secret: SECRET.into() },
        timeout: Duration::from_secs(1),
        body_limit: BODY_LIMIT,
        connections: 1,
    });
    let wire = wire.expect("plain HTTP needs nothing");
    let stamp = Stamp { time: chrono::DateTime::UNIX_EPOCH, nonce: "nonce".to_owned(), salt: 0 };
    let request = wire.sign(&Call::new("DescribeAccounts", BTreeMap::new()), &stamp).expect("a call without arguments");
    wire.read(reply, request.carried())
}

/// The suites' files, of which one is replaced.
pub(crate) fn suite_files(suite: &str) -> Vec<SourceFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The fuzz targets are a package of their own, one folder down.
    let top = if folder.join("suites").is_dir() { folder } else { folder.parent().unwrap_or(folder) };
    let listed = std::fs::read_dir(top.join("suites").join(suite)).expect("the suite is there");
    let mut paths: Vec<_> = listed.map(|entry| entry.expect("the suite can be listed").path()).collect();
    paths.sort();
    let file = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(path).expect("a suite file is text");
        SourceFile { path: format!("suites/{suite}/{name}"), text }
    };
    paths.iter().map(file).collect()
}

/// A suite with one file replaced is read, and then promises something that can be listed; or it is refused with the file,
/// the line and a reason.
pub(crate) fn suite(mut files: Vec<SourceFile>, replaced: usize, text: &str) {
    let Some(file) = files.get_mut(replaced) else { return };
    text.clone_into(&mut file.text);
    let paths: Vec<(String, usize)> = files.iter().map(|file| (file.path.clone(), lines(&file.text))).collect();
    match load(files) {
        Ok(suites) => is_usable(&suites),
        Err(error) => is_located(&error, &paths),
    }
}

fn is_usable(suites: &[Suite]) {
    let listed = lock(suites).lines().count();
    assert!(listed > suites.iter().map(|suite| suite.requirements.len()).sum(), "a requirement is not listed");
}

fn is_located(error: &SuiteError, paths: &[(String, usize)]) {
    is_presentable(&error.to_string());
    assert!(!error.reason.is_empty());
    let found = paths.iter().find(|(path, _)| *path == error.path);
    match found {
        Some((_, lines)) => assert!(error.line <= *lines, "line {} of {lines}: {error}", error.line),
        None => assert!(paths.iter().any(|(path, _)| path.starts_with(&error.path)), "{error}"),
    }
}

fn lines(text: &str) -> usize {
    text.matches('\n').count() + 1
}

/// A target file is read, and then writes and reads back as what it was; or it is refused with the place and a reason.
/// Whatever comes of it, nobody sees the secret in it.
pub(crate) fn target(text: &str) {
    let suites = [
        KnownSuite { name: "aliyun-rds", protocol: Protocol::AliyunRpc },
        KnownSuite { name: "tencent-cdb", protocol: Protocol::TencentCloud },
    ];
    let parse = |text: &str| Target::parse(Path::new("target.toml"), text, &suites, &|_| None);
    match parse(text) {
        Ok(target) => {
            // An id is no secret, and a file may give one text as both.
            let shown = format!("{target:?}");
            assert!(target.credentials.access_key_id == SECRET || is_kept(&shown, text), "{shown}");
            reads_back(&target, &parse);
        }
        Err(error) => is_placed(&error, text),
    }
}

/// Does nothing that is shown hold the secret of a file? Where the file has it elsewhere too, as a name perhaps, it is none.
fn is_kept(shown: &str, text: &str) -> bool {
    let elsewhere = text.matches(SECRET).count() > text.matches(&given(SECRET)).count();
    elsewhere || !shown.contains(SECRET)
}

/// A secret as a target file gives it.
pub(crate) fn given(secret: &str) -> String {
    format!("{{ value = \"{secret}\" }}")
}

fn reads_back(target: &Target, parse: &dyn Fn(&str) -> Result<Target, TargetError>) {
    let written = render(&Draft {
        url: &target.endpoint.to_string(),
        suite: &target.suite,
        signature: target.signature,
        access_key_id: CredentialSource::Value(target.credentials.access_key_id.clone()),
        access_key_secret: CredentialSource::Value(SECRET.to_owned()),
        fixtures: &target.fixtures,
        limits: target.limits,
    });
    let again = parse(&written).unwrap_or_else(|error| panic!("{error} in\n{written}"));
    assert_eq!((&again.endpoint, &again.suite, again.signature), (&target.endpoint, &target.suite, target.signature));
    assert_eq!((&again.fixtures, again.limits), (&target.fixtures, target.limits), "{written}");
}

fn is_placed(error: &TargetError, text: &str) {
    let told = error.to_string();
    is_presentable(&told);
    assert!(told.starts_with("target.toml") && told.len() > "target.toml: ".len(), "{told}");
    assert!(is_kept(&told, text) && is_kept(&format!("{error:?}"), text), "{told}");
    if let Some(position) = error.position {
        assert!((1..=lines(text)).contains(&position.line) && position.column > 0, "{told}");
    }
}

/// A counterexample is read, and then writes and reads back as what it was; or it is refused with the file and a reason.
pub(crate) fn counterexample(text: &str) {
    match Counterexample::parse("counterexample.json", text) {
        Ok(read) => {
            let written = serde_json::to_string_pretty(&read).expect("it is data");
            let again = Counterexample::parse("counterexample.json", &written);
            assert_eq!(again.unwrap_or_else(|error| panic!("{error} in\n{written}")), read);
        }
        Err(error) => {
            let told = error.to_string();
            is_presentable(&told);
            assert!(told.starts_with("`counterexample.json`"), "{told}");
        }
    }
}

/// A baseline file is read; or it is refused with the file and a reason. The counterexamples that it names are not there.
pub(crate) fn baseline(text: &str) {
    if let Err(error) = Baseline::parse(Path::new("no/such/folder/baseline.toml"), text) {
        let told = error.to_string();
        is_presentable(&told);
        assert!(told.starts_with("no/such/folder/baseline.toml"), "{told}");
        assert!(error.line.is_none_or(|line| (1..=lines(text)).contains(&line)), "{told}");
    }
}

/// A report is read, and then does not differ from itself; or it is refused with the file and a reason.
pub(crate) fn report(text: &str) {
    match SavedReport::parse("report.json", text) {
        Ok(report) => {
            let same = Difference::between(&report, &report);
            assert!(!same.is_regression(), "{}", same.for_terminal());
        }
        Err(error) => {
            let told = error.to_string();
            is_presentable(&told);
            assert!(told.starts_with("`report.json`"), "{told}");
        }
    }
}
