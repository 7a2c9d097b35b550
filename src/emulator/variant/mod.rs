//! Permitted variants: ways to differ that the documents allow, or about which they are silent.
//!
//! A run against an emulator with one of them must end with exit code 0. Each names what permits it: a requirement whose
//! level is not `must`, with a few words, a sentence of the reading, or HTTP.

mod aliyun;
mod tencent;
mod wire;

use std::{fmt, str::FromStr};

use super::{deviation::Deviation, fault::UnknownName};

/// What permits some variants, and those.
type Group = (&'static str, &'static [Entry]);

/// One line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    deviations: &'static [Deviation],
    about: &'static str,
}

const fn variant(name: &'static str, deviations: &'static [Deviation], about: &'static str) -> Entry {
    Entry { name, deviations, about }
}

/// One permitted way in which the emulator differs from itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    permitted_by: &'static str,
    entry: &'static Entry,
}

impl Variant {
    /// Every variant, in the order of the tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let groups = [wire::VARIANTS, aliyun::VARIANTS, tencent::VARIANTS].into_iter().flatten();
        groups.flat_map(|(permitted_by, entries)| entries.iter().map(|entry| Self { permitted_by, entry }))
    }

    /// The name on the command line, in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.entry.name
    }

    /// What the emulator does, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.entry.about
    }

    /// What permits it: a requirement whose level is not `must`, a sentence of the reading, or HTTP.
    #[must_use]
    pub const fn permitted_by(self) -> &'static str {
        self.permitted_by
    }

    /// What is done otherwise.
    pub(crate) fn deviations(self) -> impl Iterator<Item = Deviation> {
        self.entry.deviations.iter().copied()
    }
}

impl fmt::Debug for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Variant({})", self.name())
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Variant {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName::among("variant", name, Self::all().map(Self::name));
        Self::all().find(|variant| variant.name() == name).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::fault::Fault;
    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: BTreeSet<_> = Variant::all().map(Variant::name).collect();
        assert_eq!(names.len(), Variant::all().count());
        for variant in Variant::all() {
            assert_eq!(variant.name().parse(), Ok(variant));
        }
    }

    /// A fault and a variant are told apart by their names alone on the command line.
    #[test]
    fn no_variant_is_named_like_a_fault() {
        let taken = Variant::all().find(|variant| variant.name().parse::<Fault>().is_ok());
        assert_eq!(taken, None);
    }

    #[test]
    fn no_two_variants_do_the_same() {
        let all: Vec<Variant> = Variant::all().collect();
        for (place, variant) in all.iter().enumerate() {
            let same = |other: &&Variant| other.deviations().eq(variant.deviations());
            let twin = all.iter().take(place).find(same);
            assert!(twin.is_none(), "{variant} is {}", twin.unwrap());
        }
    }

    #[test]
    fn there_are_enough() {
        assert!(Variant::all().count() >= 30, "{}", Variant::all().count());
    }
}
