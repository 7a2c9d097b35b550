//! The request ids that a run has seen, in bounded memory.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// How many ids are remembered: an endpoint that repeats one later than that is not found out.
const REMEMBERED: usize = 65_536;

/// Request ids seen lately.
#[derive(Debug, Default)]
pub struct RequestIds {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    order: VecDeque<u64>,
    hashes: BTreeSet<u64>,
}

impl RequestIds {
    /// Remembers an id; says whether it is new. A hash stands for the id: 64 bits, so that two ids are taken for one
    /// less than once in a billion full memories.
    pub fn is_new(&self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.hashes.insert(hash) {
            return false;
        }
        seen.order.push_back(hash);
        if seen.order.len() > REMEMBERED
            && let Some(oldest) = seen.order.pop_front()
        {
            seen.hashes.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once_and_the_memory_is_bounded() {
        let ids = RequestIds::default();
        assert!(ids.is_new("A"));
        assert!(!ids.is_new("A"));
        for number in 0..REMEMBERED + 5 {
            ids.is_new(&number.to_string());
        }
        assert_eq!(ids.seen.lock().unwrap().hashes.len(), REMEMBERED);
    }
}
