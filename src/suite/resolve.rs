//! From files as given to a suite as meant: every name must lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::constraint::{Constraint, Joint};
use super::effect::Effect;
use super::error::{SuiteError, line_at};
use super::file::{
    ClassFile, ImplicitFile, ItemFile, JointRuleFile, OperationFile, ParameterFile, RequirementFile, ResponseFile,
    RuleFile, ShapeFile, ShapeTypeFile, SuiteFile, TaskFile, TypeFile,
};
use super::load::{Parsed, SourceFile};
use super::shape::{Shape, ShapeKind};
use super::types::{
    Citation, Class, ImplicitRules, JointRule, Kind, Node, Operation, Parameter, Requirement, RequirementKey, Rule,
    Suite, Task,
};
use crate::case::Level;

/// More than any API has; keys must fit their type.
const MOST_REQUIREMENTS: usize = 4096;

pub(super) fn resolve(suite: Parsed<SuiteFile>, operations: &[Parsed<OperationFile>]) -> Result<Suite, SuiteError> {
    let Parsed { source, content: file } = suite;
    let documents: BTreeSet<&str> = file.document.iter().map(|document| document.id.as_str()).collect();
    let mut book = Book::new(&file.id, documents);
    book.enter_all(&source, "common", &file.requirement)?;
    for operation in operations {
        book.enter_all(&operation.source, operation.content.operation.get_ref(), &operation.content.requirement)?;
    }
    let names: BTreeSet<&str> =
        operations.iter().map(|operation| operation.content.operation.get_ref().as_str()).collect();
    Scope { source: &source, operation: "common", book: &book, names: &names }.known_operation(&file.first_call)?;
    let implicit =
        Scope { source: &source, operation: "common", book: &book, names: &names }.implicit(&file.implicit)?;
    let resolved = operations
        .iter()
        .map(|parsed| {
            let name = parsed.content.operation.get_ref();
            Scope { source: &parsed.source, operation: name, book: &book, names: &names }.operation(&parsed.content)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let requirements = book.requirements;
    Ok(Suite {
        id: file.id,
        title: file.title,
        protocol: file.protocol,
        api_version: file.api_version,
        service: file.service,
        first_call: file.first_call.into_inner(),
        clock_tolerance_seconds: file.clock_tolerance_seconds,
        common_errors: file.error,
        documents: file.document,
        operations: resolved,
        requirements,
        implicit,
    })
}

/// The requirements met so far, by id.
struct Book<'a> {
    suite: &'a str,
    documents: BTreeSet<&'a str>,
    requirements: Vec<Requirement>,
    keys: BTreeMap<String, RequirementKey>,
}

impl<'a> Book<'a> {
    fn new(suite: &'a str, documents: BTreeSet<&'a str>) -> Self {
        Self { suite, documents, requirements: Vec::new(), keys: BTreeMap::new() }
    }

    fn enter_all(&mut self, source: &SourceFile, operation: &str, files: &[RequirementFile]) -> Result<(), SuiteError> {
        files.iter().try_for_each(|file| self.enter(source, operation, file))
    }

    fn enter(&mut self, source: &SourceFile, operation: &str, file: &RequirementFile) -> Result<(), SuiteError> {
        let wrong =
            |at: &Spanned<String>, reason: String| SuiteError::at(&source.path, &source.text, Some(at.span()), reason);
        let id = format!("{}/{operation}/{}", self.suite, file.id.get_ref());
        if !self.documents.contains(file.document.get_ref().as_str()) {
            return Err(wrong(&file.document, format!("no document `{}` in suite.toml", file.document.get_ref())));
        }
        if file.says.trim().is_empty() || file.section.trim().is_empty() {
            return Err(wrong(&file.id, format!("requirement `{id}` needs both `says` and `section`")));
        }
        if self.keys.contains_key(&id) {
            return Err(wrong(&file.id, format!("requirement `{id}` stands here for the second time")));
        }
        if self.requirements.len() >= MOST_REQUIREMENTS {
            return Err(wrong(&file.id, format!("more than {MOST_REQUIREMENTS} requirements in one suite")));
        }
        let key = RequirementKey(u16::try_from(self.requirements.len()).unwrap_or(u16::MAX));
        self.keys.insert(id.clone(), key);
        self.requirements.push(Requirement {
            id,
            level: file.level,
            says: file.says.clone(),
            citation: Citation { document: file.document.get_ref().clone(), section: file.section.clone() },
            property: file.property.clone(),
            answers: file.answers.clone(),
            by_task: file.by_task,
            answers_level: file.answers_level.unwrap_or(Level::Must),
            file: source.path.clone(),
            line: line_at(&source.text, file.id.span().start),
        });
        Ok(())
    }

    fn level(&self, key: RequirementKey) -> Level {
        self.requirements.get(usize::from(key.0)).map_or(Level::Open, |requirement| requirement.level)
    }
}

/// Where a name is looked up: the file it stands in and the operation that the file is about.
#[derive(Clone, Copy)]
struct Scope<'a> {
    source: &'a SourceFile,
    operation: &'a str,
    book: &'a Book<'a>,
    names: &'a BTreeSet<&'a str>,
}

impl Scope<'_> {
    fn wrong(&self, at: &Spanned<String>, reason: impl Into<String>) -> SuiteError {
        SuiteError::at(&self.source.path, &self.source.text, Some(at.span()), reason)
    }

    /// `name` is a requirement of this operation, `common/name` one of every operation.
    fn requirement(&self, name: &Spanned<String>) -> Result<RequirementKey, SuiteError> {
        let given = name.get_ref();
        let id = match given.strip_prefix("common/") {
            Some(common) => format!("{}/common/{common}", self.book.suite),
            None => format!("{}/{}/{given}", self.book.suite, self.operation),
        };
        self.book.keys.get(&id).copied().ok_or_else(|| self.wrong(name, format!("no requirement `{id}`")))
    }

    fn known_operation(&self, name: &Spanned<String>) -> Result<(), SuiteError> {
        if self.names.contains(name.get_ref().as_str()) {
            return Ok(());
        }
        Err(self.wrong(name, format!("no operation `{}` in this suite", name.get_ref())))
    }

    fn class(&self, file: &ClassFile, otherwise: Option<RequirementKey>) -> Result<Class, SuiteError> {
        let requirement = match (&file.requirement, otherwise) {
            (Some(name), _) => self.requirement(name)?,
            (None, Some(key)) => key,
            (None, None) => RequirementKey(0),
        };
        let level = file.level.unwrap_or(self.book.level(requirement));
        Ok(Class { requirement, level, any_answer: file.any_answer })
    }

    fn implicit(&self, file: &ImplicitFile) -> Result<ImplicitRules, SuiteError> {
        let class = |file: &Option<ClassFile>| file.as_ref().map(|file| self.class(file, None)).transpose();
        Ok(ImplicitRules {
            required: class(&file.required)?,
            not_empty: class(&file.not_empty)?,
            json_type: class(&file.json_type)?,
            known: class(&file.known)?,
        })
    }

    fn operation(&self, file: &OperationFile) -> Result<Operation, SuiteError> {
        if let Some(undo) = &file.undone_by {
            self.known_operation(undo)?;
        }
        let parameters =
            file.parameter.iter().map(|parameter| self.parameter(parameter)).collect::<Result<Vec<_>, _>>()?;
        let names: BTreeSet<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        Ok(Operation {
            name: file.operation.get_ref().clone(),
            writes: file.writes,
            observer: file.observer,
            effect: file.effect.unwrap_or(Effect::Nothing),
            task: file.task.as_ref().map(|task| self.task(task)).transpose()?,
            methods: file.methods.clone(),
            calls_per_second: file.calls_per_second,
            undone_by: file.undone_by.as_ref().map(|name| name.get_ref().clone()),
            joint_rules: file.rule.iter().map(|rule| self.joint_rule(rule, &names)).collect::<Result<_, _>>()?,
            errors: file.error.clone(),
            response: self.response(&file.response, &names)?,
            parameters,
        })
    }

    fn task(&self, file: &TaskFile) -> Result<Task, SuiteError> {
        self.known_operation(&file.observer)?;
        Ok(Task {
            observer: file.observer.get_ref().clone(),
            handle: file.handle.clone(),
            status: file.status.clone(),
            info: file.info.clone(),
            succeeded: file.succeeded.clone(),
            pending: file.pending.clone(),
        })
    }

    fn parameter(&self, file: &ParameterFile) -> Result<Parameter, SuiteError> {
        let node = self.node(&file.name, file.r#type, &file.rule, (file.item.as_deref(), &file.member))?;
        Ok(Parameter {
            name: file.name.get_ref().clone(),
            required: file.required,
            absence: file.absence.as_ref().map(|class| self.class(class, None)).transpose()?,
            node,
        })
    }

    fn node(
        &self,
        name: &Spanned<String>,
        kind: TypeFile,
        rules: &[RuleFile],
        (item, members): (Option<&ItemFile>, &[ParameterFile]),
    ) -> Result<Node, SuiteError> {
        let rules = rules.iter().map(|rule| self.rule(rule)).collect::<Result<Vec<_>, _>>()?;
        if matches!(kind, TypeFile::List | TypeFile::CommaList) != item.is_some() {
            return Err(
                self.wrong(name, format!("`{}`: `item` goes with lists, and lists with `item`", name.get_ref()))
            );
        }
        if (kind == TypeFile::Record) == members.is_empty() {
            return Err(self
                .wrong(name, format!("`{}`: `member` goes with records, and records with `member`", name.get_ref())));
        }
        let item = item
            .map(|item| self.node(name, item.r#type, &item.rule, (None, &item.member)).map(Box::new))
            .transpose()?;
        let kind = match (kind, item) {
            (TypeFile::List, Some(item)) => Kind::List(item),
            (TypeFile::CommaList, Some(item)) => Kind::CommaList(item),
            (TypeFile::Record, _) => {
                Kind::Record(members.iter().map(|member| self.parameter(member)).collect::<Result<_, _>>()?)
            }
            (TypeFile::Secret, _) => Kind::Secret,
            (TypeFile::Integer, _) => Kind::Integer,
            (TypeFile::Text | TypeFile::List | TypeFile::CommaList, _) => Kind::Text,
        };
        Ok(Node { kind, rules })
    }

    fn rule(&self, file: &RuleFile) -> Result<Rule, SuiteError> {
        let requirement = self.requirement(&file.requirement)?;
        if let Constraint::Length { min, max } = &file.is
            && min > max
        {
            return Err(self.wrong(&file.requirement, format!("`length` runs from {min} to {max}")));
        }
        let classes = self.classes(file.is.class_names(), &file.classes, requirement)?;
        Ok(Rule { constraint: file.is.clone(), classes, requirement })
    }

    fn joint_rule(&self, file: &JointRuleFile, parameters: &BTreeSet<&str>) -> Result<JointRule, SuiteError> {
        let named = match &file.is {
            Joint::MatchingCounts { left, right } => [left, right],
            Joint::RequiredWhen { parameter, when, .. } => [parameter, when],
        };
        if let Some(unknown) = named.into_iter().find(|name| !parameters.contains(name.as_str())) {
            return Err(
                self.wrong(&file.requirement, format!("the rule names `{unknown}`, which is no parameter here"))
            );
        }
        let requirement = self.requirement(&file.requirement)?;
        let classes = self.classes(file.is.class_names(), &file.classes, requirement)?;
        Ok(JointRule { constraint: file.is.clone(), classes, requirement })
    }

    fn classes(
        &self,
        names: &'static [&'static str],
        given: &BTreeMap<Spanned<String>, ClassFile>,
        requirement: RequirementKey,
    ) -> Result<BTreeMap<&'static str, Class>, SuiteError> {
        if let Some(unknown) = given.keys().find(|name| !names.contains(&name.get_ref().as_str())) {
            let reason = format!("no class `{}`; this rule has {}", unknown.get_ref(), names.join(", "));
            return Err(self.wrong(unknown, reason));
        }
        let class_of = |name: &&'static str| {
            let file = given.iter().find(|(given, _)| given.get_ref() == name).map(|(_, file)| file);
            let level = self.book.level(requirement);
            let class = file.map_or(Ok(Class { requirement, level, any_answer: false }), |file| {
                self.class(file, Some(requirement))
            })?;
            Ok((*name, class))
        };
        names.iter().map(class_of).collect()
    }

    fn response(&self, file: &ResponseFile, parameters: &BTreeSet<&str>) -> Result<Shape, SuiteError> {
        let requirement = self.requirement(&file.requirement)?;
        Ok(Shape {
            name: String::new(),
            kind: ShapeKind::Object(self.shapes(&file.member, requirement, parameters)?),
            optional: false,
            requirement,
            values: Vec::new(),
            any_case: false,
            any_case_on: BTreeMap::new(),
            layout: None,
            only_on: Vec::new(),
            absent_on: Vec::new(),
            equals_parameter: None,
            at_most_parameter: None,
            default: None,
        })
    }

    fn shapes(
        &self,
        files: &[ShapeFile],
        above: RequirementKey,
        parameters: &BTreeSet<&str>,
    ) -> Result<Vec<Shape>, SuiteError> {
        files.iter().map(|file| self.shape(file, above, parameters)).collect()
    }

    fn shape(&self, file: &ShapeFile, above: RequirementKey, parameters: &BTreeSet<&str>) -> Result<Shape, SuiteError> {
        let requirement = file.requirement.as_ref().map_or(Ok(above), |name| self.requirement(name))?;
        let named = [&file.equals_parameter, &file.at_most_parameter];
        if let Some(unknown) = named.into_iter().flatten().find(|name| !parameters.contains(name.get_ref().as_str())) {
            return Err(self.wrong(unknown, format!("`{}` is no parameter here", unknown.get_ref())));
        }
        let members = self.shapes(&file.member, requirement, parameters)?;
        if members.is_empty() == matches!(file.r#type, ShapeTypeFile::Object | ShapeTypeFile::Objects) {
            let reason = format!("`{}`: `member` goes with objects, and objects with `member`", file.name.get_ref());
            return Err(self.wrong(&file.name, reason));
        }
        Ok(Shape {
            name: file.name.get_ref().clone(),
            kind: shape_kind(file.r#type, members),
            optional: file.optional,
            requirement,
            values: file.values.clone(),
            any_case: file.any_case,
            any_case_on: file.any_case_on.clone(),
            layout: file.layout,
            only_on: file.only_on.clone(),
            absent_on: file.absent_on.clone(),
            equals_parameter: file.equals_parameter.as_ref().map(|name| name.get_ref().clone()),
            at_most_parameter: file.at_most_parameter.as_ref().map(|name| name.get_ref().clone()),
            default: file.default,
        })
    }
}

fn shape_kind(kind: ShapeTypeFile, members: Vec<Shape>) -> ShapeKind {
    match kind {
        ShapeTypeFile::Text => ShapeKind::Text,
        ShapeTypeFile::Integer => ShapeKind::Integer,
        ShapeTypeFile::TextOrInteger => ShapeKind::TextOrInteger,
        ShapeTypeFile::TrueOrText => ShapeKind::TrueOrText,
        ShapeTypeFile::Object => ShapeKind::Object(members),
        ShapeTypeFile::Objects => ShapeKind::Objects(members),
        ShapeTypeFile::Texts => ShapeKind::Texts,
        ShapeTypeFile::SoleValue => ShapeKind::SoleValue,
    }
}
