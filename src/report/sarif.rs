//! `report.sarif`: what was broken, for tools that show findings beside code (SARIF 2.1.0).
//!
//! A finding is where its requirement is declared: the suite file is what a reader can look at.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::block::{self, written_in};
use super::place::Place;
use super::summary::{RequirementSummary, SuiteSummary, Summary};
use super::verdict::Verdict;

/// The text of `report.sarif`.
///
/// # Errors
/// When a value cannot be written as JSON, which would be a bug.
pub(super) fn render(summary: &Summary, place: Place<'_>) -> Result<String, serde_json::Error> {
    let told: Vec<_> = summary.requirements().filter(|(_, requirement)| level(requirement.verdict).is_some()).collect();
    let driver = json!({
        "name": "abide",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": told.iter().map(|(_, requirement)| rule(requirement)).collect::<Vec<_>>(),
    });
    let results: Vec<Value> = told.into_iter().map(|(suite, requirement)| result(suite, requirement, place)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

/// How bad a finding is; none for what is no finding.
fn level(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Failed => Some("error"),
        Verdict::Warned => Some("warning"),
        Verdict::Inconclusive => Some("note"),
        Verdict::Passed | Verdict::Observed | Verdict::Skipped => None,
    }
}

fn rule(requirement: &RequirementSummary) -> Value {
    json!({
        "id": requirement.id,
        "shortDescription": { "text": requirement.says },
        "help": { "text": written_in(&requirement.citation) },
        "properties": { "level": requirement.level },
    })
}

fn result(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> Value {
    let reason = requirement.reason.as_deref().unwrap_or_default();
    let text = match requirement.verdict {
        Verdict::Inconclusive => format!("nothing can be said: {reason}"),
        _ => block::plain(&block::rows(suite, requirement, place)),
    };
    let suppressed = requirement.listed.as_ref().filter(|_| requirement.is_excused());
    let suppressions = suppressed.map(|listed| json!({ "kind": "external", "justification": listed.told() }));
    json!({
        "ruleId": requirement.id,
        "level": level(requirement.verdict),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&requirement.declared.file) },
            "region": { "startLine": requirement.declared.line },
        } }],
        "partialFingerprints": fingerprints(requirement),
        "suppressions": suppressions.into_iter().collect::<Vec<Value>>(),
    })
}

/// What makes two findings the same one: the ways in which the requirement fails, whatever the seed.
fn fingerprints(requirement: &RequirementSummary) -> BTreeMap<String, &str> {
    let ways = requirement.signatures.iter().enumerate();
    ways.map(|(place, way)| (format!("abideSignature{place}/v1"), way.as_str())).collect()
}

/// A path as a reference: with slashes, and without characters that mean something else there.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let path = path.replace('\\', "/");
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
