//! The summary for a person at a terminal: what was broken and how to see it again, then everything else in brief.
//!
//! The text carries colours; print it through `anstream`, which leaves them in only where they are wanted.

use super::block;
use super::conclusion::Conclusion;
use super::count::{counted, length};
use super::gated::Listed;
use super::log::harmless;
use super::paint::{self, faint, hanging, painted, strong};
use super::place::Place;
use super::restored;
use super::summary::{RequirementSummary, SuiteSummary, Summary};
use super::time;
use super::verdict::Verdict;

/// How far what belongs to a requirement is indented.
const INDENT: usize = 2;

/// The width of a count before a reason.
const COUNT_WIDTH: usize = 5;

/// How many requirements a reason names.
const NAMED: usize = 3;

/// How many reasons are told; the page has them all.
const REASONS: usize = 12;

/// How many things that were left behind are told; where there are more, the page has them all.
const LEFT: usize = 3;

/// Renders a summary whose files are in `place`.
#[must_use]
pub fn render(summary: &Summary, place: Place<'_>) -> String {
    let mut sections = vec![endpoints(summary)];
    let (known, new): (Vec<_>, Vec<_>) =
        summary.with(Verdict::Failed).partition(|(_, requirement)| requirement.is_excused());
    sections.extend(new.into_iter().map(|(suite, broken)| failure(suite, broken, place)));
    sections.extend(known.into_iter().map(|(suite, broken)| excused(suite, broken, place)));
    sections.push(disputed(summary));
    sections.extend(summary.with(Verdict::Warned).map(|(suite, broken)| warning(suite, broken, place)));
    sections.push(by_reason(summary, Verdict::Inconclusive, place));
    sections.push(by_reason(summary, Verdict::Skipped, place));
    sections.push(observed(summary, place));
    sections.push(left_behind(summary, place));
    sections.push(totals(summary));
    sections.push(conclusion(summary, place));
    sections.push(gate(summary, place));
    sections.retain(|section| !section.is_empty());
    harmless(&sections.join("\n"))
}

/// Renders only what is new and what it comes to.
#[must_use]
pub fn brief(summary: &Summary, place: Place<'_>) -> String {
    let new = summary.with(Verdict::Failed).filter(|(_, requirement)| !requirement.is_excused());
    let mut sections: Vec<String> = new.map(|(suite, broken)| failure(suite, broken, place)).collect();
    sections.extend([conclusion(summary, place), gate(summary, place)]);
    sections.retain(|section| !section.is_empty());
    harmless(&sections.join("\n"))
}

fn endpoints(summary: &Summary) -> String {
    let line = |suite: &SuiteSummary| {
        let target = &suite.target;
        format!("{} at {}, signed {}\n", painted(strong(), &suite.id), target.url, target.signature)
    };
    let part = summary
        .shard()
        .map(|shard| format!("shard {shard} of the plan; `abide merge` makes one report of all {} shards\n", shard.of));
    summary.suites.iter().map(line).chain(part).collect()
}

fn failure(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    let rows = block::rows(suite, requirement, place);
    format!("{}\n{}", heading(requirement), paint::block(&rows, INDENT))
}

/// A failure that a baseline knows or disputes: no less a failure, and nothing new.
fn excused(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    let told = requirement.listed.as_ref().map(Listed::told).unwrap_or_default();
    let found = requirement.reason.as_deref().unwrap_or_default();
    let indent = " ".repeat(INDENT);
    let lines = [hanging(&told, INDENT), hanging(found, INDENT), again(suite, requirement, place)];
    format!("{}\n{indent}{}\n", heading(requirement), lines.join(&format!("\n{indent}")))
}

/// What is disputed and did not fail: it is told all the same.
fn disputed(summary: &Summary) -> String {
    let told = summary.requirements().filter(|(_, requirement)| requirement.is_disputed() && !requirement.is_excused());
    let line = |(_, requirement): (&SuiteSummary, &RequirementSummary)| {
        let reason = requirement.listed.as_ref().map(Listed::told).unwrap_or_default();
        format!("{}\n{}{}\n", heading(requirement), " ".repeat(INDENT), hanging(&reason, INDENT))
    };
    told.map(line).collect()
}

/// The command that shows a broken requirement again.
fn again(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    match requirement.counterexample.as_deref() {
        Some(counterexample) => place.replay(counterexample, &suite.target),
        None => place.run_again(suite, requirement),
    }
}

fn warning(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    let reason = requirement.reason.as_deref().unwrap_or_default();
    let command = again(suite, requirement, place);
    let indent = " ".repeat(INDENT);
    format!("{}\n{indent}{}\n{indent}{command}\n", heading(requirement), hanging(reason, INDENT))
}

fn heading(requirement: &RequirementSummary) -> String {
    let verdict = painted(paint::verdict(requirement.verdict), requirement.verdict.word());
    let level = painted(faint(), &requirement.level.to_string());
    format!("{verdict} {} {level}", painted(strong(), &requirement.id))
}

/// The requirements with a verdict, reason by reason.
fn by_reason(summary: &Summary, verdict: Verdict, place: Place<'_>) -> String {
    let groups = summary.by_reason(verdict);
    if groups.is_empty() {
        return String::new();
    }
    let told: String = groups.iter().take(REASONS).map(|(reason, requirements)| group(reason, requirements)).collect();
    let untold: usize = groups.iter().skip(REASONS).map(|(_, requirements)| requirements.len()).sum();
    let page = place.markdown().display().to_string();
    let more = if untold > 0 { format!("{untold:>COUNT_WIDTH$}  more, in {page}\n") } else { String::new() };
    format!("{}\n{told}{more}", painted(paint::verdict(verdict), verdict.word()))
}

fn group(reason: &str, requirements: &[&RequirementSummary]) -> String {
    let indent = COUNT_WIDTH + 2;
    let first: Vec<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).take(NAMED).collect();
    let more = requirements.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let names = hanging(&format!("{}{more}", first.join(", ")), indent);
    let names = names.lines().map(|line| painted(faint(), line)).collect::<Vec<_>>().join("\n");
    format!("{:>COUNT_WIDTH$}  {}\n{}{names}\n", requirements.len(), hanging(reason, indent), " ".repeat(indent))
}

fn observed(summary: &Summary, place: Place<'_>) -> String {
    let open: Vec<_> = summary.with(Verdict::Observed).collect();
    if open.is_empty() {
        return String::new();
    }
    let verdict = painted(paint::verdict(Verdict::Observed), Verdict::Observed.word());
    let count = counted(length(&open), "requirement");
    let page = place.markdown().display().to_string();
    format!("{verdict} what the endpoint does where documents are silent: {count}, listed in {page}\n")
}

/// What every run gave back and left behind; nothing where nothing was changed.
fn left_behind(summary: &Summary, place: Place<'_>) -> String {
    let told = summary.suites.iter().filter(|suite| restored::is_told(&suite.restored));
    let line = |suite: &SuiteSummary| {
        let name = painted(strong(), &suite.id);
        let given_back = restored::given_back(&suite.restored);
        let left = restored::lines(&suite.restored);
        let indent = " ".repeat(INDENT);
        let item = |line: &String| format!("{indent}- {}\n", hanging(line, INDENT + 2));
        match left.len() {
            0 => format!("{name}: {given_back}\n"),
            1..=LEFT => format!("{name}: {given_back}; left:\n{}", left.iter().map(item).collect::<String>()),
            _ => {
                let things = counted(length(&left), "thing");
                format!("{name}: {given_back}; left: {things}, listed in {}\n", place.markdown().display())
            }
        }
    };
    told.map(line).collect()
}

fn totals(summary: &Summary) -> String {
    let counts = summary.counts();
    let told = Verdict::ALL.into_iter().map(|verdict| {
        let count = counts.of(verdict);
        let style = if count == 0 { faint() } else { paint::verdict(verdict) };
        painted(style, &format!("{count} {verdict}"))
    });
    let told: Vec<String> = told.collect();
    let elapsed = summary.elapsed();
    let seed = summary.suites.first().map(|suite| format!(", seed {}", suite.seed)).unwrap_or_default();
    format!(
        "{}\n{}, {} in {}{}{seed}\n",
        told.join(", "),
        counted(counts.cases, "case"),
        counted(counts.requests, "request"),
        time::spoken(elapsed),
        time::rate(counts.cases, elapsed).map(|rate| format!(", {rate} cases a second")).unwrap_or_default(),
    )
}

fn conclusion(summary: &Summary, place: Place<'_>) -> String {
    let conclusion = Conclusion::of(summary);
    let (like, advice) = match conclusion {
        Conclusion::Conforms(_) => (Verdict::Passed, String::new()),
        Conclusion::DoesNotConform(_) => (Verdict::Failed, format!("; see above, or {}", place.markdown().display())),
        Conclusion::Inconclusive(_) => (Verdict::Inconclusive, String::new()),
    };
    let words = painted(paint::verdict(like), conclusion.words());
    format!("{words}: {}{advice}\n", conclusion.why())
}

/// What a baseline says of it all, and what makes it fit again.
fn gate(summary: &Summary, place: Place<'_>) -> String {
    let Some(gated) = &summary.gated else { return String::new() };
    let like = if gated.causes.is_empty() { Verdict::Passed } else { Verdict::Failed };
    let indent = " ".repeat(INDENT);
    let mut lines = vec![format!("{}: {}", painted(paint::verdict(like), "baseline"), gated.told())];
    lines.extend(gated.lines().iter().map(|line| format!("{indent}- {}", hanging(line, INDENT + 2))));
    for (what, command) in gated.mends(summary, place) {
        lines.extend([format!("{indent}to {what}:"), format!("{indent}{indent}{}", painted(strong(), &command))]);
    }
    lines.join("\n") + "\n"
}
