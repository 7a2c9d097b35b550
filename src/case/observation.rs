//! What came back.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::call::Format;

/// One answer of an endpoint, read once at the wire. Everything in it is foreign: escape it before a person sees it.
#[derive(Clone, Debug)]
pub struct Observation {
    /// HTTP status.
    pub status: u16,
    /// Media type of the body, lower case, without parameters; empty when the answer names none.
    pub media_type: String,
    /// The format that the body turned out to have; `None` when it is neither.
    pub format: Option<Format>,
    /// What the answer says.
    pub answer: Answer,
    /// `RequestId`, when there is one that is a text.
    pub request_id: Option<String>,
    /// Where a secret of the request stands in the answer, if it does: `body` or a header's name.
    pub echoed_secret: Option<String>,
    /// The body as it came, at most the protocol's limit.
    pub body: Bytes,
    /// From sending the request to the last byte of its answer.
    pub elapsed: Duration,
}

/// What an answer says.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The call was accepted. The tree is the body: for XML the content of the root element, every leaf a text;
    /// for Tencent the content of `Response`.
    Accepted {
        /// The body's content.
        tree: serde_json::Value,
        /// Name of the XML root element; empty for JSON.
        root: String,
    },
    /// The call was refused, at once or by a task that failed (then the code is empty).
    Refused {
        /// Error code.
        code: String,
        /// Error message; `None` when the answer has none.
        message: Option<String>,
        /// The body's content, as for `Accepted`.
        tree: serde_json::Value,
        /// Name of the XML root element; empty for JSON.
        root: String,
    },
    /// The answer is neither: not the protocol's envelope, not JSON or XML, too large, not UTF-8.
    Garbled {
        /// What is wrong with it, in a few words of ours.
        reason: String,
    },
}

/// No answer that says anything about conformance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The endpoint throttles; its code.
    Throttled(String),
    /// Nothing, or not all, came within the time limit.
    TimedOut(Duration),
    /// No connection could be made.
    Unreachable(String),
    /// The connection broke, or a gateway answered in the endpoint's place.
    Interrupted(String),
    /// Another task of the run may still be going on; the code.
    Busy(String),
}

impl Observation {
    /// Was the call accepted?
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        matches!(self.answer, Answer::Accepted { .. })
    }

    /// The error code, when the call was refused.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.answer {
            Answer::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// Longest code that a silence is told with, in characters.
const LONGEST_CODE: usize = 80;

impl fmt::Display for Silence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttled(code) => write!(formatter, "throttled with `{}`", visible(code, LONGEST_CODE)),
            Self::TimedOut(limit) => write!(formatter, "no whole answer within {} ms", limit.as_millis()),
            Self::Unreachable(reason) => write!(formatter, "no connection: {reason}"),
            Self::Interrupted(reason) => write!(formatter, "the answer broke off: {reason}"),
            Self::Busy(code) => write!(formatter, "busy with `{}`", visible(code, LONGEST_CODE)),
        }
    }
}

/// Foreign text as a person may see it: at most `most` characters, and nothing that a terminal or an editor would obey.
///
/// Control characters, line breaks, bidirectional overrides and other invisible characters are written as escapes. Markup
/// is left to whoever writes a format that has markup.
#[must_use]
pub fn visible(text: &str, most: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(most) + 4);
    for (place, character) in text.chars().enumerate() {
        if place == most {
            shown.push('…');
            break;
        }
        match character {
            '"' | '\'' | '\\' => shown.push(character),
            other => shown.extend(other.escape_debug()),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(visible("a\u{1b}[31m\n\u{202e}b \"é\"", 40), "a\\u{1b}[31m\\n\\u{202e}b \"é\"");
        assert_eq!(visible("abcdef", 3), "abc…");
    }
}
