//! What names may look like, so that every request that carries one can only mean it.

use std::collections::BTreeSet;

use toml::Spanned;

use super::error::{TargetError, TargetErrorKind as Kind};
use super::source::Source;

/// The kind of a name, as messages call it.
pub(super) type What = &'static str;

/// Names of one kind, read one after the other: sound, and none twice.
pub(super) struct Names<'a> {
    source: Source<'a>,
    seen: BTreeSet<(What, String)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, seen: BTreeSet::new() }
    }

    /// The name, once.
    pub(super) fn take(&mut self, what: What, entry: &Spanned<String>) -> Result<String, TargetError> {
        let name = entry.get_ref();
        if let Some(reason) = complaint(name) {
            return Err(self.refuse(what, entry, reason));
        }
        if !self.seen.insert((what, name.clone())) {
            return Err(self.error(entry, Kind::Twice { what, name: name.clone() }));
        }
        Ok(name.clone())
    }

    /// The names, each once.
    pub(super) fn take_all(&mut self, what: What, entries: &[Spanned<String>]) -> Result<Vec<String>, TargetError> {
        entries.iter().map(|entry| self.take(what, entry)).collect()
    }

    /// An error about a name.
    pub(super) fn refuse(&self, what: What, entry: &Spanned<String>, reason: &'static str) -> TargetError {
        self.error(entry, Kind::Name { what, name: entry.get_ref().clone(), reason })
    }

    pub(super) fn error(&self, entry: &Spanned<String>, kind: Kind) -> TargetError {
        self.source.error(entry.span(), kind)
    }
}

fn complaint(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("is empty; write a name")
    } else if name.chars().any(char::is_control) {
        Some("holds a control character; write the name that requests carry")
    } else if name.contains(',') {
        Some("holds a comma, which separates names where requests list several; write each name on its own")
    } else if name.trim() != name {
        Some("begins or ends with a blank; write the name that requests carry")
    } else {
        None
    }
}
