//! `junit.xml`: the summary for continuous integration.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::block;
use super::count::counted;
use super::gated::{Gated, Listed};
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
    report.add_test_suites(summary.suites.iter().map(|suite| test_suite(suite, place)));
    report.add_test_suites(summary.gated.as_ref().map(baseline));
    report.to_string().map(|text| without_total_skipped(&text))
}

/// The common schema knows no `skipped` of all suites together, which the library always writes; each suite has its own.
fn without_total_skipped(text: &str) -> String {
    let Some(root) = text.find("<testsuites ") else { return text.to_owned() };
    let (before, rest) = text.split_at(root);
    let (tag, after) = rest.split_at(rest.find('>').unwrap_or(rest.len()));
    let kept: Vec<&str> = tag.split(' ').filter(|attribute| !attribute.starts_with("skipped=")).collect();
    format!("{before}{}{after}", kept.join(" "))
}

fn test_suite(suite: &SuiteSummary, place: Place<'_>) -> TestSuite {
    let mut junit = TestSuite::new(&suite.id);
    junit.set_timestamp(suite.started).set_time(suite.elapsed);
    junit.add_property(("endpoint", suite.target.url.as_str()));
    junit.add_property(("signature", suite.target.signature.as_str()));
    junit.add_property(("seed", suite.seed.to_string().as_str()));
    if let Some(shard) = suite.shard {
        junit.add_property(("shard", shard.to_string().as_str()));
    }
    if restored::is_told(&suite.restored) {
        let lines = restored::lines(&suite.restored).into_iter().map(|line| format!("left: {line}\n"));
        let text: String =
            std::iter::once(format!("{}\n", restored::given_back(&suite.restored))).chain(lines).collect();
        junit.set_system_out(text);
    }
    junit.add_test_cases(suite.requirements.iter().map(|requirement| test_case(suite, requirement, place)));
    junit
}

/// What is wrong with the baseline itself; failures that it does not list are failures of their requirements.
fn baseline(gated: &Gated) -> TestSuite {
    let mut junit = TestSuite::new("baseline");
    junit.add_property(("file", gated.file.as_str()));
    let stale = gated.causes.iter().filter(|cause| !cause.cause.is_failure());
    junit.add_test_cases(stale.map(|cause| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(cause.why.as_str()).set_type(cause.cause.to_string());
        let mut case = TestCase::new(&cause.requirement, status);
        case.set_classname("baseline");
        case
    }));
    junit
}

fn test_case(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> TestCase {
    let mut case = TestCase::new(&requirement.name, status(suite, requirement, place));
    case.set_classname(format!("{}/{}", suite.id, requirement.operation));
    if let Some(text) = remarks(suite, requirement, place) {
        case.set_system_out(text);
    }
    case
}

fn status(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> TestCaseStatus {
    if requirement.is_excused() {
        let mut status = TestCaseStatus::skipped();
        let told = requirement.listed.as_ref().map(Listed::told).unwrap_or_default();
        status.set_message(format!("failed, {told}"));
        return status;
    }
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
    if requirement.is_excused() {
        return Some(format!("failed\n{}", block::plain(&block::rows(suite, requirement, place))));
    }
    let disputed = requirement.listed.as_ref().filter(|_| requirement.is_disputed()).map(Listed::told);
    let told = remark(suite, requirement, place);
    let texts: Vec<String> = disputed.into_iter().chain(told).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn remark(suite: &SuiteSummary, requirement: &RequirementSummary, place: Place<'_>) -> Option<String> {
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
