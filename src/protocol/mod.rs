//! The wire: a call becomes a signed HTTP request, and what comes back becomes an observation.
//!
//! Two protocols, each a folder: the RPC style of Alibaba Cloud (`aliyun`) and Tencent Cloud API 3.0 (`tencent`). This
//! room alone knows HTTP, signatures, envelopes, and the codes that are no answer (throttling, conflicts). It reveals
//! secrets, into requests and nowhere else, and looks for them in answers.
//!
//! What stays out: what an operation means, which answer is right, when to send again, and what time it is: everything
//! that differs between two sendings of one call comes in as a [`Stamp`].

mod aliyun;
mod claims;
mod client;
mod echo;
mod encode;
mod endpoint;
mod error;
mod failure;
mod flatten;
mod mac;
mod read;
mod reply;
mod request;
mod settings;
mod signature;
mod tencent;
mod wire;
mod xml;

pub use echo::Carried;
pub use endpoint::{Endpoint, EndpointError};
pub use error::WireError;
pub use reply::{Ending, Reply};
pub use request::SignedRequest;
pub use settings::{BODY_LIMIT, Credentials, Settings, Stamp, TIMEOUT};
pub use signature::{Signature, default_signature, signatures};
pub use wire::Wire;
