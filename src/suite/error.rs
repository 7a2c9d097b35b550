//! What can be wrong with a suite file.

use std::ops::Range;

use crate::case::visible;

/// Longest reason that is told, in characters; it repeats what the file says.
const LONGEST: usize = 600;

/// A suite file that cannot be used: where, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}: {}", if *line == 0 { String::new() } else { format!(":{line}") }, visible(reason, LONGEST))]
pub struct SuiteError {
    /// The file.
    pub path: String,
    /// Line, from 1; 0 when it is not about a line.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub reason: String,
}

impl SuiteError {
    /// An error at a place in a file's text, given in bytes.
    pub(super) fn at(path: &str, text: &str, span: Option<Range<usize>>, reason: impl Into<String>) -> Self {
        let start = span.map_or(0, |span| span.start);
        Self { path: path.to_owned(), line: line_at(text, start), reason: reason.into() }
    }
}

/// The line, from 1, that holds a byte of a text.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}
