//! What the wire is told once, and what it is told for each sending.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::endpoint::Endpoint;
use super::signature::Signature;

/// How long a whole exchange may take unless told otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How many bytes of an answer are read unless told otherwise, counted after decompression.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Everything that stays the same for all requests to one endpoint.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// How they are signed; decides the protocol.
    pub signature: Signature,
    /// The API version that requests name, `2014-08-15`.
    pub api_version: String,
    /// The service name that TC3 signs, `cdb`. Other signatures do not use it.
    pub service: String,
    /// The region that Tencent requests name. Aliyun regions are arguments of those operations that have one.
    pub region: Option<String>,
    /// Who signs.
    pub credentials: Credentials,
    /// The time limit of an exchange, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// The most bytes of an answer that are kept.
    pub body_limit: usize,
    /// The most idle connections that are kept open.
    pub connections: usize,
}

/// An access key. Its debug form hides the secret.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Access key id, or `SecretId`.
    pub access_key_id: String,
    /// Access key secret, or `SecretKey`.
    pub access_key_secret: SecretString,
}

/// What is drawn afresh for each sending, so that building a request is a pure function. With the salt anybody can draw a
/// case's passwords from their patterns: it is not shown, and not to be written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The time now.
    pub time: DateTime<Utc>,
    /// A text that no other request carries, or that of an earlier step where the call asks for it.
    pub nonce: String,
    /// What generated passwords are drawn from: steps with the same salt share them.
    pub salt: u64,
}

impl fmt::Debug for Stamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stamp").field("time", &self.time).field("nonce", &self.nonce).finish_non_exhaustive()
    }
}
