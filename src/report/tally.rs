//! Counts by text, in bounded memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::property::CaseId;

/// How many different texts are counted apart. An endpoint that makes up a new error code for every answer gets no more
/// memory than this; what is beyond is only counted.
const MOST: usize = 32;

/// How often each text came, with one example of each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tally<E> {
    entries: BTreeMap<String, Entry<E>>,
    total: u64,
}

/// How often one text came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry<E> {
    pub(super) count: u64,
    /// From the first case in the plan, so that the order in which answers come decides nothing.
    pub(super) example: E,
    case: (u64, usize),
}

impl<E> Default for Tally<E> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), total: 0 }
    }
}

impl<E> Tally<E> {
    /// Counts a text once more; `example` is called only where its result is kept.
    pub(super) fn add(&mut self, text: &str, id: CaseId, example: impl FnOnce() -> E) {
        self.total += 1;
        let case = (id.index, id.property);
        if let Some(entry) = self.entries.get_mut(text) {
            entry.count += 1;
            if case < entry.case {
                (entry.case, entry.example) = (case, example());
            }
        } else if self.entries.len() < MOST {
            self.entries.insert(text.to_owned(), Entry { count: 1, example: example(), case });
        }
    }

    /// Takes in what another part of the run has counted.
    pub(super) fn join(&mut self, other: Self) {
        self.total += other.total;
        for (text, theirs) in other.entries {
            if let Some(own) = self.entries.get_mut(&text) {
                own.count += theirs.count;
                if theirs.case < own.case {
                    (own.case, own.example) = (theirs.case, theirs.example);
                }
            } else if self.entries.len() < MOST {
                self.entries.insert(text, theirs);
            }
        }
    }

    /// The place in the plan of the first case that any text came of.
    pub(super) fn first(&self) -> Option<(u64, usize)> {
        self.entries.values().map(|entry| entry.case).min()
    }

    /// How often any text came.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// How often a text came that is not counted apart.
    pub(super) fn beyond(&self) -> u64 {
        self.total.saturating_sub(self.entries.values().map(|entry| entry.count).sum())
    }

    /// The texts, the most frequent first.
    pub(super) fn ranked(&self) -> Vec<(&str, &Entry<E>)> {
        let mut ranked: Vec<_> = self.entries.iter().map(|(text, entry)| (text.as_str(), entry)).collect();
        ranked.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.count));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_nothing_is_lost_from_the_count() {
        let mut tally = Tally::default();
        for index in 0..1000 {
            tally.add(&format!("code {index}"), CaseId { property: 0, index }, || index);
        }
        assert_eq!(tally.ranked().len(), MOST);
        assert_eq!((tally.total(), tally.beyond()), (1000, 968));
    }

    #[test]
    fn the_example_is_of_the_first_case_whatever_came_first() {
        let mut tally = Tally::default();
        for index in [5, 2, 7] {
            tally.add("accepted", CaseId { property: 0, index }, || index);
        }
        tally.add("refused", CaseId { property: 0, index: 1 }, || 1);
        let ranked: Vec<_> =
            tally.ranked().into_iter().map(|(text, entry)| (text, entry.count, entry.example)).collect();
        assert_eq!(ranked, [("accepted", 3, 2), ("refused", 1, 1)]);
    }
}
