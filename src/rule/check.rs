//! Which rules does a request break? Written apart from the strategies, so that each finds the other's slips.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::instant::{Reading, read};
use super::value::has_type;
use super::word;
use crate::case::{Call, Fixtures, Instance, Level, Piece, Secret, Table, Value};
use crate::suite::{Class, Constraint, Joint, Kind, Node, Operation, Parameter, Rule, Suite};

/// One broken rule, or one point where documents are silent.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What the suite says of this way of breaking it.
    pub class: Class,
    /// The class's name.
    pub name: &'static str,
    /// The parameter, or the member, that breaks it.
    pub parameter: String,
}

/// Every rule that a call breaks, in the order of the suite file; none for a call that is to be accepted.
///
/// `today` decides which instants are past. A call of an operation that the suite does not have breaks nothing here.
#[must_use]
pub fn check(suite: &Suite, call: &Call, fixtures: &Fixtures, today: NaiveDate) -> Vec<Finding> {
    let Some(operation) = suite.operation(&call.operation) else { return Vec::new() };
    let instance = operation.instance_parameter().and_then(|name| call.text(name)).and_then(|id| fixtures.instance(id));
    let mut checker = Checker { suite, fixtures, instance, today, findings: Vec::new() };
    let silenced = checker.joint_rules(operation, call);
    for parameter in &operation.parameters {
        match call.arguments.get(&parameter.name) {
            _ if silenced.contains(parameter.name.as_str()) => {}
            None => checker.absence(parameter),
            Some(value) => checker.value(&parameter.name, &parameter.node, value, parameter.required),
        }
    }
    let unknown = call.arguments.keys().filter(|name| operation.parameter(name).is_none());
    for name in unknown {
        checker.found(suite.implicit.known, "unknown-parameter", name);
    }
    checker.findings
}

struct Checker<'a> {
    suite: &'a Suite,
    fixtures: &'a Fixtures,
    /// The instance of the call, when it is one that exists.
    instance: Option<&'a Instance>,
    today: NaiveDate,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    fn found(&mut self, class: Option<Class>, name: &'static str, parameter: &str) {
        if let Some(class) = class {
            self.findings.push(Finding { class, name, parameter: parameter.to_owned() });
        }
    }

    fn broken(&mut self, rule: &Rule, name: &'static str, parameter: &str) {
        self.found(rule.classes.get(name).copied(), name, parameter);
    }

    fn absence(&mut self, parameter: &Parameter) {
        if parameter.required {
            self.found(parameter.absence.or(self.suite.implicit.required), "absent", &parameter.name);
        }
    }

    /// Joint rules; the answer is the parameters that no other rule judges any more.
    fn joint_rules<'o>(&mut self, operation: &'o Operation, call: &Call) -> BTreeSet<&'o str> {
        let mut silenced = BTreeSet::new();
        for rule in &operation.joint_rules {
            let broken = match &rule.constraint {
                Joint::MatchingCounts { left, right } => broken_count(call, left, right).map(|name| (name, right)),
                Joint::RequiredWhen { parameter, when, equals } => {
                    let asked = call.text(when) == Some(equals);
                    match (asked, call.arguments.contains_key(parameter)) {
                        (true, false) => Some(("absent-when-required", parameter)),
                        (false, true) => {
                            silenced.insert(parameter.as_str());
                            Some(("present-otherwise", parameter))
                        }
                        _ => None,
                    }
                }
            };
            if let Some((name, parameter)) = broken {
                self.found(rule.classes.get(name).copied(), name, parameter);
            }
        }
        silenced
    }

    fn value(&mut self, place: &str, node: &Node, value: &Value, required: bool) {
        if *value == Value::text("") && required && self.suite.implicit.not_empty.is_some() {
            return self.found(self.suite.implicit.not_empty, "empty", place);
        }
        if self.suite.implicit.json_type.is_some() && !has_type(node, value) {
            return self.found(self.suite.implicit.json_type, "json-type", place);
        }
        match (&node.kind, value) {
            (Kind::CommaList(item), Value::Text(text)) => {
                let items: Vec<Value> = text.split(',').map(Value::text).collect();
                self.items(place, node, item, &items);
            }
            (Kind::List(item), Value::List(items)) => self.items(place, node, item, items),
            (Kind::Record(members), Value::Record(record)) => {
                for name in record.keys().filter(|name| !members.iter().any(|member| member.name == **name)) {
                    self.found(self.suite.implicit.known, "unknown-member", name);
                }
                for member in members {
                    match record.get(&member.name) {
                        None => self.absence(member),
                        Some(value) => self.value(&member.name, &member.node, value, false),
                    }
                }
                node.rules.iter().for_each(|rule| self.rule(place, rule, value));
            }
            _ => node.rules.iter().for_each(|rule| self.rule(place, rule, value)),
        }
    }

    fn items(&mut self, place: &str, node: &Node, item: &Node, items: &[Value]) {
        let comma = matches!(node.kind, Kind::CommaList(_));
        for rule in &node.rules {
            if let Some(name) = broken_list(&rule.constraint, items) {
                self.broken(rule, name, place);
            }
        }
        for value in items {
            match value.as_text() {
                Some(text) if comma && text.trim() != text => self.value(place, item, &Value::text(text.trim()), false),
                Some("") if comma => {}
                _ => self.value(place, item, value, false),
            }
        }
    }

    fn rule(&mut self, place: &str, rule: &Rule, value: &Value) {
        let broken = match (&rule.constraint, value) {
            (Constraint::Length { .. } | Constraint::CharacterClasses { .. } | Constraint::Alphabet { .. }, _) => {
                broken_password(&rule.constraint, value)
            }
            (Constraint::IntegerRange { min, max }, _) => broken_number(value, *min, *max),
            (Constraint::Instant, Value::Text(text)) => self.broken_instant(text),
            (Constraint::Word { .. }, Value::Text(text)) => self.broken_word(&rule.constraint, text),
            (Constraint::KnownUserHost | Constraint::KnownObject { .. }, Value::Record(_)) => {
                self.broken_object(&rule.constraint, value)
            }
            (constraint, Value::Text(text)) => self.broken_entity(constraint, text),
            _ => None,
        };
        if let Some(name) = broken {
            self.broken(rule, name, place);
        }
    }

    fn broken_instant(&self, text: &str) -> Option<&'static str> {
        match read(text) {
            Reading::Real(moment) => (moment < NaiveDateTime::from(self.today)).then_some("past"),
            Reading::Impossible => Some("impossible-instant"),
            Reading::LeapSecond => Some("leap-second"),
            Reading::Fraction => Some("fraction"),
            Reading::LowerCase => Some("lower-case"),
            Reading::OtherLayout => Some("other-layout"),
        }
    }

    fn broken_word(&self, constraint: &Constraint, text: &str) -> Option<&'static str> {
        let engine = self.instance?.engine;
        let allowed = word::words(constraint, engine);
        if allowed.iter().any(|word| word == text) {
            None
        } else if allowed.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            Some("case-variant")
        } else if word::is_foreign(constraint, text) {
            Some("word-of-another-list")
        } else {
            Some("unknown-word")
        }
    }

    fn broken_entity(&self, constraint: &Constraint, text: &str) -> Option<&'static str> {
        if *constraint == Constraint::KnownInstance {
            return self.fixtures.instance(text).is_none().then_some("unknown");
        }
        let instance = self.instance?;
        let holds = |names: &[String]| names.iter().any(|name| name == text);
        let unavailable = holds(&instance.unavailable_accounts);
        match constraint {
            Constraint::KnownAccount => (!holds(&instance.accounts) && !unavailable).then_some("unknown"),
            Constraint::AvailableAccount => unavailable.then_some("unavailable"),
            Constraint::KnownDatabase => (!holds(&instance.databases)).then_some("unknown"),
            Constraint::InstanceNot { state } => (instance.state == *state).then_some("in-that-state"),
            Constraint::Engine { of } => (!of.contains(&instance.engine)).then_some("other-engine"),
            _ => None,
        }
    }

    /// A record with a member missing or of another type names nothing, which other findings tell; where an instance
    /// lists nothing, nothing is held to its list.
    fn broken_object(&self, constraint: &Constraint, value: &Value) -> Option<&'static str> {
        let Value::Record(record) = value else { return None };
        let instance = self.instance?;
        let text = |name: &str| record.get(name).and_then(Value::as_text);
        let (listed, known) = match constraint {
            Constraint::KnownUserHost => {
                let named = (text("User")?, text("Host")?);
                let mut accounts = instance.accounts.iter().filter_map(|account| account.rsplit_once('@')).peekable();
                (accounts.peek().is_some(), accounts.any(|account| account == named))
            }
            Constraint::KnownObject { database, table: None, .. } => {
                let database = text(database)?;
                (!instance.databases.is_empty(), instance.databases.iter().any(|name| name == database))
            }
            Constraint::KnownObject { database, table: Some(table), column } => {
                let (database, table) = (text(database)?, text(table)?);
                let column = match column {
                    Some(column) => Some(text(column)?),
                    None => None,
                };
                let lists = |found: &&Table| column.is_none() || !found.columns.is_empty();
                let named = |found: &Table| found.database == database && found.name == table;
                let has = |found: &Table| column.is_none_or(|column| found.columns.iter().any(|name| name == column));
                let mut tables = instance.tables.iter().filter(lists).peekable();
                (tables.peek().is_some(), tables.any(|found| named(found) && has(found)))
            }
            _ => return None,
        };
        (listed && !known).then_some("unknown")
    }
}

fn broken_count(call: &Call, left: &str, right: &str) -> Option<&'static str> {
    let count = |name| call.text(name).filter(|text| !text.is_empty()).map(|text| text.split(',').count());
    match (count(left)?, count(right)?) {
        (left, right) if right > left => Some("more"),
        (left, right) if right < left => Some("fewer"),
        _ => None,
    }
}

fn broken_list(constraint: &Constraint, items: &[Value]) -> Option<&'static str> {
    let texts = || items.iter().filter_map(Value::as_text);
    match constraint {
        Constraint::TightItems if texts().any(str::is_empty) => Some("empty-item"),
        Constraint::TightItems if texts().any(|text| text.trim() != text) => Some("blanks"),
        Constraint::DistinctItems => {
            let repeated =
                items.iter().enumerate().any(|(place, item)| items.iter().take(place).any(|other| other == item));
            repeated.then_some("duplicates")
        }
        Constraint::SomeItems => items.is_empty().then_some("empty-list"),
        _ => None,
    }
}

fn broken_number(value: &Value, min: i64, max: Option<i64>) -> Option<&'static str> {
    let number = match value {
        Value::Integer(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    match number {
        None => Some("not-a-number"),
        Some(number) if number >= min && max.is_none_or(|max| number <= max) => None,
        Some(0) => Some("zero"),
        Some(number) if number < 0 => Some("negative"),
        Some(number) if number < min => Some("below-minimum"),
        Some(_) => Some("above-maximum"),
    }
}

fn broken_password(constraint: &Constraint, value: &Value) -> Option<&'static str> {
    let pieces = match value {
        Value::Secret(secret) => secret.clone(),
        Value::Text(text) => Secret::new(text.chars().map(Piece::Literal).collect()),
        _ => return None,
    };
    let text = pieces.specimen();
    match constraint {
        Constraint::Length { min, .. } if pieces.length() < *min => Some("too-short"),
        Constraint::Length { max, .. } if pieces.length() > *max => Some("too-long"),
        Constraint::CharacterClasses { at_least } if classes(&text) < *at_least => Some("too-few-classes"),
        Constraint::Alphabet { special } => {
            let foreign = |character: char| !character.is_ascii_alphanumeric() && !special.contains(character);
            text.chars().any(foreign).then_some("foreign-character")
        }
        _ => None,
    }
}

/// How many of upper, lower, digit and special an ASCII text has; characters beyond ASCII count as none.
fn classes(text: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |character| character.is_ascii_uppercase(),
        |character| character.is_ascii_lowercase(),
        |character| character.is_ascii_digit(),
        |character| character.is_ascii_punctuation(),
    ];
    kinds.into_iter().filter(|kind| text.chars().any(kind)).count()
}

impl Finding {
    /// Does it break a promise, rather than touch a point where documents are silent?
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.class.level != Level::Open
    }
}
