//! What cannot be put on the wire.

use crate::case::Method;

use super::signature::Signature;

/// A call that the protocol cannot carry, or an endpoint that no client can be built for. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The HTTP client cannot be built, for instance because the system has no certificates.
    #[error("no HTTP client for `{endpoint}`: {reason}; an https endpoint needs the system's certificate store")]
    Client {
        /// The endpoint's address.
        endpoint: String,
        /// What the client's library says.
        reason: String,
    },
    /// The signature has no such method.
    #[error("`{signature}` cannot sign a request with the method {method:?}; use get or post")]
    Method {
        /// The target's signature.
        signature: Signature,
        /// The method the call asks for.
        method: Method,
    },
    /// An argument has the name of another parameter, most often one that the protocol itself sends.
    #[error("`{operation}` cannot have the argument `{parameter}`: its request has another parameter of this name")]
    Reserved {
        /// The operation of the call.
        operation: String,
        /// The name that is taken.
        parameter: String,
    },
    /// A text that an HTTP header cannot hold.
    #[error(
        "the header `{header}` of `{operation}` cannot hold its text; only line breaks and control characters are refused"
    )]
    Header {
        /// The operation of the call.
        operation: String,
        /// The header, lower case.
        header: &'static str,
    },
    /// A clock skew that leaves the calendar.
    #[error("a clock skew of {0} seconds leaves the calendar; use a smaller one")]
    ClockSkew(i64),
}
