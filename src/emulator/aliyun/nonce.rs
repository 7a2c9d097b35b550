//! Which nonces were used, in bounded memory.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    mem,
};

/// How many nonces one generation remembers.
const GENERATION: usize = 500_000;

/// How long a generation lasts, in seconds: as long as a timestamp stays fresh in either direction.
const LIFETIME_S: i64 = 2 * 15 * 60;

/// The nonces of the present generation and the one before.
///
/// A generation ends when it is full or old, so at least the last half million nonces are remembered, and memory
/// stays bounded however long the emulator runs. What is older is refused for its timestamp anyway.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    present: BTreeSet<u128>,
    before: BTreeSet<u128>,
    began_s: i64,
}

impl Nonces {
    /// Takes a nonce; `false` when it was taken before.
    pub(crate) fn take(&mut self, nonce: &str, now_s: i64) -> bool {
        let age_s = now_s - self.began_s;
        if self.present.len() >= GENERATION || age_s > LIFETIME_S {
            self.before = mem::take(&mut self.present);
            self.began_s = now_s;
        }
        let mark = mark(nonce);
        !self.before.contains(&mark) && self.present.insert(mark)
    }
}

/// 128 bits stand for a nonce of any length; two that share them are not to be expected.
fn mark(nonce: &str) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, nonce).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_once() {
        let mut nonces = Nonces::default();
        assert!(nonces.take("a", 0));
        assert!(nonces.take("b", 0));
        assert!(!nonces.take("a", 899));
    }

    #[test]
    fn memory_is_bounded() {
        let mut nonces = Nonces::default();
        for number in 0..=2 * GENERATION {
            assert!(nonces.take(&number.to_string(), 0));
        }
        assert!(nonces.present.len() + nonces.before.len() <= 2 * GENERATION);
        assert!(!nonces.take(&GENERATION.to_string(), 0));
    }
}
