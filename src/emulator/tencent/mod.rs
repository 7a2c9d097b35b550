//! The Tencent half: TencentDB for MySQL account operations, API version 2017-03-20, API 3.0.
//!
//! `gateway` checks what every operation shares, `schema` what each may be given, `operation` lists them, `state` and
//! `task` hold what they change and when.

mod cloud;
mod envelope;
mod flat;
mod gateway;
mod modify;
mod observe;
mod operation;
mod privilege;
mod refusal;
mod schema;
mod signature;
mod state;
mod task;

pub(crate) use cloud::Cloud;
pub(crate) use modify::Mode;
pub(crate) use privilege::Level;
