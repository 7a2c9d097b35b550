//! Pages of a list.

use super::refusal::Refusal;
use crate::emulator::{
    call::Parameters,
    fault::{Fault, Faults},
};

const SIZE_DEFAULT: usize = 30;
const SIZES: std::ops::RangeInclusive<usize> = 30..=200;

/// Which part of a list was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    /// The page, counted from 1.
    pub(crate) number: usize,
    /// Items on a full page.
    size: usize,
}

impl Page {
    /// Reads `PageNumber` and `PageSize`.
    ///
    /// The document gives 30 to 200 as the valid sizes; sizes outside are refused rather than bent.
    pub(crate) fn read(parameters: &Parameters<'_>) -> Result<Self, Refusal> {
        let number = count(parameters, "PageNumber")?.unwrap_or(1);
        let size = count(parameters, "PageSize")?.unwrap_or(SIZE_DEFAULT);
        if SIZES.contains(&size) { Ok(Self { number, size }) } else { Err(Refusal::invalid("PageSize")) }
    }

    /// The items of this page.
    pub(crate) fn of<T>(self, items: &[T], faults: Faults) -> &[T] {
        let start = (self.number - 1).saturating_mul(self.size);
        let overlap = usize::from(faults.has(Fault::PagesOverlapByOne) && self.number > 1);
        let end = start.saturating_add(self.size).min(items.len());
        items.get(start.saturating_sub(overlap).min(end)..end).unwrap_or_default()
    }
}

/// A parameter that counts from 1; digits only, and no more than the documented 32-bit integer.
fn count(parameters: &Parameters<'_>, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = parameters.value(name) else {
        return Ok(None);
    };
    let number = if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<i32>().ok() } else { None };
    let count = number.and_then(|number| usize::try_from(number).ok()).filter(|count| *count > 0);
    count.map(Some).ok_or_else(|| Refusal::invalid(name))
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;

    use super::*;
    use crate::emulator::call::Call;

    fn read(query: &str) -> Result<Page, Refusal> {
        let headers = HeaderMap::new();
        Page::read(&Call { method: "GET", query, headers: &headers, body: &[] }.parameters())
    }

    #[test]
    fn defaults_and_bounds() {
        assert_eq!(read(""), Ok(Page { number: 1, size: 30 }));
        assert_eq!(read("PageSize=200&PageNumber=7"), Ok(Page { number: 7, size: 200 }));
        for wrong in ["29", "201", "0", "-1", "thirty", "30.0", "%2B30", "", "99999999999", "+30", "0x1E"] {
            assert!(read(&format!("PageSize={wrong}")).is_err(), "{wrong}");
        }
        for wrong in ["0", "-1", "one", "1.5", "", "2147483648"] {
            assert!(read(&format!("PageNumber={wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pages_partition_the_list() {
        let items: Vec<usize> = (0..75).collect();
        let page = |number| Page { number, size: 30 }.of(&items, Faults::default());
        assert_eq!([page(1), page(2), page(3)].concat(), items);
        assert!(page(4).is_empty() && page(usize::MAX).is_empty());
    }

    #[test]
    fn the_fault_repeats_one_item() {
        let items: Vec<usize> = (0..75).collect();
        let faults = [Fault::PagesOverlapByOne].into_iter().collect();
        assert_eq!(Page { number: 2, size: 30 }.of(&items, faults).first(), Some(&29));
        assert_eq!(Page { number: 1, size: 30 }.of(&items, faults).len(), 30);
    }
}
