//! The Aliyun half: ApsaraDB RDS account operations, API version 2014-08-15, RPC style.
//!
//! `gateway` checks what every operation shares, `operation` lists the operations, `state` holds what they change, and
//! the remaining files are one subject each.

mod account;
mod body;
mod cloud;
mod database;
mod gateway;
mod list;
mod masking;
mod nonce;
mod operation;
mod page;
mod password;
mod privilege;
mod refusal;
mod signature;
mod state;

pub(crate) use cloud::Cloud;
