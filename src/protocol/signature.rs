//! The names of protocols and of the ways to sign in them, and what each way can carry.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::case::{Method, Protocol};

/// How requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// `ACS3-HMAC-SHA256`, in headers: what current Alibaba Cloud clients send.
    Acs3,
    /// `SignatureVersion=1.0` with HMAC-SHA1, in parameters: older Alibaba Cloud clients.
    RpcV1,
    /// `TC3-HMAC-SHA256`, in headers: what current Tencent Cloud clients send.
    Tc3,
    /// `SignatureMethod=HmacSHA256`, in parameters: older Tencent Cloud clients.
    HmacSha256,
    /// `SignatureMethod=HmacSHA1`, in parameters: older Tencent Cloud clients.
    HmacSha1,
}

/// The signature for a target that names none: what the vendor's current clients send.
#[must_use]
pub fn default_signature(protocol: Protocol) -> Signature {
    match protocol {
        Protocol::AliyunRpc => Signature::Acs3,
        Protocol::TencentCloud => Signature::Tc3,
    }
}

/// The signatures that endpoints of a protocol understand.
#[must_use]
pub fn signatures(protocol: Protocol) -> &'static [Signature] {
    match protocol {
        Protocol::AliyunRpc => &[Signature::Acs3, Signature::RpcV1],
        Protocol::TencentCloud => &[Signature::Tc3, Signature::HmacSha256, Signature::HmacSha1],
    }
}

impl Signature {
    /// Every signature.
    pub const ALL: [Self; 5] = [Self::Acs3, Self::RpcV1, Self::Tc3, Self::HmacSha256, Self::HmacSha1];

    /// The protocol whose requests it signs.
    #[must_use]
    pub fn protocol(self) -> Protocol {
        match self {
            Self::Acs3 | Self::RpcV1 => Protocol::AliyunRpc,
            Self::Tc3 | Self::HmacSha256 | Self::HmacSha1 => Protocol::TencentCloud,
        }
    }

    /// Can requests of this method be signed with it? TC3 has no form body; everything else goes.
    #[must_use]
    pub fn supports(self, method: Method) -> bool {
        (self, method) != (Self::Tc3, Method::PostForm)
    }

    /// Does a request tell a number from a text, and carry `null`? Only JSON bodies do; flat parameters are all texts.
    #[must_use]
    pub fn carries_json_types(self, method: Method) -> bool {
        (self, method) == (Self::Tc3, Method::Post)
    }

    /// Does a request tell an empty list from an absent one? Only JSON bodies do; flat parameters drop it.
    #[must_use]
    pub fn carries_empty_lists(self, method: Method) -> bool {
        self.carries_json_types(method)
    }

    /// Its name in a target file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Acs3 => "acs3",
            Self::RpcV1 => "rpc-v1",
            Self::Tc3 => "tc3",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha1 => "hmac-sha1",
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_serde() {
        for signature in Signature::ALL {
            assert_eq!(serde_json::to_string(&signature).unwrap(), format!("\"{signature}\""));
        }
    }

    #[test]
    fn every_protocol_lists_its_own_signatures() {
        for protocol in [Protocol::AliyunRpc, Protocol::TencentCloud] {
            assert!(signatures(protocol).contains(&default_signature(protocol)));
            assert!(signatures(protocol).iter().all(|signature| signature.protocol() == protocol));
        }
    }
}
