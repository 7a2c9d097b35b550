//! An endpoint that runs: where it is, what tests may use there, and what keeps it running.

use std::any::Any;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::NotStarted;
use crate::suite::Suite;
use crate::target::{KnownSuite, Target};

/// An endpoint that runs, as the closure that started it describes it.
///
/// What tests may use there is said as in the target file of a run: which signature, which credentials, which instances,
/// accounts and databases. One description for each suite.
#[derive(Default)]
pub struct Running {
    url: Option<String>,
    described: Vec<Description>,
    guards: Vec<Box<dyn Any + Send>>,
}

/// A target file, or what would stand in one.
enum Description {
    File(PathBuf),
    Text(String),
}

/// How messages name a description that stands in no file.
const NO_FILE: &str = "the target's text";

impl Running {
    /// An endpoint of which nothing is said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where it is, whatever the descriptions say; they need no `url` then.
    #[must_use]
    pub fn at(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// What tests may use there, as a target file says it; a path from the package's folder.
    #[must_use]
    pub fn target_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.described.push(Description::File(path.into()));
        self
    }

    /// What tests may use there, as the text of a target file: for what is known only after the start.
    #[must_use]
    pub fn target_text(mut self, text: impl Into<String>) -> Self {
        self.described.push(Description::Text(text.into()));
        self
    }

    /// Keeps this until the last trial is over and drops it then: the server's handle, a child process, a folder.
    #[must_use]
    pub fn guard(mut self, guard: impl Any + Send) -> Self {
        self.guards.push(Box::new(guard));
        self
    }

    /// The targets, one for each of these suites in their order, and what is to be dropped at the end.
    pub(super) fn settle(self, suites: &[Arc<Suite>]) -> Result<(Vec<Target>, Guards), NotStarted> {
        let known: Vec<KnownSuite<'_>> =
            suites.iter().map(|suite| KnownSuite { name: &suite.id, protocol: suite.protocol }).collect();
        let url = self.url.as_deref();
        let read = self.described.iter().map(|description| description.read(url, &known));
        let mut read = read.collect::<Result<Vec<_>, _>>()?;
        let mut targets = Vec::new();
        for suite in suites {
            let place = read.iter().position(|target| target.suite == suite.id);
            let place = place.ok_or_else(|| NotStarted::Undescribed(suite.id.clone()))?;
            targets.push(read.remove(place));
        }
        match read.into_iter().next() {
            Some(twice) => Err(NotStarted::Twice(twice.suite)),
            None => Ok((targets, self.guards)),
        }
    }
}

/// What is dropped when the last trial is over.
pub(super) type Guards = Vec<Box<dyn Any + Send>>;

impl Description {
    fn read(&self, url: Option<&str>, known: &[KnownSuite<'_>]) -> Result<Target, NotStarted> {
        let environment = |variable: &str| std::env::var(variable).ok();
        match self {
            Self::File(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| NotStarted::Unreadable { path: path.display().to_string(), source })?;
                Ok(Target::parse_at(path, &text, url, known, &environment)?)
            }
            Self::Text(text) => {
                let target = Target::parse_at(Path::new(NO_FILE), text, url, known, &environment)?;
                Ok(Target { path: PathBuf::new(), ..target })
            }
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The descriptions may hold credentials.
        formatter.debug_struct("Running").field("url", &self.url).finish_non_exhaustive()
    }
}
