//! How much a run may ask of an endpoint.

use toml::Spanned;

use super::error::{TargetError, TargetErrorKind as Kind};
use super::file::LimitsSection;
use super::source::Source;

/// How much a run may ask of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// How often requests may be sent.
    pub rate: Rate,
    /// How many requests may wait for their answer at once, 1 to 1024.
    pub in_flight: usize,
    /// How many requests the run may send in all; `None` for as many as its cases need.
    pub requests: Option<u64>,
}

/// How often requests may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rate {
    /// The target says nothing: documented limits of the operations hold.
    #[default]
    Unstated,
    /// The target lifts every limit, documented ones too (`requests_per_second = 0`).
    Unlimited,
    /// So many requests a second in all, and documented limits hold below it; finite and above 0.
    PerSecond(f64),
}

/// Requests in flight for a target that does not say.
const IN_FLIGHT: usize = 32;

const MOST_IN_FLIGHT: usize = 1024;

impl Default for Limits {
    fn default() -> Self {
        Self { rate: Rate::Unstated, in_flight: IN_FLIGHT, requests: None }
    }
}

/// Reads the section.
pub(super) fn read(source: Source<'_>, section: &LimitsSection) -> Result<Limits, TargetError> {
    Ok(Limits {
        rate: section.requests_per_second.as_ref().map_or(Ok(Rate::Unstated), |entry| rate(source, entry))?,
        in_flight: section.in_flight.as_ref().map_or(Ok(IN_FLIGHT), |entry| in_flight(source, entry))?,
        requests: section.requests.as_ref().map(|entry| requests(source, entry)).transpose()?,
    })
}

fn rate(source: Source<'_>, entry: &Spanned<f64>) -> Result<Rate, TargetError> {
    match *entry.get_ref() {
        0.0 => Ok(Rate::Unlimited),
        rate if rate.is_finite() && rate > 0.0 => Ok(Rate::PerSecond(rate)),
        _ => Err(refuse(source, entry, "requests_per_second", "a positive number, or 0 for no limit")),
    }
}

fn in_flight(source: Source<'_>, entry: &Spanned<i64>) -> Result<usize, TargetError> {
    let count = usize::try_from(*entry.get_ref()).ok().filter(|count| (1..=MOST_IN_FLIGHT).contains(count));
    count.ok_or_else(|| refuse(source, entry, "in_flight", "a whole number from 1 to 1024"))
}

fn requests(source: Source<'_>, entry: &Spanned<i64>) -> Result<u64, TargetError> {
    let count = u64::try_from(*entry.get_ref()).ok().filter(|count| *count > 0);
    count.ok_or_else(|| refuse(source, entry, "requests", "a positive whole number; leave it out for no budget"))
}

fn refuse<T: ToString>(source: Source<'_>, entry: &Spanned<T>, key: &'static str, range: &'static str) -> TargetError {
    source.error(entry.span(), Kind::Limit { key, value: entry.get_ref().to_string(), range })
}
