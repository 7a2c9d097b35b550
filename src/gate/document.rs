//! A baseline file as text that people have written: comments, blank lines and order stay as they are.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use toml_edit::{DocumentMut, Item, Table, value};

use super::baseline::Baseline;
use super::error::{BaselineError, BaselineErrorKind as Kind};
use super::load::text;
use crate::report::write_whole;

/// What a new baseline begins with.
const HEAD: &str = "\
# Failures that are known, one entry each. `abide run --baseline` compares a run with them; `abide baseline update` and
# `abide baseline prune` keep them up to date and leave reasons, links, comments and order as they are.
# A requirement whose reading is in dispute goes into a [[disputed]] entry, with `requirement` and `reason`.

";

/// Reads a baseline, as meant and as written.
pub(super) fn open(path: &Path) -> Result<(Baseline, DocumentMut), BaselineError> {
    parsed(path, &text(path)?)
}

/// Reads a baseline; one that is not there yet begins empty.
pub(super) fn open_or_new(path: &Path) -> Result<(Baseline, DocumentMut), BaselineError> {
    match text(path) {
        Err(error) if error.is_missing() => {
            let (baseline, mut document) = parsed(path, "")?;
            document.decor_mut().set_prefix(HEAD);
            Ok((baseline, document))
        }
        read => parsed(path, &read?),
    }
}

fn parsed(path: &Path, text: &str) -> Result<(Baseline, DocumentMut), BaselineError> {
    let baseline = Baseline::parse(path, text)?;
    let document = text.parse::<DocumentMut>();
    let document = document.map_err(|error| BaselineError::of_all(path, Kind::Shape(error.message().to_owned())))?;
    Ok((baseline, document))
}

/// Writes a baseline, whole or not at all.
pub(super) fn save(path: &Path, document: &DocumentMut) -> Result<(), BaselineError> {
    write(path, &document.to_string())
}

/// Writes a file, whole or not at all, and the folder that it is in.
pub(super) fn write(path: &Path, text: &str) -> Result<(), BaselineError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| write_whole(path, text)).map_err(|error| unwritable(path, &error))
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> BaselineError {
    BaselineError::of_all(path, Kind::Unwritable(error.to_string()))
}

/// A day, as TOML has it.
pub(super) fn day(day: NaiveDate) -> Item {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let date = toml_edit::Date {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: part(day.month()),
        day: part(day.day()),
    };
    value(toml_edit::Datetime { date: Some(date), time: None, offset: None })
}

/// Puts a day in the place of another.
pub(super) fn touch(table: &mut Table, key: &str, to: NaiveDate) {
    replace(table, key, day(to));
}

/// Puts a value in the place of another; a comment beside it stays.
pub(super) fn replace(table: &mut Table, key: &str, mut item: Item) {
    let decor = table.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
    if let (Some(decor), Some(new)) = (decor, item.as_value_mut()) {
        *new.decor_mut() = decor;
    }
    match table.get_mut(key) {
        Some(old) => *old = item,
        None => {
            table.insert(key, item);
        }
    }
}
