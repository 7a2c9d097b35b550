//! Tencent Cloud API 3.0: TC3 and the two older signatures, one envelope in JSON.
//!
//! Source: `docs/tencent-facts.md`, section C; the tests hold each signature to the vectors that stand there.

mod answer;
mod hmac;
mod json;
mod tc3;

pub(super) use answer::{interpret, silence};
pub(super) use hmac::Hmac;
pub(super) use tc3::Tc3;

/// A secret id of the vendor's form that nobody was given.
pub(super) const NOBODY: &str = "AKIDAbideKnowsNobodyOfThisName000000";

/// The language of messages, which are told apart by nobody but readers.
const LANGUAGE: &str = "en-US";

/// Lists count from zero, `Accounts.0.User`.
const FIRST_INDEX: usize = 0;
