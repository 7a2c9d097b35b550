//! What counters come to, case by case. Never green for the wrong reason.

use abide::case::Level;
use abide::oracle::{Findings, Mismatch, Note};
use abide::report::{Summary, Verdict};
use abide::rule::Side;
use abide::runner::{Halt, Outcome};

use crate::story::{
    AGAIN, CLASSES, Class, ENVELOPE, KEPT, LENGTH, MESSAGE, RATE, SAME, SECRET, SHORTEST, Story, TOO_LONG, TOO_SHORT,
    UNCHANGED, of,
};

const TWICE: Class = ("Reset twice", Side::Open);
const ANY: Class = ("Reset any", Side::Accept);

fn unreachable() -> Halt {
    Halt::Unreachable("connection refused".to_owned())
}

/// Both classes of `LENGTH` but one that `last` tells the end of.
fn all_but_too_short() -> Story {
    Story::of_length().judged(LENGTH, SHORTEST, &[LENGTH]).judged(LENGTH, TOO_LONG, &[LENGTH])
}

fn length(summary: &Summary) -> (Verdict, String) {
    verdict(summary, LENGTH)
}

fn verdict(summary: &Summary, id: &str) -> (Verdict, String) {
    let requirement = of(summary, id);
    (requirement.verdict, requirement.reason.clone().unwrap_or_default())
}

#[track_caller]
fn assert_verdict((verdict, reason): (Verdict, String), expected: Verdict, part: &str) {
    assert_eq!(verdict, expected, "{reason}");
    assert!(reason.contains(part), "`{part}` is not in `{reason}`");
}

#[test]
fn every_class_judged_and_nothing_broken_is_passed() {
    let summary = all_but_too_short().judged(LENGTH, TOO_SHORT, &[LENGTH]).finished(0);
    assert_eq!(length(&summary), (Verdict::Passed, String::new()));
    let requirement = of(&summary, LENGTH);
    assert_eq!((requirement.cases, requirement.checks), (3, 3));
    assert_eq!((requirement.classes.tried, requirement.classes.total), (3, 3));
}

#[test]
fn a_broken_must_fails_whatever_was_left_untried() {
    let story = Story::of_length().judged(LENGTH, SHORTEST, &[LENGTH]).broke(LENGTH, TOO_LONG, LENGTH, Level::Must);
    let summary = story.halted(unreachable()).finished(0);
    assert_verdict(length(&summary), Verdict::Failed, "accepted, 1 time in 2 cases");
}

#[test]
fn a_case_of_another_requirement_can_break_one() {
    let story = Story::planning(&[(SECRET, &[], Some("no cases of its own here")), (LENGTH, &CLASSES, None)]);
    let summary = story.broke(LENGTH, SHORTEST, SECRET, Level::Safety).finished(0);
    assert_verdict(verdict(&summary, SECRET), Verdict::Failed, "accepted, 1 time in 1 case");
}

#[test]
fn a_requirement_without_cases_is_skipped_with_its_limitation() {
    let summary = Story::planning(&[(KEPT, &[], Some("needs state"))]).finished(0);
    assert_verdict(verdict(&summary, KEPT), Verdict::Skipped, "needs state");
}

#[test]
fn a_limitation_in_part_stays_as_the_reason_of_a_pass() {
    let story = Story::planning(&[(LENGTH, &[SHORTEST], Some("no locked instance"))]);
    let summary = story.judged(LENGTH, SHORTEST, &[LENGTH]).finished(0);
    assert_verdict(length(&summary), Verdict::Passed, "no locked instance");
}

#[test]
fn a_class_without_an_answer_is_inconclusive() {
    let summary = all_but_too_short().silent(LENGTH, TOO_SHORT).finished(0);
    assert_verdict(
        length(&summary),
        Verdict::Inconclusive,
        "(`Reset Password too-short`: throttled with `Throttling.User`)",
    );
}

#[test]
fn a_class_answered_in_the_end_counts() {
    let summary = all_but_too_short().silent(LENGTH, TOO_SHORT).judged(LENGTH, TOO_SHORT, &[LENGTH]).finished(0);
    assert_eq!(length(&summary).0, Verdict::Passed);
}

#[test]
fn a_class_that_a_halt_left_out_is_inconclusive() {
    let summary = all_but_too_short().halted(unreachable()).finished(0);
    assert_verdict(length(&summary), Verdict::Inconclusive, "before anything was sent of 1 of 3 classes");
    let summary = Story::of_length().halted(unreachable()).finished(0);
    assert_verdict(length(&summary), Verdict::Inconclusive, "before any of its cases was sent");
}

#[test]
fn a_run_that_does_not_tell_its_end_is_halted() {
    let summary = all_but_too_short().unfinished();
    assert_verdict(length(&summary), Verdict::Inconclusive, "halted");
    assert!(summary.halted().unwrap().contains("interrupted"));
}

#[test]
fn a_class_that_was_never_sent_without_a_halt_is_inconclusive() {
    assert_verdict(length(&all_but_too_short().finished(0)), Verdict::Inconclusive, "nothing sent of 1 of 3 classes");
}

#[test]
fn what_a_budget_leaves_out_is_skipped() {
    let summary = all_but_too_short().halted(Halt::BudgetSpent(500)).finished(0);
    assert_verdict(length(&summary), Verdict::Skipped, "budget of 500 requests");
}

#[test]
fn a_side_that_could_not_be_sent_is_inconclusive() {
    let story = Story::of_length().judged(LENGTH, SHORTEST, &[LENGTH]);
    let summary = story.rejected(LENGTH, TOO_LONG).rejected(LENGTH, TOO_SHORT).finished(0);
    assert_verdict(length(&summary), Verdict::Inconclusive, "to be refused could be sent: a step");
}

#[test]
fn a_class_that_could_not_be_sent_beside_others_is_told() {
    let summary = all_but_too_short().rejected(LENGTH, TOO_SHORT).finished(0);
    assert_verdict(length(&summary), Verdict::Passed, "nothing could be sent of 1 of 3 classes");
}

#[test]
fn lesser_mismatches_warn_once_everything_was_tried() {
    let story = all_but_too_short().broke(LENGTH, TOO_SHORT, LENGTH, Level::Should);
    assert_verdict(length(&story.finished(0)), Verdict::Warned, "accepted, 1 time in 3 cases");
}

#[test]
fn a_warning_does_not_hide_that_a_must_was_tested_by_half() {
    let story = Story::of_length().judged(LENGTH, SHORTEST, &[LENGTH]).silent(LENGTH, TOO_SHORT);
    let summary = story.broke(LENGTH, TOO_LONG, LENGTH, Level::Should).finished(0);
    assert_verdict(length(&summary), Verdict::Inconclusive, "no answer to 1 of 3 classes");
    assert!(length(&summary).1.contains("accepted, 1 time"));
}

#[test]
fn what_documents_leave_open_is_observed() {
    let planned = || Story::planning(&[(SAME, &[TWICE], None)]);
    let summary = planned().noted(SAME, TWICE, SAME, "accepted").finished(0);
    assert_eq!(verdict(&summary, SAME), (Verdict::Observed, String::new()));
    let seen = &of(&summary, SAME).observations[0];
    assert_eq!((seen.seen.as_str(), seen.count, seen.example.as_str()), ("accepted", 1, "Reset twice"));
    let summary = planned().broke(SAME, TWICE, SAME, Level::Open).finished(0);
    assert_eq!(verdict(&summary, SAME).0, Verdict::Observed);
    assert!(of(&summary, SAME).mismatches.is_empty());
    assert_eq!(verdict(&planned().broke(SAME, TWICE, SAME, Level::Should).finished(0), SAME).0, Verdict::Warned);
    assert_eq!(verdict(&planned().silent(SAME, TWICE).finished(0), SAME).0, Verdict::Inconclusive);
}

#[test]
fn what_was_only_noted_is_observed() {
    let story = Story::planning(&[(SAME, &[TWICE], None), (MESSAGE, &[ANY], None)]);
    let note = |id: &str| Note { requirement: story.key(id), seen: "answered".to_owned() };
    let findings = Findings { notes: vec![note(SAME), note(MESSAGE)], ..Findings::default() };
    let summary = story.judged(MESSAGE, ANY, &[]).ends(SAME, TWICE, Outcome::Judged(findings)).finished(0);
    assert_eq!(verdict(&summary, SAME), (Verdict::Observed, String::new()));
    assert_verdict(verdict(&summary, MESSAGE), Verdict::Skipped, "no answer in this run");
}

#[test]
fn what_may_never_happen_fails_where_the_rest_is_open() {
    let story = Story::planning(&[(SAME, &[TWICE], None)]).broke(SAME, TWICE, SAME, Level::Must);
    assert_verdict(verdict(&story.finished(0), SAME), Verdict::Failed, "documents leave much open here, but not this");
}

/// A case of a requirement about state that kept it and noted the first text, then one that noted the second.
fn noting(id: &'static str, level: Side, notes: &[&str]) -> (Verdict, String) {
    let class = ("Reset 2 steps", level);
    let story = Story::planning(&[(id, &[class], None)]);
    let told = notes.iter().fold(story, |story, seen| story.noted(id, class, id, seen));
    verdict(&told.finished(0), id)
}

#[test]
fn an_endpoint_that_contradicts_itself_is_warned_of() {
    let (old, new) = ("another password: the old one stays", "another password: replaces the old one");
    let contradiction =
        "contradicts itself: another password: the old one stays (2 times), but replaces the old one (1 time)";
    for (id, side) in [(UNCHANGED, Side::Refuse), (AGAIN, Side::Open)] {
        assert_verdict(noting(id, side, &[old, new, old]), Verdict::Warned, contradiction);
    }
}

#[test]
fn one_branch_of_a_topic_is_no_contradiction() {
    let notes = ["another password: the old one stays", "the same password: accepted", "something else"];
    assert_eq!(noting(UNCHANGED, Side::Refuse, &notes), (Verdict::Passed, String::new()));
    assert_eq!(noting(AGAIN, Side::Open, &notes), (Verdict::Observed, String::new()));
}

#[test]
fn what_is_not_about_state_may_be_answered_in_several_ways() {
    let story = Story::planning(&[(SAME, &[TWICE], None)]).noted(SAME, TWICE, SAME, "refused: 400 A");
    let summary = story.noted(SAME, TWICE, SAME, "refused: 400 B").finished(0);
    assert_eq!(verdict(&summary, SAME).0, Verdict::Observed);
}

#[test]
fn a_contradiction_does_not_hide_what_fails_or_was_not_tried() {
    let planned = || Story::planning(&[(UNCHANGED, &[TOO_LONG, TOO_SHORT], None)]);
    let contradicting = || {
        let story = planned().noted(UNCHANGED, TOO_LONG, UNCHANGED, "a list: did nothing");
        story.noted(UNCHANGED, TOO_LONG, UNCHANGED, "a list: did some of it")
    };
    let broken = contradicting().broke(UNCHANGED, TOO_SHORT, UNCHANGED, Level::Must).finished(0);
    assert_verdict(verdict(&broken, UNCHANGED), Verdict::Failed, "accepted, 1 time in 3 cases");
    let untried = contradicting().silent(UNCHANGED, TOO_SHORT).finished(0);
    assert_verdict(verdict(&untried, UNCHANGED), Verdict::Inconclusive, "no answer to 1 of 2 classes");
    assert_verdict(verdict(&untried, UNCHANGED), Verdict::Inconclusive, "contradicts itself");
}

#[test]
fn what_the_endpoint_does_not_support_is_skipped() {
    let lacking = "DescribeAccounts answers InvalidAction.NotFound";
    let planned = || Story::planning(&[(UNCHANGED, &CLASSES, None), (AGAIN, &[TWICE], None)]);
    let every = |id: &'static str, classes: &[Class]| {
        let story = classes.iter().fold(planned(), |story, class| story.unsupported(id, *class));
        verdict(&story.finished(0), id)
    };
    assert_eq!(every(UNCHANGED, &CLASSES), (Verdict::Skipped, lacking.to_owned()));
    assert_eq!(every(AGAIN, &[TWICE]), (Verdict::Skipped, lacking.to_owned()));
}

#[test]
fn some_that_are_unsupported_and_none_judged_is_skipped() {
    let planned = || Story::planning(&[(UNCHANGED, &CLASSES, None)]);
    let story = planned().rejected(UNCHANGED, SHORTEST).rejected(UNCHANGED, TOO_LONG);
    let summary = story.unsupported(UNCHANGED, TOO_SHORT).finished(0);
    assert_verdict(verdict(&summary, UNCHANGED), Verdict::Skipped, "InvalidAction.NotFound");
    let story = planned().silent(UNCHANGED, SHORTEST).unsupported(UNCHANGED, TOO_LONG);
    let summary = story.unsupported(UNCHANGED, TOO_SHORT).finished(0);
    assert_verdict(verdict(&summary, UNCHANGED), Verdict::Inconclusive, "throttled");
}

#[test]
fn what_is_supported_of_some_classes_is_told_of_the_others() {
    let planned = || Story::planning(&[(UNCHANGED, &CLASSES, None)]);
    let story = CLASSES[..2].iter().fold(planned(), |story, class| story.judged(UNCHANGED, *class, &[UNCHANGED]));
    let summary = story.unsupported(UNCHANGED, TOO_SHORT).finished(0);
    assert_verdict(
        verdict(&summary, UNCHANGED),
        Verdict::Passed,
        "nothing could be judged of 1 of 3 classes (`Reset Password too-short`: DescribeAccounts answers",
    );
}

#[test]
fn what_every_answer_is_held_to_needs_one_that_has_it() {
    let planned = || Story::planning(&[(MESSAGE, &[ANY], None)]);
    let held = planned().judged(MESSAGE, ANY, &[MESSAGE]).finished(0);
    assert_eq!(verdict(&held, MESSAGE), (Verdict::Passed, String::new()));
    let never = planned().judged(MESSAGE, ANY, &[]).finished(0);
    assert_verdict(verdict(&never, MESSAGE), Verdict::Skipped, "no answer in this run had what it is about");
    let halted = planned().judged(MESSAGE, ANY, &[]).halted(unreachable()).finished(0);
    assert_eq!(verdict(&halted, MESSAGE).0, Verdict::Inconclusive);
    let silent = planned().silent(MESSAGE, ANY).finished(0);
    assert_verdict(verdict(&silent, MESSAGE), Verdict::Inconclusive, "throttled");
}

#[test]
fn answers_to_cases_of_others_count_for_what_every_answer_is_held_to() {
    let story = Story::planning(&[(ENVELOPE, &[ANY], None), (LENGTH, &[SHORTEST], None)]);
    let summary = story.silent(ENVELOPE, ANY).judged(LENGTH, SHORTEST, &[ENVELOPE, LENGTH]).finished(0);
    assert_eq!(verdict(&summary, ENVELOPE).0, Verdict::Passed);
    assert_eq!((of(&summary, ENVELOPE).cases, of(&summary, ENVELOPE).checks), (0, 1));
}

#[test]
fn the_own_pace_is_held_to_the_documented_one() {
    let planned = || Story::planning(&[(RATE, &[ANY], None)]).judged(RATE, ANY, &[]);
    assert_eq!(verdict(&planned().finished(10), RATE), (Verdict::Passed, String::new()));
    assert_verdict(verdict(&planned().finished(11), RATE), Verdict::Warned, "11 calls in one second");
    assert_verdict(verdict(&planned().finished(0), RATE), Verdict::Skipped, "not called");
    assert_eq!(verdict(&planned().halted(unreachable()).finished(0), RATE).0, Verdict::Inconclusive);
}

#[test]
fn what_a_filter_left_out_is_not_told() {
    let summary = Story::of_length().broke(LENGTH, SHORTEST, SECRET, Level::Safety).finished(0);
    assert_eq!(summary.requirements().count(), 1);
    assert!(of(&summary, LENGTH).mismatches.is_empty());
}

#[test]
fn an_endpoint_that_makes_up_codes_gets_no_more_memory() {
    let mut story = Story::planning(&[(SAME, &[TWICE], None)]);
    for number in 0..500 {
        story = story.noted(SAME, TWICE, SAME, &format!("refused: 400 Code{number}"));
    }
    let summary = story.finished(0);
    let told = of(&summary, SAME).observations.len();
    assert!(told < 50);
    assert_eq!(of(&summary, SAME).other_observations, 500 - u64::try_from(told).unwrap());
}

#[test]
fn several_kinds_are_told_the_worst_and_most_frequent_first() {
    let mut story = Story::of_length();
    let key = story.key(LENGTH);
    for (kind, level) in [
        ("rare", Level::Must),
        ("often", Level::Should),
        ("often", Level::Should),
        ("usual", Level::Must),
        ("usual", Level::Must),
    ] {
        let mismatch = Mismatch { requirement: key, level, kind: kind.to_owned(), expected: vec![], came: vec![] };
        let notes = vec![Note { requirement: key, seen: kind.to_owned() }];
        let findings = Findings { checked: vec![key], mismatches: vec![mismatch], notes };
        story = story.ends(LENGTH, TOO_LONG, Outcome::Judged(findings));
    }
    let summary = story.finished(0);
    let kinds: Vec<_> =
        of(&summary, LENGTH).mismatches.iter().map(|mismatch| (mismatch.kind.as_str(), mismatch.count)).collect();
    assert_eq!(kinds, [("usual", 2), ("rare", 1), ("often", 2)]);
    assert_verdict(length(&summary), Verdict::Failed, "usual, 2 times in 5 cases; 1 of another kind");
}
