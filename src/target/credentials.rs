//! Where credentials come from, and which are refused.

use toml::Spanned;

use crate::protocol::{Credentials, Endpoint};

use super::error::{TargetError, TargetErrorKind as Kind};
use super::file::CredentialsSection;
use super::source::Source;

/// Where a credential comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// An environment variable of this name.
    Env(String),
    /// The file itself; only for emulators.
    Value(String),
}

/// Looks environment variables up; tests have their own.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads both credentials for this endpoint.
pub(super) fn read(
    source: Source<'_>,
    section: &CredentialsSection,
    endpoint: &Endpoint,
    environment: Environment<'_>,
) -> Result<Credentials, TargetError> {
    let read = |key, entry: &Spanned<toml::Value>| {
        let read = CredentialSource::parse(key, entry.get_ref()).and_then(|from| from.read(key, endpoint, environment));
        read.map_err(|kind| source.error(entry.span(), kind))
    };
    Ok(Credentials {
        access_key_id: read("access_key_id", &section.access_key_id)?,
        access_key_secret: read("access_key_secret", &section.access_key_secret)?.into(),
    })
}

impl CredentialSource {
    fn parse(key: &'static str, entry: &toml::Value) -> Result<Self, Kind> {
        let table = entry.as_table().filter(|table| table.len() == 1);
        let text = |name| table.and_then(|table| table.get(name)).and_then(toml::Value::as_str).map(str::to_owned);
        let found = text("env").map(Self::Env).or_else(|| text("value").map(Self::Value));
        found.ok_or(Kind::CredentialSource { key })
    }

    fn read(self, key: &'static str, endpoint: &Endpoint, environment: Environment<'_>) -> Result<String, Kind> {
        let text = match self {
            Self::Env(variable) => match environment(&variable).filter(|text| !text.is_empty()) {
                Some(text) => text,
                None => return Err(Kind::Unset { key, variable }),
            },
            Self::Value(_) if !endpoint.is_loopback() => {
                return Err(Kind::PlainCredential { key, host: endpoint.host().to_owned() });
            }
            Self::Value(text) => text,
        };
        let is_sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_sound { Ok(text) } else { Err(Kind::Credential { key }) }
    }
}

impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(variable) => write!(formatter, "Env({variable:?})"),
            Self::Value(_) => formatter.write_str("Value(…)"),
        }
    }
}
