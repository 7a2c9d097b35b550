//! Pages of a list.

use super::refusal::Refusal;
use crate::emulator::{
    call::Parameters,
    deviation::{Deviation, Deviations, Pages},
    latitude::Latitude,
};

const SIZE_DEFAULT: usize = 30;
const SIZES: (usize, usize) = (30, 200);

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
    pub(crate) fn read(parameters: &Parameters<'_>, deviations: &Deviations) -> Result<Self, Refusal> {
        let number = count(parameters, "PageNumber", deviations)?.unwrap_or(1);
        let size = count(parameters, "PageSize", deviations)?.unwrap_or_else(|| default_size(deviations));
        let (smallest, largest) = sizes(deviations);
        if number >= number_limit(deviations) {
            return Err(Refusal::invalid("PageNumber"));
        }
        let asked = parameters.has("PageSize");
        let clamps = deviations.takes(Latitude::SizesClamped);
        if asked && !clamps && !(smallest..=largest).contains(&size) {
            return Err(Refusal::invalid("PageSize"));
        }
        let size = if clamps { size.clamp(smallest, largest) } else { size };
        Ok(Self { number, size: size.min(cut(deviations)) })
    }

    /// The items of this page.
    pub(crate) fn of<'l, T>(self, items: &'l [T], deviations: &Deviations) -> &'l [T] {
        let wrong = |deviation| match deviation {
            Deviation::Pages(pages) => Some(pages),
            _ => None,
        };
        let part = |number: usize, size: usize, (more, less): (usize, usize)| {
            let start = (number - 1).saturating_mul(size);
            let end = start.saturating_add(size).min(items.len());
            items.get((start.saturating_sub(more) + less).min(end)..end).unwrap_or_default()
        };
        let here = |more, less| part(self.number, self.size, (more, less));
        let later = usize::from(self.number > 1);
        let last = items.len().div_ceil(self.size.max(1)).max(1);
        match deviations.find(wrong) {
            Some(Pages::Overlap) => here(later, 0),
            Some(Pages::Gap) => here(0, later),
            Some(Pages::LastRepeats) => part(self.number.min(last), self.size, (0, 0)),
            Some(Pages::Wraps) => part((self.number - 1) % last + 1, self.size, (0, 0)),
            Some(Pages::LosesLast) if last > 1 && self.number == last => {
                here(0, 0).split_last().map(|(_, rest)| rest).unwrap_or_default()
            }
            None | Some(Pages::Unsteady | Pages::LosesLast) => here(0, 0),
            Some(Pages::OneMore) => part(self.number, self.size + 1, (0, 0)),
            Some(Pages::OneLess) => part(self.number, self.size - 1, (0, 0)),
            Some(Pages::FromZero) => part(self.number + 1, self.size, (0, 0)),
        }
    }
}

fn default_size(deviations: &Deviations) -> usize {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PageDefault(size) => Some(size),
        _ => None,
    });
    otherwise.unwrap_or(SIZE_DEFAULT)
}

fn sizes(deviations: &Deviations) -> (usize, usize) {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PageSizes(smallest, largest) => Some((smallest, largest)),
        _ => None,
    });
    otherwise.unwrap_or(SIZES)
}

fn cut(deviations: &Deviations) -> usize {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PageCut(size) => Some(size),
        _ => None,
    });
    otherwise.unwrap_or(usize::MAX)
}

fn number_limit(deviations: &Deviations) -> usize {
    let otherwise = deviations.find(|deviation| match deviation {
        Deviation::PageNumberBelow(limit) => Some(limit),
        _ => None,
    });
    otherwise.unwrap_or(usize::MAX)
}

/// A parameter that counts from 1; digits only, and no more than the documented 32-bit integer.
fn count(parameters: &Parameters<'_>, name: &'static str, deviations: &Deviations) -> Result<Option<usize>, Refusal> {
    let Some(text) = parameters.value(name) else {
        return Ok(None);
    };
    let number = if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<i32>().ok() } else { None };
    let clamps = deviations.takes(if name == "PageSize" { Latitude::SizesClamped } else { Latitude::NumbersClamped });
    if clamps && text.parse::<i32>().is_ok_and(|number| number < 1) {
        return Ok(Some(1));
    }
    let count = number.and_then(|number| usize::try_from(number).ok()).filter(|count| *count > 0);
    match count {
        None if deviations.has(Deviation::PageWordsIgnored(name)) => Ok(None),
        None => Err(Refusal::invalid(name)),
        counted => Ok(counted),
    }
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;

    use super::*;
    use crate::emulator::call::Call;

    fn read(query: &str) -> Result<Page, Refusal> {
        let headers = HeaderMap::new();
        let call = Call { method: "GET", query, headers: &headers, body: &[] };
        Page::read(&call.parameters(), &Deviations::default())
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
        let page = |number| Page { number, size: 30 }.of(&items, &Deviations::default());
        assert_eq!([page(1), page(2), page(3)].concat(), items);
        assert!(page(4).is_empty() && page(usize::MAX).is_empty());
    }

    #[test]
    fn sizes_and_numbers_are_clamped_where_that_is_asked_for() {
        let headers = HeaderMap::new();
        let read = |query| {
            let call = Call { method: "GET", query, headers: &headers, body: &[] };
            let both = [Latitude::SizesClamped, Latitude::NumbersClamped].map(Deviation::Takes);
            Page::read(&call.parameters(), &both.into_iter().collect())
        };
        assert_eq!(read("PageSize=1&PageNumber=0"), Ok(Page { number: 1, size: 30 }));
        assert_eq!(read("PageSize=-5&PageNumber=-1"), Ok(Page { number: 1, size: 30 }));
        assert_eq!(read("PageSize=201"), Ok(Page { number: 1, size: 200 }));
        assert!(read("PageSize=ten").is_err() && read("PageNumber=").is_err());
    }

    #[test]
    fn deviations_break_one_thing_each() {
        let items: Vec<usize> = (0..75).collect();
        let page = |number, pages| {
            Page { number, size: 30 }.of(&items, &[Deviation::Pages(pages)].into_iter().collect()).to_vec()
        };
        assert_eq!(page(2, Pages::Overlap).first(), Some(&29));
        assert_eq!(page(1, Pages::Overlap).len(), 30);
        assert_eq!(page(2, Pages::Gap).first(), Some(&31));
        assert_eq!(page(4, Pages::LastRepeats).first(), Some(&60));
        assert_eq!(page(4, Pages::Wraps).first(), Some(&0));
        assert_eq!((page(3, Pages::LosesLast).len(), page(2, Pages::LosesLast).len()), (14, 30));
        assert_eq!((page(1, Pages::OneMore).len(), page(1, Pages::OneLess).len()), (31, 29));
        assert_eq!(page(1, Pages::FromZero).first(), Some(&30));
    }
}
