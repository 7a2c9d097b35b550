//! Which passwords an account may have.

use crate::emulator::deviation::{Deviation, Deviations};

const SPECIALS: &str = "!@#$&%^*()_+-=";

/// The classes of characters, in the order of a mix.
const CLASSES: [fn(char) -> bool; 4] = [
    |letter| letter.is_ascii_uppercase(),
    |letter| letter.is_ascii_lowercase(),
    |letter| letter.is_ascii_digit(),
    |letter| SPECIALS.contains(letter),
];

/// Whether the documents allow `password`: 8 to 32 characters, at least three of the four classes, nothing outside
/// letters, digits and fourteen specials.
pub(crate) fn is_allowed(password: &str, deviations: &Deviations) -> bool {
    has_length(password.chars().count(), deviations)
        && password.chars().all(|letter| is_in_alphabet(letter, deviations))
        && has_classes(mix(password), deviations)
        && begins_well(password, deviations)
}

fn has_length(length: usize, deviations: &Deviations) -> bool {
    let shortest = deviations.find(|deviation| match deviation {
        Deviation::PasswordShortest(shortest) => Some(shortest),
        _ => None,
    });
    let longest = deviations.find(|deviation| match deviation {
        Deviation::PasswordLongest(longest) => Some(longest),
        _ => None,
    });
    (shortest.unwrap_or(8)..=longest.unwrap_or(32)).contains(&length)
        && !deviations.has(Deviation::PasswordRefusesLength(length))
}

fn is_in_alphabet(letter: char, deviations: &Deviations) -> bool {
    let documented = CLASSES.iter().any(|is_of| is_of(letter));
    let foreign = !letter.is_ascii() && deviations.has(Deviation::PasswordAcceptsNonAscii);
    (documented || foreign || deviations.has(Deviation::PasswordAccepts(letter)))
        && !deviations.has(Deviation::PasswordRefuses(letter))
}

fn has_classes(mix: [bool; 4], deviations: &Deviations) -> bool {
    let enough = deviations.find(|deviation| match deviation {
        Deviation::PasswordClasses(enough) => Some(enough),
        _ => None,
    });
    let count = mix.into_iter().filter(|there| *there).count();
    (count >= enough.unwrap_or(3) || deviations.has(Deviation::PasswordAcceptsMix(mix)))
        && !deviations.has(Deviation::PasswordRefusesMix(mix))
}

/// No document says how a password begins.
fn begins_well(password: &str, deviations: &Deviations) -> bool {
    let first = password.chars().next().unwrap_or_default();
    let is_bad = |special: bool| {
        deviations.has(Deviation::PasswordFirst(special))
            && if special { SPECIALS.contains(first) } else { first.is_ascii_digit() }
    };
    !is_bad(true) && !is_bad(false)
}

fn mix(password: &str) -> [bool; 4] {
    CLASSES.map(|is_of| password.chars().any(is_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(password: &str) -> bool {
        is_allowed(password, &Deviations::default())
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
    fn deviations_move_one_bound_each() {
        let with = |deviation, password: &str| is_allowed(password, &[deviation].into_iter().collect());
        assert!(with(Deviation::PasswordLongest(33), &format!("Ab1{}", "x".repeat(30))));
        assert!(!with(Deviation::PasswordLongest(31), &format!("Ab1{}", "x".repeat(29))));
        assert!(with(Deviation::PasswordShortest(7), "Abcde_7"));
        assert!(!with(Deviation::PasswordRefusesLength(9), "Abcdef_89"));
        assert!(with(Deviation::PasswordClasses(2), "test123456"));
        assert!(with(Deviation::PasswordAcceptsMix([false, true, true, false]), "test123456"));
        assert!(!with(Deviation::PasswordRefusesMix([true, true, true, false]), "Test123456"));
        assert!(!with(Deviation::PasswordRefuses('%'), "Test1234%"));
        assert!(with(Deviation::PasswordAccepts(' '), "Test 1234"));
        assert!(with(Deviation::PasswordAcceptsNonAscii, "Test1234é"));
        assert!(!with(Deviation::PasswordFirst(false), "1Test_234"));
        assert!(!with(Deviation::PasswordFirst(true), "_Test1234"));
    }
}
