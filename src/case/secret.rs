//! Generated passwords, as patterns: what a case says of a password without being one.
//!
//! A plan, a counterexample and a report hold only the pattern, `[A-Z][0-9][a-z]{31}`. The letters and digits are drawn
//! afresh whenever the request is sent, like its nonce, so nothing that is written down opens an account. Characters
//! that decide a case (a special character, a boundary letter) stand in the pattern as themselves.

use std::fmt;

/// One character of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Some upper-case ASCII letter.
    Upper,
    /// Some lower-case ASCII letter.
    Lower,
    /// Some ASCII digit.
    Digit,
    /// This very character.
    Literal(char),
}

/// A generated password that is not yet drawn: its characters' kinds, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    pieces: Vec<Piece>,
}

/// A drawn password: goes into one request and is never printed, serialised or compared.
pub struct Revealed(String);

/// A pattern that is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is not a secret's pattern: {reason} at character {position}")]
pub struct SecretError {
    pattern: String,
    reason: &'static str,
    position: usize,
}

impl Secret {
    /// A secret of these pieces.
    #[must_use]
    pub fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces }
    }

    /// The kinds of its characters, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Its length in characters (Unicode scalar values).
    #[must_use]
    pub fn length(&self) -> usize {
        self.pieces.len()
    }

    /// Draws the password: the same `salt` gives the same text, so that two steps of a case can share it.
    #[must_use]
    pub fn reveal(&self, salt: u64) -> Revealed {
        let mut state = salt;
        Revealed(self.pieces.iter().map(|piece| piece.draw(next(&mut state))).collect())
    }

    /// A fixed text of the same kinds, for rules to check; never sent.
    #[must_use]
    pub fn specimen(&self) -> String {
        self.pieces.iter().map(|piece| piece.draw(0)).collect()
    }

    /// Reads a pattern that [`Display`](fmt::Display) wrote.
    ///
    /// # Errors
    /// When the text is not such a pattern.
    pub fn parse(pattern: &str) -> Result<Self, SecretError> {
        let mut reader = Reader { pattern, position: 0, pieces: Vec::new() };
        while reader.position < pattern.len() {
            reader.read_run()?;
        }
        Ok(Self { pieces: reader.pieces })
    }
}

impl Piece {
    fn draw(self, random: u64) -> char {
        match self {
            Self::Upper => nth(b'A', random % 26),
            Self::Lower => nth(b'a', random % 26),
            Self::Digit => nth(b'0', random % 10),
            Self::Literal(character) => character,
        }
    }
}

impl Revealed {
    /// The password, for the request that carries it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Revealed(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.pieces.as_slice();
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|piece| *piece == first).count();
            write_piece(formatter, *first)?;
            if run > 1 {
                write!(formatter, "{{{run}}}")?;
            }
            rest = rest.get(run..).unwrap_or_default();
        }
        Ok(())
    }
}

/// What stands for itself in a pattern; everything else is written as `\x{…}` or escaped with a backslash.
fn write_piece(formatter: &mut fmt::Formatter<'_>, piece: Piece) -> fmt::Result {
    match piece {
        Piece::Upper => formatter.write_str("[A-Z]"),
        Piece::Lower => formatter.write_str("[a-z]"),
        Piece::Digit => formatter.write_str("[0-9]"),
        Piece::Literal(character) if character.is_ascii_alphanumeric() => write!(formatter, "{character}"),
        Piece::Literal(character) if character.is_ascii_graphic() => write!(formatter, "\\{character}"),
        Piece::Literal(character) => write!(formatter, "\\x{{{:x}}}", u32::from(character)),
    }
}

const SETS: [(&str, Piece); 3] = [("[A-Z]", Piece::Upper), ("[a-z]", Piece::Lower), ("[0-9]", Piece::Digit)];

/// A longer run than any rule asks for; a hand-written pattern must not fill the memory.
const LONGEST_RUN: usize = 65_536;

struct Reader<'a> {
    pattern: &'a str,
    position: usize,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn read_run(&mut self) -> Result<(), SecretError> {
        let piece = self.read_piece()?;
        let count = if self.rest().starts_with('{') { self.read_braced(10)? } else { 1 };
        if count > LONGEST_RUN || self.pieces.len() + count > LONGEST_RUN {
            return Err(self.error("more characters than a secret may have"));
        }
        self.pieces.extend(std::iter::repeat_n(piece, count));
        Ok(())
    }

    fn read_piece(&mut self) -> Result<Piece, SecretError> {
        let rest = self.rest();
        if let Some((set, piece)) = SETS.iter().find(|(set, _)| rest.starts_with(set)) {
            self.position += set.len();
            return Ok(*piece);
        }
        if rest.starts_with("\\x{") {
            self.position += 2;
            let code = self.read_braced(16)?;
            let character = u32::try_from(code).ok().and_then(char::from_u32);
            return character.map(Piece::Literal).ok_or_else(|| self.error("not a character's number"));
        }
        self.read_literal()
    }

    fn read_literal(&mut self) -> Result<Piece, SecretError> {
        let mut characters = self.rest().chars();
        let literal = match characters.next() {
            Some('\\') => characters.next().filter(char::is_ascii_graphic).map(|character| (character, 2)),
            Some(character) if character.is_ascii_alphanumeric() => Some((character, 1)),
            _ => None,
        };
        let (character, width) = literal.ok_or_else(|| self.error("neither a set, an escape, a letter nor a digit"))?;
        self.position += width;
        Ok(Piece::Literal(character))
    }

    fn read_braced(&mut self, radix: u32) -> Result<usize, SecretError> {
        let end = self.rest().find('}').ok_or_else(|| self.error("an open brace"))?;
        let digits = self.rest().get(1..end).unwrap_or_default();
        let number = usize::from_str_radix(digits, radix).map_err(|_| self.error("not a number in braces"))?;
        self.position += end + 1;
        Ok(number)
    }

    fn rest(&self) -> &str {
        self.pattern.get(self.position..).unwrap_or_default()
    }

    fn error(&self, reason: &'static str) -> SecretError {
        SecretError { pattern: self.pattern.to_owned(), reason, position: self.position }
    }
}

fn nth(first: u8, offset: u64) -> char {
    char::from(first + u8::try_from(offset).unwrap_or_default())
}

/// `SplitMix64`: spreads a salt over the characters of one secret; the salt itself comes from the system's randomness.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece() -> impl Strategy<Value = Piece> {
        prop_oneof![Just(Piece::Upper), Just(Piece::Lower), Just(Piece::Digit), any::<char>().prop_map(Piece::Literal),]
    }

    proptest! {
        #[test]
        fn a_pattern_reads_back(pieces in prop::collection::vec(piece(), 0..40)) {
            let secret = Secret::new(pieces);
            prop_assert_eq!(Secret::parse(&secret.to_string()), Ok(secret));
        }

        #[test]
        fn a_draw_keeps_the_kinds(pieces in prop::collection::vec(piece(), 0..40), salt: u64) {
            let secret = Secret::new(pieces);
            let drawn = secret.reveal(salt);
            for (character, piece) in drawn.expose().chars().zip(secret.pieces()) {
                let kept = match piece {
                    Piece::Upper => character.is_ascii_uppercase(),
                    Piece::Lower => character.is_ascii_lowercase(),
                    Piece::Digit => character.is_ascii_digit(),
                    Piece::Literal(literal) => character == *literal,
                };
                prop_assert!(kept, "{character:?} is not of {piece:?}");
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = Secret::parse(&text);
        }
    }

    #[test]
    fn equal_salts_share_a_password_and_debug_hides_it() {
        let secret = Secret::new(vec![Piece::Lower; 20]);
        assert_eq!(secret.reveal(7).expose(), secret.reveal(7).expose());
        assert_ne!(secret.reveal(7).expose(), secret.reveal(8).expose());
        assert_eq!(format!("{:?}", secret.reveal(7)), "Revealed(…)");
        assert_eq!(secret.to_string(), "[a-z]{20}");
    }
}
