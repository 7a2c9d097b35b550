//! Compares what a run came to with what a baseline lists.

use chrono::NaiveDate;

use super::baseline::{Baseline, Disputed, KnownFailure};
use crate::report::{Cause, CauseKind, Gated, Listed, RequirementSummary, Standing, Summary, Verdict, is_listed};

/// What entries are compared with, besides the run.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Is there a requirement with this id in any suite, selected or not?
    pub exists: &'a dyn Fn(&str) -> bool,
    /// The day that decides what has expired.
    pub today: NaiveDate,
}

/// Writes into a summary what a baseline says of it: what is known, and why the gate is closed.
///
/// Entries of requirements that the run did not select are left alone. A shard sees only some of the cases that may break
/// a requirement, so it cannot say that an entry does not fail any more; that is decided where shards are merged.
pub fn compare(summary: &mut Summary, baseline: &Baseline, scope: Scope<'_>) {
    let whole = summary.shard().is_none();
    let mut causes = Vec::new();
    for entry in &baseline.known {
        causes.extend(expired(entry, scope.today));
        match found(summary, &entry.requirement) {
            Some(requirement) => causes.extend(known(requirement, entry, whole)),
            None => causes.extend(unknown(&entry.requirement, entry.line, scope)),
        }
    }
    for entry in &baseline.disputed {
        match found(summary, &entry.requirement) {
            Some(requirement) => requirement.listed = Some(disputed(entry)),
            None => causes.extend(unknown(&entry.requirement, entry.line, scope)),
        }
    }
    causes.extend(new(summary));
    causes.sort_by(|left, right| (left.cause, &left.requirement).cmp(&(right.cause, &right.requirement)));
    summary.gated = Some(Gated {
        file: baseline.path.display().to_string(),
        today: scope.today,
        known: baseline.known.len(),
        disputed: baseline.disputed.len(),
        causes,
    });
}

fn found<'a>(summary: &'a mut Summary, id: &str) -> Option<&'a mut RequirementSummary> {
    let requirements = summary.suites.iter_mut().flat_map(|suite| &mut suite.requirements);
    requirements.into_iter().find(|requirement| requirement.id == id)
}

/// How a listed requirement came out, as a cause where run and entry disagree.
fn known(requirement: &mut RequirementSummary, entry: &KnownFailure, whole: bool) -> Option<Cause> {
    let unlisted = requirement.signatures.iter().filter(|way| !is_listed(way, &entry.signatures));
    let unlisted: Vec<&str> = unlisted.map(String::as_str).collect();
    let cause = |cause, why| Some(Cause { cause, requirement: entry.requirement.clone(), line: Some(entry.line), why });
    let (standing, cause) = match requirement.verdict {
        Verdict::Failed if unlisted.is_empty() => (Standing::Known, None),
        Verdict::Failed => {
            let why = format!("fails in a way that is not listed: {}", unlisted.join("; "));
            (Standing::Changed, cause(CauseKind::Changed, why))
        }
        Verdict::Passed | Verdict::Warned | Verdict::Observed if whole => {
            let why = format!("{} in this run", requirement.verdict);
            (Standing::NotFailing, cause(CauseKind::NoLongerFails, why))
        }
        Verdict::Skipped if requirement.classes.total == 0 => {
            let reason = requirement.reason.as_deref().unwrap_or_default();
            let why = format!("the run has no case for it: {reason}");
            (Standing::NotFailing, cause(CauseKind::NothingToTest, why))
        }
        _ => (Standing::NotFailing, None),
    };
    requirement.listed = Some(Listed {
        standing,
        reason: entry.reason.clone(),
        link: entry.link.clone(),
        first_seen: Some(entry.first_seen),
        last_seen: Some(entry.last_seen),
        expires: Some(entry.expires),
    });
    cause
}

fn disputed(entry: &Disputed) -> Listed {
    Listed {
        standing: Standing::Disputed,
        reason: entry.reason.clone(),
        link: entry.link.clone(),
        first_seen: None,
        last_seen: None,
        expires: None,
    }
}

fn expired(entry: &KnownFailure, today: NaiveDate) -> Option<Cause> {
    let why = format!("held until {}; look at it again, and prolong it or mend the endpoint", entry.expires);
    let (requirement, line) = (entry.requirement.clone(), Some(entry.line));
    (entry.expires < today).then_some(Cause { cause: CauseKind::Expired, requirement, line, why })
}

/// An entry of a requirement that is not in the run: of another selection, or of none.
fn unknown(id: &str, line: usize, scope: Scope<'_>) -> Option<Cause> {
    let why = "no suite has this requirement; `abide list` shows all".to_owned();
    let (requirement, line) = (id.to_owned(), Some(line));
    (!(scope.exists)(id)).then_some(Cause { cause: CauseKind::NothingMatches, requirement, line, why })
}

/// Failures that are not listed at all.
fn new(summary: &Summary) -> Vec<Cause> {
    let unlisted = summary.with(Verdict::Failed).filter(|(_, requirement)| requirement.listed.is_none());
    let cause = |(_, requirement): (_, &RequirementSummary)| Cause {
        cause: CauseKind::New,
        requirement: requirement.id.clone(),
        line: None,
        why: requirement.reason.clone().unwrap_or_default(),
    };
    unlisted.map(cause).collect()
}
