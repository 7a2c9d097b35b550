//! An endpoint of our own: the embedded default target, and the carrier of deliberate faults.
//!
//! It answers the account operations of both documented APIs over real HTTP on a loopback port, keeps state in memory,
//! verifies every signature, and deviates from the documents only where a [`Fault`] was asked for, and from itself where a
//! [`Variant`] was. It is a second, independent reading of the documents: it imports nothing from the other rooms of this
//! crate, so that model and emulator agreeing is evidence. What stays out: persistence, TLS, rate limits, and every
//! operation that neither the documents nor the observers of a run need.
//!
//! One request goes one way: `server` (HTTP) → `service` (which vendor) → `aliyun` or `tencent` (gateway checks,
//! operation, state) → reply.

mod aliyun;
mod calendar;
mod call;
mod clock;
mod deviation;
mod dress;
mod encoding;
mod fault;
mod identity;
mod inventory;
mod latitude;
mod mac;
mod server;
mod service;
mod target_file;
mod tencent;
mod transport;
mod variant;

pub use fault::{Fault, Shows, UnknownName};
pub use server::{Emulator, Options, StartError, start};
pub use variant::Variant;
