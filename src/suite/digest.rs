//! A short text that is the same for the same contents: tells whether two processes read the same suite.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::types::Suite;

/// How many bytes of the hash are kept: enough that nobody meets two texts with one digest by chance.
const BYTES: usize = 12;

/// The digest of a text, as hexadecimal digits.
#[must_use]
pub fn digest(text: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(BYTES) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

impl Suite {
    /// The digest of everything that it says. Where its files stand is no part of it.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut contents = self.clone();
        for requirement in &mut contents.requirements {
            let name = requirement.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            requirement.file = name;
        }
        digest(&format!("{contents:?}"))
    }
}
