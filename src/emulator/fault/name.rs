//! A name that nothing has, and the names that resemble it.

/// A name that no fault, or no variant, has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {kind} is named `{name}`; {}", suggestion(kind, near))]
pub struct UnknownName {
    kind: &'static str,
    /// The name as given.
    pub name: String,
    /// Names that resemble it, the nearest first; may be empty.
    pub near: Vec<&'static str>,
}

impl UnknownName {
    /// `name`, which is none of these.
    pub(crate) fn among(kind: &'static str, name: &str, known: impl Iterator<Item = &'static str>) -> Self {
        let mut ranked: Vec<(usize, &'static str)> = known.map(|known| (distance(name, known), known)).collect();
        ranked.sort_unstable();
        let resembling = |(steps, near): &(usize, &str)| *steps <= near.len() / 2 || near.contains(name);
        let near = ranked.into_iter().filter(resembling).map(|(_, near)| near).take(3).collect();
        Self { kind, name: name.to_owned(), near }
    }
}

fn suggestion(kind: &str, near: &[&str]) -> String {
    if near.is_empty() {
        return format!("`abide emulate --list-{kind}s` lists them all");
    }
    let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("near it are {}", names.join(", "))
}

/// How many characters must be put in, taken out or changed to turn one name into the other.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, have) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (slot, want) in row.iter_mut().skip(1).zip(right.chars()) {
            let changed = diagonal + usize::from(have != want);
            diagonal = *slot;
            before = changed.min(before + 1).min(diagonal + 1);
            *slot = before;
        }
    }
    row.last().copied().unwrap_or_default()
}
