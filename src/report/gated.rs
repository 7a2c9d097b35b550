//! What a baseline says of a summary: which failures are known or disputed, and why a gate is closed.
//!
//! The gate fills this in and reads it again; views show it. A verdict never changes for it.

use std::fmt;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::count::counted;
use super::place::{Place, quoted};
use super::summary::{RequirementSummary, Summary};
use super::verdict::Verdict;
use crate::case::visible;

/// What a baseline says of a whole summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gated {
    /// The baseline's file, as the user named it.
    pub file: String,
    /// The day that entries were compared with.
    pub today: NaiveDate,
    /// How many known failures it lists.
    pub known: usize,
    /// How many requirements it lists as disputed.
    pub disputed: usize,
    /// Why the gate is closed; empty where the baseline and the run agree.
    pub causes: Vec<Cause>,
}

/// One thing that closes the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What kind of thing.
    pub cause: CauseKind,
    /// The requirement.
    pub requirement: String,
    /// The line of the entry in the baseline; none where there is no entry.
    pub line: Option<usize>,
    /// What happened, in one line.
    pub why: String,
}

/// What closes a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// A failure that is not listed.
    New,
    /// A listed requirement fails in a way that is not listed.
    Changed,
    /// A listed failure does not happen any more.
    NoLongerFails,
    /// An entry names a requirement that no suite has.
    NothingMatches,
    /// An entry names a requirement that the run has no case for.
    NothingToTest,
    /// An entry has expired.
    Expired,
}

/// What a baseline says of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// How the run and the entry fit together.
    pub standing: Standing,
    /// Why it is listed.
    pub reason: String,
    /// Where more is written about it.
    pub link: Option<String>,
    /// When it was first seen; none for what is disputed.
    pub first_seen: Option<NaiveDate>,
    /// When it was last seen; none for what is disputed.
    pub last_seen: Option<NaiveDate>,
    /// Until when it may fail; none for what is disputed.
    pub expires: Option<NaiveDate>,
}

/// How a run and an entry of a baseline fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It fails as listed.
    Known,
    /// It fails in a way that is not listed.
    Changed,
    /// It is listed and did not fail.
    NotFailing,
    /// The user disputes it: it gates nothing, whatever it came to.
    Disputed,
}

/// For how many days a new entry, or one that is prolonged, holds.
pub const ENTRY_DAYS: u64 = 90;

/// Longest text of a baseline in one line, in characters.
const LONGEST: usize = 300;

/// The day on which an entry that is written today ends.
#[must_use]
pub fn expiry(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(ENTRY_DAYS)).unwrap_or(today)
}

impl CauseKind {
    /// Does it say that the endpoint broke something that nobody knew of?
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }
}

impl fmt::Display for CauseKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::NoLongerFails => "no longer fails",
            Self::NothingMatches => "matches nothing",
            Self::NothingToTest => "nothing to test",
            Self::Expired => "expired",
        })
    }
}

impl Listed {
    /// What the baseline says, in one line.
    #[must_use]
    pub fn told(&self) -> String {
        let day = |label: &str, day: Option<NaiveDate>| day.map(|day| format!(" {label} {day}")).unwrap_or_default();
        let days = format!("{}{}", day("since", self.first_seen), day("until", self.expires));
        let link = self.link.as_ref().map(|link| format!(" ({link})")).unwrap_or_default();
        let standing = match self.standing {
            Standing::Known => format!("known{days}"),
            Standing::Changed => format!("listed{days}, but it fails in another way now"),
            Standing::NotFailing => format!("listed{days}, and did not fail"),
            Standing::Disputed => "disputed".to_owned(),
        };
        visible(&format!("{standing}: {}{link}", self.reason), LONGEST)
    }
}

impl RequirementSummary {
    /// Did it fail as a baseline lists it, or is it disputed? Then its failure does not close the gate.
    #[must_use]
    pub fn is_excused(&self) -> bool {
        let standing = self.listed.as_ref().map(|listed| listed.standing);
        self.verdict == Verdict::Failed && matches!(standing, Some(Standing::Known | Standing::Disputed))
    }

    /// Does a baseline dispute it?
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.standing == Standing::Disputed)
    }
}

impl Gated {
    /// What the baseline lists, and whether the run agrees, in one line.
    pub(super) fn told(&self) -> String {
        let known = u64::try_from(self.known).unwrap_or(u64::MAX);
        let disputed = if self.disputed == 0 { String::new() } else { format!(", {} disputed", self.disputed) };
        let lists = format!("{} lists {}{disputed}", self.file, counted(known, "known failure"));
        let closing = u64::try_from(self.causes.len()).unwrap_or(u64::MAX);
        match closing {
            0 => format!("{lists}; the run agrees with it"),
            _ => format!("{lists}; the run disagrees with it in {}", counted(closing, "point")),
        }
    }

    /// What closes the gate, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |cause: &Cause| {
            let at = cause.line.map(|line| format!(" ({}:{line})", self.file)).unwrap_or_default();
            visible(&format!("{}: {}{at}: {}", cause.cause, cause.requirement, cause.why), LONGEST * 2)
        };
        self.causes.iter().map(line).collect()
    }

    /// The commands that make the baseline fit the run, each with what it does.
    pub(super) fn mends(&self, summary: &Summary, place: Place<'_>) -> Vec<(&'static str, String)> {
        let any = |kinds: &[CauseKind]| self.causes.iter().any(|cause| kinds.contains(&cause.cause));
        if summary.shard().is_some() {
            return Vec::new();
        }
        let command = |verb: &str, rest: &str| {
            let (file, report) = (quoted(&self.file), quoted(&place.directory().display().to_string()));
            format!("abide baseline {verb} --baseline {file} --report {report}{rest}")
        };
        let mut mends = Vec::new();
        if any(&[CauseKind::Expired]) {
            let until = format!(" --expires {}", expiry(self.today));
            mends.push(("list what fails, and prolong what has expired", command("update", &until)));
        } else if any(&[CauseKind::New, CauseKind::Changed]) {
            mends.push(("list what fails now as known", command("update", "")));
        }
        if any(&[CauseKind::NoLongerFails, CauseKind::NothingMatches]) {
            mends.push(("remove what does not fail any more, and what nothing matches", command("prune", "")));
        }
        mends
    }
}
