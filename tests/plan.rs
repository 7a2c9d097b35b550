//! The plan of a run: the same from the same seed, whole or in part, whoever makes its cases and in whatever order.
#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use abide::case::{Case, Value};
use abide::property::{Abilities, CaseId, Phase, Plan, Size};
use abide::rule::Side;
use abide::suite::{Suite, embedded};
use chrono::NaiveDate;
use proptest::strategy::ValueTree as _;

/// How much these plans hold.
fn size(seed: u64) -> Size {
    Size { seed, cases: 8, sequences: 4, steps: 6 }
}

/// Every case, single calls first.
fn ids(plan: &Plan) -> Vec<CaseId> {
    [Phase::Calls, Phase::State].into_iter().flat_map(|phase| plan.case_ids(phase)).collect()
}

fn suites() -> Vec<Suite> {
    embedded().expect("the embedded suites are right")
}

fn aliyun() -> Suite {
    suites().into_iter().find(|suite| suite.id == "aliyun-rds").expect("it is embedded")
}

fn planned(suite: &Suite, seed: u64, selected: &dyn Fn(&str) -> bool) -> Plan {
    planned_for(suite, Abilities { json_types: true }, (seed, selected))
}

fn planned_for(suite: &Suite, abilities: Abilities, (seed, selected): (u64, &dyn Fn(&str) -> bool)) -> Plan {
    let today = NaiveDate::from_ymd_opt(2026, 1, 22).expect("a day");
    Plan::new((suite, &common::fixtures(&suite.id)), (today, abilities), size(seed), selected)
}

fn whole(suite: &Suite, seed: u64) -> Plan {
    planned(suite, seed, &|_| true)
}

fn case(plan: &Plan, id: CaseId) -> Option<Case> {
    plan.tree(id).map(|tree| tree.current())
}

/// One case with its place, class and side, as bytes.
fn line(plan: &Plan, id: CaseId) -> String {
    let (place, cell) = plan.cell(id).expect("every case has a cell");
    let text = serde_json::to_string(&case(plan, id)).expect("a case is JSON");
    format!("{} {} {place} {} {:?} {text}\n", id.property, id.index, cell.class, cell.side)
}

fn bytes(plan: &Plan) -> String {
    ids(plan).into_iter().map(|id| line(plan, id)).collect()
}

/// The cases of one requirement, in order.
fn cases_of(suite: &Suite, plan: &Plan, id: &str) -> Vec<String> {
    let key = suite.key(id).expect("the suite has it");
    let place = plan.properties().iter().position(|property| property.requirement == key).expect("it is planned");
    let own = ids(plan).into_iter().filter(|case| case.property == place);
    own.map(|id| serde_json::to_string(&case(plan, id)).expect("a case is JSON")).collect()
}

#[test]
fn the_same_seed_plans_the_same_bytes() {
    for suite in suites() {
        let one = bytes(&whole(&suite, 7));
        assert!(one.lines().count() > 100, "{}: {} cases", suite.id, one.lines().count());
        assert!(one == bytes(&whole(&suite, 7)), "{}: two plans of one seed differ", suite.id);
    }
}

#[test]
fn most_of_a_plan_can_be_made() {
    for suite in suites() {
        let plan = whole(&suite, 7);
        let missing = ids(&plan).into_iter().filter(|id| case(&plan, *id).is_none()).count();
        assert_eq!(missing, 0, "{}: strategies that find no request", suite.id);
        assert_eq!(ids(&plan).len() as u64, plan.len(), "{}", suite.id);
    }
}

/// Workers take cases in any order, so a case may not depend on those before it.
#[test]
fn order_and_threads_change_nothing() {
    for suite in suites() {
        let plan = Arc::new(whole(&suite, 7));
        let ids = ids(&plan);
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let (plan, ids) = (Arc::clone(&plan), ids.clone());
                let own = move || {
                    let own = ids.into_iter().rev().skip(worker).step_by(4);
                    own.map(|id| (id, line(&plan, id))).collect::<Vec<_>>()
                };
                thread::spawn(own)
            })
            .collect();
        let made = workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends"));
        let made: BTreeMap<CaseId, String> = made.collect();
        let in_order: String = ids.iter().map(|id| made[id].clone()).collect();
        assert!(in_order == bytes(&plan), "{}: cases depend on who makes them", suite.id);
    }
}

#[test]
fn another_seed_plans_other_cases_of_the_same_classes() {
    for suite in suites() {
        let (one, two) = (whole(&suite, 7), whole(&suite, 8));
        let pairs: Vec<_> = ids(&one).into_iter().map(|id| (case(&one, id), case(&two, id))).collect();
        let differing = pairs.iter().filter(|(left, right)| left != right).count();
        assert!(differing * 2 > pairs.len(), "{}: only {differing} of {} cases differ", suite.id, pairs.len());
        let class = |plan: &Plan, id| plan.cell(id).map(|(_, cell)| cell.class.clone());
        assert!(ids(&one).into_iter().all(|id| class(&one, id) == class(&two, id)), "{}", suite.id);
    }
}

#[test]
fn a_filter_leaves_the_cases_of_a_requirement_as_they_are() {
    for suite in suites() {
        let whole = whole(&suite, 7);
        for requirement in suite.requirements.iter().step_by(5) {
            let alone = planned(&suite, 7, &|id| id == requirement.id);
            assert_eq!(alone.properties().len(), 1, "{}", requirement.id);
            let (part, same) = (cases_of(&suite, &alone, &requirement.id), cases_of(&suite, &whole, &requirement.id));
            assert!(part == same, "{}: other cases alone than among all", requirement.id);
        }
    }
}

#[test]
fn the_first_cases_try_every_class_once() {
    for suite in suites() {
        let plan = whole(&suite, 7);
        for (place, property) in plan.properties().iter().enumerate() {
            let all: BTreeSet<_> = property.cells.iter().map(|cell| cell.class.clone()).collect();
            assert_eq!(all.len(), property.classes);
            let first = (0..property.classes as u64).map(|index| CaseId { property: place, index });
            let tried: BTreeSet<_> = first.map(|id| plan.cell(id).expect("it has cells").1.class.clone()).collect();
            assert_eq!(tried, all, "{}", suite.requirement(property.requirement).id);
            assert!(property.cells.is_empty() || property.cases(size(7)) >= property.classes as u64);
        }
    }
}

/// What is planned for the length of a password, within the first case of each class.
#[test]
fn the_boundaries_of_a_length_are_among_the_first_cases() {
    let suite = aliyun();
    let id = "aliyun-rds/ResetAccountPassword/password-length";
    let plan = planned(&suite, 7, &|candidate| candidate == id);
    let classes = plan.properties().first().expect("it is planned").classes as u64;
    let mut lengths: BTreeMap<usize, Side> = BTreeMap::new();
    for index in 0..classes {
        let id = CaseId { property: 0, index };
        let case = case(&plan, id).expect("the strategy finds one");
        let Some(Value::Secret(secret)) = case.steps.first().and_then(|call| call.arguments.get("AccountPassword"))
        else {
            continue;
        };
        lengths.insert(secret.length(), plan.cell(id).expect("it has a cell").1.side);
    }
    for (length, side) in [(7, Side::Refuse), (8, Side::Accept), (32, Side::Accept), (33, Side::Refuse)] {
        assert_eq!(lengths.get(&length), Some(&side), "passwords of {length} characters; tried: {lengths:?}");
    }
}

/// A plan is written down in reports: what it holds of a password must not be one.
#[test]
fn a_plan_holds_patterns_instead_of_passwords() {
    let suite = aliyun();
    let plan = planned(&suite, 7, &|id| id.starts_with("aliyun-rds/ResetAccountPassword/password-"));
    let cases: Vec<Case> = ids(&plan).into_iter().filter_map(|id| case(&plan, id)).collect();
    let secrets = cases.iter().flat_map(|case| &case.steps).filter_map(|call| call.arguments.get("AccountPassword"));
    let secrets: Vec<&Value> = secrets.collect();
    assert!(secrets.len() > 20);
    assert!(secrets.iter().all(|value| matches!(value, Value::Secret(_))), "{secrets:?}");
}

/// The order in which cases are sent leaves none out and sends none twice.
#[test]
fn rounds_hold_every_case_once() {
    for suite in suites() {
        let plan = whole(&suite, 7);
        let sent: Vec<CaseId> = plan.rounds().into_iter().flat_map(|(_, cases)| cases).collect();
        let different: BTreeSet<CaseId> = sent.iter().copied().collect();
        assert_eq!(different.len(), sent.len(), "{}: a case twice", suite.id);
        assert_eq!(different, ids(&plan).into_iter().collect(), "{}", suite.id);
    }
}

/// Before anything is repeated, each lesson is taught once: no two of the first cases have one essence, and every class of
/// every violation that fails a run has its lesson among them.
#[test]
fn what_teaches_something_new_goes_first() {
    for suite in suites() {
        let plan = whole(&suite, 7);
        let rounds = plan.rounds();
        let count = rounds.len() - 2;
        let first: Vec<CaseId> = rounds.into_iter().take(count).flat_map(|(_, cases)| cases).collect();
        let essence = |id: &CaseId| plan.cell(*id).map(|(_, cell)| (cell.essence.clone(), cell.side, cell.deep));
        let taught: BTreeSet<_> = first.iter().filter_map(essence).collect();
        assert_eq!(taught.len(), first.len(), "{}: a lesson twice", suite.id);
        for property in plan.properties().iter().filter(|property| property.repeats && property.phase == Phase::Calls) {
            let requirement = suite.requirement(property.requirement);
            let refused = property.cells.iter().filter(|cell| cell.side == Side::Refuse && requirement.level.gates());
            for cell in refused.take(property.classes) {
                let known = taught.contains(&(cell.essence.clone(), cell.side, cell.deep));
                assert!(known, "{}: {} is not among the first", requirement.id, cell.class);
            }
        }
    }
}

/// A query and a form carry texts alone: a number there is the text of that number, and no wrong type.
#[test]
fn nothing_of_another_type_is_planned_where_values_travel_as_texts() {
    for suite in suites() {
        let plan = planned_for(&suite, Abilities { json_types: false }, (1, &|_| true));
        let wrong = plan.properties().iter().flat_map(|property| &property.cells).map(|cell| cell.class.to_string());
        let wrong: Vec<String> = wrong.filter(|class| class.contains("-as-")).collect();
        assert_eq!(wrong, [""; 0], "{}", suite.id);
    }
}
