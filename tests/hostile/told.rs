//! What a run leaves behind, and what a reader of each view would obey in it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use abide::report::{Place, Summary, terminal, write_reports};

/// Everything that a run leaves behind, as text.
pub(crate) struct Told {
    pub(crate) terminal: String,
    pub(crate) markdown: String,
    pub(crate) junit: String,
    pub(crate) json: String,
    pub(crate) counterexamples: String,
}

impl Told {
    pub(crate) fn of(summary: &Summary) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let written = write_reports(folder.path(), summary).expect("the reports can be written");
        let read = |path: &Path| fs::read_to_string(path).expect("a report is text");
        let mut counterexamples = String::new();
        for path in &written.counterexamples {
            let _ = writeln!(counterexamples, "{}", read(path));
        }
        Self {
            terminal: terminal::render(summary, Place::new(folder.path())),
            markdown: read(&written.markdown),
            junit: read(&written.junit),
            json: read(&written.json),
            counterexamples,
        }
    }

    pub(crate) fn all(&self) -> String {
        [&self.terminal, &self.markdown, &self.junit, &self.json, &self.counterexamples].map(String::as_str).concat()
    }
}

/// A text without the sequences that only colour, as our own are; any other escape stays.
pub(crate) fn no_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m') {
            // Blinking is no colour of ours.
            Some((codes, rest)) if codes != "5" && codes.chars().all(|code| code.is_ascii_digit() || code == ';') => {
                plain.push_str(rest);
            }
            _ => {
                plain.push_str("\u{1b}[");
                plain.push_str(part);
            }
        }
    }
    plain
}

/// Markdown without its blocks and spans of code, and without what a backslash makes text.
pub(crate) fn outside_code(markdown: &str) -> String {
    let mut outside = String::new();
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|character| *character == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => outside.push_str(&outside_spans(line)),
        }
    }
    assert_eq!(fence, None, "a block of code has no end");
    outside
}

fn outside_spans(line: &str) -> String {
    let mut characters = line.chars();
    let (mut outside, mut in_span) = (String::new(), false);
    while let Some(character) = characters.next() {
        match character {
            '\\' if !in_span => {
                characters.next();
            }
            '`' => in_span = !in_span,
            other if !in_span => outside.push(other),
            _ => {}
        }
    }
    outside
}

pub(crate) fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
