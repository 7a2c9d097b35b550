//! The suites that come with abide.

use super::error::SuiteError;
use super::load::{SourceFile, load};
use super::types::Suite;

/// Every file of `suites/` at build time: path from the project's top, and text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/suites.rs"));

/// Reads the suites that come with abide, in order of their ids.
///
/// # Errors
/// When one of them is wrong; a test keeps that from happening in a release.
pub fn embedded() -> Result<Vec<Suite>, SuiteError> {
    load(FILES.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() }).collect())
}
