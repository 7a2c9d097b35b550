//! From a summary to an exit code.

use super::exit::ExitCode;
use crate::report::{Conclusion, Gated, Summary};

/// An exit code and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The exit code.
    pub code: ExitCode,
    /// Why, in one line.
    pub why: String,
}

/// Decides how abide ends after a run.
///
/// Known and disputed failures are left aside, nothing else is: what is new decides first, then a run that did not say
/// enough, then a baseline that does not fit the run any more.
#[must_use]
pub fn decide(summary: &Summary) -> Decision {
    let conclusion = Conclusion::excusing(summary);
    let code = match (&conclusion, summary.gated.as_ref().and_then(stale)) {
        (Conclusion::DoesNotConform(_), _) => ExitCode::DoesNotConform,
        (Conclusion::Inconclusive(_), _) => ExitCode::Inconclusive,
        (Conclusion::Conforms(_), Some(why)) => return Decision { code: ExitCode::BaselineOutOfDate, why },
        (Conclusion::Conforms(_), None) => ExitCode::Conforms,
    };
    Decision { code, why: conclusion.why().to_owned() }
}

/// Why a baseline does not fit a run, in one line.
fn stale(gated: &Gated) -> Option<String> {
    let first = gated.causes.first()?;
    Some(format!("{}: {} {}", gated.file, first.requirement, first.cause))
}
