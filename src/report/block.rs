//! What a reader needs to know of one broken requirement: the same rows for terminal, Markdown and JUnit.

use super::count::{counted, length};
use super::gated::Listed;
use super::log::harmless;
use super::place::Place;
use super::request;
use super::summary::{Cited, MismatchSummary, RequirementSummary, SuiteSummary, Summary};
use crate::case::visible;
use crate::oracle::diff;
use crate::rule::Side;
use crate::runner::Counterexample;
use crate::suite::Law;

/// One row: a label and the lines beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) lines: Vec<Line>,
}

/// One line, and what kind of text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// What kind of text a line is; a view decides how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// A sentence: it may be wrapped.
    Prose,
    /// Data: it stays in one line.
    Data,
    /// Data that was expected and did not come.
    Missing,
    /// Data that came instead.
    Unexpected,
    /// A command to copy.
    Command,
}

/// Longest foreign line that is shown, in characters.
const LONGEST: usize = 600;

/// The rows of a requirement that was broken.
pub(super) fn rows(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> Vec<Row> {
    let mut rows = vec![
        row("says", Tone::Prose, [requirement.says.clone()]),
        row("written in", Tone::Prose, [written_in(&requirement.citation)]),
        row("found", Tone::Prose, requirement.reason.clone()),
        row("baseline", Tone::Prose, requirement.listed.as_ref().map(Listed::told)),
    ];
    match (&requirement.counterexample, requirement.mismatches.first()) {
        (Some(counterexample), _) => rows.extend(simplest(suite, requirement, counterexample, place)),
        (None, Some(mismatch)) => rows.extend(example(suite, requirement, mismatch, place)),
        (None, None) => {}
    }
    rows.retain(|row| !row.lines.is_empty());
    rows
}

/// A broken requirement as plain text: what it says, what was sent, what was allowed, what came, how to see it again.
#[must_use]
pub fn failure(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> String {
    let heading = format!("{} {} {}", requirement.verdict, requirement.id, requirement.level);
    harmless(&format!("{heading}\n{}", plain(&rows(suite, requirement, place))))
}

/// Where a run and its baseline disagree, and the commands that mend that, as plain text; none where they agree, or where
/// there is no baseline.
#[must_use]
pub fn contradiction(summary: &Summary, place: Place<'_>) -> Option<String> {
    let gated = summary.gated.as_ref().filter(|gated| !gated.causes.is_empty())?;
    let mut rows = vec![row("gate", Tone::Prose, gated.lines())];
    for (what, command) in gated.mends(summary, place) {
        rows.push(row("to mend it", Tone::Prose, [what.to_owned()]));
        rows.push(row("", Tone::Command, [command]));
    }
    Some(plain(&rows))
}

/// The simplest failing case, to be sent again.
fn simplest(
    suite: &SuiteSummary,
    requirement: &RequirementSummary,
    found: &Counterexample,
    place: Place<'_>,
) -> Vec<Row> {
    let made_for =
        (found.made_for != requirement.id).then(|| format!("made for {}", visible(&found.made_for, LONGEST)));
    let unsteady = (!found.reproduced).then(|| {
        "it was not seen to fail again: the endpoint answers now this, now that, or the run was halted before"
            .to_owned()
    });
    let mut rows = vec![
        row("case", Tone::Prose, [simplest_case(suite, found)].into_iter().chain(made_for).chain(unsteady)),
        row("request", Tone::Data, request::lines(&found.case)),
    ];
    rows.extend(comparison(&found.expected, &found.came, &found.diff));
    rows.push(row("send again", Tone::Command, [place.replay(found, &suite.target)]));
    // A test starts its endpoint anew, without what earlier cases left there: the whole trial makes that again.
    rows.push(row("run again", Tone::Command, place.is_of_test().then(|| place.run_again(suite, requirement))));
    rows.push(row("saved in", Tone::Data, [place.counterexample(found).display().to_string()]));
    rows
}

/// A failing case as it came, where none could be simplified.
fn example(
    suite: &SuiteSummary,
    requirement: &RequirementSummary,
    mismatch: &MismatchSummary,
    place: Place<'_>,
) -> Vec<Row> {
    let mut rows = vec![row("case", Tone::Prose, [visible(&mismatch.example, LONGEST)])];
    rows.extend(comparison(&mismatch.expected, &mismatch.came, &diff(&mismatch.expected, &mismatch.came)));
    rows.push(row("run again", Tone::Command, [place.run_again(suite, requirement)]));
    rows
}

/// What the case did and what was expected of it. A sequence or a law between calls is not about one answer: its calls
/// may be accepted and still break it.
fn simplest_case(suite: &SuiteSummary, found: &Counterexample) -> String {
    let law = suite.requirement(&found.made_for).and_then(|made_for| made_for.law);
    let expected = match (law, found.side) {
        (Some(Law::Effect), _) => {
            let requests = counted(length(&found.case.steps), "request");
            format!(", simplified to {requests}; the state is read before and after each")
        }
        (Some(_), _) => ", and the calls that are compared with it".to_owned(),
        (None, Side::Accept) => ", to be accepted".to_owned(),
        (None, Side::Refuse) => ", to be refused".to_owned(),
        (None, Side::Open) => ", which documents leave open".to_owned(),
    };
    format!("{}{expected}", visible(&found.class, LONGEST))
}

fn comparison(expected: &[String], came: &[String], diff: &str) -> [Row; 3] {
    [
        row("expected", Tone::Data, expected.iter().cloned()),
        row("came", Tone::Data, came.iter().cloned()),
        Row { label: "difference", lines: diff.lines().map(difference).collect() },
    ]
}

fn difference(text: &str) -> Line {
    let tone = match text.chars().next() {
        Some('-') => Tone::Missing,
        Some('+') => Tone::Unexpected,
        _ => Tone::Data,
    };
    Line { tone, text: visible(text, LONGEST) }
}

fn row(label: &'static str, tone: Tone, texts: impl IntoIterator<Item = String>) -> Row {
    let line = |text: String| Line { tone, text: visible(&text, LONGEST) };
    Row { label, lines: texts.into_iter().map(line).collect() }
}

/// Title, section and date of what a requirement cites.
pub(super) fn written_in(citation: &Cited) -> String {
    let date = citation.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    format!("{}, section \"{}\", {date}", citation.title, citation.section)
}

/// The rows as plain text, labels in a column.
pub(super) fn plain(rows: &[Row]) -> String {
    rows.iter().map(plain_row).collect()
}

fn plain_row(row: &Row) -> String {
    let labels = std::iter::once(row.label).chain(std::iter::repeat(""));
    let line = |(label, line): (&str, &Line)| format!("{label:<LABEL_WIDTH$}{}\n", line.text);
    labels.zip(&row.lines).map(line).collect()
}

/// How wide the column of labels is.
pub(super) const LABEL_WIDTH: usize = 12;
