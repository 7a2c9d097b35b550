//! The vocabulary of rules: how to satisfy one, how to violate it and nothing else, how to check it.
//!
//! [`arguments`] and [`variants`] make strategies of requests, [`check`] says which rules a request breaks. Both read the
//! same suite and share no code below that, so that a slip in one is found by the other: a violation is sent only after
//! `check` has confirmed that it breaks its rule and no other. What an endpoint must answer is not known here (see
//! `model`).

mod check;
mod entity;
mod instant;
mod list;
mod number;
mod password;
mod record;
mod request;
mod scene;
mod value;
mod variant;
mod word;

pub use check::{Finding, check};
pub use request::{Span, arguments, openings, pairs, scenes, variants};
pub use scene::Scene;
pub use value::fills;
pub use variant::{Side, Variant};
