//! A suite with one of its files replaced: which suite, which file, and the text of the file.

#![no_main]

#[allow(dead_code, reason = "every target holds one of the laws")]
#[path = "../../tests/parsers/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|input: (bool, u8, &str)| {
    let files = laws::suite_files(if input.0 { "tencent-cdb" } else { "aliyun-rds" });
    let replaced = usize::from(input.1) % files.len();
    laws::suite(files, replaced, input.2);
});
