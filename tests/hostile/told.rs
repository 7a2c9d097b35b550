//! What a run leaves behind, and what a reader of each view would obey in it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use abide::report::{Place, Summary, annotations, terminal, write_reports};

/// Everything that a run leaves behind, as text.
pub(crate) struct Told {
    pub(crate) terminal: String,
    markdown: String,
    junit: String,
    json: String,
    sarif: String,
    annotations: Vec<String>,
    counterexamples: String,
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
            sarif: read(&written.sarif),
            annotations: annotations(summary, Place::new(folder.path())),
            counterexamples,
        }
    }

    /// No view holds anything that its reader would obey.
    pub(crate) fn is_inert(&self, about: &str) {
        is_plain(&no_colours(&self.terminal), &format!("{about}: terminal"));
        for (view, text) in [("Markdown", &self.markdown), ("JUnit", &self.junit)] {
            assert_eq!(text.chars().find(|character| is_obeyed(*character)), None, "{about}: {view}");
        }
        let outside = outside_code(&self.markdown);
        for markup in ["<", "](", "![", "://"] {
            assert!(!outside.contains(markup), "{about}: `{markup}` in {outside}");
        }
        assert!(!self.junit.contains("<script") && !self.junit.contains("<img"), "{about}");
        assert!(is_well_formed(&self.junit), "{about}");
        for annotation in &self.annotations {
            assert_eq!(annotation.lines().count(), 1, "{about}: {annotation}");
            assert_eq!(annotation.chars().find(|character| is_obeyed(*character)), None, "{about}: annotation");
        }
        for json in [&self.json, &self.sarif, &self.counterexamples] {
            assert!(serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>().all(|read| read.is_ok()));
        }
    }

    pub(crate) fn all(&self) -> String {
        [&self.terminal, &self.markdown, &self.junit, &self.json, &self.counterexamples].map(String::as_str).concat()
    }
}

/// Control characters but line breaks, and what turns or hides text.
fn is_obeyed(character: char) -> bool {
    let turns =
        matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    turns || (character.is_control() && character != '\n')
}

/// Text that neither a terminal nor a CI server that reads a job's log would obey. Those look for commands at the start of
/// a line, blanks apart, or anywhere in it.
pub(crate) fn is_plain(text: &str, about: &str) {
    assert_eq!(text.chars().find(|character| is_obeyed(*character)), None, "{about}: {text}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{about}: {line}");
        for command in ["##[", "##vso[", "##teamcity["] {
            assert!(!line.contains(command), "{about}: {line}");
        }
    }
}

/// A text without the sequences that only colour, as our own are; any other escape stays.
fn no_colours(text: &str) -> String {
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
fn outside_code(markdown: &str) -> String {
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

fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
