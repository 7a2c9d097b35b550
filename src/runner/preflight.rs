//! The first call of a run: does the endpoint answer, and does it take the signature?

use chrono::{DateTime, Utc};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::event::Halt;
use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Call, Format, Observation, Protocol, Silence, visible};
use crate::clock;
use crate::rule::{Scene, Span, arguments, scenes};
use crate::suite::{EnvelopeFault, PropertyKind};

/// What says that the signature was not taken.
const AUTHENTICATION: [EnvelopeFault; 3] =
    [EnvelopeFault::WrongSignature, EnvelopeFault::UnknownAccessKey, EnvelopeFault::IllFormedTimestamp];

impl Session {
    /// Makes the suite's first call; `Err` when there is no point in making more.
    pub(super) async fn preflight(&self) -> Result<(), Halt> {
        let Some(call) = self.first_call() else { return Ok(()) };
        let sent = clock::now();
        match self.exchange(&call, &mut Draw::new(), false).await {
            Ok(observation) => self.signature_taken(&observation, sent),
            Err(Unanswered::Silent(Silence::Throttled(code) | Silence::Busy(code))) => {
                Err(Halt::Throttled(visible(&code, 80)))
            }
            Err(Unanswered::Silent(silence)) => Err(Halt::Unreachable(visible(&silence.to_string(), 200))),
            Err(Unanswered::Spent(budget)) => Err(Halt::BudgetSpent(budget)),
            // The first call changes nothing, so that sending it again makes no difference.
            Err(Unanswered::Resent) => Ok(()),
            Err(Unanswered::Unsendable(reason) | Unanswered::Unsupported(reason)) => Err(Halt::Unreachable(reason)),
        }
    }

    fn signature_taken(&self, observation: &Observation, sent: DateTime<Utc>) -> Result<(), Halt> {
        let Some(code) = observation.code() else { return Ok(()) };
        let refuses = |fault: EnvelopeFault| {
            let requirements = self.suite.requirements.iter();
            let mut about = requirements.filter(|requirement| requirement.property == PropertyKind::Envelope(fault));
            about.any(|requirement| requirement.answers.iter().any(|answer| answer.matches_code(code, "")))
        };
        let answer = format!("{} {}", observation.status, visible(code, 80));
        if AUTHENTICATION.into_iter().any(refuses) {
            Err(Halt::SignatureRefused(answer))
        } else if refuses(EnvelopeFault::ClockSkew) {
            Err(Halt::ClocksDisagree(format!(
                "{answer}, sent when it was {} here",
                sent.format("%Y-%m-%d %H:%M:%S UTC")
            )))
        } else {
            Ok(())
        }
    }

    /// A valid call of the suite's first operation.
    fn first_call(&self) -> Option<Call> {
        let operation = self.suite.operation(&self.suite.first_call)?;
        let instance = self.fixtures.instances.first()?;
        let scene = Scene { suite: &self.suite, fixtures: &self.fixtures, instance, today: self.today };
        let scene = scenes(operation, scene).into_iter().next().unwrap_or(scene);
        let config = Config { rng_seed: RngSeed::Fixed(0), failure_persistence: None, ..Config::default() };
        let tree = arguments(operation, &scene, Span::Interior)?.new_tree(&mut TestRunner::new(config)).ok()?;
        let mut call = Call::new(&operation.name, tree.current());
        call.envelope.format = (self.suite.protocol == Protocol::AliyunRpc).then_some(Format::Json);
        Some(call)
    }
}
