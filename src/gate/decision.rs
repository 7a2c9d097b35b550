//! From a summary to an exit code.

use super::exit::ExitCode;
use crate::report::{Conclusion, Summary};

/// An exit code and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The exit code.
    pub code: ExitCode,
    /// Why, in one line.
    pub why: String,
}

/// Decides how abide ends after a run.
#[must_use]
pub fn decide(summary: &Summary) -> Decision {
    let conclusion = Conclusion::of(summary);
    let code = match conclusion {
        Conclusion::Conforms(_) => ExitCode::Conforms,
        Conclusion::DoesNotConform(_) => ExitCode::DoesNotConform,
        Conclusion::Inconclusive(_) => ExitCode::Inconclusive,
    };
    Decision { code, why: conclusion.why().to_owned() }
}
