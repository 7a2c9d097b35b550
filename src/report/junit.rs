//! `junit.xml`: the summary for continuous integration.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::block;
use super::count::counted;
use super::place::Place;
use super::restored;
use super::summary::{RequirementSummary, SuiteSummary, Summary};
use super::verdict::Verdict;

/// The text of `junit.xml`.
///
/// # Errors
/// When the report cannot be written as XML, which would be a bug.
pub(super) fn render(summary: &Summary, place: Place<'_>) -> Result<String, SerializeError> {
    let mut report = Report::new("abide");
    report.set_time(summary.elapsed());
    if let Some(first) = summary.suites.first() {
        report.set_timestamp(first.started);
    }
    report.add_test_suites(summary.suites.iter().map(|suite| test_suite(suite, place)));
    report.to_string()
}

fn test_suite(suite: &SuiteSummary, place: Place<'_>) -> TestSuite {
    let mut junit = TestSuite::new(&suite.id);
    junit.set_timestamp(suite.started).set_time(suite.elapsed);
    junit.add_property(("endpoint", suite.target.url.as_str()));
    junit.add_property(("signature", suite.target.signature.as_str()));
    junit.add_property(("seed", suite.seed.to_string().as_str()));
    if restored::is_told(&suite.restored) {
        let lines = restored::lines(&suite.restored).into_iter().map(|line| format!("left: {line}\n"));
        let text: String =
            std::iter::once(format!("{}\n", restored::given_back(&suite.restored))).chain(lines).collect();
        junit.set_system_out(text);
    }
    junit.add_test_cases(suite.requirements.iter().map(|requirement| test_case(suite, requirement, place)));
    junit
}

fn test_case(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> TestCase {
    let mut case = TestCase::new(&requirement.name, status(suite, requirement, place));
    case.set_classname(format!("{}/{}", suite.id, requirement.operation));
    case.set_assertions(usize::try_from(requirement.checks).unwrap_or(usize::MAX));
    if let Some(text) = remarks(suite, requirement, place) {
        case.set_system_out(text);
    }
    case
}

fn status(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> TestCaseStatus {
    let mut status = match requirement.verdict {
        Verdict::Passed | Verdict::Warned | Verdict::Observed => return TestCaseStatus::success(),
        Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::Skipped => TestCaseStatus::skipped(),
    };
    status.set_message(requirement.reason.as_deref().unwrap_or_default());
    if requirement.verdict != Verdict::Skipped {
        status.set_type(format!("{}, {}", requirement.verdict, requirement.level));
    }
    if requirement.verdict == Verdict::Failed {
        status.set_description(block::plain(&block::rows(suite, requirement, place)));
    }
    status
}

/// What there is to say of a requirement that does not fail.
fn remarks(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> Option<String> {
    match requirement.verdict {
        Verdict::Warned => {
            let rows = block::plain(&block::rows(suite, requirement, place));
            Some(format!("warned\n{rows}"))
        }
        Verdict::Observed => {
            let seen =
                requirement.observations.iter().map(|seen| format!("{}: {}", counted(seen.count, "time"), seen.seen));
            Some(["observed".to_owned()].into_iter().chain(seen).collect::<Vec<_>>().join("\n"))
        }
        Verdict::Passed => requirement.reason.as_ref().map(|reason| format!("passed, but: {reason}")),
        Verdict::Failed | Verdict::Skipped | Verdict::Inconclusive => None,
    }
}
