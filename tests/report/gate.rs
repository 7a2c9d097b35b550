//! Exit codes, which scripts rely on.

use abide::case::Level;
use abide::gate::{ExitCode, decide};
use abide::report::{Recorder, Summary};
use abide::runner::Halt;

use crate::story::{CLASSES, KEPT, LENGTH, SAME, Story};

fn passed() -> Story {
    CLASSES.into_iter().fold(Story::of_length(), |story, class| story.judged(LENGTH, class, &[LENGTH]))
}

fn warned() -> Story {
    passed().broke(LENGTH, CLASSES[0], LENGTH, Level::Should)
}

fn failed() -> Story {
    passed().broke(LENGTH, CLASSES[0], LENGTH, Level::Must)
}

fn skipped() -> Story {
    Story::planning(&[(KEPT, &[], Some("needs state"))])
}

fn observed() -> Story {
    Story::planning(&[(SAME, &CLASSES[..1], None)]).noted(SAME, CLASSES[0], SAME, "accepted")
}

#[test]
fn a_summary_decides_the_code() {
    let interrupted = || Halt::Interrupted;
    let table: [(&str, Summary, ExitCode); 12] = [
        ("passed", passed().finished(0), ExitCode::Conforms),
        ("warned", warned().finished(0), ExitCode::Conforms),
        ("observed", observed().finished(0), ExitCode::Conforms),
        ("failed", failed().finished(0), ExitCode::DoesNotConform),
        ("failed, then halted", failed().halted(interrupted()).finished(0), ExitCode::DoesNotConform),
        ("halted", passed().halted(interrupted()).finished(0), ExitCode::Inconclusive),
        ("budget spent", passed().halted(Halt::BudgetSpent(3)).finished(0), ExitCode::Inconclusive),
        ("not finished", passed().unfinished(), ExitCode::Inconclusive),
        ("inconclusive", Story::of_length().finished(0), ExitCode::Inconclusive),
        ("all skipped", skipped().finished(0), ExitCode::Inconclusive),
        ("nothing selected", Story::planning(&[]).finished(0), ExitCode::Inconclusive),
        ("no run", Recorder::new().summary(), ExitCode::Inconclusive),
    ];
    for (name, summary, expected) in table {
        let decision = decide(&summary);
        assert_eq!(decision.code, expected, "{name}: {}", decision.why);
        assert!(!decision.why.is_empty(), "{name}");
    }
}

#[test]
fn the_numbers_never_change() {
    let numbers: Vec<u8> = ExitCode::ALL.into_iter().map(ExitCode::number).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 70]);
}
