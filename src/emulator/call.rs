//! One request and one reply as the vendors' halves see them: no sockets, no streams.

use std::borrow::Cow;

use hyper::{HeaderMap, header::HeaderValue};

/// A request whose body has arrived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// `GET`, `POST` or whatever else was sent.
    pub(crate) method: &'a str,
    /// The query as sent, without its question mark.
    pub(crate) query: &'a str,
    /// The header fields.
    pub(crate) headers: &'a HeaderMap,
    /// The body, empty where there was none.
    pub(crate) body: &'a [u8],
}

impl<'a> Call<'a> {
    /// The first value of a header field, where it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name).and_then(text)
    }

    /// Whether the body's content type is `kind`, its parameters aside.
    pub(crate) fn has_content_type(&self, kind: &str) -> bool {
        let stated = self.header("content-type").unwrap_or_default();
        stated.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind)
    }

    /// The parameters of the query and, where it is a form, of the body.
    pub(crate) fn parameters(&self) -> Parameters<'a> {
        let mut all: Vec<Pair<'a>> = form_urlencoded::parse(self.query.as_bytes()).collect();
        let in_query = all.len();
        if !self.body.is_empty() && self.has_content_type("application/x-www-form-urlencoded") {
            all.extend(form_urlencoded::parse(self.body));
        }
        Parameters { all, in_query }
    }
}

/// A header field's value as text, blanks around it taken off; UTF-8 is let through because some clients send it.
pub(crate) fn text(value: &HeaderValue) -> Option<&str> {
    str::from_utf8(value.as_bytes()).ok().map(str::trim)
}

/// A decoded parameter: its name and its value.
pub(crate) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The decoded parameters of a request, those of the query first.
#[derive(Debug)]
pub(crate) struct Parameters<'a> {
    all: Vec<Pair<'a>>,
    in_query: usize,
}

impl<'a> Parameters<'a> {
    /// The value of the first parameter of that name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// Whether any parameter has that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The same parameters without those of that name.
    pub(crate) fn without(&self, name: &str) -> Self {
        let kept =
            |pairs: &[Pair<'a>]| -> Vec<Pair<'a>> { pairs.iter().filter(|(key, _)| key != name).cloned().collect() };
        Self { in_query: kept(self.of_query()).len(), all: kept(&self.all) }
    }

    /// Every parameter, in the order of arrival.
    pub(crate) fn all(&self) -> &[Pair<'a>] {
        &self.all
    }

    /// Those of the query, in the order of arrival.
    pub(crate) fn of_query(&self) -> &[Pair<'a>] {
        self.all.get(..self.in_query).unwrap_or_default()
    }
}

/// An answer, ready for the wire.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The content type, word for word as a client will compare it.
    pub(crate) content_type: &'static str,
    /// The body.
    pub(crate) body: Vec<u8>,
}
