//! What is wrong with a target file, where, and what to do about it.

use std::fmt;
use std::path::PathBuf;

use crate::case::visible;

/// A target file that cannot be used. Never holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetError {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The place in it; `None` when it cannot be read or something is missing from it as a whole.
    pub position: Option<Position>,
    /// What is wrong; boxed, since most results are no errors.
    pub kind: Box<TargetErrorKind>,
}

/// A place in a text, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What is wrong, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetErrorKind {
    /// The file cannot be read.
    #[error("cannot be read: {0}; name an existing target file, or let `abide emulate --targets DIR` write one")]
    Unreadable(String),
    /// Not TOML, or not of a target file's shape.
    #[error("{0}")]
    Shape(String),
    /// The address is no endpoint.
    #[error("{0}; write it like `http://127.0.0.1:8640/`")]
    Endpoint(String),
    /// Nothing says where the endpoint is.
    #[error("`url` is missing beside `suite`; write it like `url = \"http://127.0.0.1:8640/\"`")]
    Unplaced,
    /// A suite that does not exist.
    #[error("`{name}` is no suite; choose one of {choices}")]
    Suite {
        /// The name in the file.
        name: String,
        /// The suites there are.
        choices: String,
    },
    /// A signature that does not exist, or that the suite's protocol does not have.
    #[error("`{name}` is no signature of {suite}; choose one of {choices}, or leave it out for {default}")]
    Signature {
        /// The name in the file.
        name: String,
        /// The suite.
        suite: String,
        /// The signatures of the suite's protocol.
        choices: String,
        /// What leaving it out means.
        default: String,
    },
    /// A credential that names no source.
    #[error("`{key}` names no source; write {key} = {{ env = \"NAME\" }}, or {{ value = \"…\" }} for an emulator")]
    CredentialSource {
        /// `access_key_id` or `access_key_secret`.
        key: &'static str,
    },
    /// The variable of a credential is not set.
    #[error(
        "the environment variable `{variable}` of `{key}` is missing or empty; set it, as in `export {variable}=…`"
    )]
    Unset {
        /// `access_key_id` or `access_key_secret`.
        key: &'static str,
        /// The variable.
        variable: String,
    },
    /// A credential that no request could carry.
    #[error(
        "`{key}` is empty or holds blanks, control or non-ASCII characters; a copied line break is the usual cause"
    )]
    Credential {
        /// `access_key_id` or `access_key_secret`.
        key: &'static str,
    },
    /// A credential in the file, for an endpoint that is not on this machine.
    #[error(
        "`{key}` stands in the file, which only an emulator on this machine may have, and `{host}` is elsewhere; write {{ env = \"NAME\" }}"
    )]
    PlainCredential {
        /// `access_key_id` or `access_key_secret`.
        key: &'static str,
        /// The endpoint's host.
        host: String,
    },
    /// There is nothing that the run may use.
    #[error("no instance is listed; add an [[instance]] with the id and accounts that the run may use")]
    NoInstance,
    /// Something is listed twice.
    #[error("{what} `{name}` is listed twice; remove one")]
    Twice {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name that no request could carry unambiguously.
    #[error("{what} `{name}` {reason}")]
    Name {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
    /// A table or column of something that is not listed.
    #[error("{what} `{name}` belongs to {owner}, which is not listed; add it to {list}")]
    Orphan {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
        /// What it should belong to.
        owner: String,
        /// Where that should be listed.
        list: &'static str,
    },
    /// A limit out of its range.
    #[error("`{key}` is {value}; it must be {range}")]
    Limit {
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.path.display())?;
        if let Some(Position { line, column }) = self.position {
            write!(formatter, ":{line}:{column}")?;
        }
        // What the file says is repeated in messages, and may hold what a terminal would obey.
        write!(formatter, ": {}", visible(&self.kind.to_string(), LONGEST))
    }
}

/// Longest message, in characters.
const LONGEST: usize = 600;

impl std::error::Error for TargetError {}
