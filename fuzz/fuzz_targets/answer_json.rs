//! Answers that begin as JSON does; the bytes are the body.

#![no_main]

#[allow(dead_code, reason = "every target holds one of the laws")]
#[path = "../../tests/parsers/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|body: &[u8]| laws::answer(200, "application/json", body));
