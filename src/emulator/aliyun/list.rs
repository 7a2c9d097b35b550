//! Lists written with commas.

use super::refusal::{self, Refusal};
use crate::emulator::{call::Parameters, deviation::Deviations, latitude::Latitude};

/// The items of a list as they stand, or as far as the deviations leave them.
pub(crate) fn items<'p>(parameters: &'p Parameters<'_>, name: &str, deviations: &Deviations) -> Vec<&'p str> {
    let trims = deviations.takes(Latitude::BlanksTrimmed);
    let items = parameters.value(name).unwrap_or_default().split(',');
    let items = items.map(|item| if trims { item.trim() } else { item });
    let drops = deviations.takes(Latitude::EmptyItemsDropped);
    items.filter(|item| !(drops && item.is_empty())).collect()
}

/// The same for a list of names, none of which may have to stand twice.
pub(crate) fn names<'p>(
    parameters: &'p Parameters<'_>,
    name: &str,
    deviations: &Deviations,
) -> Result<Vec<&'p str>, Refusal> {
    let names = items(parameters, name, deviations);
    let mut distinct = names.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let refused = distinct.len() < names.len() && deviations.takes(Latitude::DuplicatesRefused);
    if refused { Err(refusal::ITEM_TWICE) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;

    use super::*;
    use crate::emulator::{call::Call, deviation::Deviation};

    fn read(latitudes: &[Latitude]) -> Result<Vec<String>, Refusal> {
        let headers = HeaderMap::new();
        let call = Call { method: "GET", query: "N=a,%20a,,", headers: &headers, body: &[] };
        let deviations = latitudes.iter().copied().map(Deviation::Takes).collect();
        let parameters = call.parameters();
        let read = names(&parameters, "N", &deviations);
        read.map(|names| names.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn items_stand_as_they_are_unless_something_else_is_asked_for() {
        let read_as = |latitudes: &[Latitude]| read(latitudes).unwrap().join("|");
        assert_eq!(read_as(&[]), "a| a||");
        assert_eq!(read_as(&[Latitude::BlanksTrimmed]), "a|a||");
        assert_eq!(read_as(&[Latitude::EmptyItemsDropped]), "a| a");
        assert_eq!(read(&[Latitude::DuplicatesRefused]), Err(refusal::ITEM_TWICE));
        assert!(read(&[Latitude::EmptyItemsDropped, Latitude::DuplicatesRefused]).is_ok());
    }
}
