//! A baseline against a run: every cause that closes the gate with its exit code, and what views show of it.

use std::fs;
use std::path::Path;

use abide::case::Level;
use abide::gate::{Baseline, BaselineError, ExitCode, Scope, compare, decide};
use abide::report::{CauseKind, Place, Standing, Summary, Verdict, terminal, write_reports};
use abide::runner::Halt;

use crate::schema::{assert_valid, report};
use crate::story::{CLASSES, ENVELOPE, KEPT, LENGTH, SHORTEST, Story, TOO_LONG, counterexample, of};

const WAY: &str = "Reset Password too-long: accepted";

fn entry(requirement: &str, signature: &str, expires: &str) -> String {
    format!(
        "[[known]]\nrequirement = \"{requirement}\"\nsignatures = [\"{signature}\"]\nreason = \"the <vendor> | knows\"\n\
         link = \"https://example.com/7\"\nfirst_seen = 2026-01-01\nlast_seen = 2026-02-01\nexpires = {expires}\n"
    )
}

fn disputing(requirement: &str) -> String {
    format!("[[disputed]]\nrequirement = \"{requirement}\"\nreason = \"read otherwise\"\n")
}

fn parsed(text: &str) -> Result<Baseline, BaselineError> {
    Baseline::parse(Path::new("known.toml"), text)
}

/// A summary as the gate sees it, on a day between the entries' days.
fn gated(mut summary: Summary, text: &str) -> Summary {
    let exists = |id: &str| id.starts_with("demo/") && !id.contains("no-such");
    let scope = Scope { exists: &exists, today: "2026-08-20".parse().unwrap() };
    compare(&mut summary, &parsed(text).unwrap(), scope);
    summary
}

fn causes(summary: &Summary) -> Vec<CauseKind> {
    summary.gated.as_ref().unwrap().causes.iter().map(|cause| cause.cause).collect()
}

fn passed() -> Story {
    CLASSES.into_iter().fold(Story::of_length(), |story, class| story.judged(LENGTH, class, &[LENGTH]))
}

fn too_long() -> Story {
    passed().broke(LENGTH, TOO_LONG, LENGTH, Level::Must)
}

#[test]
fn every_cause_has_its_exit_code() {
    use ExitCode::{BaselineOutOfDate, Conforms, DoesNotConform, Inconclusive};
    let known = || entry(LENGTH, WAY, "2027-01-01");
    let skipped = || Story::planning(&[(KEPT, &[], Some("no instance")), (ENVELOPE, &[SHORTEST], None)]);
    let kept = || skipped().judged(ENVELOPE, SHORTEST, &[ENVELOPE]).finished(0);
    let table: [(&str, Summary, String, ExitCode, &[CauseKind]); 14] = [
        ("known", too_long().finished(0), known(), Conforms, &[]),
        ("new", too_long().finished(0), String::new(), DoesNotConform, &[CauseKind::New]),
        (
            "in another way",
            too_long().broke(LENGTH, CLASSES[2], LENGTH, Level::Must).finished(0),
            known(),
            DoesNotConform,
            &[CauseKind::Changed],
        ),
        ("no longer", passed().finished(0), known(), BaselineOutOfDate, &[CauseKind::NoLongerFails]),
        (
            "matches nothing",
            passed().finished(0),
            entry("demo/Reset/no-such", WAY, "2027-01-01"),
            BaselineOutOfDate,
            &[CauseKind::NothingMatches],
        ),
        (
            "disputes nothing",
            passed().finished(0),
            disputing("demo/Reset/no-such"),
            BaselineOutOfDate,
            &[CauseKind::NothingMatches],
        ),
        ("nothing to test", kept(), entry(KEPT, WAY, "2027-01-01"), BaselineOutOfDate, &[CauseKind::NothingToTest]),
        ("outside of the selection", passed().finished(0), entry(KEPT, WAY, "2027-01-01"), Conforms, &[]),
        ("expired", too_long().finished(0), entry(LENGTH, WAY, "2026-08-19"), BaselineOutOfDate, &[CauseKind::Expired]),
        ("on its last day", too_long().finished(0), entry(LENGTH, WAY, "2026-08-20"), Conforms, &[]),
        ("disputed", too_long().finished(0), disputing(LENGTH), Conforms, &[]),
        ("known, but halted", too_long().halted(Halt::Interrupted).finished(0), known(), Inconclusive, &[]),
        ("known, but not finished", too_long().unfinished(), known(), Inconclusive, &[]),
        ("stale, but inconclusive", Story::of_length().finished(0), known(), Inconclusive, &[]),
    ];
    for (name, summary, text, code, expected) in table {
        let summary = gated(summary, &text);
        let decision = decide(&summary);
        assert_eq!((decision.code, causes(&summary).as_slice()), (code, expected), "{name}: {}", decision.why);
        assert!(!decision.why.is_empty(), "{name}");
        assert_valid(&report(&summary));
    }
}

/// A known failure of one requirement says nothing of another that nothing can be said about.
#[test]
fn a_known_failure_does_not_excuse_what_is_inconclusive() {
    let story = Story::planning(&[(LENGTH, &CLASSES, None), (ENVELOPE, &[SHORTEST], None)]);
    let story = CLASSES.into_iter().fold(story, |story, class| story.judged(LENGTH, class, &[LENGTH]));
    let summary = story.broke(LENGTH, TOO_LONG, LENGTH, Level::Must).silent(ENVELOPE, SHORTEST).finished(0);
    let summary = gated(summary, &entry(LENGTH, WAY, "2027-01-01"));
    assert_eq!(of(&summary, LENGTH).listed.as_ref().unwrap().standing, Standing::Known);
    assert_eq!(decide(&summary).code, ExitCode::Inconclusive);
}

#[test]
fn the_worst_cause_decides() {
    let text = entry(LENGTH, "status 500", "2026-01-02") + &entry("demo/Reset/no-such", WAY, "2027-01-01");
    let summary = gated(too_long().finished(0), &text);
    assert_eq!(causes(&summary), [CauseKind::Changed, CauseKind::NothingMatches, CauseKind::Expired]);
    assert_eq!(decide(&summary).code, ExitCode::DoesNotConform);
    assert_eq!(of(&summary, LENGTH).listed.as_ref().unwrap().standing, Standing::Changed);
}

#[test]
fn a_verdict_stays_what_it_is() {
    for text in [entry(LENGTH, WAY, "2027-01-01"), disputing(LENGTH)] {
        let summary = gated(too_long().found(counterexample()).finished(0), &text);
        assert_eq!(of(&summary, LENGTH).verdict, Verdict::Failed);
        let json = report(&summary);
        assert_eq!((&json["conforms"], &json["summary"]["failed"]), (&false.into(), &1.into()));
    }
}

/// Every view tells that a failure is known or disputed, and none shows it as passed.
#[test]
fn every_view_shows_what_is_listed() {
    let known = entry(LENGTH, WAY, "2027-01-01");
    for (text, words) in [(&known, "known since 2026-01-01 until 2027-01-01: the "), (&disputing(LENGTH), "disputed: ")]
    {
        let summary = gated(too_long().found(counterexample()).finished(0), text);
        let directory = tempfile::tempdir().unwrap();
        let written = write_reports(directory.path(), &summary).unwrap();
        let junit = fs::read_to_string(written.junit).unwrap();
        assert!(junit.contains(&format!("<skipped message=\"failed, {words}")), "{junit}");
        let page = fs::read_to_string(written.markdown).unwrap();
        assert!(page.contains(words) && page.contains("## Failures that the baseline knows"), "{page}");
        let shown = terminal::render(&summary, Place::new(Path::new("reports/latest")));
        let shown = anstream::adapter::strip_str(&shown).to_string();
        assert!(shown.contains(&format!("failed {LENGTH} must\n  {words}")), "{shown}");
        assert!(shown.contains("does not conform") && shown.contains("the run agrees with it"), "{shown}");
    }
}

#[test]
fn what_is_disputed_and_passes_is_shown_all_the_same() {
    let summary = gated(passed().finished(0), &disputing(LENGTH));
    let directory = tempfile::tempdir().unwrap();
    let written = write_reports(directory.path(), &summary).unwrap();
    for view in [written.junit, written.markdown] {
        let text = fs::read_to_string(view).unwrap();
        assert!(text.contains("disputed: read otherwise"), "{text}");
    }
    let shown = terminal::render(&summary, Place::new(Path::new("reports/latest")));
    assert!(anstream::adapter::strip_str(&shown).to_string().contains("  disputed: read otherwise\n"), "{shown}");
    assert_eq!(report(&summary)["requirements"][0]["baseline"]["standing"], "disputed");
}

#[test]
fn the_command_that_mends_it_is_told() {
    for (summary, text, command) in [
        (too_long().finished(0), String::new(), "abide baseline update --baseline known.toml --report 'my reports'"),
        (
            too_long().finished(0),
            entry(LENGTH, WAY, "2026-08-19"),
            "abide baseline update --baseline known.toml --report 'my reports' --expires 2026-11-18",
        ),
        (
            passed().finished(0),
            entry(LENGTH, WAY, "2027-01-01"),
            "abide baseline prune --baseline known.toml --report 'my reports'",
        ),
    ] {
        let shown = terminal::render(&gated(summary, &text), Place::new(Path::new("my reports")));
        let shown = anstream::adapter::strip_str(&shown).to_string();
        assert!(shown.lines().any(|line| line.trim() == command), "{shown}");
    }
}

#[test]
fn a_wrong_file_is_refused_with_its_line() {
    let right = entry(LENGTH, WAY, "2027-01-01");
    let of = |from: &str, to: &str| right.replace(from, to);
    let twice = format!("{right}\n{right}");
    let both = format!("{right}\n{}", disputing(LENGTH));
    for (text, line, words) in [
        (of("reason", "raeson"), 4, "unknown field `raeson`"),
        (of("[[known]]", "[[unknown]]"), 1, "unknown field `unknown`"),
        (of("\"https", "https"), 5, ""),
        (of("2027-01-01", "\"2027-01-01\""), 8, ""),
        (of("2027-01-01", "2027-01-01T00:00:00Z"), 8, "`expires` is not a day"),
        (of("the <vendor> | knows", " "), 2, "`reason` of `demo/Reset/password-length` is empty"),
        (of(&format!("[\"{WAY}\"]"), "[]"), 2, "`signatures` of `demo/Reset/password-length` is empty"),
        (twice, 11, "listed twice, here and at line 2"),
        (both, 11, "listed twice, here and at line 2"),
        (format!("{right}counterexample = \"none.json\"\n"), 9, "restore the file"),
    ] {
        let error = parsed(&text).expect_err(words).to_string();
        assert!(error.starts_with(&format!("known.toml:{line}: ")) && error.contains(words), "{error}");
    }
    assert!(parsed(&right.replace("expires", "# expires")).is_err());
    assert_eq!(parsed("").unwrap().known.len(), 0);
}
