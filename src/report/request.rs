//! The requests of a case, a line for each thing that decides what is sent.

use crate::case::{Call, Case, Deviation, Format, Method, Value, visible};

/// Longest value that is shown, in characters; the counterexample's file has it whole.
const LONGEST: usize = 300;

/// Longest line that a list may share with its name, in characters.
const WIDTH: usize = 80;

/// Most items of a list that are shown.
const ITEMS: usize = 10;

/// Operation and arguments of every request; requests are numbered from 1 where there are several.
pub(super) fn lines(case: &Case) -> Vec<String> {
    let count = case.steps.len();
    let number = |place: usize| if count > 1 { format!("request {} of {count}: ", place + 1) } else { String::new() };
    let steps = case.steps.iter().enumerate();
    steps.flat_map(|(place, call)| step(call, &number(place))).collect()
}

fn step(call: &Call, number: &str) -> Vec<String> {
    let operation = format!("{number}{}", visible(&call.operation, LONGEST));
    let arguments = call.arguments.iter().flat_map(|(name, value)| argument(name, value));
    let none = call.arguments.is_empty().then(|| "without arguments".to_owned());
    let remarks = none.into_iter().chain(envelope(call)).map(|words| format!("  ({words})"));
    std::iter::once(operation).chain(arguments).chain(remarks).collect()
}

/// An argument in one line; a list that would make it too long has a line for each item.
fn argument(name: &str, value: &Value) -> Vec<String> {
    let shown = |value: &Value| visible(&value.to_string(), LONGEST);
    let line = format!("  {} = {}", visible(name, LONGEST), shown(value));
    match value {
        Value::List(items) if line.chars().count() > WIDTH => {
            let first = format!("  {} =", visible(name, LONGEST));
            let told = items.iter().take(ITEMS).map(|item| format!("    - {}", shown(item)));
            let more = items.len().saturating_sub(ITEMS);
            let more = (more > 0).then(|| format!("    and {more} more"));
            std::iter::once(first).chain(told).chain(more).collect()
        }
        _ => vec![line],
    }
}

/// What is not as the vendor's own clients send it.
fn envelope(call: &Call) -> Vec<String> {
    let method = match call.envelope.method {
        Method::Get => Some("sent with GET".to_owned()),
        Method::Post => None,
        Method::PostForm => Some("sent with POST, parameters in a form".to_owned()),
    };
    let format = (call.envelope.format == Some(Format::Xml)).then(|| "asks for XML".to_owned());
    let deviation = call.envelope.deviation.as_ref().map(deviation);
    [method, format, deviation].into_iter().flatten().collect()
}

fn deviation(deviation: &Deviation) -> String {
    match deviation {
        Deviation::WrongSignature => "with a wrong signature".to_owned(),
        Deviation::UnknownAccessKey => "with an access key that nobody has".to_owned(),
        Deviation::ClockSkew(seconds) if *seconds < 0 => format!("signed {} s in the past", seconds.unsigned_abs()),
        Deviation::ClockSkew(seconds) => format!("signed {seconds} s in the future"),
        Deviation::Timestamp(text) => format!("with the time stamp `{}`", visible(text, LONGEST)),
        Deviation::NonceOfStep(step) => format!("with the nonce of request {}", step + 1),
        Deviation::Version(text) => format!("with the version `{}`", visible(text, LONGEST)),
        Deviation::Action(text) => format!("with the action `{}`", visible(text, LONGEST)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::case::{Piece, Secret};

    #[test]
    fn nothing_that_a_terminal_obeys_and_no_secret_is_left() {
        let arguments = BTreeMap::from([
            ("Name".to_owned(), Value::text("a\u{1b}[31m\u{202e}\u{85}b")),
            ("Password".to_owned(), Value::Secret(Secret::new(vec![Piece::Upper; 3]))),
        ]);
        let mut call = Call::new("Reset", arguments);
        call.envelope.deviation = Some(Deviation::ClockSkew(-901));
        assert_eq!(
            lines(&Case { steps: vec![call.clone(), call] }).get(..4).unwrap(),
            [
                "request 1 of 2: Reset",
                r#"  Name = "a\u001b[31m\u{202e}\u{85}b""#,
                "  Password = secret of 3 characters like [A-Z]{3}",
                "  (signed 901 s in the past)",
            ]
        );
    }

    #[test]
    fn a_long_list_has_a_line_for_each_item() {
        let list = |count: usize| Value::List(vec![Value::text("a database of some length"); count]);
        assert_eq!(argument("Names", &list(1)), [r#"  Names = ["a database of some length"]"#]);
        let long = argument("Names", &list(12));
        assert_eq!(long.get(..2).unwrap(), ["  Names =", r#"    - "a database of some length""#]);
        assert_eq!((long.len(), long.last().unwrap().as_str()), (12, "    and 2 more"));
    }
}
