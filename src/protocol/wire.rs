//! One endpoint's wire: sign, send, read.

use secrecy::ExposeSecret as _;

use crate::case::{Call, Observation, Silence};

use super::aliyun::{self, Acs3, RpcV1};
use super::claims::Identity;
use super::client::Client;
use super::echo::{Carried, Watch};
use super::error::WireError;
use super::read;
use super::reply::Reply;
use super::request::SignedRequest;
use super::settings::{Settings, Stamp};
use super::signature::{Protocol, Signature};
use super::tencent::{self, Hmac, Tc3};

/// Everything that requests to one endpoint share. Cheap to share between tasks behind a reference.
pub struct Wire {
    protocol: Protocol,
    signer: Signer,
    client: Client,
    own_secret: Watch,
}

enum Signer {
    Acs3(Acs3),
    RpcV1(RpcV1),
    Tc3(Tc3),
    Hmac(Hmac),
}

impl Wire {
    /// The wire to one endpoint. Opens no connection yet.
    ///
    /// # Errors
    /// When no HTTP client can be built: an `https` endpoint needs the system's certificate store.
    pub fn new(settings: &Settings) -> Result<Self, WireError> {
        let secret = settings.credentials.access_key_secret.expose_secret();
        Ok(Self {
            protocol: settings.signature.protocol(),
            signer: Signer::new(settings, secret),
            client: Client::new(settings)?,
            own_secret: Watch::for_all(std::iter::once(secret)),
        })
    }

    /// Builds and signs the request of a call. Pure: the same call and stamp give the same bytes.
    ///
    /// # Errors
    /// When the signature has no such method, an argument takes the name of a parameter of the protocol, or a
    /// deviation has a text that no header can hold.
    pub fn sign(&self, call: &Call, stamp: &Stamp) -> Result<SignedRequest, WireError> {
        match &self.signer {
            Signer::Acs3(signer) => signer.sign(call, stamp),
            Signer::RpcV1(signer) => signer.sign(call, stamp),
            Signer::Tc3(signer) => signer.sign(call, stamp),
            Signer::Hmac(signer) => signer.sign(call, stamp),
        }
    }

    /// Sends a request, once, and reads its answer. Dropping the future closes the connection.
    ///
    /// # Errors
    /// When nothing came that says anything about conformance.
    pub async fn send(&self, mut request: SignedRequest) -> Result<Observation, Silence> {
        let carried = std::mem::take(&mut request.carried);
        let reply = self.client.exchange(request).await?;
        self.read(reply, &carried)
    }

    /// Reads a reply, looking for secrets that the request carried and for the access key's own. Pure.
    ///
    /// # Errors
    /// When the reply says nothing about conformance: throttling, a conflict with another task, a gateway's own page.
    pub fn read(&self, reply: Reply, carried: &Carried) -> Result<Observation, Silence> {
        read::read(self.protocol, reply, &[&self.own_secret, &carried.watch()])
    }
}

impl Signer {
    fn new(settings: &Settings, secret: &str) -> Self {
        let (host, region) = (settings.endpoint.host(), settings.region.clone());
        let identity = Identity {
            access_key_id: settings.credentials.access_key_id.clone(),
            nobody: match settings.signature.protocol() {
                Protocol::AliyunRpc => aliyun::NOBODY,
                Protocol::TencentCloud => tencent::NOBODY,
            },
            api_version: settings.api_version.clone(),
        };
        match settings.signature {
            Signature::Acs3 => Self::Acs3(Acs3::new(identity, secret, host)),
            Signature::RpcV1 => Self::RpcV1(RpcV1::new(identity, secret)),
            Signature::Tc3 => Self::Tc3(Tc3::new(identity, secret, &settings.service, host, region)),
            Signature::HmacSha256 => Self::Hmac(Hmac::sha256(identity, secret, host, region)),
            Signature::HmacSha1 => Self::Hmac(Hmac::sha1(identity, secret, host, region)),
        }
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Wire({:?})", self.protocol)
    }
}
