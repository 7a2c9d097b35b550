//! The text of a target file: knows where an error stands in it.

use std::ops::Range;
use std::path::Path;

use super::error::{Position, TargetError, TargetErrorKind};

/// A text and the file it comes from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// An error at a range of bytes.
    pub(super) fn error(self, span: Range<usize>, kind: TargetErrorKind) -> TargetError {
        TargetError { path: self.path.to_owned(), position: Some(self.position(span.start)), kind: Box::new(kind) }
    }

    /// An error of the file as a whole.
    pub(super) fn error_of_all(self, kind: TargetErrorKind) -> TargetError {
        TargetError { path: self.path.to_owned(), position: None, kind: Box::new(kind) }
    }

    /// What the TOML reader complains of; its own rendering, which quotes whole lines of the file, is not used.
    pub(super) fn shape_error(self, error: &toml::de::Error) -> TargetError {
        let kind = TargetErrorKind::Shape(error.message().replace('\n', ", "));
        match error.span() {
            Some(span) => self.error(span, kind),
            None => self.error_of_all(kind),
        }
    }

    fn position(self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Position { line: before.matches('\n').count() + 1, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = Source { path: Path::new("t.toml"), text: "a\nüb\n" };
        let at = |offset| source.position(offset);
        assert_eq!(at(0), Position { line: 1, column: 1 });
        assert_eq!(at(4), Position { line: 2, column: 2 });
        assert_eq!(at(99), Position { line: 3, column: 1 });
    }
}
