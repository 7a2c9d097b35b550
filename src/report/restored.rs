//! What a run gave back and what it left behind: the same words in every view.

use super::count::counted;
use crate::case::visible;
use crate::runner::Restored;

/// Longest line that is shown, in characters.
const LONGEST: usize = 600;

/// Is there anything to tell? A run that changed nothing has nothing to give back.
pub(super) fn is_told(restored: &Restored) -> bool {
    restored.accounts > 0 || !restored.left.is_empty()
}

/// What was given back.
pub(super) fn given_back(restored: &Restored) -> String {
    match u64::try_from(restored.accounts).unwrap_or(u64::MAX) {
        0 => "no account had to be given back what it held".to_owned(),
        accounts => format!("gave back what {} held", counted(accounts, "account")),
    }
}

/// What could not be restored, a line each; foreign text in it is made visible.
pub(super) fn lines(restored: &Restored) -> Vec<String> {
    restored.left.iter().map(|line| visible(line, LONGEST)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_nothing() {
        let mut restored = Restored::default();
        assert!(!is_told(&restored));
        restored.accounts = 1;
        assert!(is_told(&restored));
        assert_eq!(given_back(&restored), "gave back what 1 account held");
        restored = Restored { accounts: 0, left: vec!["a\u{1b}b".to_owned()] };
        assert!(is_told(&restored));
        assert_eq!(lines(&restored), [r"a\u{1b}b"]);
    }
}
