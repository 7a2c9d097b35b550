//! Events of runs that never were: a small suite and a run to tell about it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use abide::case::{Call, Case, Fixtures, Level, Piece, Protocol, Secret, Silence, Value};
use abide::oracle::{Findings, Mismatch, Note, diff};
use abide::property::{CaseId, Size};
use abide::report::{Recorder, RequirementSummary, Summary};
use abide::rule::Side;
use abide::runner::{
    CaseFinished, Counterexample, Event, Halt, Outcome, PlannedProperty, Restored, RunFinished, RunStarted,
    TargetSummary,
};
use abide::suite::{
    Citation, Document, Effect, ImplicitRules, Law, Operation, PropertyKind, Requirement, RequirementKey,
    ResponseCheck, Shape, ShapeKind, Suite,
};

pub(crate) const ENVELOPE: &str = "demo/common/envelope";
pub(crate) const MESSAGE: &str = "demo/common/message";
pub(crate) const SECRET: &str = "demo/common/secret-not-echoed";
pub(crate) const LENGTH: &str = "demo/Reset/password-length";
pub(crate) const SAME: &str = "demo/Reset/same-password";
pub(crate) const RATE: &str = "demo/Reset/rate";
pub(crate) const KEPT: &str = "demo/Reset/privileges-kept";

pub(crate) const UNCHANGED: &str = "demo/common/refusal-changes-nothing";
pub(crate) const AGAIN: &str = "demo/Reset/reset-again";

const REQUIREMENTS: [(&str, Level, PropertyKind, &str); 9] = [
    (
        ENVELOPE,
        Level::Must,
        PropertyKind::EveryAnswer(ResponseCheck::Envelope),
        "a refused request has a body with `Code` and `Message`",
    ),
    (
        MESSAGE,
        Level::Should,
        PropertyKind::EveryAnswer(ResponseCheck::ErrorMessage),
        "the message is the documented one",
    ),
    (
        SECRET,
        Level::Safety,
        PropertyKind::EveryAnswer(ResponseCheck::SecretNotEchoed),
        "no response contains a secret that a request carried",
    ),
    (
        LENGTH,
        Level::Must,
        PropertyKind::Rule,
        "a password of 8 to 32 characters is accepted and any other is refused, whatever its characters are and wherever \
         it is sent from",
    ),
    (SAME, Level::Open, PropertyKind::Repeat, "the password that the account has already is accepted or refused"),
    (RATE, Level::Should, PropertyKind::OwnRate, "abide keeps to ten calls a second"),
    (KEPT, Level::Must, PropertyKind::Rule, "the account's privileges are the same after a reset"),
    (UNCHANGED, Level::Must, PropertyKind::State(Law::Effect), "a refused request changes nothing"),
    (AGAIN, Level::Open, PropertyKind::State(Law::Effect), "documents do not say what a second reset does"),
];

pub(crate) const SHORTEST: Class = ("Reset Password shortest", Side::Accept);
pub(crate) const TOO_LONG: Class = ("Reset Password too-long", Side::Refuse);
pub(crate) const TOO_SHORT: Class = ("Reset Password too-short", Side::Refuse);

/// The classes that most tests plan for `LENGTH`.
pub(crate) const CLASSES: [Class; 3] = [SHORTEST, TOO_LONG, TOO_SHORT];

/// A class and its side.
pub(crate) type Class = (&'static str, Side);

/// A run being told.
pub(crate) struct Story {
    suite: Arc<Suite>,
    recorder: Recorder,
    cases: u64,
}

impl Story {
    /// A run of the demo suite that plans these classes; a text in place of classes is a limitation.
    pub(crate) fn planning(planned: &[(&str, &[Class], Option<&str>)]) -> Self {
        let mut story = Self { suite: suite(), recorder: Recorder::new(), cases: 0 };
        let properties = planned.iter().map(|(id, classes, limitation)| PlannedProperty {
            requirement: story.key(id),
            classes: classes.iter().map(|(class, side)| (Arc::from(*class), *side)).collect(),
            cases: u64::try_from(classes.len()).unwrap(),
            elsewhere: false,
            limitation: limitation.map(str::to_owned),
        });
        let started = RunStarted {
            suite: Arc::clone(&story.suite),
            target: TargetSummary {
                url: "http://127.0.0.1:8640/".to_owned(),
                signature: "acs3".to_owned(),
                file: Some("targets/demo.toml".to_owned()),
            },
            size: Size { seed: 42, cases: 100, sequences: 40, steps: 4 },
            fixtures: Fixtures::default(),
            shard: None,
            settle: Duration::from_secs(1),
            today: "2026-08-20".parse().unwrap(),
            started: "2026-08-20T10:00:00Z".parse().unwrap(),
            planned: 10,
            properties: properties.collect(),
        };
        story.recorder.record(&Event::RunStarted(started));
        story
    }

    /// A run of `LENGTH` alone, with the usual classes.
    pub(crate) fn of_length() -> Self {
        Self::planning(&[(LENGTH, &CLASSES, None)])
    }

    pub(crate) fn key(&self, id: &str) -> RequirementKey {
        self.suite.key(id).unwrap()
    }

    pub(crate) fn ends(mut self, id: &str, (class, side): Class, outcome: Outcome) -> Self {
        let id = (CaseId { property: 0, index: self.cases }, self.key(id));
        self.cases += 1;
        let finished =
            CaseFinished { id: id.0, requirement: id.1, class: Arc::from(class), side, outcome, requests: 0 };
        self.recorder.record(&Event::CaseFinished(finished));
        self
    }

    /// A case was judged, and its answer held to these requirements.
    pub(crate) fn judged(self, id: &str, class: Class, checked: &[&str]) -> Self {
        let checked = checked.iter().map(|id| self.key(id)).collect();
        self.ends(id, class, Outcome::Judged(Findings { checked, ..Findings::default() }))
    }

    /// A case was judged, and its answer broke a requirement.
    pub(crate) fn broke(self, id: &str, class: Class, broken: &str, level: Level) -> Self {
        let requirement = self.key(broken);
        let mismatch = Mismatch {
            requirement,
            level,
            kind: "accepted".to_owned(),
            expected: lines(&["answer: refused", "status: 400, code: InvalidAccountPassword.Format"]),
            came: lines(&["status: 200", "answer: accepted"]),
        };
        self.ends(
            id,
            class,
            Outcome::Judged(Findings { checked: vec![requirement], mismatches: vec![mismatch], notes: vec![] }),
        )
    }

    /// A case was judged, and something was noted of its answer.
    pub(crate) fn noted(self, id: &str, class: Class, about: &str, seen: &str) -> Self {
        let notes = vec![Note { requirement: self.key(about), seen: seen.to_owned() }];
        let checked = vec![self.key(id)];
        self.ends(id, class, Outcome::Judged(Findings { checked, notes, ..Findings::default() }))
    }

    pub(crate) fn silent(self, id: &str, class: Class) -> Self {
        self.ends(id, class, Outcome::Silent(Silence::Throttled("Throttling.User".to_owned())))
    }

    pub(crate) fn rejected(self, id: &str, class: Class) -> Self {
        self.ends(id, class, Outcome::Rejected("a step that prepares the case was refused".to_owned()))
    }

    /// The endpoint lacks what a case needs to be judged.
    pub(crate) fn unsupported(self, id: &str, class: Class) -> Self {
        self.ends(id, class, Outcome::Unsupported("DescribeAccounts answers InvalidAction.NotFound".to_owned()))
    }

    /// The run gave back what so many accounts held, and left this behind.
    pub(crate) fn restored(mut self, accounts: usize, left: &[&str]) -> Self {
        self.recorder.record(&Event::StateRestored(Restored { accounts, left: lines(left) }));
        self
    }

    pub(crate) fn found(mut self, counterexample: Counterexample) -> Self {
        self.recorder.record(&Event::CounterexampleFound(Box::new(counterexample)));
        self
    }

    pub(crate) fn halted(mut self, halt: Halt) -> Self {
        self.recorder.record(&Event::RunHalted(halt));
        self
    }

    /// The run ends, having called the demo's operation so often in one second.
    pub(crate) fn finished(mut self, busiest_second: usize) -> Summary {
        self.recorder.record(&Event::RunFinished(RunFinished {
            elapsed: Duration::from_millis(2500),
            requests: 12,
            busiest_second: vec![("Reset".to_owned(), busiest_second)],
        }));
        self.recorder.summary()
    }

    pub(crate) fn unfinished(self) -> Summary {
        self.recorder.summary()
    }
}

/// The requirement with this id.
pub(crate) fn of<'a>(summary: &'a Summary, id: &str) -> &'a RequirementSummary {
    summary.requirements().map(|(_, requirement)| requirement).find(|requirement| requirement.id == id).unwrap()
}

/// A counterexample of `LENGTH`.
pub(crate) fn counterexample() -> Counterexample {
    let expected = lines(&["answer: refused", "status: 400, code: InvalidAccountPassword.Format"]);
    let came = lines(&["status: 200", "answer: accepted"]);
    let arguments = BTreeMap::from([
        ("AccountName".to_owned(), Value::text("alpha")),
        ("AccountPassword".to_owned(), Value::Secret(Secret::new(vec![Piece::Lower; 33]))),
    ]);
    Counterexample {
        schema: Counterexample::SCHEMA.to_owned(),
        suite: "demo".to_owned(),
        requirement: LENGTH.to_owned(),
        level: Level::Must,
        made_for: LENGTH.to_owned(),
        side: Side::Refuse,
        class: "Reset Password too-long".to_owned(),
        seed: 42,
        today: "2026-08-20".parse().unwrap(),
        case: Case::single(Call::new("Reset", arguments)),
        kind: "accepted".to_owned(),
        diff: diff(&expected, &came),
        expected,
        came,
        reproduced: true,
        requests: 7,
    }
}

pub(crate) fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn suite() -> Arc<Suite> {
    Arc::new(Suite {
        id: "demo".to_owned(),
        title: "Demo of an API".to_owned(),
        protocol: Protocol::AliyunRpc,
        api_version: "2014-08-15".to_owned(),
        service: "demo".to_owned(),
        first_call: "Reset".to_owned(),
        clock_tolerance_seconds: 900,
        documents: vec![Document {
            id: "reset".to_owned(),
            title: "Reset a password".to_owned(),
            publisher: "Demo".to_owned(),
            date: Some("2024-05-06".parse().unwrap()),
        }],
        common_errors: Vec::new(),
        operations: vec![operation()],
        requirements: REQUIREMENTS.into_iter().map(requirement).collect(),
        implicit: ImplicitRules::default(),
    })
}

fn requirement((id, level, property, says): (&str, Level, PropertyKind, &str)) -> Requirement {
    Requirement {
        id: id.to_owned(),
        level,
        says: says.to_owned(),
        citation: Citation { document: "reset".to_owned(), section: "Request parameters".to_owned() },
        property,
        answers: Vec::new(),
        by_task: false,
        answers_level: level,
        file: "suites/demo/Reset.toml".to_owned(),
        line: 1,
    }
}

fn operation() -> Operation {
    Operation {
        name: "Reset".to_owned(),
        writes: true,
        observer: false,
        task: None,
        methods: Vec::new(),
        calls_per_second: Some(10),
        undone_by: None,
        effect: Effect::Nothing,
        parameters: Vec::new(),
        joint_rules: Vec::new(),
        errors: Vec::new(),
        response: Shape {
            name: String::new(),
            kind: ShapeKind::Object(Vec::new()),
            optional: false,
            requirement: RequirementKey(0),
            values: Vec::new(),
            any_case: false,
            any_case_on: BTreeMap::new(),
            layout: None,
            only_on: Vec::new(),
            absent_on: Vec::new(),
            equals_parameter: None,
            at_most_parameter: None,
            default: None,
        },
    }
}
