//! What comes of comparing an answer with what documents say.

use crate::case::{Answer, Call, Engine, Level, Observation, visible};
use crate::model::Prediction;
use crate::suite::{Operation, RequirementKey};

/// One call, what was allowed, and what came.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The call.
    pub call: &'a Call,
    /// Its operation.
    pub operation: &'a Operation,
    /// The engine of its instance, where the instance is one that exists.
    pub engine: Option<Engine>,
    /// The answers that documents allow.
    pub prediction: &'a Prediction,
    /// What came.
    pub observation: &'a Observation,
}

/// One promise that an answer breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// The requirement.
    pub requirement: RequirementKey,
    /// What it weighs.
    pub level: Level,
    /// The kind of mismatch in a few stable words: two mismatches of one kind are the same failure.
    pub kind: String,
    /// What documents allow, a line each.
    pub expected: Vec<String>,
    /// What came, a line each; foreign text in it is made visible.
    pub came: Vec<String>,
}

/// What an endpoint did where documents are silent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The requirement.
    pub requirement: RequirementKey,
    /// What was seen, in a few stable words.
    pub seen: String,
}

/// Everything that came of one answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// The requirements that the answer was held to.
    pub checked: Vec<RequirementKey>,
    /// The promises that it breaks.
    pub mismatches: Vec<Mismatch>,
    /// What it did where documents are silent.
    pub notes: Vec<Note>,
}

/// Longest foreign text that a mismatch repeats, in characters.
const LONGEST: usize = 300;

/// The most mismatches of one level, and the most notes, that one answer has for a requirement: how many there could be
/// is up to the endpoint, and a million of them say no more than a hundred.
const MOST: usize = 100;

impl Findings {
    /// The answer was held to a requirement and keeps it.
    pub(super) fn keep(&mut self, requirement: RequirementKey) {
        if !self.checked.contains(&requirement) {
            self.checked.push(requirement);
        }
    }

    /// The answer was held to a requirement and breaks it.
    pub(super) fn fail(&mut self, mismatch: Mismatch) {
        self.keep(mismatch.requirement);
        let alike = |known: &&Mismatch| known.requirement == mismatch.requirement && known.level == mismatch.level;
        if self.mismatches.iter().filter(alike).count() < MOST {
            self.mismatches.push(mismatch);
        }
    }

    pub(super) fn note(&mut self, requirement: RequirementKey, seen: impl Into<String>) {
        if self.notes.iter().filter(|known| known.requirement == requirement).count() < MOST {
            self.notes.push(Note { requirement, seen: seen.into() });
        }
    }
}

impl Exchange<'_> {
    /// The answer in one line each for status, code and message.
    pub(super) fn came(&self) -> Vec<String> {
        let observation = self.observation;
        let mut lines = vec![format!("status: {}", observation.status)];
        match &observation.answer {
            Answer::Accepted { .. } => lines.push("answer: accepted".to_owned()),
            Answer::Refused { code, message, .. } => {
                lines.push("answer: refused".to_owned());
                lines.push(format!("code: {}", visible(code, LONGEST)));
                lines.extend(message.as_ref().map(|message| format!("message: {}", visible(message, LONGEST))));
            }
            Answer::Garbled { reason } => {
                lines.push(format!("answer: neither a success nor an error: {}", visible(reason, LONGEST)));
                lines.push(format!("body: {}", visible(&String::from_utf8_lossy(&observation.body), LONGEST)));
            }
        }
        lines
    }

    /// The answer in a few stable words.
    pub(super) fn outcome(&self) -> String {
        match &self.observation.answer {
            Answer::Accepted { .. } => "accepted".to_owned(),
            Answer::Refused { code, .. } if code.is_empty() => "refused by a failed task".to_owned(),
            Answer::Refused { code, .. } => format!("refused: {} {}", self.observation.status, visible(code, 80)),
            Answer::Garbled { .. } => format!("unreadable: {}", self.observation.status),
        }
    }
}
