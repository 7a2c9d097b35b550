//! The shape of a target file, as its keys and types say, before anything in it is judged.

use serde::Deserialize;
use toml::Spanned;

use crate::case::{Engine, InstanceState};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) endpoint: EndpointSection,
    pub(super) credentials: CredentialsSection,
    #[serde(default)]
    pub(super) instance: Vec<InstanceSection>,
    #[serde(default)]
    pub(super) limits: LimitsSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointSection {
    /// Not needed where another place than the file says it.
    pub(super) url: Option<Spanned<String>>,
    pub(super) suite: Spanned<String>,
    pub(super) signature: Option<Spanned<String>>,
    pub(super) region: Option<Spanned<String>>,
}

/// Any value goes here, since an error about a wrong type would repeat it, and it may be a secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CredentialsSection {
    pub(super) access_key_id: Spanned<toml::Value>,
    pub(super) access_key_secret: Spanned<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceSection {
    pub(super) id: Spanned<String>,
    pub(super) engine: Engine,
    #[serde(default)]
    pub(super) state: InstanceState,
    #[serde(default)]
    pub(super) accounts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unavailable_accounts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) databases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) tables: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) columns: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsSection {
    pub(super) requests_per_second: Option<Spanned<f64>>,
    pub(super) in_flight: Option<Spanned<i64>>,
    pub(super) requests: Option<Spanned<i64>>,
}
