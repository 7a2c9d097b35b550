//! The address of an endpoint: what may be one, and the host as requests and signatures name it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

/// An `http` or `https` address with a host and nothing after it.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    host: String,
}

/// An address that is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{url}` is no endpoint: {reason}")]
pub struct EndpointError {
    url: String,
    reason: String,
}

impl Endpoint {
    /// The host as the `Host` header names it and signatures sign it: with the port unless it is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Does requests' plain text travel encrypted?
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Does the address stay on this machine?
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let name = self.url.host_str().unwrap_or_default();
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.map_or_else(|_| name == "localhost" || name.ends_with(".localhost"), |address| address.is_loopback())
    }

    /// The address with this query.
    pub(super) fn with_query(&self, query: &str) -> Url {
        let mut url = self.url.clone();
        if !query.is_empty() {
            url.set_query(Some(query));
        }
        url
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(|error| refuse(text, &error.to_string()))?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| refuse(text, "it names no host"))?;
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        match complaint(&url) {
            Some(reason) => Err(refuse(text, reason)),
            None => Ok(Self { url, host }),
        }
    }
}

/// Both vendors sign the path `/`; a query or fragment of the address would be lost or signed wrongly.
fn complaint(url: &Url) -> Option<&'static str> {
    if !matches!(url.scheme(), "http" | "https") {
        Some("its scheme is neither http nor https")
    } else if !url.username().is_empty() || url.password().is_some() {
        Some("it holds a user name or password; credentials have their own section")
    } else if url.path() != "/" {
        Some("its path is not `/`, which is the only one that these protocols sign")
    } else if url.query().is_some() || url.fragment().is_some() {
        Some("it goes on after the path")
    } else {
        None
    }
}

/// What stands before an `@` may be a password: it is not repeated.
fn refuse(text: &str, reason: &str) -> EndpointError {
    let shown = text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, rest)| format!("…@{rest}"));
    EndpointError { url: shown, reason: reason.to_owned() }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({})", self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Endpoint {
        text.parse().unwrap()
    }

    #[test]
    fn the_host_carries_the_port_unless_it_is_the_schemes_own() {
        assert_eq!(endpoint("http://127.0.0.1:8640").host(), "127.0.0.1:8640");
        assert_eq!(endpoint("http://rds.example/").host(), "rds.example");
        assert_eq!(endpoint("https://rds.example:443/").host(), "rds.example");
        assert_eq!(endpoint("http://rds.example:443/").host(), "rds.example:443");
        assert_eq!(endpoint("http://[::1]:80/").host(), "[::1]");
    }

    #[test]
    fn loopback_is_told_from_elsewhere() {
        for near in ["http://127.0.0.1:1/", "http://127.9.9.9/", "http://[::1]:8640/", "http://localhost/"] {
            assert!(endpoint(near).is_loopback(), "{near}");
        }
        for far in ["https://rds.aliyuncs.com/", "http://10.0.0.1/", "http://localhost.example/"] {
            assert!(!endpoint(far).is_loopback(), "{far}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_the_reason() {
        for (text, reason) in [
            ("rds.aliyuncs.com", "relative URL without a base"),
            ("ftp://rds.aliyuncs.com/", "scheme"),
            ("http://rds.aliyuncs.com/v1", "path"),
            ("http://rds.aliyuncs.com/?a=b", "after the path"),
            ("http://", "host"),
        ] {
            let error = text.parse::<Endpoint>().unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains(text), "{error}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let error = "http://me:hunter2secret@rds.example/".parse::<Endpoint>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
