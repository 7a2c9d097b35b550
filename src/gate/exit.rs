//! The exit codes, which scripts rely on.

use std::process::{self, Termination};

/// How abide ends, as the caller sees it. The numbers never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitCode {
    /// 0: every requirement that was tested is kept, and what was to be tested was.
    Conforms = 0,
    /// 1: a requirement is broken.
    DoesNotConform = 1,
    /// 2: the command line, a target file or a suite file is wrong; nothing was sent.
    Usage = 2,
    /// 3: nothing can be said: the endpoint does not answer, throttles everything, or nothing ran.
    Inconclusive = 3,
    /// 4: the baseline lists what is not broken any more, has expired, or does not exist.
    BaselineOutOfDate = 4,
    /// 70: a bug in abide.
    Bug = 70,
}

impl ExitCode {
    /// Every code.
    pub const ALL: [Self; 6] =
        [Self::Conforms, Self::DoesNotConform, Self::Usage, Self::Inconclusive, Self::BaselineOutOfDate, Self::Bug];

    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What it means, for a list of the codes.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::DoesNotConform => "does not conform",
            Self::Usage => "usage, target or suite file wrong",
            Self::Inconclusive => "inconclusive: unreachable, throttled away, or nothing ran",
            Self::BaselineOutOfDate => "baseline out of date",
            Self::Bug => "a bug in abide",
        }
    }
}

impl From<ExitCode> for process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}

impl Termination for ExitCode {
    fn report(self) -> process::ExitCode {
        self.into()
    }
}
