//! README, architecture page and changelog name only what exists, and their tables are true.
#![allow(clippy::expect_used, reason = "a test that cannot read what it tests stops here")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use abide::emulator::Fault;
use abide::gate::ExitCode;
use abide::report::Verdict;
use abide::suite::{Suite, embedded};
use serde_json::Value as Json;

const PAGES: [&str; 5] =
    ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "reports/README.md", "examples/own-emulator/README.md"];

/// Folders of the repository; a name in backquotes that begins with one of them is a path.
const FOLDERS: [&str; 7] = ["src/", "suites/", "tests/", "benches/", "examples/", "reports/schema/", "reports/README"];

/// Commands end after so long, whatever they do.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// A fenced block of a page.
struct Block {
    /// What stands right before it.
    before: String,
    language: String,
    text: String,
}

fn read(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("a page can be read")
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let (text, mut before) = (read(page), "");
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { before: before.to_owned(), language: language.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, None) => before = line,
        }
    }
    assert!(open.is_none(), "{page} has a block without an end");
    blocks
}

/// A page without its fenced blocks.
fn prose(page: &str) -> String {
    read(page).split("```").step_by(2).collect()
}

/// What stands in backquotes.
fn quoted(page: &str) -> Vec<String> {
    prose(page).split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn exists(path: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
}

/// The rows of the tables of a page, each with its cells.
fn rows(page: &str) -> Vec<Vec<String>> {
    let text = prose(page);
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The words in backquotes in the first cells of the table that begins with this heading.
fn first_cells(page: &str, heading: &str) -> Vec<String> {
    let text = prose(page);
    let table = text.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |"))).skip(2);
    let cells = table.map_while(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`').to_owned()).collect()
}

fn suites() -> Vec<Suite> {
    embedded().expect("the embedded suites are right")
}

/// What `abide` prints and how it ends.
fn abide(arguments: &[&str]) -> (bool, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_abide"));
    let output = command.args(arguments).timeout(PATIENCE).output().expect("abide runs");
    (output.status.success(), String::from_utf8(output.stdout).expect("it prints text"))
}

/// The commands of `abide` that a page shows, without the program's name.
fn commands(page: &str) -> Vec<Vec<String>> {
    let shell = blocks(page).into_iter().filter(|block| block.language == "sh");
    let lines: Vec<String> =
        shell.flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let starts = ["abide ", "cargo run --release -- "];
    let shown = lines.iter().filter_map(|line| starts.iter().find_map(|start| line.strip_prefix(start)));
    let inline = quoted(page);
    let named = inline.iter().filter_map(|text| text.strip_prefix("abide ")).filter(|text| !text.contains('='));
    shown
        .chain(named)
        .map(|line| line.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect())
        .collect()
}

#[test]
fn the_marked_commands_stand_where_they_are_looked_for() {
    let blocks = blocks("README.md");
    for (mark, command) in
        [("<!-- main-command -->", "cargo run --release -- run\n"), ("<!-- test-command -->", "cargo test --locked\n")]
    {
        let marked: Vec<&Block> = blocks.iter().filter(|block| block.before == mark).collect();
        assert_eq!(marked.len(), 1, "one block follows `{mark}`");
        assert!(marked.iter().all(|block| block.text == command), "`{mark}` is followed by `{}`", command.trim());
    }
}

#[test]
fn every_link_and_path_leads_to_something() {
    let mut wrong = Vec::new();
    for page in PAGES {
        let folder = Path::new(page).parent().expect("a page is a file");
        let text = prose(page);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { page.to_owned() } else { folder.join(file).display().to_string() };
            let found = exists(&file) && (anchor.is_empty() || anchors(&file).contains(anchor));
            if !found {
                wrong.push(format!("{page}: link {link}"));
            }
        }
        for path in quoted(page).iter().filter(|text| FOLDERS.iter().any(|folder| text.starts_with(folder))) {
            let is_pattern = path.contains(['*', '<']);
            if !is_pattern && !exists(path) && !exists(&folder.join(path).display().to_string()) {
                wrong.push(format!("{page}: path {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names that headings of a page can be linked by.
fn anchors(page: &str) -> BTreeSet<String> {
    let text = prose(page);
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept = heading.to_lowercase().replace(' ', "-");
        kept.chars().filter(|character| character.is_alphanumeric() || *character == '-').collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn files_of_rooms_that_are_named_in_short_exist() {
    let named = quoted("ARCHITECTURE.md");
    let is_source = |name: &&String| name.contains('/') && Path::new(name).extension().is_some_and(|it| it == "rs");
    let rooms: Vec<&String> = named.iter().filter(is_source).collect();
    assert!(rooms.len() > 5);
    for name in rooms {
        assert!(exists(name) || exists(&format!("src/{name}")), "no file `{name}`");
    }
}

#[test]
fn every_command_and_flag_is_one_of_abide() {
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let mut tried = 0;
    for (page, words) in PAGES.iter().flat_map(|page| commands(page).into_iter().map(move |words| (page, words))) {
        let depth = if words.first().is_some_and(|word| word == "baseline") { 2 } else { 1 };
        let command = words.iter().take(depth).cloned().collect::<Vec<_>>().join(" ");
        let help = helps.entry(command.clone()).or_insert_with(|| {
            let arguments: Vec<&str> = command.split(' ').chain(["--help"]).filter(|word| !word.is_empty()).collect();
            let (accepted, help) = abide(&arguments);
            assert!(accepted, "{page}: abide has no command `{command}`");
            help
        });
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            let known = help.split_whitespace().any(|word| word.trim_end_matches(',') == flag);
            assert!(known, "{page}: `abide {command}` has no `{flag}`");
        }
        tried += 1;
    }
    assert!(tried > 8, "only {tried} commands were found");
}

#[test]
fn flags_that_the_text_names_are_flags_of_some_command() {
    let commands =
        ["run", "list", "explain", "replay", "emulate", "diff", "merge", "baseline update", "baseline prune"];
    let help = |command: &str| abide(&command.split(' ').chain(["--help"]).collect::<Vec<_>>()).1;
    let helps: String = commands.map(help).concat();
    for page in PAGES {
        for flag in quoted(page).iter().filter(|text| text.starts_with("--")) {
            let flag = flag.split_whitespace().next().unwrap_or(flag);
            assert!(helps.split_whitespace().any(|word| word == flag), "{page}: no command has `{flag}`");
        }
    }
}

#[test]
fn every_requirement_and_fault_that_is_named_exists() {
    let known: BTreeSet<String> =
        suites().iter().flat_map(|suite| &suite.requirements).map(|requirement| requirement.id.clone()).collect();
    for page in PAGES {
        let text = read(page);
        let words = text.split(|character: char| !(character.is_alphanumeric() || "-/*.".contains(character)));
        let is_id = |word: &&str| {
            let parts: Vec<&str> = word.split('/').collect();
            let of_suite = ["aliyun-rds", "tencent-cdb"].contains(&parts.first().copied().unwrap_or_default());
            of_suite && parts.len() == 3 && !word.contains('*')
        };
        for id in words.filter(is_id) {
            assert!(known.contains(id.trim_end_matches('.')), "{page}: no requirement `{id}`");
        }
        for name in text.split("--fault ").skip(1).filter_map(|rest| rest.split([' ', '\n', '`']).next()) {
            assert!(name.parse::<Fault>().is_ok(), "{page}: no fault `{name}`");
        }
    }
}

#[test]
fn promises_that_the_architecture_page_blames_exist() {
    let suites = suites();
    let names: BTreeSet<&str> =
        suites.iter().flat_map(|suite| &suite.requirements).map(abide::suite::Requirement::name).collect();
    let blamed = rows("ARCHITECTURE.md")
        .into_iter()
        .skip_while(|row| row.first().is_none_or(|cell| cell != "the difference is"));
    let blamed: Vec<String> =
        blamed.skip(1).take_while(|row| row.len() == 2).filter_map(|row| row.last().cloned()).collect();
    assert!(blamed.len() > 10, "{blamed:?}");
    for name in blamed.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)) {
        let name = name.trim_start_matches("common/");
        assert!(names.contains(name), "no requirement is named `{name}`");
    }
}

#[test]
fn the_table_of_requirements_counts_what_the_suites_hold() {
    let rows = rows("README.md");
    for suite in suites() {
        let count = |level: &str| {
            let of_level = suite.requirements.iter().filter(|requirement| requirement.level.to_string() == level);
            of_level.count().to_string()
        };
        let name = format!("`{}`", suite.id);
        let expected: Vec<String> =
            std::iter::once(name.clone()).chain(["must", "should", "open", "safety"].map(count)).collect();
        assert!(rows.contains(&expected), "README.md should have the row | {} |", expected.join(" | "));
    }
}

#[test]
fn the_tables_of_verdicts_exit_codes_and_report_fields_are_whole() {
    let verdicts = Verdict::ALL.map(|verdict| verdict.word().to_owned());
    assert_eq!(first_cells("README.md", "verdict"), verdicts);
    let codes = ExitCode::ALL.map(|code| code.number().to_string());
    assert_eq!(first_cells("README.md", "exit code"), codes);
    let schema: Json = serde_json::from_str(&read("reports/schema/report.schema.json")).expect("the schema is JSON");
    let properties = schema.get("properties").and_then(Json::as_object).expect("it describes an object");
    let fields: BTreeSet<String> = first_cells("README.md", "field").into_iter().collect();
    assert_eq!(fields, properties.keys().cloned().collect());
}

#[test]
fn what_explain_is_said_to_print_it_prints() {
    let shown = blocks("README.md").into_iter().find(|block| block.before == "<!-- explain-output -->");
    let shown = shown.expect("README.md shows what `abide explain` prints");
    let id = shown.text.lines().next().expect("it begins with the id").to_owned();
    let (accepted, printed) = abide(&["explain", &id]);
    assert!(accepted);
    assert_eq!(shown.text.trim_end(), printed.trim_end());
}

/// The test that the page shows is the one that is run.
#[test]
fn the_test_that_is_shown_is_the_one_of_the_example() {
    let shown = blocks("README.md").into_iter().find(|block| block.before == "<!-- door-example -->");
    let shown = shown.expect("README.md shows a test").text;
    let file = read("examples/own-emulator/tests/conformance.rs");
    let (_, code) = file.split_once("\n\n").expect("a doc, then code");
    assert_eq!(shown, code);
    assert!(code.lines().filter(|line| !line.is_empty()).count() <= 14, "a test of about ten lines");
}

#[test]
fn the_target_file_that_is_shown_is_one() {
    let shown = blocks("README.md").into_iter().find(|block| block.text.starts_with("[endpoint]"));
    let text = shown.expect("README.md shows a target file").text;
    let suites = suites();
    let known: Vec<_> =
        suites.iter().map(|suite| abide::target::KnownSuite { name: &suite.id, protocol: suite.protocol }).collect();
    let environment = |_: &str| Some("a-key".to_owned());
    let target = abide::target::Target::parse(Path::new("README.md"), &text, &known, &environment);
    assert!(target.is_ok(), "{}", target.err().map(|error| error.to_string()).unwrap_or_default());
}

/// The baseline that the page shows is one, and its days, ids and causes are those of the program.
#[test]
fn the_baseline_that_is_shown_is_one() {
    let shown: Vec<Block> = blocks("README.md").into_iter().filter(|block| block.text.starts_with("[[")).collect();
    assert!(shown.iter().any(|block| block.before == "<!-- baseline-entry -->"), "an entry is shown");
    for block in
        shown.iter().filter(|block| block.text.starts_with("[[known]]") || block.text.starts_with("[[disputed]]"))
    {
        // The file that the entry names is not in this repository.
        let lines = block.text.lines().filter(|line| !line.starts_with("counterexample"));
        let text = lines.collect::<Vec<_>>().join("\n");
        let read = abide::gate::Baseline::parse(Path::new("known.toml"), &text);
        assert!(read.is_ok(), "{}", read.err().map(|error| error.to_string()).unwrap_or_default());
    }
}

/// Every way in which the gate closes has a row, and its code is one that there is.
#[test]
fn the_table_of_the_gate_names_exit_codes() {
    let rows: Vec<Vec<String>> = rows("README.md")
        .into_iter()
        .skip_while(|row| row.first().is_none_or(|it| it != "what closes the gate"))
        .collect();
    let codes = rows.iter().skip(1).take_while(|row| row.len() == 2).map(|row| row.last().expect("a cell").clone());
    let codes: Vec<String> = codes.map(|cell| cell.chars().take(1).collect()).collect();
    assert_eq!(codes, ["1", "1", "4", "4", "4", "4", "2"]);
}

#[test]
fn no_page_names_a_place_on_somebodys_machine() {
    for page in PAGES {
        for folder in ["work", "home", "tmp", "root", "Users"].map(|name| format!("/{name}/")) {
            assert!(!read(page).contains(&folder), "{page} names {folder}");
        }
    }
}

/// The scores in README are of all faults and variants that there are now, and perfect.
#[test]
fn the_scores_are_of_every_fault_and_variant() {
    let page = read("README.md");
    let (_, marked) = page.split_once("<!-- faults: begin -->").expect("README marks the scores");
    let scores = marked.split_once("<!-- faults: end -->").expect("and where they end").0;
    let (faults, variants) = (Fault::all().count(), abide::emulator::Variant::all().count());
    assert!(scores.contains(&format!("| {faults} of {faults} |")), "{faults} faults: {scores}");
    assert!(scores.contains(&format!("| 0 of {variants} |")), "{variants} variants: {scores}");
}
