//! A small emulator of TencentDB for MySQL: ModifyAccountPrivileges, DescribeAccountPrivileges, and
//! DescribeAsyncRequestInfo, as their public documents describe them.
//!
//! It was written from those documents, as anybody would, and knows nothing of abide; only its test does.

mod account;
mod api;
mod fault;
mod request;
mod server;
mod signature;

pub use fault::{Fault, UnknownFault};
pub use server::Server;
