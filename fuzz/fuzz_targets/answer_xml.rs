//! Refusals in XML; the bytes are the body.

#![no_main]

#[allow(dead_code, reason = "every target holds one of the laws")]
#[path = "../../tests/parsers/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|body: &[u8]| laws::answer(400, "text/xml", body));
