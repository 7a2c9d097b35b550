//! Keyed hashes, with the key's half of the work done once.

use hmac::digest::Key;
use hmac::{EagerHash, Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};

/// An HMAC whose key is already absorbed.
#[derive(Clone)]
pub(super) struct MacKey<D: EagerHash>(Hmac<D>);

impl<D: EagerHash + Digest> MacKey<D> {
    /// HMAC fills a short key up with zeros and hashes a long one; doing that here leaves no error that cannot occur.
    pub(super) fn new(key: &[u8]) -> Self {
        let mut block = Key::<Hmac<D>>::default();
        if key.len() > block.len() {
            fill(&mut block, &D::digest(key));
        } else {
            fill(&mut block, key);
        }
        Self(Hmac::new(&block))
    }

    /// The hash of these parts, one after the other.
    pub(super) fn hash<const N: usize>(&self, parts: &[&str]) -> [u8; N] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part.as_bytes());
        }
        let mut hash = [0; N];
        fill(&mut hash, &mac.finalize().into_bytes());
        hash
    }
}

fn fill(target: &mut [u8], source: &[u8]) {
    for (to, from) in target.iter_mut().zip(source) {
        *to = *from;
    }
}

/// The SHA-256 of some bytes, in lower-case hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use sha1::Sha1;

    use super::*;

    /// RFC 4231 cases 2 and 6 (a key longer than a block), RFC 2202 case 2.
    #[test]
    fn published_vectors() {
        let short = MacKey::<Sha256>::new(b"Jefe").hash::<32>(&["what do ya want ", "for nothing?"]);
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let text = "Test Using Larger Than Block-Size Key - Hash Key First";
        let long = MacKey::<Sha256>::new(&[0xaa; 131]).hash::<32>(&[text]);
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        let sha1 = MacKey::<Sha1>::new(b"Jefe").hash::<20>(&["what do ya want for nothing?"]);
        assert_eq!(hex(&sha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }
}
