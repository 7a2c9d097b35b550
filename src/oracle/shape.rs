//! Holds a success answer to the shape that its document gives.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use serde_json::{Map, Value as Json};

use super::finding::{Exchange, Findings, Mismatch};
use crate::case::{Engine, Format, Value, visible};
use crate::suite::{Layout, Shape, ShapeKind, Suite};

/// Holds the content of a success answer to its operation's shape.
pub(super) fn hold(exchange: &Exchange<'_>, tree: &Json, suite: &Suite, findings: &mut Findings) {
    let xml = exchange.observation.format == Some(Format::Xml);
    let mut holder = Holder { exchange, suite, xml, place: Vec::new(), findings };
    holder.value(&exchange.operation.response, tree);
}

struct Holder<'a> {
    exchange: &'a Exchange<'a>,
    suite: &'a Suite,
    /// Every leaf is a text, a list of one is not told from its item, nothing is told from an empty text.
    xml: bool,
    place: Vec<&'a str>,
    findings: &'a mut Findings,
}

impl<'a> Holder<'a> {
    /// The value is not as expected; what it is instead may be any text, so it is not part of the kind.
    fn fail(&mut self, shape: &Shape, expected: &str, came: &str) {
        self.fail_as(&format!("other than {expected}"), shape, expected, came);
    }

    fn fail_as(&mut self, kind: &str, shape: &Shape, expected: &str, came: &str) {
        let path = self.place.join(".");
        self.findings.fail(Mismatch {
            requirement: shape.requirement,
            level: self.suite.requirement(shape.requirement).level,
            kind: format!("{path}: {kind}"),
            expected: vec![format!("{path}: {expected}")],
            came: vec![format!("{path}: {}", visible(came, 200))],
        });
    }

    fn members(&mut self, shapes: &'a [Shape], above: &Shape, members: &Map<String, Json>) {
        for shape in shapes {
            self.place.push(&shape.name);
            match members.get(&shape.name) {
                Some(value) if !self.is_nothing(value) => self.present(shape, value),
                _ => self.absent(shape),
            }
            self.place.pop();
        }
        for name in members.keys().filter(|name| !shapes.iter().any(|shape| shape.name == **name)) {
            let path: Vec<&str> = self.place.iter().copied().chain([name.as_str()]).collect();
            self.findings.note(above.requirement, format!("undocumented member {}", visible(&path.join("."), 80)));
        }
    }

    fn is_nothing(&self, value: &Json) -> bool {
        value.is_null() || (self.xml && value.as_str() == Some(""))
    }

    fn present(&mut self, shape: &'a Shape, value: &Json) {
        let engine = self.exchange.engine;
        let elsewhere = engine.is_some_and(|engine| !shape.only_on.is_empty() && !shape.only_on.contains(&engine));
        if elsewhere && value.as_str() != Some("") {
            let engines = shape.only_on.iter().map(Engine::to_string).collect::<Vec<_>>().join(", ");
            return self.fail(shape, &format!("only on {engines}"), &value.to_string());
        }
        self.value(shape, value);
    }

    fn absent(&mut self, shape: &Shape) {
        let holds = |engines: &[Engine]| self.exchange.engine.is_some_and(|engine| engines.contains(&engine));
        let may_be_empty = self.xml
            && (matches!(shape.kind, ShapeKind::Objects(_) | ShapeKind::Texts | ShapeKind::Object(_))
                || is_text(shape));
        if shape.optional
            || may_be_empty
            || holds(&shape.absent_on)
            || (!shape.only_on.is_empty() && !holds(&shape.only_on))
        {
            return;
        }
        self.fail_as("absent", shape, kind_name(&shape.kind), "absent");
    }

    fn value(&mut self, shape: &'a Shape, value: &Json) {
        match (&shape.kind, value) {
            (ShapeKind::Object(members), Json::Object(found)) => self.members(members, shape, found),
            (ShapeKind::Objects(members), Json::Array(items)) => self.items(shape, members, items),
            (ShapeKind::Objects(members), Json::Object(_)) if self.xml => {
                self.items(shape, members, std::slice::from_ref(value));
            }
            (ShapeKind::Texts, Json::Array(items)) if items.iter().all(Json::is_string) => {
                self.findings.keep(shape.requirement);
            }
            (ShapeKind::Texts, Json::String(_)) if self.xml => self.findings.keep(shape.requirement),
            (ShapeKind::SoleValue, Json::Object(found)) if found.len() == 1 => {
                found.values().for_each(|value| self.leaf(shape, value));
            }
            (ShapeKind::Text, Json::String(_))
            | (ShapeKind::TextOrInteger, Json::String(_) | Json::Number(_))
            | (ShapeKind::TrueOrText, Json::String(_) | Json::Bool(_)) => self.leaf(shape, value),
            (ShapeKind::Integer, Json::Number(number)) if number.is_i64() => self.leaf(shape, value),
            (ShapeKind::Integer, Json::String(text)) if self.xml && text.parse::<i64>().is_ok() => {
                self.leaf(shape, value);
            }
            _ => self.fail(shape, kind_name(&shape.kind), &value.to_string()),
        }
    }

    fn items(&mut self, shape: &'a Shape, members: &'a [Shape], items: &[Json]) {
        let bound = shape.at_most_parameter.as_deref().and_then(|name| self.bound(name, shape.default));
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        self.findings.keep(shape.requirement);
        if let Some(most) = bound.filter(|most| count > *most && self.is_settled()) {
            let expected = format!("at most {most} items");
            self.fail_as("more items than asked for", shape, &expected, &format!("{count} items"));
        }
        if items.is_empty() && self.is_settled() && self.is_first_page(shape) {
            self.missed(members);
        }
        for item in items {
            match item {
                Json::Object(found) => self.members(members, shape, found),
                Json::String(text) if self.xml && text.is_empty() => {}
                other => self.fail(shape, "a list of objects", &other.to_string()),
            }
        }
    }

    /// A call that asks for one thing by its name, which exists, is not answered with nothing.
    fn missed(&mut self, members: &[Shape]) {
        let asked = members.iter().filter(|member| member.default.is_none());
        if let Some((member, name)) =
            asked.filter_map(|member| Some((member, self.echo(member)?))).find(|(member, _)| {
                !matches!(member.kind, ShapeKind::Integer)
                    && self.exchange.operation.instance_parameter() != member.equals_parameter.as_deref()
            })
        {
            self.fail_as("what was asked for by name is not listed", member, &name, "nothing");
        }
    }

    /// Does a call ask for the first page of a list?
    fn is_first_page(&self, shape: &Shape) -> bool {
        let numbers =
            self.exchange.call.arguments.iter().filter(|(name, _)| shape.at_most_parameter.as_ref() != Some(*name));
        numbers.into_iter().all(|(_, value)| !matches!(value, Value::Integer(number) if *number > 1))
    }

    /// Is the call free of anything that documents leave open?
    fn is_settled(&self) -> bool {
        self.exchange.prediction.causes.is_empty()
    }

    fn bound(&self, parameter: &str, default: Option<i64>) -> Option<i64> {
        match self.exchange.call.arguments.get(parameter) {
            Some(Value::Integer(number)) => Some(*number),
            Some(Value::Text(text)) => text.parse().ok(),
            Some(_) => None,
            None => default,
        }
    }

    fn leaf(&mut self, shape: &Shape, value: &Json) {
        self.findings.keep(shape.requirement);
        let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
        let free_here = self.exchange.engine.and_then(|engine| shape.any_case_on.get(&engine));
        let is_free = |word: &String| shape.any_case || free_here.is_some_and(|words| words.contains(word));
        let same = |word: &String| **word == *text || is_free(word) && word.eq_ignore_ascii_case(&text);
        if !shape.values.is_empty() && !shape.values.iter().any(same) {
            self.fail(shape, &format!("one of {}", shape.values.join(", ")), &text);
        }
        if let Some(layout) = shape.layout.filter(|layout| !has_layout(*layout, &text)) {
            self.fail(shape, layout_name(layout), &text);
        }
        if let Some(expected) = self.echo(shape).filter(|expected| expected.trim() != text.trim() && self.is_settled())
        {
            self.fail_as("other than what the request says", shape, &expected, &text);
        }
    }

    /// The text that a member must repeat.
    fn echo(&self, shape: &Shape) -> Option<String> {
        let parameter = shape.equals_parameter.as_deref()?;
        match self.exchange.call.arguments.get(parameter) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Integer(number)) => Some(number.to_string()),
            Some(_) => None,
            None => shape.default.map(|number| number.to_string()),
        }
    }
}

fn is_text(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Text) && shape.layout != Some(Layout::NotEmpty)
}

fn has_layout(layout: Layout, text: &str) -> bool {
    let instant = || text.len() == 20 && NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").is_ok();
    match layout {
        Layout::Instant => instant(),
        Layout::InstantOrEmpty => text.is_empty() || instant(),
        Layout::InfinityOrInstant => text.is_empty() || text == "infinity" || instant(),
        Layout::NotEmpty => !text.trim().is_empty(),
    }
}

fn layout_name(layout: Layout) -> &'static str {
    match layout {
        Layout::Instant => "an instant like yyyy-MM-ddTHH:mm:ssZ",
        Layout::InstantOrEmpty => "empty, or an instant like yyyy-MM-ddTHH:mm:ssZ",
        Layout::InfinityOrInstant => "empty, `infinity`, or an instant like yyyy-MM-ddTHH:mm:ssZ",
        Layout::NotEmpty => "not empty",
    }
}

fn kind_name(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Text => "a text",
        ShapeKind::Integer => "a whole number",
        ShapeKind::TextOrInteger => "a text or a whole number",
        ShapeKind::TrueOrText => "a truth value or a text",
        ShapeKind::Object(_) => "an object",
        ShapeKind::Objects(_) => "a list of objects",
        ShapeKind::Texts => "a list of texts",
        ShapeKind::SoleValue => "an object of one member",
    }
}
