//! Fills the template. Every value is escaped unless a filter has made Markdown of it.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};

use super::super::place::Place;
use super::super::summary::Summary;
use super::escape;
use super::page::Page;

const TEMPLATE: &str = include_str!("report.md.jinja");

/// The text of `report.md`.
///
/// # Errors
/// When the template names what the page does not have, which would be a bug.
pub(in super::super) fn render(summary: &Summary, place: Place<'_>) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(write_escaped);
    environment.add_filter("code", |content: &str| Value::from_safe_string(escape::code(content)));
    environment.add_filter("fence", |content: &str| Value::from_safe_string(escape::fence(content)));
    environment.add_template("report.md", TEMPLATE)?;
    environment.get_template("report.md")?.render(Serde(Page::new(summary, place)))
}

fn write_escaped(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = value.to_string();
    let text = if value.is_safe() || value.is_number() { text } else { escape::text(&text) };
    Ok(output.write_str(&text)?)
}
