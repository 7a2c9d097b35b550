//! One call, sent until it is answered or given up.

use std::time::Duration;

use super::session::Session;
use crate::case::{Call, Observation, Silence, visible};
use crate::clock;
use crate::protocol::{Stamp, WireError};

/// What is drawn for one case: passwords come from its salt, and a later step may use an earlier one's nonce.
#[derive(Debug)]
pub(super) struct Draw {
    salt: u64,
    nonces: Vec<String>,
    resent: bool,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unanswered {
    /// Nothing came that says anything.
    Silent(Silence),
    /// The call was refused when it was sent again; its first sending got no answer, and may have done what it asked.
    Resent,
    /// The call cannot be put on this wire.
    Unsendable(String),
    /// The endpoint has nothing that would tell how the call came out; what it lacks.
    Unsupported(String),
    /// The budget is spent.
    Spent(u64),
}

/// How often a call is sent at most, by what came instead of an answer.
const TRIES_WHEN_THROTTLED: u32 = 6;
const TRIES_WHEN_SILENT: u32 = 3;

/// The first wait before sending again; each next one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(50);

impl Draw {
    pub(super) fn new() -> Self {
        let (high, low) = uuid::Uuid::new_v4().as_u64_pair();
        Self { salt: high ^ low, nonces: Vec::new(), resent: false }
    }

    /// A stamp for the next step; `earlier` asks for the nonce of an earlier one.
    fn stamp(&self, earlier: Option<usize>) -> Stamp {
        let reused = earlier.and_then(|step| self.nonces.get(step)).cloned();
        let nonce = reused.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        Stamp { time: clock::now(), nonce, salt: self.salt }
    }

    /// Was the last call answered only when it was sent again, after a sending that may have been carried out?
    pub(super) fn is_resent(&self) -> bool {
        self.resent
    }
}

impl Session {
    /// Sends a call, again when it is throttled or silent, within bounds.
    pub(super) async fn exchange(
        &self,
        call: &Call,
        draw: &mut Draw,
        documented_pace: bool,
    ) -> Result<Observation, Unanswered> {
        let earlier = match &call.envelope.deviation {
            Some(crate::case::Deviation::NonceOfStep(step)) => Some(*step),
            _ => None,
        };
        let mut tries = 0;
        draw.resent = false;
        loop {
            self.pace.permit(&call.operation, documented_pace).await.map_err(|spent| Unanswered::Spent(spent.0))?;
            let stamp = draw.stamp(earlier);
            let signed = self.wire.sign(call, &stamp).map_err(|error: WireError| unsendable(&error))?;
            let silence = match self.wire.send(signed).await {
                Ok(observation) => {
                    self.stop.answered();
                    // A nonce that got no answer may never have been seen.
                    draw.nonces.push(stamp.nonce);
                    if observation.is_accepted() {
                        self.note_change(call);
                    }
                    return Ok(observation);
                }
                Err(silence) => silence,
            };
            tries += 1;
            draw.resent |= matches!(silence, Silence::Interrupted(_));
            self.stop.silent(&silence);
            if tries >= most_tries(&silence) || (self.stop.is_raised() && !self.pace.is_closing()) {
                return Err(Unanswered::Silent(silence));
            }
            tokio::time::sleep(FIRST_WAIT * 2_u32.pow(tries - 1)).await;
        }
    }
}

fn unsendable(error: &WireError) -> Unanswered {
    Unanswered::Unsendable(visible(&error.to_string(), 200))
}

/// A nonce that is sent twice by us is used; so a case about nonces ends with its first silence.
fn most_tries(silence: &Silence) -> u32 {
    match silence {
        Silence::Throttled(_) | Silence::Busy(_) => TRIES_WHEN_THROTTLED,
        Silence::TimedOut(_) => 1,
        Silence::Unreachable(_) | Silence::Interrupted(_) => TRIES_WHEN_SILENT,
    }
}
