//! One way to meet or to break a rule.

use proptest::strategy::{SBoxedStrategy, Strategy};
use serde::{Deserialize, Serialize};

use crate::case::Level;
use crate::suite::{Class, RequirementKey};

/// What a variant expects of the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Keeps every rule: to be accepted.
    Accept,
    /// Breaks one rule: to be refused.
    Refuse,
    /// Documents are silent: to be recorded.
    Open,
}

/// A way to meet or break one rule, with a strategy of values that do it.
#[derive(Clone, Debug)]
pub struct Variant<T: std::fmt::Debug> {
    /// The requirement that it tests.
    pub requirement: RequirementKey,
    /// What it does, as a short stable name: `too-long/33`.
    pub name: String,
    /// What is expected.
    pub side: Side,
    /// Values that do it.
    pub strategy: SBoxedStrategy<T>,
}

impl<T: std::fmt::Debug + 'static> Variant<T> {
    /// A way to keep a rule of this requirement.
    pub(super) fn keep(requirement: RequirementKey, name: impl Into<String>, strategy: SBoxedStrategy<T>) -> Self {
        Self { requirement, name: name.into(), side: Side::Accept, strategy }
    }

    /// A way to break a rule; open when the class is.
    pub(super) fn violate(class: Class, name: impl Into<String>, strategy: SBoxedStrategy<T>) -> Self {
        let side = if class.level == Level::Open { Side::Open } else { Side::Refuse };
        Self { requirement: class.requirement, name: name.into(), side, strategy }
    }

    /// The same way one level further out, where `wrap` builds what holds the value.
    pub(super) fn lift<U: std::fmt::Debug + 'static>(
        self,
        wrap: impl FnOnce(SBoxedStrategy<T>) -> SBoxedStrategy<U>,
    ) -> Variant<U> {
        Variant { requirement: self.requirement, name: self.name, side: self.side, strategy: wrap(self.strategy) }
    }

    /// The same way with its values mapped.
    pub(super) fn map<U: std::fmt::Debug + 'static>(
        self,
        function: impl Fn(T) -> U + Send + Sync + 'static,
    ) -> Variant<U> {
        self.lift(|strategy| strategy.prop_map(function).sboxed())
    }

    /// The same way under a name that says where: `Accounts.User/…`.
    pub(super) fn within(mut self, place: &str) -> Self {
        self.name = format!("{place}.{}", self.name);
        self
    }
}
