//! What a summary comes to as a whole.

use std::fmt;

use super::count::counted;
use super::summary::Summary;

/// What a summary comes to as a whole; each with why in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Everything that was tested was kept, and nothing that was to be tested was left out.
    Conforms(String),
    /// A requirement that fails the run was broken.
    DoesNotConform(String),
    /// Nothing can be said.
    Inconclusive(String),
}

impl Conclusion {
    /// A broken requirement decides, whatever else happened; then a run that did not say enough.
    #[must_use]
    pub fn of(summary: &Summary) -> Self {
        Self::without(summary, 0)
    }

    /// What the summary comes to when known and disputed failures are left aside: they say something of the endpoint, but
    /// nothing new.
    #[must_use]
    pub fn excusing(summary: &Summary) -> Self {
        let excused = summary.requirements().filter(|(_, requirement)| requirement.is_excused()).count();
        Self::without(summary, u64::try_from(excused).unwrap_or(u64::MAX))
    }

    fn without(summary: &Summary, excused: u64) -> Self {
        let counts = summary.counts();
        let failed = counts.failed.saturating_sub(excused);
        let spoken = counts.passed + counts.warned + counts.observed + excused;
        if failed > 0 {
            Self::DoesNotConform(format!("{} broken", counted(failed, "requirement")))
        } else if let Some(halted) = summary.halted() {
            Self::Inconclusive(halted)
        } else if summary.requirements().next().is_none() {
            Self::Inconclusive(
                "no requirement was selected; check `--filter` and `--suite` against `abide list`".to_owned(),
            )
        } else if counts.inconclusive > 0 {
            let requirements = counted(counts.inconclusive, "requirement");
            Self::Inconclusive(format!("nothing can be said about {requirements}; their reasons tell what to change"))
        } else if spoken == 0 {
            Self::Inconclusive("every requirement was skipped; list what they need in the target file".to_owned())
        } else {
            let warnings =
                if counts.warned > 0 { format!(", {}", counted(counts.warned, "warning")) } else { String::new() };
            let known = if excused > 0 { format!(", {}", counted(excused, "known failure")) } else { String::new() };
            Self::Conforms(format!("{} kept{warnings}{known}", counted(counts.passed, "requirement")))
        }
    }

    /// Does the endpoint conform?
    #[must_use]
    pub fn conforms(&self) -> bool {
        matches!(self, Self::Conforms(_))
    }

    /// Why, in one line.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Conforms(why) | Self::DoesNotConform(why) | Self::Inconclusive(why) => why,
        }
    }

    /// The words for it.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Conforms(_) => "conforms",
            Self::DoesNotConform(_) => "does not conform",
            Self::Inconclusive(_) => "inconclusive",
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.words(), self.why())
    }
}
