//! The embedded emulator over real HTTP: what a signed request gets back, on both sides.

mod aliyun;
mod endpoint;
mod faults;
mod sign;
mod tencent;
