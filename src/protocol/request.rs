//! A signed request, ready to be sent: the one value of this room that holds secrets in the clear.

use std::fmt;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};

use super::claims::Claims;
use super::echo::Carried;
use super::endpoint::Endpoint;
use super::error::WireError;

/// The media type of a form body.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// A signed request. Its debug form shows neither parameters nor headers, which hold secrets and signatures.
pub struct SignedRequest {
    pub(super) method: Method,
    /// Encoded as it was signed; empty for none.
    pub(super) query: String,
    pub(super) headers: Vec<(&'static str, HeaderValue)>,
    pub(super) body: Bytes,
    pub(super) carried: Carried,
}

impl SignedRequest {
    /// The secrets that it carries, for reading its answer without a connection.
    #[must_use]
    pub fn carried(&self) -> &Carried {
        &self.carried
    }

    /// How many bytes its query and body have together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.query.len() + self.body.len()
    }

    /// The request as the HTTP library sends it. Not to be written down: the library shows secrets.
    #[must_use]
    pub fn into_http(self, endpoint: &Endpoint) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method, endpoint.with_query(&self.query));
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 1);
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        if self.body.is_empty() && request.method() == Method::POST {
            // Without it some servers wait for a body, and the library leaves it out.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        *request.body_mut() = Some(self.body.into());
        request
    }

    pub(super) fn new(method: Method, query: String, body: impl Into<Bytes>, carried: Carried) -> Self {
        Self { method, query, headers: Vec::with_capacity(10), body: body.into(), carried }
    }

    /// Adds a header whose text is one of ours.
    pub(super) fn add_static(&mut self, name: &'static str, value: &'static str) {
        self.headers.push((name, HeaderValue::from_static(value)));
    }

    /// Adds a header whose text comes from the call or the settings.
    pub(super) fn add(&mut self, claims: &Claims<'_>, name: &'static str, value: String) -> Result<(), WireError> {
        let value = HeaderValue::from_maybe_shared(Bytes::from(value));
        let value = value.map_err(|_| WireError::Header { operation: claims.operation.to_owned(), header: name })?;
        self.headers.push((name, value));
        Ok(())
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignedRequest({} with {} bytes of parameters)", self.method, self.size())
    }
}
