//! The one place that prints.

use std::io::Write;

/// Writes a text and a line break to standard output; a reader that went away is no error.
pub(super) fn say(text: &str) {
    let mut output = anstream::stdout().lock();
    let _ = writeln!(output, "{text}");
    let _ = output.flush();
}

/// Writes a text and a line break to standard error.
pub(super) fn tell(text: &str) {
    let mut output = anstream::stderr().lock();
    let _ = writeln!(output, "{text}");
}
