//! One suite and its target: what every measurement stands on.

use std::path::Path;
use std::sync::Arc;

use abide::case::Call;
use abide::clock;
use abide::emulator::Emulator;
use abide::property::{Plan, Size};
use abide::protocol::{SignedRequest, Stamp, Wire};
use abide::runner::{Session, Stop};
use abide::suite::{PropertyKind, Suite};
use abide::target::{KnownSuite, Target};
use chrono::NaiveDate;

/// The seed of every plan.
pub(crate) const SEED: u64 = 1;

/// One suite, its target, and a wire to it.
pub(crate) struct Ground {
    pub(crate) suite: Arc<Suite>,
    pub(crate) target: Target,
    pub(crate) wire: Wire,
    pub(crate) today: NaiveDate,
}

impl Ground {
    pub(crate) fn new(emulator: &Emulator, suite: Suite) -> Self {
        let file = emulator.target_file(&suite.id).expect("the emulator serves every suite");
        Self::of(suite, &file)
    }

    /// The ground of a suite and the text of a target file.
    pub(crate) fn of(suite: Suite, file: &str) -> Self {
        let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
        let target = Target::parse(Path::new("emulator"), file, &known, &|_| None).expect("a sound target file");
        let wire = Wire::new(&target.settings(&suite.api_version, &suite.service)).expect("a wire");
        Self { suite: Arc::new(suite), target, wire, today: clock::now().date_naive() }
    }

    pub(crate) fn session(&self) -> Session {
        Session::new(Arc::clone(&self.suite), &self.target, self.today, Stop::new()).expect("a session")
    }

    /// The suite's plan of single calls, without the requirement that is about going slowly.
    pub(crate) fn plan(&self, cases: u64) -> Plan {
        let abilities = self.session().abilities();
        let single = |id: &str| {
            let requirement = self.suite.key(id).map(|key| self.suite.requirement(key));
            requirement.is_some_and(|found| !matches!(found.property, PropertyKind::State(_) | PropertyKind::OwnRate))
        };
        let size = Size { seed: SEED, cases, sequences: 0, steps: 1 };
        Plan::new((&self.suite, &self.target.fixtures), (self.today, abilities), size, &single)
    }

    /// Signs a call as a run would; `None` for a call that no request can hold.
    pub(crate) fn sign(&self, call: &Call) -> Option<SignedRequest> {
        let nonce = uuid::Uuid::new_v4().to_string();
        self.wire.sign(call, &Stamp { time: clock::now(), nonce, salt: 1 }).ok()
    }
}
