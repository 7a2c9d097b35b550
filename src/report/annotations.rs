//! What failed, as GitHub's workflow commands: each shows up beside the change that is checked.

use super::count::length;
use super::gated::{Cause, Listed};
use super::place::Place;
use super::summary::{RequirementSummary, SuiteSummary, Summary};
use super::verdict::Verdict;

/// So many are written: GitHub shows ten of a step, and the reports have all.
const MOST: usize = 10;

/// The commands, a line each: new failures and what is wrong with the baseline as errors, then warnings, then what is known.
#[must_use]
pub fn annotations(summary: &Summary, place: Place<'_>) -> Vec<String> {
    let failed = summary.with(Verdict::Failed);
    let (known, new): (Vec<_>, Vec<_>) = failed.partition(|(_, requirement)| requirement.is_excused());
    let new = new.into_iter().map(|found| broken("error", found, place));
    let file = summary.gated.as_ref().map(|gated| gated.file.as_str()).unwrap_or_default();
    let causes = summary.gated.iter().flat_map(|gated| &gated.causes);
    let stale = causes.filter(|cause| !cause.cause.is_failure()).map(|cause| stale(file, cause));
    let warned = summary.with(Verdict::Warned).map(|found| broken("warning", found, place));
    let known = known.into_iter().map(|found| broken("notice", found, place));
    let mut all: Vec<String> = new.chain(stale).chain(warned).chain(known).collect();
    let untold = length(&all).saturating_sub(u64::try_from(MOST).unwrap_or(u64::MAX));
    all.truncate(MOST);
    if untold > 0 {
        let page = place.markdown().display().to_string();
        all.push(command("notice", &[("title", "abide")], &format!("{untold} more, in {page}")));
    }
    all
}

fn broken(kind: &str, (suite, requirement): (&SuiteSummary, &RequirementSummary), place: Place<'_>) -> String {
    let reason = requirement.reason.as_deref().unwrap_or_default();
    let again = match requirement.counterexample.as_deref() {
        Some(counterexample) => place.replay(counterexample, &suite.target),
        None => place.run_again(suite, requirement),
    };
    let listed = requirement.listed.as_ref().map(|listed: &Listed| format!("\n{}", listed.told())).unwrap_or_default();
    let line = requirement.declared.line.to_string();
    let place = [("file", requirement.declared.file.as_str()), ("line", &line), ("title", &requirement.id)];
    command(kind, &place, &format!("{}: {reason}{listed}\n{again}", requirement.says))
}

fn stale(file: &str, cause: &Cause) -> String {
    let line = cause.line.unwrap_or(1).to_string();
    let title = format!("baseline, {}: {}", cause.cause, cause.requirement);
    command("error", &[("file", file), ("line", &line), ("title", &title)], &cause.why)
}

fn command(kind: &str, properties: &[(&str, &str)], message: &str) -> String {
    let property = |(name, value): &(&str, &str)| format!("{name}={}", escaped(value, "%\r\n:,"));
    let properties = properties.iter().map(property).collect::<Vec<_>>().join(",");
    format!("::{kind} {properties}::{}", escaped(message, "%\r\n"))
}

/// A text whose characters that mean something in a command stand for themselves.
fn escaped(text: &str, special: &str) -> String {
    let escape = |character: char| {
        if special.contains(character) { format!("%{:02X}", u32::from(character)) } else { character.to_string() }
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let line = command("error", &[("title", "a,b:c%\n")], "100%\n::add-mask::x, y");
        assert_eq!(line, "::error title=a%2Cb%3Ac%25%0A::100%25%0A::add-mask::x, y");
    }
}
