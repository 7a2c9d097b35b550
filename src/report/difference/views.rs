//! A difference of two reports, for a terminal and as Markdown.

use super::super::count::counted;
use super::super::log::harmless;
use super::super::markdown::{code, text};
use super::super::paint::{self, hanging, painted, strong};
use super::super::verdict::Verdict;
use super::compare::{Change, Difference};
use crate::case::visible;

/// How far what belongs to a requirement is indented.
const INDENT: usize = 2;

/// Longest text that is shown, in characters; it comes from the files of reports, whoever wrote them.
const LONGEST: usize = 600;

impl Difference {
    /// For a person at a terminal; the text carries colours.
    #[must_use]
    pub fn for_terminal(&self) -> String {
        let indent = " ".repeat(INDENT);
        let mut sections = Vec::new();
        for (name, changes) in self.kinds().into_iter().filter(|(_, changes)| !changes.is_empty()) {
            let mut lines = vec![format!("{} ({})", painted(paint::verdict(like(name)), name), changes.len())];
            for Change { id, what } in changes {
                let (id, what) = (visible(id, LONGEST), hanging(&visible(what, LONGEST), INDENT * 2));
                lines.extend([format!("{indent}{}", painted(strong(), &id)), format!("{indent}{indent}{what}")]);
            }
            sections.push(lines.join("\n") + "\n");
        }
        sections.push(self.conclusion());
        harmless(&sections.join("\n"))
    }

    /// As Markdown, to be put where people talk about a change.
    #[must_use]
    pub fn for_markdown(&self) -> String {
        let mut sections = vec![format!("# {}\n", text(&self.conclusion()))];
        for (name, changes) in self.kinds().into_iter().filter(|(_, changes)| !changes.is_empty()) {
            let row = |Change { id, what }: &Change| {
                format!("| {} | {} |", code(&visible(id, LONGEST)), text(&visible(what, LONGEST)))
            };
            let rows: Vec<String> = changes.iter().map(row).collect();
            sections.push(format!(
                "## {name} ({})\n\n| requirement | what |\n|---|---|\n{}\n",
                changes.len(),
                rows.join("\n")
            ));
        }
        sections.join("\n")
    }

    /// What it comes to, in one line.
    fn conclusion(&self) -> String {
        let counts: Vec<String> = self
            .kinds()
            .into_iter()
            .filter(|(_, changes)| !changes.is_empty())
            .map(|(name, changes)| format!("{} {name}", changes.len()))
            .collect();
        let held = format!("{} before, {} after", counted(self.before, "requirement"), self.after);
        match (self.is_regression(), counts.is_empty()) {
            (true, _) => format!("regression: {}; {held}", counts.join(", ")),
            (false, true) => format!("no difference; {held}"),
            (false, false) => format!("no regression: {}; {held}", counts.join(", ")),
        }
    }
}

/// The verdict that a kind of change looks like.
fn like(name: &str) -> Verdict {
    match name {
        "now failing" | "dropped" => Verdict::Failed,
        "now passing" => Verdict::Passed,
        _ => Verdict::Observed,
    }
}
