//! From files to suites: reads, groups by folder, resolves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::error::SuiteError;
use super::file::{OperationFile, SuiteFile};
use super::resolve::resolve;
use super::types::Suite;

/// A suite file's path, as messages name it, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A file and what was read from it.
pub(super) struct Parsed<T> {
    pub(super) source: SourceFile,
    pub(super) content: T,
}

/// Reads suites from files: every folder with a `suite.toml` is one, its other `.toml` files are its operations.
///
/// # Errors
/// For the first file that is wrong: file, line and reason.
pub fn load(files: Vec<SourceFile>) -> Result<Vec<Suite>, SuiteError> {
    let mut folders: BTreeMap<String, Vec<SourceFile>> = BTreeMap::new();
    for file in files {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        folders.entry(folder).or_default().push(file);
    }
    let mut suites =
        folders.into_iter().map(|(folder, files)| load_folder(&folder, files)).collect::<Result<Vec<_>, _>>()?;
    suites.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(suites)
}

/// Reads suites from a folder with one folder a suite, as `suites/` is laid out.
///
/// # Errors
/// When the folder cannot be read or holds no suite, and as [`load`].
pub fn load_directory(directory: &Path) -> Result<Vec<Suite>, SuiteError> {
    let mut files = Vec::new();
    collect(directory, &mut files).map_err(|(path, reason)| SuiteError { path, line: 0, reason })?;
    files.sort_by(|left, right| left.path.cmp(&right.path));
    if files.is_empty() {
        let reason = "no suite files here; expected one folder a suite, each with a `suite.toml`".to_owned();
        return Err(SuiteError { path: directory.display().to_string(), line: 0, reason });
    }
    load(files)
}

fn collect(path: &Path, files: &mut Vec<SourceFile>) -> Result<(), (String, String)> {
    let located = |error: std::io::Error| (path.display().to_string(), format!("cannot be read: {error}"));
    for entry in fs::read_dir(path).map_err(located)? {
        let entry = entry.map_err(located)?.path();
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if entry.extension().is_some_and(|extension| extension == "toml") {
            let name = entry.display().to_string();
            let text =
                fs::read_to_string(&entry).map_err(|error| (name.clone(), format!("cannot be read: {error}")))?;
            files.push(SourceFile { path: name, text });
        }
    }
    Ok(())
}

fn load_folder(folder: &str, files: Vec<SourceFile>) -> Result<Suite, SuiteError> {
    let (suites, operations): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.path.ends_with("suite.toml"));
    let missing = || SuiteError { path: folder.to_owned(), line: 0, reason: "has no `suite.toml`".to_owned() };
    let suite: Parsed<SuiteFile> = parse(suites.into_iter().next().ok_or_else(missing)?)?;
    let operations = operations.into_iter().map(parse::<OperationFile>).collect::<Result<Vec<_>, _>>()?;
    resolve(suite, &operations)
}

fn parse<T: DeserializeOwned>(source: SourceFile) -> Result<Parsed<T>, SuiteError> {
    match toml::from_str(&source.text) {
        Ok(content) => Ok(Parsed { source, content }),
        Err(error) => {
            Err(SuiteError::at(&source.path, &source.text, error.span(), error.message().replace('\n', "; ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::suite::embedded;

    #[test]
    fn the_embedded_suites_are_right() {
        let suites = embedded().unwrap_or_else(|error| panic!("{error}"));
        assert!(!suites.is_empty());
    }
}
