//! Texts ruled by length, character classes and alphabet together: passwords.
//!
//! The three rules meet in one [`Recipe`]; breaking one of them is the recipe changed in one place, so the others stay
//! kept by construction.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::SBoxedStrategy;

use super::request::Span;
use super::variant::Variant;
use crate::case::{Piece, Secret, Value};
use crate::suite::{Constraint, Rule};

/// A character class, in the order in which shrinking prefers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CharacterClass {
    Lower,
    Upper,
    Digit,
    Special,
}

const CLASSES: [CharacterClass; 4] =
    [CharacterClass::Lower, CharacterClass::Upper, CharacterClass::Digit, CharacterClass::Special];

/// What the rules of a password leave free.
#[derive(Clone, Debug)]
struct Recipe {
    shortest: usize,
    longest: usize,
    classes: Vec<CharacterClass>,
    specials: Vec<char>,
    /// Pieces that must stand somewhere.
    planted: Vec<Piece>,
}

/// Lengths that leave room on both sides, for cases that are about something else.
const INTERIOR: std::ops::RangeInclusive<usize> = 12..=20;

/// Characters that no list of documented special characters has, by what makes them foreign.
const FOREIGN: [(&str, char); 15] = [
    ("space", ' '),
    ("tab", '\t'),
    ("newline", '\n'),
    ("nul", '\0'),
    ("delete", '\u{7f}'),
    ("no-break-space", '\u{a0}'),
    ("latin-letter", 'é'),
    ("greek-letter", 'λ'),
    ("cyrillic-letter", 'а'),
    ("chinese-character", '密'),
    ("full-width-letter", 'Ａ'),
    ("full-width-digit", '１'),
    ("emoji", '🔑'),
    ("zero-width-space", '\u{200b}'),
    ("combining-accent", '\u{301}'),
];

pub(super) fn satisfy(rules: &[Rule], span: Span) -> SBoxedStrategy<Value> {
    let recipe = Recipe::of(rules);
    match span {
        Span::Full => mixes(3).into_iter().fold(None, |union: Option<SBoxedStrategy<Value>>, classes| {
            let next = recipe.with_classes(classes).strategy();
            Some(union.map_or(next.clone(), |union| union.prop_union(next).sboxed()))
        }),
        Span::Interior => Some(recipe.interior().strategy()),
    }
    .unwrap_or_else(|| Just(Value::text("")).sboxed())
}

pub(super) fn variants(rules: &[Rule]) -> Vec<Variant<Value>> {
    let recipe = Recipe::of(rules);
    rules
        .iter()
        .flat_map(|rule| match &rule.constraint {
            Constraint::Length { min, max } => length_variants(rule, &recipe, *min, *max),
            Constraint::CharacterClasses { at_least } => class_variants(rule, &recipe, *at_least),
            Constraint::Alphabet { special } => alphabet_variants(rule, &recipe, special),
            _ => Vec::new(),
        })
        .collect()
}

/// Passwords that keep the rules and begin with each class of character, each with the name of the class.
pub(super) fn openings(rules: &[Rule]) -> Vec<(&'static str, SBoxedStrategy<Value>)> {
    if !rules.iter().any(|rule| joins(&rule.constraint)) {
        return Vec::new();
    }
    let recipe = Recipe::of(rules);
    let opening = |class: CharacterClass| {
        let rest = recipe.with_classes(CLASSES.to_vec()).interior_lengths().strategy();
        let begun = (class.piece(&recipe.specials), rest).prop_map(|(first, value)| match value {
            Value::Secret(secret) => {
                Value::Secret(Secret::new(std::iter::once(first).chain(secret.pieces().iter().copied()).collect()))
            }
            other => other,
        });
        (class.name(), begun.sboxed())
    };
    CLASSES.map(opening).into()
}

/// Is the constraint one of those that this file joins?
pub(super) fn joins(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::Length { .. } | Constraint::CharacterClasses { .. } | Constraint::Alphabet { .. })
}

fn length_variants(rule: &Rule, recipe: &Recipe, min: usize, max: usize) -> Vec<Variant<Value>> {
    let exact = |length| recipe.interior().with_lengths(length, length).strategy();
    let keep = |length| Variant::keep(rule.requirement, format!("length-{length}"), exact(length));
    let mut variants = vec![keep(min), keep(max), keep(min + 1), keep(max - 1)];
    if let Some(class) = rule.classes.get("too-long") {
        variants.push(Variant::violate(*class, format!("too-long/{}", max + 1), exact(max + 1)));
        variants.push(Variant::violate(*class, format!("too-long/{}", max + 2), exact(max + 2)));
        let longer = recipe.interior().with_lengths(max + 3, max * 4).strategy();
        variants.push(Variant::violate(*class, "too-long/more", longer));
    }
    if let Some(class) = rule.classes.get("too-short") {
        let fewest = recipe.interior().classes.len();
        variants.push(Variant::violate(*class, format!("too-short/{}", min - 1), exact(min - 1)));
        let shorter = recipe.interior().with_lengths(fewest, min - 2).strategy();
        variants.push(Variant::violate(*class, "too-short/less", shorter));
    }
    variants
}

fn class_variants(rule: &Rule, recipe: &Recipe, at_least: usize) -> Vec<Variant<Value>> {
    let mixed = |classes: Vec<CharacterClass>| recipe.with_classes(classes).interior_lengths().strategy();
    let keep = |classes: Vec<CharacterClass>| Variant::keep(rule.requirement, name_of(&classes), mixed(classes));
    let mut variants: Vec<_> = mixes(at_least).into_iter().map(keep).collect();
    if let Some(class) = rule.classes.get("too-few-classes") {
        let few = subsets().into_iter().filter(|classes| !classes.is_empty() && classes.len() < at_least);
        let mut few: Vec<_> = few.collect();
        few.sort_by_key(|classes| std::cmp::Reverse(classes.len()));
        variants.extend(
            few.into_iter().map(|classes| {
                Variant::violate(*class, format!("too-few-classes/{}", name_of(&classes)), mixed(classes))
            }),
        );
    }
    variants
}

fn alphabet_variants(rule: &Rule, recipe: &Recipe, special: &str) -> Vec<Variant<Value>> {
    let planted = |character| recipe.interior().with_planted(vec![Piece::Literal(character)]).strategy();
    let documented: Vec<char> = special.chars().chain(['A', 'Z', 'a', 'z', '0', '9']).collect();
    let keep = |character: &char| Variant::keep(rule.requirement, format!("has-{character}"), planted(*character));
    // One password of all of them first: it is refused as soon as any of them is, and simplifying tells which.
    let mut variants: Vec<_> =
        recipe.of_all(&documented).map(|all| Variant::keep(rule.requirement, "has-all", all)).into_iter().collect();
    variants.extend(documented.iter().map(keep));
    let letters = select(('a'..='z').chain('A'..='Z').chain('0'..='9').collect::<Vec<_>>());
    let recipe_of_any = recipe.interior();
    let any =
        letters.prop_flat_map(move |character| recipe_of_any.with_planted(vec![Piece::Literal(character)]).strategy());
    variants.push(Variant::keep(rule.requirement, "has-letter-or-digit", any.sboxed()));
    if let Some(class) = rule.classes.get("foreign-character") {
        let punctuation =
            (' '..='~').filter(char::is_ascii_punctuation).filter(|character| !special.contains(*character));
        let punctuation = punctuation.map(|character| (character.to_string(), character));
        let others = FOREIGN.iter().map(|(name, character)| ((*name).to_owned(), *character));
        variants.extend(others.chain(punctuation).map(|(name, character)| {
            Variant::violate(*class, format!("foreign-character/{name}"), planted(character))
        }));
    }
    variants
}

impl Recipe {
    /// The widest recipe that keeps these rules.
    fn of(rules: &[Rule]) -> Self {
        let mut recipe =
            Self { shortest: 0, longest: 64, classes: CLASSES.to_vec(), specials: vec!['_'], planted: Vec::new() };
        for rule in rules {
            match &rule.constraint {
                Constraint::Length { min, max } => (recipe.shortest, recipe.longest) = (*min, *max),
                Constraint::Alphabet { special } => recipe.specials = special.chars().collect(),
                _ => {}
            }
        }
        recipe
    }

    /// The recipe of a password that no boundary is near to: three classes, a middling length.
    fn interior(&self) -> Self {
        let classes = vec![CharacterClass::Lower, CharacterClass::Upper, CharacterClass::Digit];
        self.with_classes(classes).interior_lengths()
    }

    fn interior_lengths(&self) -> Self {
        let shortest = self.shortest.max(*INTERIOR.start()).min(self.longest);
        let longest = self.longest.min(*INTERIOR.end()).max(shortest);
        self.with_lengths(shortest, longest)
    }

    fn with_classes(&self, classes: Vec<CharacterClass>) -> Self {
        Self { classes, ..self.clone() }
    }

    fn with_lengths(&self, shortest: usize, longest: usize) -> Self {
        Self { shortest, longest: longest.max(shortest), ..self.clone() }
    }

    fn with_planted(&self, planted: Vec<Piece>) -> Self {
        Self { planted, ..self.clone() }
    }

    /// Passwords that have all of these characters, and little else; none where so many do not fit.
    fn of_all(&self, characters: &[char]) -> Option<SBoxedStrategy<Value>> {
        let recipe = self.interior().with_planted(characters.iter().copied().map(Piece::Literal).collect());
        let length = characters.len() + recipe.classes.len();
        (length <= self.longest).then(|| recipe.with_lengths(length.max(self.shortest), self.longest).strategy())
    }

    /// Every piece that a character may be, each class as often as any other: one draw makes one character, of which
    /// there are many.
    fn pieces(&self) -> Vec<Piece> {
        let often = self.specials.len().max(1);
        let pieces = |class: &CharacterClass| match class {
            CharacterClass::Lower => vec![Piece::Lower; often],
            CharacterClass::Upper => vec![Piece::Upper; often],
            CharacterClass::Digit => vec![Piece::Digit; often],
            CharacterClass::Special => self.specials.iter().copied().map(Piece::Literal).collect(),
        };
        self.classes.iter().flat_map(pieces).collect()
    }

    /// Passwords of this recipe: one of each class, the rest from any of them, the planted piece somewhere.
    fn strategy(&self) -> SBoxedStrategy<Value> {
        let each: Vec<_> = self.classes.iter().map(|class| class.piece(&self.specials)).collect();
        let any = select(self.pieces());
        let planted = self.planted.clone();
        let lengths = self.shortest..=self.longest;
        (lengths, each, prop::collection::vec(any, self.longest), 0..self.longest.max(1))
            .prop_map(move |(length, each, rest, turn)| Value::Secret(assemble(length, each, rest, (&planted, turn))))
            .sboxed()
    }
}

/// The first pieces are one of each class; then they turn, so that no class always stands first.
fn assemble(length: usize, each: Vec<Piece>, rest: Vec<Piece>, (planted, turn): (&[Piece], usize)) -> Secret {
    let mut pieces: Vec<Piece> = planted.iter().copied().chain(each).chain(rest).take(length).collect();
    if !pieces.is_empty() {
        let turn = turn % pieces.len();
        pieces.rotate_left(turn);
    }
    Secret::new(pieces)
}

impl CharacterClass {
    fn piece(self, specials: &[char]) -> SBoxedStrategy<Piece> {
        match self {
            Self::Lower => Just(Piece::Lower).sboxed(),
            Self::Upper => Just(Piece::Upper).sboxed(),
            Self::Digit => Just(Piece::Digit).sboxed(),
            Self::Special => select(specials.to_vec()).prop_map(Piece::Literal).sboxed(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Digit => "digit",
            Self::Special => "special",
        }
    }
}

/// Every set of classes, in the order of a binary count.
fn subsets() -> Vec<Vec<CharacterClass>> {
    let chosen = |bits: usize| {
        let classes = CLASSES.iter().enumerate().filter(move |(place, _)| bits >> place & 1 == 1);
        classes.map(|(_, class)| *class).collect()
    };
    (0..1 << CLASSES.len()).map(chosen).collect()
}

fn mixes(at_least: usize) -> Vec<Vec<CharacterClass>> {
    subsets().into_iter().filter(|classes| classes.len() >= at_least).collect()
}

fn name_of(classes: &[CharacterClass]) -> String {
    classes.iter().map(|class| class.name()).collect::<Vec<_>>().join("-")
}
