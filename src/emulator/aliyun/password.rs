//! Which passwords an account may have.

use crate::emulator::fault::{Fault, Faults};

const SPECIALS: &str = "!@#$&%^*()_+-=";

/// Whether the documents allow `password`: 8 to 32 characters, at least three of the four classes, nothing outside
/// letters, digits and fourteen specials.
pub(crate) fn is_allowed(password: &str, faults: Faults) -> bool {
    let shortest = if faults.has(Fault::PasswordMinimum7) { 7 } else { 8 };
    let longest = if faults.has(Fault::PasswordLimit33) {
        33
    } else if faults.has(Fault::PasswordLimit31) {
        31
    } else {
        32
    };
    let enough = if faults.has(Fault::PasswordTwoClasses) { 2 } else { 3 };
    (shortest..=longest).contains(&password.chars().count())
        && password.chars().all(|letter| is_in_alphabet(letter, faults))
        && classes(password) >= enough
}

fn is_in_alphabet(letter: char, faults: Faults) -> bool {
    match letter {
        ' ' => faults.has(Fault::PasswordAcceptsSpace),
        '%' => !faults.has(Fault::PasswordRefusesPercent),
        other => other.is_ascii_alphanumeric() || SPECIALS.contains(other),
    }
}

fn classes(password: &str) -> usize {
    let any = |is_of: fn(char) -> bool| usize::from(password.chars().any(is_of));
    any(|letter| letter.is_ascii_uppercase())
        + any(|letter| letter.is_ascii_lowercase())
        + any(|letter| letter.is_ascii_digit())
        + any(|letter| SPECIALS.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(password: &str) -> bool {
        is_allowed(password, Faults::default())
    }

    #[test]
    fn length_counts_characters_inclusively() {
        assert!(!allowed("Abcde_7"));
        assert!(allowed("Abcdef_8"));
        assert!(allowed(&format!("Ab1{}", "x".repeat(29))));
        assert!(!allowed(&format!("Ab1{}", "x".repeat(30))));
    }

    #[test]
    fn three_classes_of_four_suffice() {
        for password in ["Test123456", "test_1234", "TEST_1234", "Test_Test"] {
            assert!(allowed(password), "{password}");
        }
        for password in ["test123456", "TESTTEST", "12345678", "TEST____", "1234____"] {
            assert!(!allowed(password), "{password}");
        }
    }

    #[test]
    fn exactly_fourteen_specials_are_allowed() {
        let printable = (' '..='~').filter(|letter| !letter.is_ascii_alphanumeric());
        let good: String = printable.filter(|letter| allowed(&format!("Test1234{letter}"))).collect();
        assert_eq!(good, "!#$%&()*+-=@^_");
        assert!(!allowed("Test1234é") && !allowed("Test1234\t") && !allowed("Test1234１"));
    }

    #[test]
    fn faults_move_one_bound_each() {
        let with = |fault, password: &str| is_allowed(password, [fault].into_iter().collect());
        assert!(with(Fault::PasswordLimit33, &format!("Ab1{}", "x".repeat(30))));
        assert!(!with(Fault::PasswordLimit31, &format!("Ab1{}", "x".repeat(29))));
        assert!(with(Fault::PasswordMinimum7, "Abcde_7"));
        assert!(with(Fault::PasswordTwoClasses, "test123456"));
        assert!(!with(Fault::PasswordRefusesPercent, "Test1234%"));
        assert!(with(Fault::PasswordAcceptsSpace, "Test 1234"));
    }
}
