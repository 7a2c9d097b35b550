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
use super::signature::Signature;
use super::tencent::{self, Hmac, Tc3};
use crate::case::Protocol;

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use crate::case::{Deviation, Envelope, Format, Method, Piece, Secret, Value};

    use super::super::settings::{BODY_LIMIT, Credentials};
    use super::*;

    fn wire(signature: Signature) -> Wire {
        let credentials = Credentials { access_key_id: "testid".to_owned(), access_key_secret: "testsecret".into() };
        Wire::new(&Settings {
            endpoint: "http://127.0.0.1:8640/".parse().unwrap(),
            signature,
            api_version: "2014-08-15".to_owned(),
            service: "cdb".to_owned(),
            region: Some("r".to_owned()),
            credentials,
            timeout: Duration::from_secs(1),
            body_limit: BODY_LIMIT,
            connections: 1,
        })
        .unwrap()
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<String>().prop_map(Value::Text),
            any::<i64>().prop_map(Value::Integer),
            prop::collection::vec(any::<char>().prop_map(Piece::Literal), 0..9)
                .prop_map(|p| Value::Secret(Secret::new(p))),
            prop::collection::vec(any::<String>().prop_map(Value::Text), 0..3).prop_map(Value::List),
        ]
    }

    fn deviation() -> impl Strategy<Value = Deviation> {
        prop_oneof![
            Just(Deviation::WrongSignature),
            Just(Deviation::UnknownAccessKey),
            any::<i64>().prop_map(Deviation::ClockSkew),
            any::<String>().prop_map(Deviation::Timestamp),
            any::<i64>().prop_map(|seconds| Deviation::Timestamp(seconds.to_string())),
            any::<String>().prop_map(Deviation::Version),
            any::<String>().prop_map(Deviation::Action),
        ]
    }

    fn envelope() -> impl Strategy<Value = Envelope> {
        let method = prop_oneof![Just(Method::Get), Just(Method::Post), Just(Method::PostForm)];
        let format = prop::option::of(prop_oneof![Just(Format::Json), Just(Format::Xml)]);
        let envelope = (method, format, prop::option::of(deviation()));
        envelope.prop_map(|(method, format, deviation)| Envelope { method, format, deviation })
    }

    proptest! {
        #[test]
        fn any_call_is_signed_alike_twice_or_refused(
            arguments in prop::collection::btree_map(".{0,6}", value(), 0..5),
            envelope in envelope(),
            seconds: i32,
        ) {
            let call = Call { operation: "Any".to_owned(), arguments, envelope };
            let time = chrono::DateTime::from_timestamp(seconds.into(), 0).unwrap();
            let stamp = Stamp { time, nonce: "nonce".to_owned(), salt: 1 };
            for signature in Signature::ALL {
                let wire = wire(signature);
                match (wire.sign(&call, &stamp), wire.sign(&call, &stamp)) {
                    (Ok(one), Ok(two)) => {
                        prop_assert_eq!((one.query, one.body, one.headers), (two.query, two.body, two.headers));
                    }
                    (one, two) => prop_assert_eq!(one.err(), two.err()),
                }
            }
        }
    }

    #[test]
    fn a_wire_and_its_exchanges_go_between_threads() {
        fn goes_between_threads<T: Send>(_: &T) {}
        let wire = wire(Signature::Tc3);
        let stamp = Stamp { time: chrono::DateTime::UNIX_EPOCH, nonce: String::new(), salt: 0 };
        assert!(!format!("{stamp:?}").contains("salt"));
        let request = wire.sign(&Call::new("Any", BTreeMap::new()), &stamp).unwrap();
        goes_between_threads(&&wire);
        goes_between_threads(&wire.send(request));
    }
}
