//! `abide explain`: what a requirement promises, where that is written and how it is tested.

use std::fmt::Write as _;
use std::sync::Arc;

use similar::TextDiff;

use super::arguments::Explain;
use super::console;
use super::main::Refusal;
use super::targets::suites;
use crate::case::Level;
use crate::gate::ExitCode;
use crate::suite::{Kind, Node, Operation, Requirement, RequirementKey, Suite};

pub(super) fn explain(arguments: &Explain) -> Result<ExitCode, Refusal> {
    let suites = suites(arguments.suite_folder.as_deref())?;
    let found = suites.iter().find_map(|suite| Some((suite, suite.key(&arguments.id)?)));
    let Some((suite, key)) = found else { return Err(unknown(&arguments.id, &suites)) };
    console::say(explanation(suite, key).trim_end());
    Ok(ExitCode::Conforms)
}

fn unknown(id: &str, suites: &[Arc<Suite>]) -> Refusal {
    let near = near(id, suites);
    let hint = if near.is_empty() {
        "`abide list` shows all".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Refusal::new(format!("no requirement `{id}`; {hint}"))
}

/// The ids most like one that does not exist, the most alike first.
fn near<'a>(id: &str, suites: &'a [Arc<Suite>]) -> Vec<&'a str> {
    let last = |id: &'a str| id.rsplit('/').next().unwrap_or(id);
    let name = id.rsplit('/').next().unwrap_or(id);
    let alike = |known: &'a str| {
        let named = !name.is_empty() && known.contains(name);
        let ratio = likeness(id, known).max(likeness(name, last(known)));
        if named { 1.0 } else { ratio }
    };
    let ids = suites.iter().flat_map(|suite| &suite.requirements).map(|requirement| requirement.id.as_str());
    let mut ranked: Vec<(f32, &str)> = ids.map(|known| (alike(known), known)).collect();
    ranked.retain(|(likeness, _)| *likeness >= ALIKE);
    ranked.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    ranked.into_iter().map(|(_, known)| known).take(5).collect()
}

/// From here on a name may be a misspelt other one.
const ALIKE: f32 = 0.8;

/// From 0, nothing in common, to 1, the same.
fn likeness(left: &str, right: &str) -> f32 {
    TextDiff::from_chars(left, right).ratio()
}

fn explanation(suite: &Suite, key: RequirementKey) -> String {
    let requirement = suite.requirement(key);
    let mut text = format!("{}\n  level     {}: {}\n", requirement.id, requirement.level, weight(requirement.level));
    let _ = writeln!(text, "  says      {}", requirement.says);
    let _ = writeln!(text, "  written   {}", written(suite, requirement));
    let _ = writeln!(text, "  declared  {}:{}", requirement.file, requirement.line);
    let _ = writeln!(text, "  tested    {}", requirement.property);
    for line in rules(suite, key) {
        let _ = writeln!(text, "  rule      {line}");
    }
    for answer in &requirement.answers {
        let _ = writeln!(text, "  refusal   {answer}");
    }
    if !requirement.answers.is_empty() && requirement.answers_level != Level::Must {
        let _ = writeln!(text, "            another documented error is a warning");
    }
    text
}

fn weight(level: Level) -> &'static str {
    match level {
        Level::Must => "breaking it fails the run",
        Level::Safety => "no document states it, every endpoint owes it; breaking it fails the run",
        Level::Should => "breaking it is a warning",
        Level::Open => "documents are silent or disagree; what the endpoint does is recorded",
    }
}

fn written(suite: &Suite, requirement: &Requirement) -> String {
    let citation = &requirement.citation;
    let document = suite.document(&citation.document);
    let title = document.map_or(citation.document.as_str(), |document| document.title.as_str());
    let date = document.and_then(|document| document.date).map(|date| format!(", {date}")).unwrap_or_default();
    format!("{title}{date}; section {}", citation.section)
}

/// The rules that a requirement promises, one line each.
fn rules(suite: &Suite, key: RequirementKey) -> Vec<String> {
    let mut lines = Vec::new();
    for operation in &suite.operations {
        for parameter in &operation.parameters {
            node_rules(&format!("{} {}", operation.name, parameter.name), &parameter.node, key, &mut lines);
        }
        lines.extend(joint_rules(operation, key));
    }
    lines
}

fn joint_rules(operation: &Operation, key: RequirementKey) -> impl Iterator<Item = String> {
    let own = operation
        .joint_rules
        .iter()
        .filter(move |rule| rule.requirement == key || rule.classes.values().any(|class| class.requirement == key));
    own.map(move |rule| format!("{}: {}", operation.name, rule.constraint))
}

fn node_rules(place: &str, node: &Node, key: RequirementKey, lines: &mut Vec<String>) {
    for rule in &node.rules {
        if rule.requirement == key {
            lines.push(format!("{place}: {}", rule.constraint));
        }
        let classes = rule.classes.iter().filter(|(_, class)| class.requirement == key);
        lines.extend(classes.map(|(name, class)| format!("{place}: {name} ({})", class.level)));
    }
    match &node.kind {
        Kind::List(item) | Kind::CommaList(item) => node_rules(&format!("{place}, each item"), item, key, lines),
        Kind::Record(members) => {
            for member in members {
                node_rules(&format!("{place}.{}", member.name), &member.node, key, lines);
            }
        }
        Kind::Text | Kind::Secret | Kind::Integer => {}
    }
}
