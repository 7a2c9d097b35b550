//! What became different between two reports: the same requirements, held at two times or to two endpoints.

use std::collections::{BTreeMap, BTreeSet};

use super::super::count::length;
use super::super::read::{SavedReport, SavedRequirement};
use super::super::verdict::Verdict;
use crate::case::visible;

/// What became different from one report to another, by the kind of change; each by the requirements' ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// How many requirements the earlier report has.
    pub before: u64,
    /// How many the later one has.
    pub after: u64,
    /// Failing in the later report and not in the earlier one, new requirements among them.
    pub now_failing: Vec<Change>,
    /// In the earlier report only.
    pub dropped: Vec<Change>,
    /// Failing in the earlier report, and held in the later one.
    pub now_passing: Vec<Change>,
    /// In the later report only, and not failing.
    pub added: Vec<Change>,
    /// In both, and different in any other way.
    pub changed: Vec<Change>,
}

/// What became different about one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The requirement's id.
    pub id: String,
    /// What became of it, in one line.
    pub what: String,
}

/// Longest foreign text in a line, in characters.
const LONGEST: usize = 200;

impl Difference {
    /// Compares two reports.
    #[must_use]
    pub fn between(earlier: &SavedReport, later: &SavedReport) -> Self {
        let by_id = |report: &'_ SavedReport| -> BTreeMap<String, SavedRequirement> {
            report.requirements.iter().map(|requirement| (requirement.id.clone(), requirement.clone())).collect()
        };
        let (before, after) = (by_id(earlier), by_id(later));
        let (earlier, later) = (length(&earlier.requirements), length(&later.requirements));
        let mut found = Self { before: earlier, after: later, ..Self::default() };
        for id in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            found.compare(id, before.get(id), after.get(id));
        }
        found
    }

    /// Is the later report worse: does something fail that did not, or is something not held any more?
    #[must_use]
    pub fn is_regression(&self) -> bool {
        !self.now_failing.is_empty() || !self.dropped.is_empty()
    }

    /// The kinds of change with their names, in the order in which they matter.
    #[must_use]
    pub fn kinds(&self) -> [(&'static str, &[Change]); 5] {
        [
            ("now failing", &self.now_failing),
            ("dropped", &self.dropped),
            ("now passing", &self.now_passing),
            ("added", &self.added),
            ("changed", &self.changed),
        ]
    }

    fn compare(&mut self, id: &str, before: Option<&SavedRequirement>, after: Option<&SavedRequirement>) {
        let (list, what) = match (before, after) {
            (Some(before), None) => (&mut self.dropped, format!("was {}", before.verdict)),
            (None, Some(after)) if after.verdict == Verdict::Failed => {
                (&mut self.now_failing, format!("new, and {}", outcome(after)))
            }
            (None, Some(after)) => (&mut self.added, outcome(after)),
            (Some(before), Some(after)) => {
                let Some(what) = change(before, after) else { return };
                let list = match (before.verdict, after.verdict) {
                    (Verdict::Failed, Verdict::Passed | Verdict::Warned | Verdict::Observed) => &mut self.now_passing,
                    (before, Verdict::Failed) if before != Verdict::Failed => &mut self.now_failing,
                    _ => &mut self.changed,
                };
                (list, what)
            }
            (None, None) => return,
        };
        list.push(Change { id: visible(id, LONGEST), what });
    }
}

/// What became different about a requirement that is in both reports. How often something was seen differs from seed to
/// seed and is no change; that nothing is seen any more of what was seen before is one.
fn change(before: &SavedRequirement, after: &SavedRequirement) -> Option<String> {
    if before.verdict != after.verdict {
        return Some(format!("was {}, now {}", before.verdict, outcome(after)));
    }
    if before.level != after.level {
        return Some(format!("was {}, now {}", before.level, after.level));
    }
    let both = [before, after].map(|side| side.signatures.as_deref().unwrap_or_default());
    if let [Some(_), Some(_)] = [&before.signatures, &after.signatures]
        && both[0] != both[1]
    {
        return Some(format!("fails in other ways: {}", told(both)));
    }
    let [earlier, later] = [before, after].map(|side| side.observations.iter().map(|it| it.seen.as_str()));
    let (earlier, later): (BTreeSet<&str>, BTreeSet<&str>) = (earlier.collect(), later.collect());
    let apart = !earlier.is_empty() && !later.is_empty() && earlier.is_disjoint(&later);
    let listed = |seen: &BTreeSet<&str>| visible(&seen.iter().copied().collect::<Vec<_>>().join(", "), LONGEST);
    apart.then(|| format!("does something else: was {}, now {}", listed(&earlier), listed(&later)))
}

/// The ways that are gone, and those that are new.
fn told([before, after]: [&[String]; 2]) -> String {
    let only = |these: &[String], those: &[String], sign: &str| -> Vec<String> {
        let only = these.iter().filter(|way| !those.contains(way));
        only.map(|way| format!("{sign} {}", visible(way, LONGEST))).collect()
    };
    [only(before, after, "no more"), only(after, before, "now")].concat().join("; ")
}

/// A verdict with its reason.
fn outcome(requirement: &SavedRequirement) -> String {
    let reason = requirement.reason.as_ref().map(|reason| format!(": {}", visible(reason, LONGEST)));
    format!("{}{}", requirement.verdict, reason.unwrap_or_default())
}
