//! Deliberate deviations from the documents: two tables of them, each with the requirement that must turn red.
//!
//! The tables are data. What a fault does is one [`Deviation`]; how much a run must do to see it is told with it, so that
//! the harness can be held to that.

mod aliyun;
mod name;
mod tencent;

use std::{fmt, str::FromStr};

use super::deviation::Deviation;
pub use name::UnknownName;

/// The faults of one requirement.
type Group = (&'static str, &'static [Entry]);

/// One line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    shows: Shows,
    deviation: Deviation,
    about: &'static str,
}

/// How much it takes to see a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shows {
    /// Any call of its kind.
    AnyCall,
    /// One call with a value at an exact boundary, or with a rare character or word.
    Boundary,
    /// Two calls that depend on each other.
    TwoSteps,
    /// Three or more calls that depend on each other.
    ManySteps,
}

const fn call(name: &'static str, deviation: Deviation, about: &'static str) -> Entry {
    Entry { name, shows: Shows::AnyCall, deviation, about }
}

const fn rare(name: &'static str, deviation: Deviation, about: &'static str) -> Entry {
    Entry { name, shows: Shows::Boundary, deviation, about }
}

const fn two(name: &'static str, deviation: Deviation, about: &'static str) -> Entry {
    Entry { name, shows: Shows::TwoSteps, deviation, about }
}

const fn many(name: &'static str, deviation: Deviation, about: &'static str) -> Entry {
    Entry { name, shows: Shows::ManySteps, deviation, about }
}

/// One deliberate deviation of the emulator from the documents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    requirement: &'static str,
    entry: &'static Entry,
}

impl Fault {
    /// Every fault, in the order of the tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let groups = aliyun::FAULTS.into_iter().flatten().chain(tencent::FAULTS);
        groups.flat_map(|(requirement, entries)| entries.iter().map(|entry| Self { requirement, entry }))
    }

    /// The name on the command line, in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry.name
    }

    /// What the emulator does wrong, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.entry.about
    }

    /// The id of the requirement that a run must find broken.
    #[must_use]
    pub const fn requirement(self) -> &'static str {
        self.requirement
    }

    /// How much it takes to see it.
    #[must_use]
    pub const fn shows(self) -> Shows {
        self.entry.shows
    }

    /// What is done otherwise.
    pub(crate) const fn deviation(self) -> Deviation {
        self.entry.deviation
    }
}

impl Shows {
    /// The word for it in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AnyCall => "any call",
            Self::Boundary => "boundary",
            Self::TwoSteps => "two steps",
            Self::ManySteps => "three or more steps",
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fault({})", self.name())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName::among("fault", name, Self::all().map(Self::name));
        Self::all().find(|fault| fault.name() == name).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: BTreeSet<_> = Fault::all().map(Fault::name).collect();
        assert_eq!(names.len(), Fault::all().count());
        for fault in Fault::all() {
            assert_eq!(fault.name().parse(), Ok(fault));
        }
    }

    #[test]
    fn no_two_faults_are_the_same_deviation_for_the_same_requirement() {
        let all: Vec<Fault> = Fault::all().collect();
        for (place, fault) in all.iter().enumerate() {
            let same =
                |other: &&Fault| other.deviation() == fault.deviation() && other.requirement() == fault.requirement();
            let twin = all.iter().take(place).find(same);
            assert!(twin.is_none(), "{fault} is {}", twin.unwrap());
        }
    }

    #[test]
    fn enough_of_every_kind() {
        let count = |shows| Fault::all().filter(|fault| fault.shows() == shows).count();
        assert!(count(Shows::Boundary) >= 30, "{}", count(Shows::Boundary));
        assert!(count(Shows::TwoSteps) >= 30, "{}", count(Shows::TwoSteps));
        assert!(count(Shows::ManySteps) >= 15, "{}", count(Shows::ManySteps));
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbours() {
        let error = "pasword-limit-33".parse::<Fault>().unwrap_err();
        assert_eq!(error.near.first(), Some(&"password-limit-33"));
        assert!(error.to_string().starts_with("no fault is named `pasword-limit-33`; near it are `password-limit-33`"));
        assert!("zzz".parse::<Fault>().unwrap_err().near.is_empty());
    }
}
