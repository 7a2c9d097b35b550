//! A target: one endpoint, held to one suite.

use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::case::Fixtures;
use crate::case::Protocol;
use crate::protocol::{
    BODY_LIMIT, Credentials, Endpoint, EndpointError, Settings, Signature, TIMEOUT, default_signature, signatures,
};

use super::credentials::{self, Environment};
use super::error::{TargetError, TargetErrorKind as Kind};
use super::file::{EndpointSection, File};
use super::limits::{self, Limits};
use super::source::Source;
use super::{check::Names, fixtures};

/// One endpoint, held to one suite, with what a run may use and ask of it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The file it was read from, as it was named; empty for a target that stands in no file.
    pub path: PathBuf,
    /// The suite's name.
    pub suite: String,
    /// Where requests go.
    pub endpoint: Endpoint,
    /// How they are signed; the protocol's default when the file does not say.
    pub signature: Signature,
    /// Who signs.
    pub credentials: Credentials,
    /// What requests may name.
    pub fixtures: Fixtures,
    /// How much the run may ask.
    pub limits: Limits,
}

/// A suite that target files may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownSuite<'a> {
    /// Its name.
    pub name: &'a str,
    /// The protocol that its endpoints speak; decides which signatures fit.
    pub protocol: Protocol,
}

impl Target {
    /// Reads a target file, with credentials from the environment of the process.
    ///
    /// # Errors
    /// When the file cannot be read, or for the first thing in it that is wrong.
    pub fn load(path: &Path, suites: &[KnownSuite<'_>]) -> Result<Self, TargetError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Source { path, text: "" }.error_of_all(Kind::Unreadable(error.to_string())))?;
        Self::parse(path, &text, suites, &|variable| std::env::var(variable).ok())
    }

    /// Reads the text of a target file. Pure but for what `environment` does.
    ///
    /// # Errors
    /// For the first thing in it that is wrong.
    pub fn parse(
        path: &Path,
        text: &str,
        suites: &[KnownSuite<'_>],
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, TargetError> {
        Self::parse_at(path, text, None, suites, environment)
    }

    /// As [`parse`](Self::parse), of an endpoint that is at `url`, whatever the text says.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); for a `url` that is none, without a place in the text.
    pub fn parse_at(
        path: &Path,
        text: &str,
        url: Option<&str>,
        suites: &[KnownSuite<'_>],
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, TargetError> {
        let source = Source { path, text };
        let file: File = toml::from_str(text).map_err(|error| source.shape_error(&error))?;
        let endpoint = endpoint(source, &file.endpoint, url)?;
        judge(source, &file, endpoint, suites, environment)
    }

    /// What the wire to this target is told, for the suite's API version and signing service.
    #[must_use]
    pub fn settings(&self, api_version: &str, service: &str) -> Settings {
        Settings {
            endpoint: self.endpoint.clone(),
            signature: self.signature,
            api_version: api_version.to_owned(),
            service: service.to_owned(),
            region: self.fixtures.region.clone(),
            credentials: self.credentials.clone(),
            timeout: TIMEOUT,
            body_limit: BODY_LIMIT,
            connections: self.limits.in_flight,
        }
    }
}

fn judge(
    source: Source<'_>,
    file: &File,
    endpoint: Endpoint,
    suites: &[KnownSuite<'_>],
    environment: Environment<'_>,
) -> Result<Target, TargetError> {
    let suite = suite(source, &file.endpoint.suite, suites)?;
    let region = file.endpoint.region.as_ref().map(|entry| Names::new(source).take("region", entry)).transpose()?;
    Ok(Target {
        path: source.path.to_owned(),
        suite: suite.name.to_owned(),
        signature: signature(source, &file.endpoint, suite)?,
        credentials: credentials::read(source, &file.credentials, &endpoint, environment)?,
        fixtures: fixtures::read(source, &file.instance, suite.protocol, region)?,
        limits: limits::read(source, &file.limits)?,
        endpoint,
    })
}

fn endpoint(source: Source<'_>, section: &EndpointSection, url: Option<&str>) -> Result<Endpoint, TargetError> {
    let wrong = |error: EndpointError| Kind::Endpoint(error.to_string());
    match (url, &section.url) {
        (Some(url), _) => url.parse().map_err(|error| source.error_of_all(wrong(error))),
        (None, Some(entry)) => entry.get_ref().parse().map_err(|error| source.error(entry.span(), wrong(error))),
        (None, None) => Err(source.error(section.suite.span(), Kind::Unplaced)),
    }
}

fn suite<'a>(
    source: Source<'_>,
    entry: &Spanned<String>,
    suites: &[KnownSuite<'a>],
) -> Result<KnownSuite<'a>, TargetError> {
    let found = suites.iter().find(|suite| suite.name == entry.get_ref());
    found.copied().ok_or_else(|| {
        let choices = suites.iter().map(|suite| suite.name).collect::<Vec<_>>().join(", ");
        source.error(entry.span(), Kind::Suite { name: entry.get_ref().clone(), choices })
    })
}

fn signature(source: Source<'_>, section: &EndpointSection, suite: KnownSuite<'_>) -> Result<Signature, TargetError> {
    let default = default_signature(suite.protocol);
    let Some(entry) = &section.signature else { return Ok(default) };
    let fitting = signatures(suite.protocol);
    let found = fitting.iter().find(|signature| signature.name() == entry.get_ref());
    found.copied().ok_or_else(|| {
        let choices = fitting.iter().map(|signature| signature.name()).collect::<Vec<_>>().join(", ");
        let (name, suite) = (entry.get_ref().clone(), suite.name.to_owned());
        source.error(entry.span(), Kind::Signature { name, suite, choices, default: default.to_string() })
    })
}
