//! Which cases go first: one of every kind before a second of any, so that a fault is found in few requests wherever it
//! is. For an endpoint that allows ten calls a second this is the speed that counts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cell::{Phase, Property};
use super::plan::{CaseId, Size};
use crate::rule::Side;

/// The first rounds, with one case of every essence: what shows in the answer to one call, then what shows in the state
/// after one, then what takes several. Requirements that fail no run, and points where documents are silent, have time.
pub(super) fn first(properties: &[Property], size: Size, gating: &[bool]) -> Vec<(Phase, Vec<CaseId>)> {
    let rounds = [(Phase::Calls, false), (Phase::State, false), (Phase::State, true)];
    rounds.into_iter().map(|(phase, deep)| (phase, round(properties, size, (gating, phase, deep)))).collect()
}

fn round(properties: &[Property], size: Size, (gating, phase, deep): (&[bool], Phase, bool)) -> Vec<CaseId> {
    let mut seen: BTreeSet<(Arc<str>, Side)> = BTreeSet::new();
    let mut ranked: Vec<(usize, CaseId)> = Vec::new();
    // A case that only every answer is looked at for comes after the cases of its own requirement.
    let (own, watching): (Vec<_>, Vec<_>) = properties.iter().enumerate().partition(|(_, property)| property.repeats);
    for (place, property) in own.into_iter().chain(watching) {
        // What must never happen is part of many a requirement about state that leaves the rest open.
        let gates = phase == Phase::State || gating.get(place).copied().unwrap_or_default();
        if property.phase != phase || !gates {
            continue;
        }
        let planned = usize::try_from(property.cases(size)).unwrap_or(usize::MAX);
        let mut rank = 0;
        for (index, cell) in property.cells.iter().enumerate().take(planned) {
            if cell.side == Side::Open || cell.deep != deep || !seen.insert((Arc::clone(&cell.essence), cell.side)) {
                continue;
            }
            ranked.push((rank, CaseId { property: place, index: index as u64 }));
            rank += 1;
        }
    }
    ranked.sort_by_key(|(rank, id)| (*rank, id.property));
    ranked.into_iter().map(|(_, id)| id).collect()
}
