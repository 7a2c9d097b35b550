//! The signature of a mismatch: a short text that the same fault has again, whatever the seed.
//!
//! It is made of what suite and endpoint decide: the class of a case that was to be refused, and the kind of mismatch with
//! the error code that came. What a seed, a clock or a fixture decides is left out: values at an edge (`too-long/33`),
//! names, numbers of more than three digits, and messages. What documents allow is left out too: the class decides it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::case::visible;
use crate::oracle::Mismatch;
use crate::rule::Side;
use crate::runner::CaseFinished;
use crate::suite::{PropertyKind, Requirement};

/// So many signatures of one requirement are kept: the first in their own order, so that chance decides nothing.
const MOST: usize = 32;

/// Longest signature, in characters.
const LONGEST: usize = 160;

/// From so many digits on, a word is somebody's name or number, not a code.
const DIGITS: usize = 4;

/// The ways in which a requirement was broken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Signatures {
    /// In cases that were made for it: what the case did, and the kind of mismatch.
    own: BTreeSet<(String, String)>,
    /// In any other case: the kind of mismatch.
    others: BTreeSet<String>,
}

impl Signatures {
    /// A case came to a mismatch.
    ///
    /// What the case did counts only where it was made for the requirement and breaks it on purpose. A valid request may
    /// be refused for anything in it, the answer that breaks what every answer owes may come to any case, and so may the
    /// step that breaks a promise about state: which case shows that first depends on seed, filters and shards.
    pub(super) fn add(&mut self, requirement: &Requirement, mismatch: &Mismatch, finished: &CaseFinished) {
        let kind = visible(&masked(&mismatch.kind), LONGEST);
        let single = matches!(
            requirement.property,
            PropertyKind::Rule | PropertyKind::Accepted | PropertyKind::Envelope(_) | PropertyKind::Repeat
        );
        match finished.side {
            _ if !single || finished.requirement != mismatch.requirement => bounded(&mut self.others, kind),
            Side::Accept => bounded(&mut self.own, ("a valid request".to_owned(), kind)),
            Side::Refuse | Side::Open => bounded(&mut self.own, (visible(&way(&finished.class), LONGEST), kind)),
        }
    }

    /// The signatures, in their own order. What other cases show too is told once.
    pub(super) fn told(&self) -> Vec<String> {
        let kinds: BTreeSet<&String> = self.own.iter().map(|(_, kind)| kind).collect();
        let own = self.own.iter().map(|(way, kind)| format!("{way}: {kind}"));
        own.chain(self.others.iter().filter(|kind| !kinds.contains(kind)).cloned()).collect()
    }

    /// Takes in the ways that another part of the run has seen.
    pub(super) fn join(&mut self, other: Self) {
        other.own.into_iter().for_each(|way| bounded(&mut self.own, way));
        other.others.into_iter().for_each(|kind| bounded(&mut self.others, kind));
    }
}

/// Adds to a set that has a limit: what comes first in the set's own order stays, so that chance decides nothing.
fn bounded<T: Ord>(set: &mut BTreeSet<T>, item: T) {
    set.insert(item);
    if set.len() > MOST {
        set.pop_last();
    }
}

/// Is a way of failing one of those that are listed? What a case of another requirement shows is its kind alone.
#[must_use]
pub fn is_listed(signature: &str, listed: &[String]) -> bool {
    let of_kind =
        |known: &String| known.strip_suffix(signature).is_some_and(|way| way.is_empty() || way.ends_with(": "));
    listed.iter().any(of_kind)
}

/// A class without the value at its edge: `too-long` of `too-long/33`.
fn way(class: &str) -> String {
    class.split(' ').map(|word| word.split('/').next().unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

/// A text without words that name something: those with many digits.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut word = String::new();
    for character in text.chars() {
        if character.is_alphanumeric() || "-_".contains(character) {
            word.push(character);
        } else {
            masked.push_str(shown(&word));
            masked.push(character);
            word.clear();
        }
    }
    masked + shown(&word)
}

fn shown(word: &str) -> &str {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if digits >= DIGITS { "#" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_seed_decides_is_not_in_it() {
        assert_eq!(
            way("ResetAccountPassword AccountPassword.too-long/33"),
            "ResetAccountPassword AccountPassword.too-long"
        );
        assert_eq!(masked("refused: 400 InvalidAccount.rm-mysql0000000001"), "refused: 400 InvalidAccount.#");
        assert_eq!(masked("6F9619FF-8B86-D011-B42D-00C04FC964FF came"), "# came");
    }

    #[test]
    fn memory_is_bounded_and_order_decides_nothing() {
        let (mut up, mut down) = (BTreeSet::new(), BTreeSet::new());
        for number in 0..100 {
            bounded(&mut up, number);
            bounded(&mut down, 99 - number);
        }
        assert_eq!(up, down);
        assert_eq!(up.len(), MOST);
    }

    #[test]
    fn what_other_cases_show_too_is_told_once() {
        let own = BTreeSet::from([("Reset too-long".to_owned(), "accepted".to_owned())]);
        let mut ways = Signatures { own, others: BTreeSet::from(["accepted".to_owned()]) };
        assert_eq!(ways.told(), ["Reset too-long: accepted"]);
        ways.join(Signatures { own: BTreeSet::new(), others: BTreeSet::from(["status 500".to_owned()]) });
        assert_eq!(ways.told(), ["Reset too-long: accepted", "status 500"]);
    }

    #[test]
    fn a_kind_alone_is_listed_with_any_case_that_has_it() {
        let listed = ["Reset too-long: accepted".to_owned(), "status 500".to_owned()];
        for known in ["Reset too-long: accepted", "accepted", "status 500"] {
            assert!(is_listed(known, &listed), "{known}");
        }
        for unknown in ["Reset too-short: accepted", "cepted", "500", "refused: 400 X"] {
            assert!(!is_listed(unknown, &listed), "{unknown}");
        }
    }
}
