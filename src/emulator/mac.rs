//! Keyed hashes with the key absorbed once: a verifier clones the prepared state instead of hashing its key again.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

const BLOCK: usize = 64;

/// HMAC-SHA256 with its key absorbed.
#[derive(Clone)]
pub(crate) struct MacSha256(Hmac<Sha256>);

impl MacSha256 {
    /// Absorbs a key of at most 64 bytes, which every key of the two documented schemes is.
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(Hmac::new(&padded(key).into()))
    }

    /// The code of `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA1 with its key absorbed.
#[derive(Clone)]
pub(crate) struct MacSha1(Hmac<Sha1>);

impl MacSha1 {
    /// Absorbs a key of at most 64 bytes, which every key of the two documented schemes is.
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(Hmac::new(&padded(key).into()))
    }

    /// The code of `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 20] {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

/// SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// HMAC fills a short key with zeros to the block of its hash; doing so here makes absorbing it infallible.
fn padded(key: &[u8]) -> [u8; BLOCK] {
    debug_assert!(key.len() <= BLOCK);
    let mut block = [0; BLOCK];
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    block
}
