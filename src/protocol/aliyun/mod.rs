//! Alibaba Cloud, RPC style: two signatures, one envelope in JSON or XML.
//!
//! Source: `docs/aliyun-facts.md`, section C; the tests hold each signature to the vectors that stand there.

mod acs3;
mod answer;
mod rpc_v1;

pub(super) use acs3::Acs3;
pub(super) use answer::{interpret, silence};
pub(super) use rpc_v1::RpcV1;

use crate::case::Format;

/// Lists count from one, `Name.1`.
const FIRST_INDEX: usize = 1;

/// The value of the parameter `Format`.
fn format_name(format: Format) -> &'static str {
    match format {
        Format::Json => "JSON",
        Format::Xml => "XML",
    }
}

/// An access key id of the vendor's form that nobody was given.
pub(super) const NOBODY: &str = "LTAI5tAbideKnowsNobody00";
