//! `report.md`: the summary as a page for people, with everything that was seen.

mod escape;
mod page;
mod render;

pub(super) use escape::{code, text};
pub(super) use render::render;
