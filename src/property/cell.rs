//! What a property is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::strategy::{SBoxedStrategy, Strategy};

use super::plan::Size;
use crate::case::{Call, Case, Envelope, Value};
use crate::rule::Side;
use crate::suite::RequirementKey;

/// How one requirement is tested on one target.
#[derive(Clone, Debug)]
pub struct Property {
    /// The requirement.
    pub requirement: RequirementKey,
    /// Its cases, boundaries first; empty when it cannot be tested here.
    pub cells: Vec<Cell>,
    /// How many different ways of meeting or breaking the requirement the cells hold.
    pub classes: usize,
    /// Does trying a cell again teach anything? Not where every answer of the run is looked at anyway.
    pub repeats: bool,
    /// When its cases are sent.
    pub phase: Phase,
    /// Does another part of the plan send its cases?
    pub elsewhere: bool,
    /// Why it is not tested, or what part of it is not.
    pub limitation: Option<String>,
}

/// When cases are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// First: single calls, many at a time, whatever state they leave.
    Calls,
    /// Then: cases that compare state, one at a time on each instance.
    State,
}

/// Cases that do one thing in one place.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What the cases do: operation, parameter and class.
    pub class: Arc<str>,
    /// What there is to learn from them: cells of one essence would teach the same, so one of them goes first.
    pub essence: Arc<str>,
    /// What is expected of the last step.
    pub side: Side,
    /// Does it take several calls that depend on each other to see what it is about?
    pub deep: bool,
    /// The cases.
    pub strategy: SBoxedStrategy<Case>,
}

/// What requests to the target can express.
#[derive(Clone, Copy, Debug)]
pub struct Abilities {
    /// Can a value have another JSON type than the documented one? Not in a query or a form.
    pub json_types: bool,
}

impl Cell {
    /// Cases of one call with these arguments.
    pub(super) fn single(
        class: &str,
        side: Side,
        (operation, envelope): (&str, Envelope),
        arguments: SBoxedStrategy<BTreeMap<String, Value>>,
    ) -> Self {
        let operation = operation.to_owned();
        let call = move |arguments| Call { operation: operation.clone(), arguments, envelope: envelope.clone() };
        Self {
            class: class.into(),
            essence: class.into(),
            side,
            deep: false,
            strategy: arguments.prop_map(move |arguments| Case::single(call(arguments))).sboxed(),
        }
    }
}

impl Cell {
    /// The same cell with another essence.
    pub(super) fn like(self, essence: &str) -> Self {
        Self { essence: essence.into(), ..self }
    }

    /// The same cell under another class, which is its essence as well, and with its cases changed.
    pub(super) fn turned(&self, class: &str, turn: impl Fn(Case) -> Case + Send + Sync + 'static) -> Self {
        let strategy = self.strategy.clone().prop_map(turn).sboxed();
        Self { class: class.into(), essence: class.into(), strategy, ..self.clone() }
    }
}

impl Property {
    /// A property of these cells, in the order in which they are best tried: one of each class first, every class
    /// beginning on another instance, then each class's next.
    pub(super) fn new(requirement: RequirementKey, cells: Vec<Cell>) -> Self {
        let mut classes: Vec<Vec<Cell>> = Vec::new();
        let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for cell in cells {
            let place = *places.entry(cell.class.clone()).or_insert(classes.len());
            match classes.get_mut(place) {
                Some(group) => group.push(cell),
                None => classes.push(vec![cell]),
            }
        }
        let mut ranked: Vec<(usize, usize, Cell)> = Vec::new();
        for (place, mut group) in classes.into_iter().enumerate() {
            let turn = place % group.len().max(1);
            group.rotate_left(turn);
            ranked.extend(group.into_iter().enumerate().map(|(rank, cell)| (rank, place, cell)));
        }
        ranked.sort_by_key(|(rank, place, _)| (*rank, *place));
        let cells = ranked.into_iter().map(|(_, _, cell)| cell).collect();
        let (classes, phase) = (places.len(), Phase::Calls);
        Self { requirement, cells, classes, repeats: true, phase, elsewhere: false, limitation: None }
    }

    /// A property that is not tested here.
    pub(super) fn skipped(requirement: RequirementKey, reason: impl Into<String>) -> Self {
        Self { repeats: false, limitation: Some(reason.into()), ..Self::new(requirement, Vec::new()) }
    }

    /// How many cases a plan of this size sends of it; none where another part of the plan does.
    #[must_use]
    pub fn cases(&self, size: Size) -> u64 {
        if self.elsewhere { 0 } else { self.all_cases(size) }
    }

    /// How many cases it has in all parts of a plan of this size.
    pub(super) fn all_cases(&self, size: Size) -> u64 {
        let classes = u64::try_from(self.classes).unwrap_or(u64::MAX);
        let asked = if self.phase == Phase::State { size.sequences } else { size.cases };
        match (self.cells.is_empty(), self.repeats) {
            (true, _) => 0,
            (false, true) => asked.max(classes),
            (false, false) => classes,
        }
    }
}
