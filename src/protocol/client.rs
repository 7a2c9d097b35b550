//! The HTTP exchange: sends a signed request and collects the reply, within limits of time and size.
//!
//! Redirects are not followed and no proxy is used, whatever the environment says: a request carries credentials that
//! are meant for one host. Nothing is sent again here, since a nonce is good once.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use tokio::time::Instant;

use crate::case::Silence;

use super::endpoint::Endpoint;
use super::error::WireError;
use super::failure;
use super::reply::{Ending, Reply};
use super::request::SignedRequest;
use super::settings::Settings;

/// A pool of connections to one endpoint.
pub(super) struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
    timeout: Duration,
    body_limit: usize,
}

impl Client {
    pub(super) fn new(settings: &Settings) -> Result<Self, WireError> {
        let http = build(settings).map_err(|error| WireError::Client {
            endpoint: settings.endpoint.to_string(),
            reason: error.without_url().to_string(),
        })?;
        let (endpoint, timeout, body_limit) = (settings.endpoint.clone(), settings.timeout, settings.body_limit);
        Ok(Self { http, endpoint, timeout, body_limit })
    }

    /// One exchange. A reply that is too long or wrongly compressed is a reply; one that never ends is not.
    pub(super) async fn exchange(&self, request: SignedRequest) -> Result<Reply, Silence> {
        let exchanged = tokio::time::timeout(self.timeout, self.exchange_unhurried(request)).await;
        exchanged.unwrap_or(Err(Silence::TimedOut(self.timeout)))
    }

    async fn exchange_unhurried(&self, request: SignedRequest) -> Result<Reply, Silence> {
        let start = Instant::now();
        let sent = self.http.execute(request.into_http(&self.endpoint)).await;
        let mut response = sent.map_err(|error| failure::name(&error, &self.endpoint))?;
        let (body, ending) = self.collect(&mut response).await?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        Ok(Reply { status, headers, body, ending, elapsed: start.elapsed() })
    }

    /// The body after decompression, at most the limit.
    async fn collect(&self, response: &mut Response) -> Result<(Bytes, Ending), Silence> {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.body_limit => {
                    body.extend_from_slice(chunk.get(..self.body_limit - body.len()).unwrap_or_default());
                    return Ok((body.into(), Ending::TooLong(self.body_limit)));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok((body.into(), Ending::Whole)),
                Err(error) if failure::is_undecodable(&error) => return Ok((body.into(), Ending::Undecodable)),
                Err(error) => return Err(failure::name(&error, &self.endpoint)),
            }
        }
    }
}

fn build(settings: &Settings) -> reqwest::Result<reqwest::Client> {
    // An error says that the process has a provider already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("abide/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .tcp_nodelay(true)
        .pool_max_idle_per_host(settings.connections);
    if settings.endpoint.is_encrypted() {
        return builder.build();
    }
    // Plain HTTP must work where no certificates are installed, in a bare container for instance.
    builder.tls_certs_only([]).build()
}
