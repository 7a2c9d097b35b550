//! One run through the library, as the command line makes it: session, plan, run, recorder, decision.
#![allow(dead_code, reason = "every test uses a part of it")]
#![allow(clippy::expect_used, reason = "a run that cannot begin ends its test")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use abide::clock;
use abide::gate::{Decision, decide};
use abide::property::{Plan, Size};
use abide::protocol::Signature;
use abide::report::{Recorder, RequirementSummary, Summary, Verdict};
use abide::runner::{Event, Halt, SETTLE, Session, Stop};
use abide::suite::{Suite, embedded};
use abide::target::{CredentialSource, Draft, KnownSuite, Limits, Target, render};

/// So long no run on the loopback may take, whatever the endpoint does. Not a figure: the end of all patience.
const PATIENCE: Duration = Duration::from_secs(100);

/// How long a task may take to end. Those of the emulator take no time.
const TASKS: Duration = Duration::from_secs(1);

pub(crate) const SEED: u64 = 3;

/// What is run, and against what.
#[derive(Clone, Debug)]
pub(crate) struct Order<'a> {
    pub(crate) suite: &'a str,
    pub(crate) url: &'a str,
    /// A part of the ids of the requirements that are run; empty for all.
    pub(crate) filter: &'a str,
    pub(crate) cases: u64,
    pub(crate) in_flight: usize,
    pub(crate) timeout: Duration,
    /// How long an effect may take to show.
    pub(crate) settle: Duration,
    /// The most bytes of an answer that are read.
    pub(crate) body_limit: usize,
    /// The target file to use instead of one with the fixtures of tests.
    pub(crate) target_file: Option<String>,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) summary: Summary,
    pub(crate) decision: Decision,
    pub(crate) events: Vec<Event>,
}

impl<'a> Order<'a> {
    pub(crate) fn new(suite: &'a str, url: &'a str) -> Self {
        let timeout = Duration::from_secs(20);
        let (in_flight, settle, body_limit) = (16, SETTLE, 1 << 22);
        Self { suite, url, filter: "", cases: 1, in_flight, timeout, settle, body_limit, target_file: None }
    }

    pub(crate) fn filter(self, filter: &'a str) -> Self {
        Self { filter, ..self }
    }

    /// For endpoints that do not answer.
    pub(crate) fn impatient(self) -> Self {
        Self { timeout: Duration::from_millis(250), ..self }
    }

    /// Runs it to its end.
    pub(crate) fn hold(&self) -> Held {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("threads to run on");
        let bounded = async { tokio::time::timeout(PATIENCE, self.run()).await };
        let held = runtime.block_on(bounded).expect("the run ends");
        runtime.shutdown_background();
        held
    }

    async fn run(&self) -> Held {
        let suite = Arc::new(suite(self.suite));
        let target = self.target(&suite);
        let today = clock::now().date_naive();
        let mut settings = target.settings(&suite.api_version, &suite.service);
        settings.timeout = self.timeout;
        settings.body_limit = self.body_limit;
        let session = Session::with_settings(Arc::clone(&suite), &target, (today, Stop::new()), &settings);
        let session = session.expect("a session").settling(self.settle).following(TASKS);
        let chosen = |id: &str| id.contains(self.filter);
        let about = (&*suite, session.fixtures());
        let size = Size { seed: SEED, cases: self.cases, sequences: 1, steps: 4 };
        let plan = Plan::new(about, (today, session.abilities()), size, &chosen);
        let (mut recorder, mut events) = (Recorder::new(), Vec::new());
        let mut listener = |event: Event| {
            recorder.record(&event);
            events.push(event);
        };
        abide::runner::run(Arc::new(session), Arc::new(plan), &mut listener).await;
        let summary = recorder.summary();
        Held { decision: decide(&summary), summary, events }
    }

    fn target(&self, suite: &Suite) -> Target {
        let text = self.target_file.clone().unwrap_or_else(|| target_file(self.suite, self.url, self.in_flight));
        let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
        Target::parse(Path::new("target.toml"), &text, &known, &|_| None).expect("the target file is right")
    }
}

pub(crate) fn suite(id: &str) -> Suite {
    let suites = embedded().expect("the embedded suites are right");
    suites.into_iter().find(|suite| suite.id == id).expect("it is embedded")
}

/// A target file for an endpoint with the fixtures of tests.
pub(crate) fn target_file(suite: &str, url: &str, in_flight: usize) -> String {
    render(&Draft {
        url,
        suite,
        signature: if suite == "tencent-cdb" { Signature::Tc3 } else { Signature::Acs3 },
        access_key_id: CredentialSource::Value("id-of-a-test".to_owned()),
        access_key_secret: CredentialSource::Value(SECRET.to_owned()),
        fixtures: &super::fixtures(suite),
        limits: Limits { rate: abide::target::Rate::Unlimited, in_flight, requests: None },
    })
}

/// The access key's secret in target files of tests.
pub(crate) const SECRET: &str = "access-key-secret-of-a-test";

impl Held {
    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.decision.code.number()
    }

    pub(crate) fn halt(&self) -> Option<&Halt> {
        self.summary.suites.first().and_then(|suite| suite.halted.as_ref())
    }

    pub(crate) fn requirement(&self, id: &str) -> &RequirementSummary {
        let found = self.summary.requirements().find(|(_, requirement)| requirement.id == id);
        found.expect("the requirement was run").1
    }

    /// The ids with a verdict.
    pub(crate) fn ids(&self, verdict: Verdict) -> Vec<&str> {
        self.summary.with(verdict).map(|(_, requirement)| requirement.id.as_str()).collect()
    }
}
