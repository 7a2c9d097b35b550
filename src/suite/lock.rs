//! The lock of what is promised: one line a requirement, so that a changed promise is a diff that someone reviews.

use std::fmt::Write as _;

use super::types::Suite;

/// The text of `suites/requirements.lock` for these suites.
#[must_use]
pub fn lock(suites: &[Suite]) -> String {
    let mut text = String::from(
        "# Requirement, level, document, section. Made by `abide list --lock`; a test compares it with the suites.\n",
    );
    for suite in suites {
        for requirement in &suite.requirements {
            let citation = &requirement.citation;
            let _ = writeln!(
                text,
                "{} | {} | {} | {}",
                requirement.id, requirement.level, citation.document, citation.section
            );
        }
    }
    text
}
