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

/// The most lines on either side of a mismatch, which is more than an honest answer has.
const MOST: usize = 400;

/// How many common lines are left before the first difference where lines are left out.
const CONTEXT: usize = 3;

/// What was allowed and what came, line by line. Where an endpoint sent more than anybody reads, or than can be compared in
/// reasonable time, the lines from the first difference on are kept.
#[must_use]
pub fn lines(expected: &str, came: &str) -> (Vec<String>, Vec<String>) {
    let sides = [expected, came].map(|text| text.lines().collect::<Vec<_>>());
    let [expected, came] = &sides;
    let long = expected.len().max(came.len()) > MOST;
    let common = expected.iter().zip(came).take_while(|(left, right)| left == right).count();
    let start = if long { common.saturating_sub(CONTEXT) } else { 0 };
    (excerpt(expected, start), excerpt(came, start))
}

/// The lines from a place on, with a word on what is left out.
fn excerpt(lines: &[&str], start: usize) -> Vec<String> {
    let before = (start > 0).then(|| format!("({start} lines before)"));
    let after = lines.len().saturating_sub(start + MOST);
    let after = (after > 0).then(|| format!("({after} lines more)"));
    let kept = lines.iter().skip(start).take(MOST).map(|line| (*line).to_owned());
    before.into_iter().chain(kept).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_more_lines_than_anybody_reads_those_from_the_first_difference_on_are_kept() {
        let text = |count: usize, last: &str| "same\n".repeat(count) + last;
        let (expected, came) = lines(&text(5000, "this"), &text(5000, "that"));
        assert_eq!(expected, ["(4997 lines before)", "same", "same", "same", "this"]);
        assert_eq!(diff(&expected, &came).lines().last(), Some("+ that"));
        let (expected, came) = lines("this", &text(5000, "that"));
        assert_eq!((expected.len(), came.len()), (1, MOST + 1));
        assert_eq!(came.last().unwrap(), "(4601 lines more)");
        let (expected, came) = lines(&text(MOST - 1, "this"), &text(MOST - 1, "that"));
        assert_eq!((expected.len(), came.len()), (MOST, MOST));
    }

    #[test]
    fn common_lines_stand_once() {
        let expected = ["answer: refused".to_owned(), "code: A".to_owned()];
        let came = ["answer: refused".to_owned(), "code: B".to_owned()];
        assert_eq!(diff(&expected, &came), "  answer: refused\n- code: A\n+ code: B");
    }
}
