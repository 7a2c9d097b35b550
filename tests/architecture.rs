//! The shape of the source: rooms import in one direction, two files print, two read the clock, and files stay short.
#![allow(clippy::expect_used, reason = "a test that cannot read the source stops here")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room, and the rooms that it may import besides itself.
const ROOMS: [(&str, &[&str]); 16] = [
    ("case", &[]),
    ("clock", &[]),
    ("suite", &["case"]),
    ("rule", &["case", "suite"]),
    ("model", &["case", "suite", "rule"]),
    ("property", &["case", "suite", "rule", "model"]),
    ("protocol", &["case"]),
    ("target", &["case", "protocol"]),
    ("oracle", &["case", "suite", "model"]),
    ("runner", &["case", "clock", "suite", "rule", "model", "property", "protocol", "target", "oracle"]),
    ("report", &["case", "suite", "rule", "property", "oracle", "runner"]),
    ("gate", &["case", "runner", "report"]),
    ("emulator", &[]),
    ("mutation", &["clock", "suite", "property", "target", "oracle", "runner", "report", "gate", "emulator"]),
    ("harness", &["clock", "suite", "property", "target", "oracle", "runner", "report", "gate"]),
    (
        "cli",
        &[
            "case", "clock", "suite", "rule", "model", "property", "protocol", "target", "oracle", "runner", "report",
            "gate", "emulator", "mutation", "harness",
        ],
    ),
];

const LONGEST_FILE: usize = 700;

/// One file of `src/`, without comments.
struct Source {
    path: PathBuf,
    /// The room: a folder of `src/`, or a file right in it.
    room: String,
    lines: usize,
    code: String,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root(), &mut files);
    assert!(files.len() > 100, "only {} source files found", files.len());
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn collect(folder: &Path, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the source can be listed") {
        let path = entry.expect("the source can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(Source::read(&path));
        }
    }
}

impl Source {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a source file is text");
        let path = path.strip_prefix(root()).expect("it stands in src/").to_owned();
        let room = path.iter().next().and_then(|first| first.to_str()).expect("a room's name is text");
        let room = room.trim_end_matches(".rs").to_owned();
        Self { room, lines: text.lines().count(), code: without_comments(&text), path }
    }

    /// Is it the file of a room, not of a folder inside one?
    fn is_rooms_own(&self) -> bool {
        self.path.ends_with("mod.rs") && self.path.iter().count() == 2
    }

    fn is(&self, path: &str) -> bool {
        self.path == Path::new(path)
    }

    /// The rooms that paths from the crate's root lead to.
    fn imports(&self) -> BTreeSet<String> {
        let paths = self.code.match_indices("crate::").map(|(place, found)| &self.code[place + found.len()..]);
        paths.flat_map(first_names).collect()
    }

    /// How far `super::` may lead and stay in the room; modules inside the file add one.
    fn depth(&self) -> usize {
        let inner = usize::from(self.code.contains("mod tests {"));
        let own = usize::from(!self.path.ends_with("mod.rs"));
        self.path.iter().count().saturating_sub(2) + own + inner
    }
}

fn without_comments(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
    };
    match path.strip_prefix('{') {
        None => vec![name(path)],
        Some(group) => top_level(group).into_iter().map(|item| name(&item)).filter(|item| !item.is_empty()).collect(),
    }
}

/// The items of a group, up to its closing brace, without what stands in groups inside it.
fn top_level(group: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 1;
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => items.push(String::new()),
            other if depth == 1 => items.iter_mut().next_back().expect("there is one").push(other),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    items
}

fn allowed(room: &str) -> &'static [&'static str] {
    let found = ROOMS.iter().find(|(name, _)| *name == room);
    found.expect("every room of src/ is in the table").1
}

#[test]
fn rooms_import_in_one_direction() {
    let mut against = Vec::new();
    let mut seen = 0;
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.room.as_str())) {
        let allowed = allowed(&source.room);
        for import in source.imports() {
            seen += 1;
            if import != source.room && !allowed.contains(&import.as_str()) {
                against.push(format!("src/{} imports crate::{import}", source.path.display()));
            }
        }
    }
    assert!(seen > 100, "only {seen} imports found");
    assert!(against.is_empty(), "{}", against.join("\n"));
}

#[test]
fn the_table_of_rooms_has_no_circle() {
    for (place, (room, imports)) in ROOMS.iter().enumerate() {
        let before: Vec<&str> = ROOMS.iter().take(place).map(|(name, _)| *name).collect();
        assert!(imports.iter().all(|import| before.contains(import)), "`{room}` imports a room that stands below it");
    }
}

#[test]
fn every_room_of_the_table_is_there() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|source| source.room).collect();
    for (room, _) in ROOMS {
        assert!(rooms.contains(room), "no src/{room}");
    }
}

/// A path of `super` that leaves its room would go around the table.
#[test]
fn no_relative_path_leaves_its_room() {
    for source in sources() {
        let too_far = "super::".repeat(source.depth() + 1);
        assert!(!source.code.contains(&too_far), "src/{} climbs out of its room", source.path.display());
    }
}

#[test]
fn nothing_in_the_crate_names_it_from_outside() {
    for source in sources().iter().filter(|source| !source.is("main.rs")) {
        assert!(!source.code.contains("abide::"), "src/{} names the crate from outside", source.path.display());
    }
}

#[test]
fn two_files_print() {
    const PRINTING: [&str; 7] = ["println!", "print!", "eprintln!", "eprint!", "dbg!", "io::stdout", "io::stderr"];
    // A test that cannot begin says so; its trials are told by `libtest-mimic`.
    const PRINTERS: [&str; 2] = ["cli/console.rs", "harness/main.rs"];
    let mut printing = Vec::new();
    for source in sources().iter().filter(|source| !PRINTERS.iter().any(|printer| source.is(printer))) {
        // Whether a person looks at it is a question, not a print.
        let code = source.code.replace("std::io::stderr().is_terminal()", "");
        let found = PRINTING.iter().filter(|word| code.contains(*word));
        printing.extend(found.map(|word| format!("src/{}: {word}", source.path.display())));
    }
    assert!(printing.is_empty(), "{}", printing.join("\n"));
}

#[test]
fn two_files_read_the_clock() {
    const READING: [&str; 3] = ["Utc::now", "Local::now", "SystemTime::now"];
    let reads = |source: &Source| READING.iter().any(|word| source.code.contains(word));
    let reading: Vec<String> =
        sources().iter().filter(|source| reads(source)).map(|source| source.path.display().to_string()).collect();
    assert_eq!(BTreeSet::from_iter(reading), BTreeSet::from(["clock.rs".to_owned(), "emulator/clock.rs".to_owned()]));
}

#[test]
fn the_file_of_a_room_has_no_logic() {
    let mut rooms = 0;
    for source in sources().iter().filter(|source| source.is_rooms_own()) {
        rooms += 1;
        for statement in source.code.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            let bare = statement.trim_start_matches("#[cfg(test)]").trim_start();
            let plain = ["pub(crate) ", "pub(super) ", "pub "].iter().find_map(|seen| bare.strip_prefix(seen));
            let plain = plain.unwrap_or(bare);
            let harmless = ["mod ", "use "].iter().any(|word| plain.starts_with(word)) && !plain.contains("fn ");
            assert!(harmless, "src/{} has more than modules and re-exports: {statement}", source.path.display());
        }
    }
    assert!(rooms >= 13, "only {rooms} rooms found");
}

#[test]
fn every_room_says_what_it_is_for() {
    for source in sources().iter().filter(|source| source.path.ends_with("mod.rs")) {
        let text = fs::read_to_string(root().join(&source.path)).expect("it was read before");
        assert!(text.starts_with("//! "), "src/{} begins without a doc", source.path.display());
    }
}

#[test]
fn no_file_is_too_long() {
    for source in sources() {
        assert!(source.lines <= LONGEST_FILE, "src/{} has {} lines", source.path.display(), source.lines);
    }
}
