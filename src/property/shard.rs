//! Splits a plan by requirement, so that several processes can share it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::cell::Phase;

/// One part of a plan, of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u32,
    /// How many parts there are.
    pub of: u32,
}

/// The most parts that a plan can be split into.
const MOST: u32 = 1000;

/// What a property weighs when a plan is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) id: String,
    pub(super) phase: Phase,
    pub(super) cases: u64,
}

/// The part that each property goes to, from 1, in the order of `weights`.
///
/// The heaviest goes first, always to the part that has least of its phase: no part then has more than another by much.
/// Ids decide between equals, so the order in which a suite declares its requirements decides nothing.
pub(super) fn parts(weights: &[Weight], of: u32) -> Vec<u32> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| weights.get(*place).map(|weight| (std::cmp::Reverse(weight.cases), weight.id.as_str())));
    let mut loads: BTreeMap<u32, Load> = (1..=of).map(|part| (part, Load::default())).collect();
    let mut parts = vec![1; weights.len()];
    for place in order {
        let Some(weight) = weights.get(place) else { continue };
        let lightest = loads.iter_mut().min_by_key(|(part, load)| (load.of(weight.phase), load.all(), **part));
        if let (Some((part, load)), Some(slot)) = (lightest, parts.get_mut(place)) {
            *slot = *part;
            load.add(weight);
        }
    }
    parts
}

/// How many cases a part has, by phase.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    calls: u64,
    state: u64,
}

impl Load {
    fn of(self, phase: Phase) -> u64 {
        match phase {
            Phase::Calls => self.calls,
            Phase::State => self.state,
        }
    }

    fn all(self) -> u64 {
        self.calls + self.state
    }

    /// What has no case weighs a little too, so that one part does not get all of that.
    fn add(&mut self, weight: &Weight) {
        let place = match weight.phase {
            Phase::Calls => &mut self.calls,
            Phase::State => &mut self.state,
        };
        *place += weight.cases.max(1);
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (number, of) = text.split_once('/')?;
            Some(Self { number: number.parse().ok()?, of: of.parse().ok()? })
        };
        let shard = read().filter(|shard| (1..=shard.of).contains(&shard.number) && shard.of <= MOST);
        shard.ok_or_else(|| format!("expected K/N, as in 1/4, with K from 1 to N and N at most {MOST}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn weights(cases: &[u64]) -> Vec<Weight> {
        let weight = |(place, cases): (usize, &u64)| Weight {
            id: format!("demo/Reset/r{place}"),
            phase: if place % 3 == 0 { Phase::State } else { Phase::Calls },
            cases: *cases,
        };
        cases.iter().enumerate().map(weight).collect()
    }

    proptest! {
        #[test]
        fn the_order_decides_nothing_and_no_part_is_much_heavier(
            cases in vec(0_u64..200, 1..60), of in 1_u32..9, turn in 0_usize..60,
        ) {
            let weights = weights(&cases);
            let here = parts(&weights, of);
            let mut turned = weights.clone();
            turned.rotate_left(turn % cases.len());
            let there = parts(&turned, of);
            let of_id = |id: &str| turned.iter().position(|weight| weight.id == id).map(|place| there[place]);
            for (weight, part) in weights.iter().zip(&here) {
                prop_assert_eq!(of_id(&weight.id), Some(*part));
            }
            for phase in [Phase::Calls, Phase::State] {
                let load = |part: u32| -> u64 {
                    let own = weights.iter().zip(&here).filter(|(weight, own)| weight.phase == phase && **own == part);
                    own.map(|(weight, _)| weight.cases.max(1)).sum()
                };
                let heaviest = weights.iter().map(|weight| weight.cases.max(1)).max().unwrap_or_default();
                let loads: Vec<u64> = (1..=of).map(load).collect();
                prop_assert!(loads.iter().max() <= loads.iter().min().map(|least| least + heaviest).as_ref());
            }
        }
    }

    #[test]
    fn a_part_is_one_of_several() {
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "1/0", "1", "a/b", "1/4/4", "", "1/1001"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
        assert_eq!(Shard { number: 2, of: 4 }.to_string(), "2/4");
    }
}
