//! The plan of a run: every property, and every case in the order in which it is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::{Deserialize, Serialize};

use super::cell::{Abilities, Cell, Phase, Property};
use super::rules::{Catalogue, accepted, extremes, openings};
use super::sequence::Sequences;
use super::shard::{Shard, Weight, parts};
use super::{envelope, laws, order, watch};
use crate::case::{Case, Envelope, Fixtures, Format, Protocol};
use crate::rule::Span;
use crate::suite::{PropertyKind, RequirementKey, Suite};

/// What properties are made from.
pub(super) struct Context<'a> {
    pub(super) suite: &'a Suite,
    pub(super) fixtures: &'a Fixtures,
    pub(super) today: NaiveDate,
    pub(super) abilities: Abilities,
    /// The most steps of a sequence.
    pub(super) steps: usize,
}

/// Every case of a run on one target: the same seed, suite, fixtures and day give the same plan, byte for byte.
#[derive(Debug)]
pub struct Plan {
    properties: Vec<Property>,
    /// Does a broken requirement fail the run, by property?
    gating: Vec<bool>,
    size: Size,
    shard: Option<Shard>,
    config: Config,
}

/// How much a plan holds, and the seed that it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// The seed.
    pub seed: u64,
    /// Cases for each requirement that single calls show; one for each way of meeting or breaking it at the least.
    pub cases: u64,
    /// Cases for each requirement that takes several calls to see; one for each of its ways at the least.
    pub sequences: u64,
    /// The most steps of a sequence.
    pub steps: usize,
}

/// One case's place in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseId {
    /// Place of its property in the plan.
    pub property: usize,
    /// Its number in the property, from 0.
    pub index: u64,
}

/// Cases that are sent together: the phase that they belong to, and their ids in sending order.
pub type Round = (Phase, Box<dyn Iterator<Item = CaseId> + Send>);

/// A value tree of cases: what proptest simplifies when a case fails.
pub type CaseTree = Box<dyn ValueTree<Value = Case>>;

impl Plan {
    /// Plans cases for each requirement of a suite that `selected` says yes to.
    #[must_use]
    pub fn new(
        (suite, fixtures): (&Suite, &Fixtures),
        (today, abilities): (NaiveDate, Abilities),
        size: Size,
        selected: &dyn Fn(&str) -> bool,
    ) -> Self {
        let context = Context { suite, fixtures, today, abilities, steps: size.steps };
        let catalogue = Catalogue::new(&context);
        let sequences = Sequences::new(&context, &catalogue);
        let chosen = suite.keys().filter(|key| selected(&suite.requirement(*key).id));
        let properties: Vec<Property> = chosen.map(|key| property(&context, (&catalogue, &sequences), key)).collect();
        let gates = |property: &Property| suite.requirement(property.requirement).level.gates();
        let gating = properties.iter().map(gates).collect();
        let config = Config { failure_persistence: None, ..Config::default() };
        Self { properties, gating, size, shard: None, config }
    }

    /// One part of the plan. Every case keeps its place and its seed; those of other parts are not sent.
    #[must_use]
    pub fn part(mut self, suite: &Suite, shard: Shard) -> Self {
        let weight = |property: &Property| Weight {
            id: suite.requirement(property.requirement).id.clone(),
            phase: property.phase,
            cases: property.all_cases(self.size),
        };
        let weights: Vec<Weight> = self.properties.iter().map(weight).collect();
        for (property, part) in self.properties.iter_mut().zip(parts(&weights, shard.of)) {
            property.elsewhere = part != shard.number;
        }
        self.shard = Some(shard);
        self
    }

    /// Which part it is, if it is one.
    #[must_use]
    pub fn shard(&self) -> Option<Shard> {
        self.shard
    }

    /// The properties, in the order of the suite.
    #[must_use]
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// How much it holds.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// How many cases the plan has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.properties.iter().map(|property| property.cases(self.size)).sum()
    }

    /// Has it none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rounds in which cases are sent, each of one phase: first what teaches something new, then all the rest.
    #[must_use]
    pub fn rounds(&self) -> Vec<Round> {
        let first = order::first(&self.properties, self.size, &self.gating);
        let taken: Arc<BTreeSet<CaseId>> = Arc::new(first.iter().flat_map(|(_, ids)| ids).copied().collect());
        let rest = |phase| -> Round {
            let taken = Arc::clone(&taken);
            (phase, Box::new(self.case_ids(phase).filter(move |id| !taken.contains(id))))
        };
        let first = first.into_iter().map(|(phase, ids)| -> Round { (phase, Box::new(ids.into_iter())) });
        first.chain([rest(Phase::Calls), rest(Phase::State)]).collect()
    }

    /// The cases of one phase: the first of each property, then the second of each, and so on.
    pub fn case_ids(&self, phase: Phase) -> impl Iterator<Item = CaseId> + use<> {
        let count = |property: &Property| if property.phase == phase { property.cases(self.size) } else { 0 };
        let counts: Vec<u64> = self.properties.iter().map(count).collect();
        let longest = counts.iter().copied().max().unwrap_or(0);
        (0..longest).flat_map(move |index| {
            let counts = counts.clone();
            (0..counts.len()).filter_map(move |property| {
                (counts.get(property).is_some_and(|count| index < *count)).then_some(CaseId { property, index })
            })
        })
    }

    /// The cell that a case comes from, with its place in the property.
    #[must_use]
    pub fn cell(&self, id: CaseId) -> Option<(usize, &Cell)> {
        let property = self.properties.get(id.property)?;
        let place = usize::try_from(id.index.checked_rem(u64::try_from(property.cells.len()).ok()?)?).ok()?;
        Some((place, property.cells.get(place)?))
    }

    /// A case as a tree that can be simplified; `None` when the strategy gives up.
    #[must_use]
    pub fn tree(&self, id: CaseId) -> Option<CaseTree> {
        let (_, cell) = self.cell(id)?;
        let key = self.properties.get(id.property)?.requirement;
        let rng = TestRng::from_seed(RngAlgorithm::XorShift, &case_seed(self.size.seed, key, id.index));
        let mut runner = TestRunner::new_with_rng(self.config.clone(), rng);
        cell.strategy.new_tree(&mut runner).ok()
    }
}

/// Sixteen bytes that differ for every case of a run, from three numbers; never all zero, which `XorShift` cannot take.
fn case_seed(seed: u64, requirement: RequirementKey, index: u64) -> [u8; 16] {
    let first = mix(seed ^ mix(u64::from(requirement.0) + 1));
    let second = mix(first ^ mix(index + 1)) | 1;
    let mut bytes = [0; 16];
    for (byte, source) in bytes.iter_mut().zip(first.to_le_bytes().into_iter().chain(second.to_le_bytes())) {
        *byte = source;
    }
    bytes
}

/// The finalizer of `SplitMix64`: spreads nearby numbers.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Context<'_> {
    /// The envelope of a case that is about something else.
    pub(super) fn envelope(&self) -> Envelope {
        let format = match self.suite.protocol {
            Protocol::AliyunRpc => Some(Format::Json),
            Protocol::TencentCloud => None,
        };
        Envelope { format, ..Envelope::default() }
    }
}

fn property(context: &Context<'_>, (catalogue, sequences): (&Catalogue, &Sequences), key: RequirementKey) -> Property {
    let requirement = context.suite.requirement(key);
    let property = match &requirement.property {
        PropertyKind::Rule => catalogue.property(context, key),
        PropertyKind::Accepted => {
            let operation = context.suite.operation(requirement.operation());
            let cells = operation.map(|operation| {
                let first = extremes(context, operation).into_iter().chain(openings(context, operation));
                first.chain(accepted(context, operation, Span::Full, &context.envelope())).collect()
            });
            Property::new(key, cells.unwrap_or_default())
        }
        PropertyKind::EveryAnswer(_) | PropertyKind::OwnRate => watch::every_answer(context, catalogue, key),
        PropertyKind::Shape => watch::shape(context, key),
        PropertyKind::Envelope(fault) => Property::new(key, envelope::cells(context, *fault)),
        PropertyKind::Format(format) => watch::format(context, catalogue, key, *format),
        PropertyKind::NoFormat => watch::no_format(context, key),
        PropertyKind::Repeat => watch::repeat(context, key),
        PropertyKind::State(law) => laws::state(context, (catalogue, sequences), key, *law),
    };
    if property.cells.is_empty() && property.limitation.is_none() {
        return Property::skipped(key, "the target lists no running instance with everything that the operation names");
    }
    property
}
