//! Valid documents with a few things done to them: closer to what goes wrong than arbitrary bytes are.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::laws::SECRET;

/// What is done to a document.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// A piece goes.
    Delete(Piece, Index),
    /// A piece stands twice.
    Duplicate(Piece, Index),
    /// Two pieces change places.
    Swap(Piece, Index, Index),
    /// Something else stands in a piece's place.
    Replace(Piece, Index, Vec<u8>),
    /// Everything from a piece on goes.
    Truncate(Piece, Index),
}

/// What is taken for one thing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    Byte,
    Line,
    /// A run of letters and digits, or a single other character.
    Token,
}

/// Texts that mean something to one of the parsers, or to none.
const TELLING: &[&str] = &[
    SECRET,
    "",
    "\n",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "=",
    ",",
    ":",
    "0",
    "-1",
    "18446744073709551616",
    "1e999",
    "nan",
    "null",
    "true",
    "\"\"",
    "[]",
    "{}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&amp;",
    "&#0;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a>",
    "<!--",
    "\\u0000",
    "\\ud800",
    "[A-Z]{99999999999}",
    "must",
    "open",
    "rule",
];

/// Up to five mutations.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    prop::collection::vec(mutation(), 1..5)
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let piece = || prop_oneof![Just(Piece::Byte), Just(Piece::Line), Just(Piece::Token)];
    let place = any::<Index>;
    let other = prop_oneof![
        prop::sample::select(TELLING).prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop_oneof![
        (piece(), place()).prop_map(|(piece, at)| Mutation::Delete(piece, at)),
        (piece(), place()).prop_map(|(piece, at)| Mutation::Duplicate(piece, at)),
        (piece(), place(), place()).prop_map(|(piece, one, two)| Mutation::Swap(piece, one, two)),
        (piece(), place(), other).prop_map(|(piece, at, bytes)| Mutation::Replace(piece, at, bytes)),
        (piece(), place()).prop_map(|(piece, at)| Mutation::Truncate(piece, at)),
    ]
}

/// A document after these mutations.
pub(crate) fn mutated(document: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    mutations.iter().fold(document.to_vec(), |document, mutation| mutation.apply(&document))
}

impl Mutation {
    fn apply(&self, document: &[u8]) -> Vec<u8> {
        let (Self::Delete(piece, _)
        | Self::Duplicate(piece, _)
        | Self::Swap(piece, _, _)
        | Self::Replace(piece, _, _)
        | Self::Truncate(piece, _)) = self;
        let mut pieces = piece.cut(document);
        if pieces.is_empty() {
            return document.to_vec();
        }
        let count = pieces.len();
        match self {
            Self::Delete(_, at) => drop(pieces.remove(at.index(count))),
            Self::Duplicate(_, at) => pieces.insert(at.index(count), pieces[at.index(count)].clone()),
            Self::Swap(_, one, two) => pieces.swap(one.index(count), two.index(count)),
            Self::Replace(_, at, bytes) => pieces[at.index(count)].clone_from(bytes),
            Self::Truncate(_, at) => pieces.truncate(at.index(count)),
        }
        pieces.concat()
    }
}

impl Piece {
    fn cut(self, document: &[u8]) -> Vec<Vec<u8>> {
        let together = |left: &u8, right: &u8| match self {
            Self::Byte => false,
            Self::Line => *left != b'\n',
            Self::Token => left.is_ascii_alphanumeric() && right.is_ascii_alphanumeric(),
        };
        document.chunk_by(together).map(<[u8]>::to_vec).collect()
    }
}
