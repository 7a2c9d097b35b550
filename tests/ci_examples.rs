//! The examples for CI are YAML of the right form, and every `abide` command in them is one.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops here")]

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

const EXAMPLES: [&str; 3] = ["github-actions.yml", "gitlab-ci.yml", "kubernetes-job.yaml"];

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(name);
    fs::read_to_string(path).expect("an example can be read")
}

fn documents(name: &str) -> Vec<Json> {
    serde_saphyr::from_multiple(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every text in a document.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        Json::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The commands of `abide` in a script, without the program's name.
fn commands(script: &str) -> Vec<Vec<String>> {
    let lines = script.replace("\\\n", " ");
    let commands = lines.lines().filter_map(|line| line.trim().strip_prefix("abide "));
    let words = |command: &str| -> Vec<String> {
        let words = command.split_whitespace().take_while(|word| !["||", "&", ";", ">"].contains(word));
        words.map(|word| filled(word.trim_matches('"'))).collect()
    };
    commands.map(words).collect()
}

/// A word as a shell would make it: a day in the place of a day, a number in that of any other variable.
fn filled(word: &str) -> String {
    match word {
        "$TODAY" | "${CI_PIPELINE_CREATED_AT%%T*}" => "2026-11-22".to_owned(),
        "$SHARD" => "2/4".to_owned(),
        _ => word.split('/').map(|part| if part.starts_with('$') { "2" } else { part }).collect::<Vec<_>>().join("/"),
    }
}

/// Does `abide` take a command? What comes before `--help` is checked, and nothing is carried out.
fn is_taken(words: &[String]) -> bool {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_abide"));
    let output = command.args(words).arg("--help").timeout(std::time::Duration::from_secs(60)).output();
    output.expect("abide runs").status.success()
}

#[test]
fn every_command_is_one_that_abide_takes() {
    for name in EXAMPLES {
        let commands: Vec<_> = documents(name).iter().flat_map(texts).flat_map(|text| commands(&text)).collect();
        let verbs: Vec<&str> = commands.iter().filter_map(|words| words.first().map(String::as_str)).collect();
        assert!(verbs.contains(&"run") && verbs.contains(&"merge"), "{name}: {verbs:?}");
        for words in &commands {
            assert!(is_taken(words), "{name}: abide {}", words.join(" "));
        }
        let run = commands.iter().find(|words| words[0] == "run").expect("there is one");
        for flag in ["--shard", "--seed", "--today", "--baseline", "--reports"] {
            assert!(run.iter().any(|word| word == flag), "{name}: {flag} is what joining shards needs");
        }
    }
}

#[test]
fn a_wrong_command_would_be_found() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for wrong in ["run --nope", "run --shard 5/4", "run --today tomorrow", "marge a", "run --seed x"] {
        assert!(!is_taken(&words(wrong)), "{wrong}");
    }
    assert!(is_taken(&words("run --shard 1/4 --seed 1")));
}

#[test]
fn the_workflow_joins_as_many_shards_as_it_runs() {
    let workflow = &documents("github-actions.yml")[0];
    let shard = &workflow["jobs"]["shard"];
    let shards = shard["strategy"]["matrix"]["shard"].as_array().expect("a matrix");
    let numbers: Vec<u64> = shards.iter().filter_map(Json::as_u64).collect();
    assert_eq!(numbers, (1..=4).collect::<Vec<_>>());
    let told = texts(shard);
    assert!(told.contains(&format!("${{{{ matrix.shard }}}}/{}", numbers.len())), "{told:?}");
    assert_eq!(shard["strategy"]["fail-fast"], false);
    assert_eq!(workflow["jobs"]["merge"]["needs"], "shard");
    for (name, job) in workflow["jobs"].as_object().expect("jobs") {
        assert!(job["runs-on"].is_string() && job["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{name}");
    }
}

#[test]
fn the_pipeline_decides_after_it_has_held() {
    let pipeline = &documents("gitlab-ci.yml")[0];
    assert_eq!(pipeline["stages"], serde_json::json!(["hold", "decide"]));
    assert_eq!(pipeline["hold"]["parallel"], 4);
    assert_eq!(pipeline["decide"]["needs"], serde_json::json!(["hold"]));
    assert!(texts(&pipeline["hold"]["script"]).iter().any(|text| text.contains("$CI_NODE_INDEX/$CI_NODE_TOTAL")));
}

#[test]
fn the_job_is_indexed_and_the_other_waits_for_it() {
    let documents = documents("kubernetes-job.yaml");
    let jobs: Vec<&Json> = documents.iter().filter(|document| document["kind"] == "Job").collect();
    let [shards, merge] = jobs.as_slice() else { panic!("two jobs, not {}", jobs.len()) };
    let spec = &shards["spec"];
    assert_eq!((&spec["completionMode"], &spec["completions"]), (&"Indexed".into(), &4.into()));
    assert_eq!(spec["parallelism"], spec["completions"]);
    assert_eq!(merge["spec"]["suspend"], true);
    for job in jobs {
        assert_eq!(job["apiVersion"], "batch/v1");
        let pod = &job["spec"]["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never");
        let volumes: Vec<&Json> = pod["volumes"].as_array().expect("volumes").iter().map(|it| &it["name"]).collect();
        for mount in pod["containers"][0]["volumeMounts"].as_array().expect("mounts") {
            assert!(volumes.contains(&&mount["name"]), "no volume {}", mount["name"]);
        }
    }
    assert!(texts(spec).iter().any(|text| text.contains("--shard \"$shard/4\"")), "as many shards as pods");
}

/// The target file in the manifest is one.
#[test]
fn the_target_file_of_the_job_is_one() {
    let documents = documents("kubernetes-job.yaml");
    let text = documents[0]["data"]["target.toml"].as_str().expect("a target file");
    let suites = abide::suite::embedded().expect("the embedded suites are right");
    let known: Vec<_> =
        suites.iter().map(|suite| abide::target::KnownSuite { name: &suite.id, protocol: suite.protocol }).collect();
    let environment = |_: &str| Some("a-key".to_owned());
    let target = abide::target::Target::parse(Path::new("target.toml"), text, &known, &environment);
    assert!(target.is_ok(), "{}", target.err().map(|error| error.to_string()).unwrap_or_default());
}
