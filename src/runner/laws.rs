//! Laws between calls: makes the other calls of a law from the one that a case holds, and compares.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::event::Outcome;
use super::exchange::{Draw, Unanswered};
use super::execute::Purpose;
use super::look::MOST_BYTES;
use super::session::Session;
use crate::case::{Answer, Call, Case, Format, Instance, Level, Method, Observation, Value, visible};
use crate::model::{State, listed, named_accounts};
use crate::oracle::{Findings, Mismatch, Note, alike, lines};
use crate::suite::{Law, Operation};

impl Session {
    /// Sends the calls of a law and compares what comes.
    pub(super) async fn law(&self, purpose: Purpose, law: Law, case: &Case) -> Result<Outcome, Unanswered> {
        let found = case.steps.last().and_then(|call| Some((call, self.suite.operation(&call.operation)?)));
        let Some((call, operation)) = found else {
            return Ok(Outcome::Rejected("the case has no call of the suite".to_owned()));
        };
        let mut trial = Trial { session: self, purpose, operation, findings: Findings::default() };
        let outcome = match law {
            Law::Effect => return self.sequence(purpose, case).await,
            Law::FormatEquivalent => trial.formats(call).await?,
            Law::MethodEquivalent => trial.methods(call).await?,
            Law::SplitEquivalent => trial.split(call).await?,
            Law::ReadOnly => trial.read_only(call).await?,
            Law::PagingPartition => trial.pages(call).await?,
            Law::TotalCount => trial.total(call).await?,
        };
        Ok(outcome.unwrap_or(Outcome::Judged(trial.findings)))
    }
}

/// A case of a law on its way. Its methods answer with an outcome where there is nothing to judge.
struct Trial<'a> {
    session: &'a Session,
    purpose: Purpose,
    operation: &'a Operation,
    findings: Findings,
}

type Ended = Result<Option<Outcome>, Unanswered>;

/// Entries a page when a call asks for no size, as documented.
const DEFAULT_PAGE_SIZE: i64 = 30;

/// Between two looks at an account that is being changed.
const NEXT_LOOK: Duration = Duration::from_millis(20);

/// The most pages that are read.
const MOST_PAGES: i64 = 100;

impl Trial<'_> {
    async fn send(&self, call: &Call) -> Result<Observation, Unanswered> {
        let mut draw = Draw::new();
        let observation = self.session.exchange_when_available(call, &mut draw, false).await?;
        let refused_again = draw.is_resent() && observation.code().is_some();
        if refused_again && self.operation.writes { Err(Unanswered::Resent) } else { Ok(observation) }
    }

    /// Sends two calls that mean the same, and says how their answers differ. An account that is still being changed
    /// may be available in one and not in the other: then both are sent again.
    async fn compared(&self, calls: [&Call; 2]) -> Result<(Observation, Option<(String, String)>), Unanswered> {
        let [left, right] = calls;
        let began = Instant::now();
        loop {
            let (first, second) = (self.send(left).await?, self.send(right).await?);
            let difference = alike(&self.operation.response, &first, &second);
            if difference.is_none() || !alike_but_for_changes(&first, &second) || !self.session.may_wait(began) {
                return Ok((second, difference));
            }
            tokio::time::sleep(NEXT_LOOK).await;
        }
    }

    fn keep(&mut self) {
        if !self.findings.checked.contains(&self.purpose.requirement) {
            self.findings.checked.push(self.purpose.requirement);
        }
    }

    fn note(&mut self, seen: &str) {
        self.keep();
        self.findings.notes.push(Note { requirement: self.purpose.requirement, seen: seen.to_owned() });
    }

    fn fail(&mut self, kind: &str, expected: &str, came: &str) {
        self.keep();
        let own = self.session.suite.requirement(self.purpose.requirement).level;
        // What may never happen weighs as much in a row that leaves the rest open.
        let level = if own == Level::Open { Level::Must } else { own };
        let (expected, came) = lines(expected, came);
        let (requirement, kind) = (self.purpose.requirement, kind.to_owned());
        self.findings.mismatches.push(Mismatch { requirement, level, kind, expected, came });
    }

    async fn formats(&mut self, call: &Call) -> Ended {
        let mut asking = call.clone();
        asking.envelope.format = Some(Format::Json);
        let json = asking.clone();
        asking.envelope.format = Some(Format::Xml);
        let (_, difference) = self.compared([&json, &asking]).await?;
        self.keep();
        if let Some((expected, came)) = difference {
            self.fail("JSON and XML carry different data", &expected, &came);
        }
        Ok(None)
    }

    async fn methods(&mut self, call: &Call) -> Ended {
        for method in [Method::PostForm, Method::Get] {
            let mut other = call.clone();
            other.envelope.method = method;
            let (observation, difference) = self.compared([call, &other]).await?;
            if !self.operation.methods.contains(&method) {
                let seen = if difference.is_none() { "means the same".to_owned() } else { outcome(&observation) };
                self.note(&format!("{} by {method:?}, which its document does not offer: {seen}", self.operation.name));
            } else if let Some((expected, came)) = difference {
                self.fail(
                    &format!("{} answers {method:?} in another way than POST", self.operation.name),
                    &expected,
                    &came,
                );
            } else {
                self.keep();
            }
        }
        Ok(None)
    }

    async fn read_only(&mut self, call: &Call) -> Ended {
        let (_, difference) = self.compared([call, call]).await?;
        self.keep();
        if let Some((expected, came)) = difference {
            self.fail("two calls in a row answer differently", &expected, &came);
        }
        Ok(None)
    }

    /// Grants a list, and the same list item by item in the other order, each on databases that were freed before.
    async fn split(&mut self, call: &Call) -> Ended {
        let Some(instance) = self.session.instance_of(call) else {
            return Ok(Some(Outcome::Rejected("the call names no instance of the target".to_owned())));
        };
        let whole = match self.freshly(instance, call, std::slice::from_ref(call)).await? {
            Ok(state) => state,
            Err(ended) => return Ok(Some(ended)),
        };
        let singles = single_grants(call);
        let parts = match self.freshly(instance, call, &singles).await? {
            Ok(state) => state,
            Err(ended) => return Ok(Some(ended)),
        };
        if [&whole, &parts].into_iter().all(|state| state.accounts.values().all(|account| account.held.is_empty())) {
            return Ok(Some(Outcome::Rejected("the observer shows no privileges on this instance".to_owned())));
        }
        self.keep();
        if let Some((kind, expected, came)) = crate::oracle::difference(&parts, &whole) {
            self.fail(&format!("a list does something else than its items: {kind}"), &expected, &came);
        }
        Ok(None)
    }

    /// Frees what a grant names, makes other grants of it and looks at the account.
    async fn freshly(
        &self,
        instance: &Instance,
        about: &Call,
        calls: &[Call],
    ) -> Result<Result<State, Outcome>, Unanswered> {
        let names: Vec<String> = named_accounts(self.operation.effect, about);
        let databases: Vec<String> = listed(about, "DBName").into_iter().map(str::to_owned).collect();
        let Some(account) = names.first() else {
            return Ok(Err(Outcome::Rejected("the call names no account".to_owned())));
        };
        for clearing in self.session.clearing(instance, account, &databases) {
            if self.session.settled_call(&clearing).await? {
                let about = BTreeSet::from([account.clone()]);
                self.session.wait_until_cleared((instance, &about), account, &databases).await?;
            }
        }
        // What cannot be taken back cannot be granted afresh, and granting again is open.
        if let Some(undo) = self.operation.undone_by.as_deref().filter(|undo| self.session.is_absent(undo)) {
            return Ok(Err(Outcome::Unsupported(format!("the endpoint has no {undo}"))));
        }
        for call in calls {
            if !self.session.settled_call(call).await? {
                return Ok(Err(Outcome::Rejected("a grant of the case was refused".to_owned())));
            }
        }
        let state = match self.session.look_until_held(instance, account, &databases).await? {
            Ok(state) => state,
            Err(unseen) => return super::sequence::unseen_outcome(unseen).map(Err),
        };
        let mut own = State::default();
        own.accounts.extend(state.accounts.get(account).map(|found| (account.clone(), found.clone())));
        Ok(Ok(own))
    }

    async fn pages(&mut self, call: &Call) -> Ended {
        let size = match call.arguments.get("PageSize") {
            Some(Value::Integer(size)) => *size,
            _ => DEFAULT_PAGE_SIZE,
        };
        let mut pages: Vec<Vec<String>> = Vec::new();
        for number in 1..=MOST_PAGES {
            let Some(names) = self.page(call, number).await? else {
                return Ok(Some(Outcome::Rejected("a page was refused".to_owned())));
            };
            let full = i64::try_from(names.len()).is_ok_and(|count| count >= size);
            pages.push(names);
            if pages.iter().map(|page| weight(page)).sum::<usize>() > MOST_BYTES {
                return Ok(Some(too_much()));
            }
            if !full {
                break;
            }
        }
        let Some(whole) = self.whole(call).await? else { return Ok(Some(too_much())) };
        if let [only] = pages.as_slice() {
            if only.len() >= whole.len() {
                return Ok(Some(Outcome::Rejected("all accounts of the instance fit on one page".to_owned())));
            }
            let (expected, came) = (format!("{size} accounts"), format!("{} accounts", only.len()));
            self.fail("a page before the last is not full", &expected, &came);
            return Ok(None);
        }
        let past = i64::try_from(pages.len()).unwrap_or(MOST_PAGES) + 1;
        let beyond = self.page(call, past).await?;
        let again = self.page(call, 2).await?.unwrap_or_default();
        self.keep();
        match &beyond {
            None => self.fail("the page past the end is refused", "0 accounts", "refused"),
            Some(beyond) => self.hold_pages(&pages, (size, whole), (beyond, &again)),
        }
        Ok(None)
    }

    fn hold_pages(
        &mut self,
        pages: &[Vec<String>],
        (size, whole): (i64, BTreeSet<String>),
        (beyond, again): (&[String], &[String]),
    ) {
        let mut seen = BTreeSet::new();
        let repeated = pages.iter().flatten().find(|name| !seen.insert((*name).clone()));
        if let Some(name) = repeated {
            return self.fail(
                "pages overlap",
                "every account on one page",
                &format!("{} on more than one page", visible(name, 80)),
            );
        }
        let short = pages.iter().rev().skip(1).find(|page| i64::try_from(page.len()) != Ok(size));
        if let Some(page) = short {
            return self.fail(
                "a page before the last is not full",
                &format!("{size} accounts"),
                &format!("{} accounts", page.len()),
            );
        }
        if seen != whole {
            let missing: Vec<&String> = whole.symmetric_difference(&seen).take(5).collect();
            let came = format!("{} accounts; on one side only: {missing:?}", seen.len());
            return self.fail("pages together are not all accounts", &format!("{} accounts", whole.len()), &came);
        }
        if !beyond.is_empty() {
            return self.fail(
                "the page past the end is not empty",
                "0 accounts",
                &format!("{} accounts", beyond.len()),
            );
        }
        if pages.get(1).is_some_and(|page| page != again) {
            self.fail("the same page twice holds different accounts", "the same accounts in the same order", "others");
        }
    }

    /// The names on a page; `None` when it was refused.
    async fn page(&self, call: &Call, number: i64) -> Result<Option<Vec<String>>, Unanswered> {
        let mut call = call.clone();
        call.arguments.insert("PageNumber".to_owned(), Value::Integer(number));
        Ok(names(&self.send(&call).await?))
    }

    /// All names, read with the largest documented page; `None` when they are more than one run takes in.
    async fn whole(&self, call: &Call) -> Result<Option<BTreeSet<String>>, Unanswered> {
        let mut call = call.clone();
        call.arguments.insert("PageSize".to_owned(), Value::Integer(200));
        let (mut all, mut bytes) = (BTreeSet::new(), 0);
        for number in 1..=MOST_PAGES {
            let names = self.page(&call, number).await?.unwrap_or_default();
            bytes += weight(&names);
            if bytes > MOST_BYTES {
                return Ok(None);
            }
            let last = names.len() < 200;
            all.extend(names);
            if last {
                break;
            }
        }
        Ok(Some(all))
    }

    /// With the name of an account that exists, exactly that account is listed.
    fn hold_filter(&mut self, call: &Call, names: &[String]) {
        let Some(asked) = call.text("AccountName") else { return };
        let known =
            self.session.instance_of(call).is_some_and(|instance| instance.accounts.iter().any(|name| name == asked));
        let id = format!("{}/{}/account-filter", self.session.suite.id, self.operation.name);
        let Some(requirement) = self.session.suite.key(&id).filter(|_| known) else { return };
        self.findings.checked.push(requirement);
        if names != [asked.to_owned()] {
            self.findings.mismatches.push(Mismatch {
                requirement,
                level: self.session.suite.requirement(requirement).level,
                kind: "the filter does not list exactly the account".to_owned(),
                expected: vec![format!("accounts: {asked}")],
                came: vec![format!("accounts: {}", visible(&names.join(", "), 200))],
            });
        }
    }

    async fn total(&mut self, call: &Call) -> Ended {
        let call = &first_page(call);
        let observation = self.send(call).await?;
        let (Some(names), Some(total)) = (names(&observation), total(&observation)) else {
            return Ok(Some(Outcome::Rejected("the list was refused, or has no total".to_owned())));
        };
        self.hold_filter(call, &names);
        let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
        let Some(whole) = self.whole(&unfiltered(call)).await? else { return Ok(Some(too_much())) };
        let whole = i64::try_from(whole.len()).unwrap_or(i64::MAX);
        let filtered = call.arguments.contains_key("AccountName");
        let first_of_one = count == whole || filtered;
        if first_of_one && total != count {
            let came = format!("TotalRecordCount: {total}");
            self.fail("the total is not the number of accounts listed", &format!("TotalRecordCount: {count}"), &came);
        } else if first_of_one {
            self.keep();
        } else if total == whole {
            self.note("on one of several pages: counts all accounts");
        } else if total == count {
            self.note("on one of several pages: counts those on the page");
        } else {
            self.fail(
                "the total counts nothing",
                &format!("TotalRecordCount: {whole} or {count}"),
                &format!("TotalRecordCount: {total}"),
            );
        }
        Ok(None)
    }
}

/// What names take in memory.
fn weight(names: &[String]) -> usize {
    names.iter().map(|name| name.len() + size_of::<String>()).sum()
}

fn too_much() -> Outcome {
    Outcome::Rejected(format!("the accounts of the instance take more than {} MiB", MOST_BYTES >> 20))
}

/// Do two answers say the same, but for accounts that are available in one of them only?
fn alike_but_for_changes(left: &Observation, right: &Observation) -> bool {
    let settled = |observation: &Observation| match &observation.answer {
        Answer::Accepted { tree, .. } => {
            let mut tree = tree.clone();
            settle(&mut tree);
            if let Some(members) = tree.as_object_mut() {
                members.remove("RequestId");
            }
            Some(tree)
        }
        _ => None,
    };
    settled(left).is_some_and(|left| Some(left) == settled(right))
}

/// Leaves out of an answer what changes by itself while an earlier change is made.
fn settle(tree: &mut Json) {
    match tree {
        Json::Object(members) => {
            members.remove("AccountStatus");
            members.values_mut().for_each(settle);
        }
        Json::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

fn first_page(call: &Call) -> Call {
    let mut call = call.clone();
    call.arguments.remove("PageNumber");
    call
}

fn unfiltered(call: &Call) -> Call {
    let mut call = call.clone();
    call.arguments.remove("AccountName");
    call
}

/// The names of the accounts that an accepted answer lists.
fn names(observation: &Observation) -> Option<Vec<String>> {
    let Answer::Accepted { tree, .. } = &observation.answer else { return None };
    let items = tree.get("Accounts")?.get("DBInstanceAccount")?.as_array()?;
    Some(items.iter().filter_map(|item| item.get("AccountName")?.as_str().map(str::to_owned)).collect())
}

fn total(observation: &Observation) -> Option<i64> {
    let Answer::Accepted { tree, .. } = &observation.answer else { return None };
    tree.get("TotalRecordCount")?.as_i64()
}

/// The grants of a list one by one, the last first.
fn single_grants(call: &Call) -> Vec<Call> {
    let pairs = listed(call, "DBName").into_iter().zip(listed(call, "AccountPrivilege"));
    let mut calls: Vec<Call> = pairs
        .map(|(database, privilege)| {
            let mut single = call.clone();
            single.arguments.insert("DBName".to_owned(), Value::text(database));
            single.arguments.insert("AccountPrivilege".to_owned(), Value::text(privilege));
            single
        })
        .collect();
    calls.reverse();
    calls
}

fn outcome(observation: &Observation) -> String {
    match observation.code() {
        Some(code) => format!("refused with {} {}", observation.status, visible(code, 80)),
        None if observation.is_accepted() => "accepted, and something else".to_owned(),
        None => "unreadable".to_owned(),
    }
}
