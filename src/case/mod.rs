//! The nouns that every room shares: values, secrets, calls, fixtures, observations, levels.
//!
//! Plain data with no behaviour beyond building, showing and reading it. Nothing here knows a suite, a rule, a
//! protocol or a target; every other room but the emulator may import it.

mod call;
mod fixture;
mod level;
mod observation;
mod secret;
mod value;

pub use call::{Call, Case, Deviation, Envelope, Format, Method, Protocol};
pub use fixture::{Engine, Fixtures, Instance, InstanceState, Table};
pub use level::Level;
pub use observation::{Answer, Observation, Silence, visible};
pub use secret::{Piece, Revealed, Secret, SecretError};
pub use value::{Value, ValueError};
