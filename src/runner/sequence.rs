//! Sequences: every step sent, and the state after it held to what the model makes of the state before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::event::Outcome;
use super::exchange::{Draw, Unanswered};
use super::execute::{Purpose, merge};
use super::look::Unseen;
use super::session::Session;
use crate::case::{Call, Case, Engine, Instance, Level, Observation, Value};
use crate::model::{Expectation, State, named_accounts, predict};
use crate::oracle::{Findings, Mismatch, Step, acceptance_is_open, hold_effect};
use crate::suite::{Effect, Operation};

/// The first wait for an effect that does not show; each next one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// After so many effects that never came, no more time is spent on waiting for others.
const HOPELESS: u32 = 3;

impl Session {
    /// Sends a sequence and judges the state after each of its steps.
    pub(super) async fn sequence(&self, purpose: Purpose, case: &Case) -> Result<Outcome, Unanswered> {
        let Some(instance) = case.steps.first().and_then(|call| self.instance_of(call)) else {
            return Ok(Outcome::Rejected("the sequence names no instance of the target".to_owned()));
        };
        let accounts = self.interesting(case, instance);
        let mut findings = Findings::default();
        let mut draw = Draw::new();
        let mut before = match self.cleared(case, instance, &accounts).await? {
            Ok(state) => state,
            Err(unseen) => return unseen_outcome(unseen),
        };
        for call in &case.steps {
            match self.stateful_step(call, (purpose, &before), (instance, &accounts), &mut draw).await? {
                Ok((step, after)) => {
                    let broken = !step.mismatches.is_empty();
                    merge(&mut findings, step);
                    before = after;
                    if broken {
                        break;
                    }
                }
                Err(reason) => return Ok(Outcome::Unsupported(reason)),
            }
        }
        Ok(Outcome::Judged(findings))
    }

    /// One step and the state after it.
    async fn stateful_step(
        &self,
        call: &Call,
        (purpose, before): (Purpose, &State),
        (instance, accounts): (&Instance, &BTreeSet<String>),
        draw: &mut Draw,
    ) -> Result<Result<(Findings, State), String>, Unanswered> {
        let prediction = predict(&self.suite, call, &self.fixtures, self.today);
        let mut findings = Findings::default();
        let observation = self.step(call, draw, (purpose, &prediction), &mut findings).await?;
        let Some(operation) = self.suite.operation(&call.operation) else {
            return Ok(Err(format!("the suite has no operation `{}`", call.operation)));
        };
        let accepted = observation.is_accepted();
        if accepted {
            self.quiet_after(&instance.id).await;
        }
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let after = match self.look(instance, accounts).await {
                Ok(state) => state,
                Err(Unseen::Unsupported(reason)) => return Ok(Err(reason)),
                Err(Unseen::Unanswered(unanswered)) => return Err(unanswered),
            };
            if let Some(reason) = self.unseen_effect(operation) {
                return Ok(Err(reason));
            }
            // What documents leave open has no effect to hold it to; a refusal of it changes nothing all the same.
            if accepted && prediction.expectation == Expectation::Open {
                return Ok(Ok((findings, after)));
            }
            let step =
                Step { suite: &self.suite, operation, call, engine: instance.engine, accepted, before, after: &after };
            let mut effect = hold_effect(&step);
            if !effect.mismatches.is_empty() && self.may_settle(accepted, began) {
                tokio::time::sleep(wait).await;
                wait *= 2;
                continue;
            }
            self.note_settling(&mut effect, (accepted, *before != after), began.elapsed(), wait);
            effect.mismatches.extend(self.acceptance(
                purpose,
                (operation, call),
                &observation,
                (instance.engine, before),
            ));
            merge(&mut findings, effect);
            return Ok(Ok((findings, after)));
        }
    }

    /// An effect that only an observer shows which the endpoint does not have.
    fn unseen_effect(&self, operation: &Operation) -> Option<String> {
        let observer = "DescribeAccountMaskingPrivilege";
        (operation.effect == Effect::Mask && self.is_absent(observer))
            .then(|| format!("the endpoint has no {observer}"))
    }

    /// Is there still hope that the effect of an accepted call shows late?
    fn may_settle(&self, accepted: bool, began: Instant) -> bool {
        accepted
            && self.hopeless.load(Ordering::Relaxed) < HOPELESS
            && began.elapsed() < self.settle
            && !self.stop.is_raised()
    }

    /// A late effect is a stale read and noted; one that never came counts against waiting for the next.
    fn note_settling(
        &self,
        effect: &mut Findings,
        (accepted, changed): (bool, bool),
        elapsed: Duration,
        wait: Duration,
    ) {
        if accepted && changed && effect.mismatches.is_empty() {
            self.settling.showed(wait == FIRST_WAIT, elapsed);
        }
        if !effect.mismatches.is_empty() && accepted {
            self.hopeless.fetch_add(1, Ordering::Relaxed);
        } else if wait > FIRST_WAIT
            && let Some(requirement) = effect.checked.first()
        {
            let scale = [10_u128, 100, 1_000, 10_000].into_iter().find(|limit| elapsed.as_millis() <= *limit);
            let within = scale.map_or("more than 10 s".to_owned(), |limit| format!("{limit} ms"));
            let seen = format!("a read was stale, the effect showed within {within}");
            effect.notes.push(crate::oracle::Note { requirement: *requirement, seen });
        }
    }

    /// A call that keeps every rule is accepted in every state, but for what documents leave open.
    fn acceptance(
        &self,
        purpose: Purpose,
        (operation, call): (&Operation, &Call),
        observation: &Observation,
        (engine, before): (Engine, &State),
    ) -> Option<Mismatch> {
        let prediction = predict(&self.suite, call, &self.fixtures, self.today);
        let must =
            prediction.expectation == Expectation::Accepted && !acceptance_is_open(operation, call, (engine, before));
        if !must || observation.is_accepted() {
            return None;
        }
        let code = observation.code().unwrap_or("an unreadable answer");
        let came = vec![format!("status: {}", observation.status), format!("code: {}", crate::case::visible(code, 80))];
        Some(Mismatch {
            requirement: purpose.requirement,
            level: Level::Must,
            kind: "a valid call of a sequence was refused".to_owned(),
            expected: vec!["answer: accepted".to_owned()],
            came,
        })
    }

    /// The instance that a call names, if the target lists it.
    pub(super) fn instance_of(&self, call: &Call) -> Option<&Instance> {
        let parameter = self.suite.operation(&call.operation)?.instance_parameter()?;
        self.fixtures.instance(call.text(parameter)?)
    }

    pub(super) fn effect_of(&self, call: &Call) -> Effect {
        self.suite.operation(&call.operation).map_or(Effect::Nothing, |operation| operation.effect)
    }

    /// The accounts of a case, those of the same users with other hosts, and one that has nothing to do with it.
    pub(super) fn interesting(&self, case: &Case, instance: &Instance) -> BTreeSet<String> {
        let named: BTreeSet<String> =
            case.steps.iter().flat_map(|call| named_accounts(self.effect_of(call), call)).collect();
        let user = |account: &str| account.rsplit_once('@').map(|(user, _)| user.to_owned());
        let users: BTreeSet<String> = named.iter().filter_map(|account| user(account)).collect();
        let is_akin = |account: &&String| user(account).is_some_and(|user| users.contains(&user));
        let akin = instance.accounts.iter().filter(is_akin);
        let known = named.iter().filter(|account| instance.accounts.contains(account));
        let mut interesting: BTreeSet<String> = known.chain(akin).cloned().collect();
        let neighbour = instance.accounts.iter().filter(|account| !interesting.contains(*account));
        let last = interesting.last().cloned().unwrap_or_default();
        let (after, before): (Vec<_>, Vec<_>) = neighbour.cloned().partition(|account| *account > last);
        interesting.extend(after.into_iter().chain(before).next());
        interesting
    }

    /// Takes away what the accounts of a case hold, so that what comes of the case is its own doing, and looks at the
    /// state then. An endpoint that does not do it is looked at as it is.
    async fn cleared(
        &self,
        case: &Case,
        instance: &Instance,
        interesting: &BTreeSet<String>,
    ) -> Result<Result<State, Unseen>, Unanswered> {
        let mut named: BTreeMap<String, Effect> = BTreeMap::new();
        for call in &case.steps {
            let effect = self.effect_of(call);
            named.extend(named_accounts(effect, call).into_iter().map(|account| (account, effect)));
        }
        named.retain(|account, _| instance.accounts.contains(account));
        let state = match self.look(instance, interesting).await {
            Ok(state) => state,
            unseen => return Ok(unseen),
        };
        let mut cleared = Some(state.clone());
        for account in named.into_keys() {
            let held = state.accounts.get(&account).map(|account| account.held.keys().cloned().collect::<Vec<_>>());
            // What the target file does not list is not taken away, whoever holds it.
            let listed =
                |object: &String| object.contains(' ') || *object == "global" || instance.databases.contains(object);
            let held: Vec<String> = held.unwrap_or_default().into_iter().filter(listed).collect();
            for call in self.clearing(instance, &account, &held) {
                if self.settled_call(&call).await? {
                    cleared = self.wait_until_cleared((instance, interesting), &account, &held).await?;
                }
            }
        }
        match cleared {
            Some(state) => Ok(Ok(state)),
            None => Ok(self.look(instance, interesting).await),
        }
    }

    /// Looks at some accounts until one of them holds nothing of this any more, for as long as an effect may take to show;
    /// the state that was seen then.
    pub(super) async fn wait_until_cleared(
        &self,
        (instance, accounts): (&Instance, &BTreeSet<String>),
        account: &str,
        held: &[String],
    ) -> Result<Option<State>, Unanswered> {
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        while self.may_settle(true, began) {
            let Ok(state) = self.look(instance, accounts).await else { return Ok(None) };
            let holds =
                |object: &String| state.accounts.get(account).is_some_and(|found| found.held.contains_key(object));
            if !held.iter().any(holds) {
                self.settling.showed(wait == FIRST_WAIT, began.elapsed());
                return Ok(Some(state));
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        Ok(None)
    }

    /// Looks until an account holds something on all of these, for as long as an effect may take to show.
    pub(super) async fn look_until_held(
        &self,
        instance: &Instance,
        account: &str,
        databases: &[String],
    ) -> Result<Result<State, Unseen>, Unanswered> {
        let (began, accounts) = (Instant::now(), BTreeSet::from([account.to_owned()]));
        let mut wait = FIRST_WAIT;
        loop {
            let state = match self.look(instance, &accounts).await {
                Ok(state) => state,
                Err(Unseen::Unanswered(unanswered)) => return Err(unanswered),
                Err(unseen) => return Ok(Err(unseen)),
            };
            let holds =
                |object: &String| state.accounts.get(account).is_some_and(|found| found.held.contains_key(object));
            let shown = instance.engine == Engine::PostgreSQL || databases.iter().all(holds);
            if shown || !self.may_settle(true, began) {
                return Ok(Ok(state));
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
    }

    /// The calls that take away everything an account holds.
    pub(super) fn clearing(&self, instance: &Instance, account: &str, held: &[String]) -> Vec<Call> {
        if held.is_empty() {
            return Vec::new();
        }
        let text = |pairs: &[(&str, &str)]| -> BTreeMap<String, Value> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect()
        };
        let has = |operation: &str| self.suite.operation(operation).is_some() && !self.is_absent(operation);
        if let Some((user, host)) = account.rsplit_once('@').filter(|_| has("ModifyAccountPrivileges")) {
            let mut arguments = text(&[("InstanceId", &instance.id)]);
            let account = Value::Record(text(&[("User", user), ("Host", host)]));
            arguments.insert("Accounts".to_owned(), Value::List(vec![account]));
            return vec![Call::new("ModifyAccountPrivileges", arguments)];
        }
        if has("RevokeAccountPrivilege") {
            let names = held.join(",");
            let arguments = text(&[("DBInstanceId", &instance.id), ("AccountName", account), ("DBName", &names)]);
            return vec![Call::new("RevokeAccountPrivilege", arguments)];
        }
        Vec::new()
    }

    /// Sends a call that nobody judges and waits for its task.
    pub(super) async fn settled_call(&self, call: &Call) -> Result<bool, Unanswered> {
        let mut call = call.clone();
        if self.suite.protocol == crate::case::Protocol::AliyunRpc {
            call.envelope.format = Some(crate::case::Format::Json);
        }
        let (observation, _turn) = self.exchange_in_turn(&call, &mut Draw::new(), false).await?;
        if observation.code().is_some_and(|code| self.is_unknown_action(code)) {
            self.absent.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(call.operation.clone());
        }
        let task = self.suite.operation(&call.operation).and_then(|operation| operation.task.as_ref());
        match task.filter(|_| observation.is_accepted()) {
            Some(task) => Ok(!matches!(self.follow(task, &observation).await?, super::task::TaskEnd::Failed(_))),
            None => Ok(observation.is_accepted()),
        }
    }
}

pub(super) fn unseen_outcome(unseen: Unseen) -> Result<Outcome, Unanswered> {
    match unseen {
        Unseen::Unanswered(unanswered) => Err(unanswered),
        Unseen::Unsupported(reason) => Ok(Outcome::Unsupported(reason)),
    }
}
