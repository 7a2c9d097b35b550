//! The door for `cargo test`: every requirement a trial of `libtest-mimic`, named by its id, its level as its kind.
//!
//! The author of an emulator writes one test with `harness = false`, which says how the endpoint is started, which suites
//! it serves, and which failures are known. From there `cargo test -- password`, `--list`, `--exact` and `cargo nextest run`
//! do what they do for any test. Every trial runs only its own requirement, from a fixed seed, so that it fails alone and
//! fails again.
//!
//! ```no_run
//! use abide::harness::{Running, conformance};
//! # struct Server;
//! # impl Server {
//! #     async fn start() -> std::io::Result<Self> { Ok(Self) }
//! #     fn url(&self) -> String { String::new() }
//! # }
//!
//! fn main() {
//!     conformance()
//!         .suite("tencent-cdb")
//!         .baseline("tests/known.toml")
//!         .endpoint_async(|| async {
//!             let server = Server::start().await?;
//!             Ok(Running::new().at(server.url()).target_file("tests/target.toml").guard(server))
//!         })
//!         .main();
//! }
//! ```
//!
//! What a trial comes to:
//!
//! | the requirement | the trial |
//! |---|---|
//! | was kept, observed or warned about | passes |
//! | does not apply to what the target lists, or to what the endpoint can do | is ignored, with the reason |
//! | was broken | fails |
//! | was broken as the baseline lists it, or is disputed there | is ignored, with the baseline's reason |
//! | is listed and was not broken, or in another way, or its entry has expired | fails |
//! | cannot be judged, because the endpoint does not answer | fails |
//!
//! What stays out: deciding what a requirement came to (see `report`), what a baseline says of it (see `gate`), and any
//! state between trials but the endpoint.

mod bench;
mod conformance;
mod endpoint;
mod error;
mod main;
mod running;
mod told;
mod trials;

pub use conformance::{Conformance, conformance};
pub use error::{HarnessError, NotStarted};
pub use libtest_mimic::{Arguments, Conclusion};
pub use running::Running;
