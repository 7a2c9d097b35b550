//! The embedded emulator over real HTTP: what a signed request gets back, on both sides.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test's helpers may end the test")]

mod aliyun;
mod endpoint;
mod faults;
mod sign;
mod tencent;
mod variants;
