//! What a reader is told of a broken requirement.

use std::path::Path;

use abide::case::Case;
use abide::report::{Place, terminal};
use abide::rule::Side;
use abide::runner::Counterexample;

use crate::story::{AGAIN, CLASSES, Class, LENGTH, Story, counterexample};

const SEQUENCE: Class = ("Reset 4 steps", Side::Accept);

/// The terminal's text about a broken `LENGTH` whose simplest failing case is this.
fn told(counterexample: Counterexample) -> String {
    let story = Story::planning(&[(LENGTH, &CLASSES, None), (AGAIN, &[SEQUENCE], None)]);
    let story = story.broke(LENGTH, CLASSES[1], LENGTH, abide::case::Level::Must).found(counterexample);
    let text = terminal::render(&story.finished(0), Place::new(Path::new("reports/latest")));
    anstream::adapter::strip_str(&text).to_string()
}

fn of_two_requests() -> Counterexample {
    let found = counterexample();
    let call = found.case.steps.first().cloned().unwrap();
    Counterexample { case: Case { steps: vec![call.clone(), call] }, ..found }
}

#[test]
fn several_requests_are_numbered() {
    let text = told(of_two_requests());
    assert!(text.contains("request     request 1 of 2: Reset\n"), "{text}");
    assert!(text.contains("              request 2 of 2: Reset\n".trim_start()), "{text}");
    assert!(text.contains("Reset Password too-long, to be refused\n"), "{text}");
    assert!(!told(counterexample()).contains("request 1 of"));
}

#[test]
fn a_sequence_is_not_to_be_accepted() {
    let sequence = Counterexample {
        made_for: AGAIN.to_owned(),
        class: SEQUENCE.0.to_owned(),
        side: SEQUENCE.1,
        ..of_two_requests()
    };
    let text = told(sequence);
    assert!(
        text.contains("Reset 4 steps, simplified to 2 requests; the state is read before and after each"),
        "{text}"
    );
    assert!(!text.contains("to be accepted"), "{text}");
}
