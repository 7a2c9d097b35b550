//! Percent-encoding as both vendors sign it, and lists of parameters in it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986: letters, digits and `-_.~` stay, everything else is encoded, a space as `%20`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Appends the percent-encoded text.
pub(super) fn push_encoded(buffer: &mut String, text: &str) {
    for piece in utf8_percent_encode(text, ENCODED) {
        buffer.push_str(piece);
    }
}

/// The percent-encoded text.
pub(super) fn encoded(text: &str) -> String {
    let mut buffer = String::with_capacity(text.len() + text.len() / 2);
    push_encoded(&mut buffer, text);
    buffer
}

/// Appends `name=value`, both percent-encoded, after a `&` unless it is the first.
pub(super) fn push_pair(buffer: &mut String, name: &str, value: &str) {
    if !buffer.is_empty() {
        buffer.push('&');
    }
    push_encoded(buffer, name);
    buffer.push('=');
    push_encoded(buffer, value);
}

/// The parameters in their order, encoded, as a query, a form body and the canonical query all write them.
pub(super) fn joined<N: AsRef<str>, V: AsRef<str>>(parameters: &[(N, V)]) -> String {
    let length: usize = parameters.iter().map(|(name, value)| name.as_ref().len() + value.as_ref().len() * 2 + 2).sum();
    let mut buffer = String::with_capacity(length + 64);
    for (name, value) in parameters {
        push_pair(&mut buffer, name.as_ref(), value.as_ref());
    }
    buffer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The password of vector D, which holds every special character that documents name.
    #[test]
    fn reserved_characters_are_encoded_and_unreserved_ones_are_not() {
        assert_eq!(encoded("Aa1!@#$%^&*()_+-= ~/"), "Aa1%21%40%23%24%25%5E%26%2A%28%29_%2B-%3D%20~%2F");
        assert_eq!(encoded("测"), "%E6%B5%8B");
    }

    #[test]
    fn pairs_join_and_empty_values_stay() {
        assert_eq!(joined(&[("a", ""), ("b c", "d&e")]), "a=&b%20c=d%26e");
    }
}
