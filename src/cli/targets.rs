//! Suites, targets and selection as meant.

use std::path::Path;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::arguments::Selection;
use super::main::Refusal;
use crate::emulator::{Emulator, Options};
use crate::suite::{Suite, embedded, load_directory};
use crate::target::{KnownSuite, Target};

/// The suites of a folder, or the embedded ones.
pub(super) fn suites(folder: Option<&Path>) -> Result<Vec<Arc<Suite>>, Refusal> {
    let suites = folder.map_or_else(embedded, load_directory).map_err(Refusal::of)?;
    Ok(suites.into_iter().map(Arc::new).collect())
}

/// Which suites and requirements were asked for.
pub(super) struct Selected {
    suites: Vec<String>,
    filters: Option<GlobSet>,
}

impl Selected {
    /// Reads a selection; a suite that does not exist and a pattern that is none are refused.
    pub(super) fn new(selection: &Selection, suites: &[Arc<Suite>]) -> Result<Self, Refusal> {
        if let Some(unknown) = selection.suites.iter().find(|name| !suites.iter().any(|suite| suite.id == **name)) {
            let known: Vec<&str> = suites.iter().map(|suite| suite.id.as_str()).collect();
            return Err(Refusal::new(format!("no suite `{unknown}`; choose of {}", known.join(", "))));
        }
        let mut builder = GlobSetBuilder::new();
        for pattern in &selection.filters {
            builder.add(Glob::new(pattern).map_err(|error| Refusal::new(format!("`--filter`: {error}")))?);
        }
        let set = builder.build().map_err(Refusal::of)?;
        Ok(Self { suites: selection.suites.clone(), filters: (!selection.filters.is_empty()).then_some(set) })
    }

    /// Is a suite among them?
    pub(super) fn has_suite(&self, id: &str) -> bool {
        self.suites.is_empty() || self.suites.iter().any(|name| name == id)
    }

    /// Is a requirement among them?
    pub(super) fn has(&self, id: &str) -> bool {
        self.filters.as_ref().is_none_or(|filters| filters.is_match(id))
    }
}

/// Reads a target file.
pub(super) fn target(path: &Path, suites: &[Arc<Suite>]) -> Result<Target, Refusal> {
    Target::load(path, &known(suites)).map_err(Refusal::of)
}

/// Starts the embedded emulator on a free port of the loopback interface.
pub(super) async fn emulator() -> Result<Emulator, Refusal> {
    crate::emulator::start(Options::default()).await.map_err(Refusal::of)
}

/// The target of a running emulator for a suite, if the emulator serves it. It stands in no file.
pub(super) fn emulated(emulator: &Emulator, suite: &Suite) -> Result<Option<Target>, Refusal> {
    let Some(text) = emulator.target_file(&suite.id) else { return Ok(None) };
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    Target::parse(Path::new(""), &text, &known, &|_| None).map(Some).map_err(Refusal::of)
}

/// The suite of a target.
pub(super) fn suite_of(target: &Target, suites: &[Arc<Suite>]) -> Result<Arc<Suite>, Refusal> {
    let found = suites.iter().find(|suite| suite.id == target.suite);
    found.cloned().ok_or_else(|| Refusal::new(format!("no suite `{}`", target.suite)))
}

/// Is there a requirement with this id in any suite?
pub(super) fn exists(suites: &[Arc<Suite>], id: &str) -> bool {
    suites.iter().any(|suite| suite.key(id).is_some())
}

fn known(suites: &[Arc<Suite>]) -> Vec<KnownSuite<'_>> {
    suites.iter().map(|suite| KnownSuite { name: &suite.id, protocol: suite.protocol }).collect()
}
