//! Identifiers that the emulator makes up: request ids in the documented shape, and task numbers.

use uuid::{Uuid, fmt::Hyphenated};

/// The id of one request, an upper-case UUID as in the documents' samples.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId([u8; Hyphenated::LENGTH]);

impl RequestId {
    /// An id never given before.
    pub(crate) fn fresh() -> Self {
        let mut text = [0; Hyphenated::LENGTH];
        Uuid::new_v4().hyphenated().encode_upper(&mut text);
        Self(text)
    }

    /// The id of that number.
    pub(crate) fn numbered(number: u128) -> Self {
        let mut text = [0; Hyphenated::LENGTH];
        Uuid::from_u128(number).hyphenated().encode_upper(&mut text);
        Self(text)
    }

    /// The same id in lower case.
    pub(crate) fn in_lower_case(mut self) -> Self {
        self.0.make_ascii_lowercase();
        self
    }

    /// The id as text.
    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// 128 bits never given before.
pub(crate) fn fresh_number() -> u128 {
    Uuid::new_v4().as_u128()
}
