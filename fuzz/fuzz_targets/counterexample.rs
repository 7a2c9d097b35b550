//! Counterexample files; the bytes are the file.

#![no_main]

#[allow(dead_code, reason = "every target holds one of the laws")]
#[path = "../../tests/parsers/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::counterexample(text));
