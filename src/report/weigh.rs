//! From counters to a verdict. Never green for the wrong reason: what was not tried has not passed.

use std::collections::BTreeMap;

use super::count::counted;
use super::coverage::Coverage;
use super::ledger::{Ledger, MismatchExample};
use super::tally::Tally;
use super::verdict::Verdict;
use crate::case::Level;
use crate::rule::Side;
use crate::runner::Halt;
use crate::suite::{PropertyKind, Requirement};

/// What a run as a whole says about one requirement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances<'a> {
    /// Why the run ended early, if it did.
    pub(super) halt: Option<&'a Halt>,
    /// How fast the requirement's operation was called, if it has a documented pace.
    pub(super) pace: Option<Pace>,
}

/// How fast an operation was called, and how fast it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// The most calls in any one second.
    pub(super) busiest: u64,
    /// Documented calls per second.
    pub(super) allowed: u64,
}

/// A verdict and the line that goes with it.
pub(super) type Weighed = (Verdict, Option<String>);

/// Weighs what was counted for a requirement.
///
/// A broken promise comes first, whatever was left untried. Then what was left untried: a warning must not hide that a
/// `must` was tested by half. A requirement that cannot fail the run is told by what was seen of it.
pub(super) fn weigh(requirement: &Requirement, ledger: &Ledger, circumstances: Circumstances<'_>) -> Weighed {
    if ledger.gating.total() > 0 {
        let open =
            (requirement.level == Level::Open).then(|| "documents leave much open here, but not this".to_owned());
        return (Verdict::Failed, join([Some(broken(&ledger.gating, ledger.checks)), open]));
    }
    if ledger.elsewhere {
        let here = "seen in cases of other requirements; its own are in another shard".to_owned();
        return (Verdict::Warned, join([Some(broken(&ledger.lesser, ledger.checks)), Some(here)]));
    }
    if let (true, Some(limitation)) = (ledger.coverage.classes().is_empty(), &ledger.limitation) {
        return (Verdict::Skipped, Some(limitation.clone()));
    }
    if requirement.property == PropertyKind::OwnRate {
        return own_rate(circumstances);
    }
    let broken = (ledger.lesser.total() > 0).then(|| broken(&ledger.lesser, ledger.checks));
    let warned = join([broken, contradiction(requirement, ledger)]);
    let gap = gap(requirement, ledger, circumstances.halt);
    let seen = ledger.cases > 0 || ledger.checks > 0 || ledger.notes.total() > 0;
    match (requirement.level, warned, gap) {
        (Level::Open | Level::Should, Some(warning), gap) => (Verdict::Warned, join([Some(warning), gap.map(reason)])),
        (Level::Open, None, gap) if seen => (Verdict::Observed, join([gap.map(reason), remainder(ledger)])),
        (_, warned, Some((verdict, reason))) => (verdict, join([Some(reason), warned])),
        (_, Some(warning), None) => (Verdict::Warned, Some(warning)),
        (_, None, None) => (Verdict::Passed, remainder(ledger)),
    }
}

/// What was broken most often, how often, and in how many cases it could have been.
fn broken(mismatches: &Tally<MismatchExample>, checks: u64) -> String {
    let ranked = mismatches.ranked();
    let Some((kind, entry)) = ranked.first() else { return String::new() };
    let times = counted(entry.count, "time");
    let others = mismatches.total() - entry.count;
    let others = if others == 0 { String::new() } else { format!("; {others} of another kind") };
    format!("{kind}, {times} in {}{others}", counted(checks, "case"))
}

/// What an endpoint does where documents are silent, done in two ways: it contradicts itself.
///
/// A note about state is `topic: branch`, and one endpoint takes one branch of a topic.
fn contradiction(requirement: &Requirement, ledger: &Ledger) -> Option<String> {
    if !matches!(requirement.property, PropertyKind::State(_)) {
        return None;
    }
    let mut topics: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (note, entry) in ledger.notes.ranked() {
        if let Some((topic, branch)) = note.split_once(": ") {
            topics.entry(topic).or_default().push(format!("{branch} ({})", counted(entry.count, "time")));
        }
    }
    let (topic, branches) = topics.into_iter().find(|(_, branches)| branches.len() > 1)?;
    Some(format!("the endpoint contradicts itself: {topic}: {}", branches.join(", but ")))
}

/// The harness's own pace against the documented one.
fn own_rate(circumstances: Circumstances<'_>) -> Weighed {
    match circumstances.pace {
        Some(Pace { busiest, allowed }) if busiest > allowed => {
            let reason = format!("{busiest} calls in one second, where documents allow {allowed}");
            (Verdict::Warned, Some(reason))
        }
        Some(Pace { busiest: 1.., .. }) => (Verdict::Passed, None),
        _ => {
            let uncalled = || (Verdict::Skipped, "the operation was not called at its documented pace".to_owned());
            let halted = circumstances.halt.map(|halt| never_sent(halt, "the operation was called"));
            let (verdict, reason) = halted.unwrap_or_else(uncalled);
            (verdict, Some(reason))
        }
    }
}

/// A verdict other than passed, and why.
type Gap = (Verdict, String);

fn reason((_, reason): Gap) -> String {
    reason
}

fn join(reasons: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let reasons: Vec<String> = reasons.into_iter().flatten().collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Why a requirement that was not broken cannot be called passed.
fn gap(requirement: &Requirement, ledger: &Ledger, halt: Option<&Halt>) -> Option<Gap> {
    let coverage = &ledger.coverage;
    let needs_its_own = requirement.property.is_judged_by_its_own_cases();
    // What is open is not held to anything: that something was seen is all there can be.
    let held = ledger.checks > 0 || (requirement.level == Level::Open && ledger.notes.total() > 0);
    silent(coverage)
        .filter(|_| needs_its_own || !held)
        .or_else(|| unsent(coverage, halt))
        .or_else(|| unsupported(coverage))
        .or_else(|| untried_side(coverage).filter(|_| needs_its_own))
        .or_else(|| (!held).then(|| unchecked(coverage, halt)))
}

/// Classes that ended without an answer that says something.
fn silent(coverage: &Coverage) -> Option<Gap> {
    let (first, why) = coverage.silent().next()?;
    let share = share(coverage.silent().count(), coverage);
    Some((Verdict::Inconclusive, format!("no answer to {share} (`{}`: {why})", first.class)))
}

/// Classes that the end of the run left out.
fn unsent(coverage: &Coverage, halt: Option<&Halt>) -> Option<Gap> {
    let first = coverage.unsent().next()?;
    let count = coverage.unsent().count();
    let example = format!("`{}`", first.class);
    let Some(halt) = halt else {
        let share = share(count, coverage);
        return Some((Verdict::Inconclusive, format!("nothing sent of {share} ({example})")));
    };
    let left = if count == coverage.classes().len() {
        "any of its cases was sent".to_owned()
    } else {
        format!("anything was sent of {} ({example})", share(count, coverage))
    };
    Some(never_sent(halt, &left))
}

/// A budget is the user's choice and leaves a requirement skipped; any other halt says that something went wrong.
fn never_sent(halt: &Halt, what: &str) -> Gap {
    match halt {
        Halt::BudgetSpent(budget) => {
            (Verdict::Skipped, format!("the budget of {budget} requests was spent before {what}"))
        }
        Halt::Interrupted
        | Halt::Unreachable(_)
        | Halt::Throttled(_)
        | Halt::SignatureRefused(_)
        | Halt::ClocksDisagree(_) => (Verdict::Inconclusive, format!("the run was halted before {what}")),
    }
}

/// What the endpoint lacks, where no class could be judged for it.
fn unsupported(coverage: &Coverage) -> Option<Gap> {
    let (_, lacking) = coverage.unsupported().next().filter(|_| coverage.judged().next().is_none())?;
    Some((Verdict::Skipped, lacking.to_owned()))
}

/// Its accepting, refusing or open side had no case that could be sent.
fn untried_side(coverage: &Coverage) -> Option<Gap> {
    let side = coverage.untried_side()?;
    let (_, why) = coverage.rejected().find(|(class, _)| class.side == side)?;
    let cases = match side {
        Side::Accept => "no case that is to be accepted",
        Side::Refuse => "no case that is to be refused",
        Side::Open => "no case that documents leave open",
    };
    Some((Verdict::Inconclusive, format!("{cases} could be sent: {why}")))
}

/// No answer was held to it at all.
fn unchecked(coverage: &Coverage, halt: Option<&Halt>) -> Gap {
    const REASON: &str = "no answer in this run had what it is about";
    let why = coverage.rejected().next().map(|(_, why)| format!("; some of its cases could not be sent: {why}"));
    let verdict = match halt {
        None | Some(Halt::BudgetSpent(_)) => Verdict::Skipped,
        Some(_) => Verdict::Inconclusive,
    };
    (verdict, format!("{REASON}{}", why.unwrap_or_default()))
}

/// What a requirement that came out well leaves untested.
fn remainder(ledger: &Ledger) -> Option<String> {
    let coverage = &ledger.coverage;
    let rejected = coverage.rejected().next().map(|(first, why)| {
        let share = share(coverage.rejected().count(), coverage);
        format!("nothing could be sent of {share} (`{}`: {why})", first.class)
    });
    let unsupported = coverage.unsupported().next().map(|(first, lacking)| {
        let share = share(coverage.unsupported().count(), coverage);
        format!("nothing could be judged of {share} (`{}`: {lacking})", first.class)
    });
    join([ledger.limitation.clone(), rejected, unsupported])
}

/// `3 of 12 classes`, `all 12 classes`, `its only class`.
fn share(count: usize, coverage: &Coverage) -> String {
    let total = coverage.classes().len();
    match (count, total) {
        (_, 1) => "its only class".to_owned(),
        (count, total) if count == total => format!("all {total} classes"),
        _ => format!("{count} of {total} classes"),
    }
}
