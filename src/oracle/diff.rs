//! A readable difference between what was allowed and what came.

use similar::{ChangeTag, TextDiff};

/// Lines that were expected and did not come with `-`, lines that came instead with `+`, common lines with a blank.
#[must_use]
pub fn diff(expected: &[String], came: &[String]) -> String {
    let old: Vec<&str> = expected.iter().map(String::as_str).collect();
    let new: Vec<&str> = came.iter().map(String::as_str).collect();
    let difference = TextDiff::from_slices(&old, &new);
    let lines = difference.iter_all_changes().map(|change| {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        format!("{sign} {}", change.value())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_lines_stand_once() {
        let expected = ["answer: refused".to_owned(), "code: A".to_owned()];
        let came = ["answer: refused".to_owned(), "code: B".to_owned()];
        assert_eq!(diff(&expected, &came), "  answer: refused\n- code: A\n+ code: B");
    }
}
