//! What an endpoint sent, before anything of it is understood.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

/// An HTTP response with its decompressed body. Everything in it is foreign.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or as much of it as was read.
    pub body: Bytes,
    /// How the body ended.
    pub ending: Ending,
    /// From sending the request to the last byte.
    pub elapsed: Duration,
}

/// How a body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It is whole.
    Whole,
    /// It is longer than this limit in bytes, where reading stopped.
    TooLong(usize),
    /// It is not compressed as its headers say.
    Undecodable,
}

impl Reply {
    /// A whole reply with this media type (none if no header can hold it) and no other header, as tests need them.
    #[must_use]
    pub fn new(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = HeaderValue::from_str(media_type).into_iter().map(|value| (CONTENT_TYPE, value)).collect();
        Self { status, headers, body: body.into(), ending: Ending::Whole, elapsed: Duration::ZERO }
    }

    /// The media type in lower case without its parameters; empty when there is none that could be one.
    pub(super) fn media_type(&self) -> String {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        let is_type = |character: char| character.is_ascii_alphanumeric() || "/+-._".contains(character);
        let is_sound = essence.len() <= 100 && essence.chars().all(is_type);
        if is_sound { essence.to_ascii_lowercase() } else { String::new() }
    }

    /// The host that a redirect points to; empty when it names none.
    pub(super) fn redirect_host(&self) -> String {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let url = location.and_then(|location| Url::parse(location).ok());
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}
