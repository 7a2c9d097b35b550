//! Permitted variants: ways to differ that the documents allow, or about which they are silent.
//!
//! A run against an emulator with one of them must end with exit code 0. Each names what permits it.

use std::{fmt, str::FromStr};

use super::{deviation::Deviation, fault::UnknownName};

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    deviation: Deviation,
    about: &'static str,
    permitted_by: &'static str,
}

/// One permitted way in which the emulator differs from itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Variant(&'static Entry);

const VARIANTS: &[Entry] = &[];

impl Variant {
    /// Every variant, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        VARIANTS.iter().map(Self)
    }

    /// The name on the command line, in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// What the emulator does, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.0.about
    }

    /// What permits it: a requirement whose level is not `must`, a sentence of the reading, or HTTP.
    #[must_use]
    pub const fn permitted_by(self) -> &'static str {
        self.0.permitted_by
    }

    /// What is done otherwise.
    pub(crate) const fn deviation(self) -> Deviation {
        self.0.deviation
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
