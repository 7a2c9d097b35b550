//! Which ways of meeting or breaking a requirement came to a conclusion.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::case::visible;
use crate::rule::Side;
use crate::runner::Outcome;

/// How far each class of a property came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Coverage {
    /// In the order of class and side, so that a case finds its own quickly.
    classes: Vec<ClassProgress>,
}

/// How far one class came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ClassProgress {
    pub(super) class: Arc<str>,
    pub(super) side: Side,
    pub(super) progress: Progress,
}

/// How far a class came; a later variant replaces an earlier one, never the other way round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Progress {
    /// No case of it has ended.
    Unsent,
    /// No case of it could be sent; why not.
    Rejected(String),
    /// The endpoint has nothing through which it could be judged; what it lacks.
    Unsupported(String),
    /// No case of it was answered with anything that says something; what happened instead.
    Silent(String),
    /// A case of it was judged.
    Judged,
}

/// Longest reason that is kept, in characters.
const LONGEST: usize = 200;

impl Coverage {
    /// Nothing sent yet of these classes.
    pub(super) fn new(classes: &[(Arc<str>, Side)]) -> Self {
        let mut classes: Vec<_> = classes.to_vec();
        classes.sort();
        classes.dedup();
        let unsent = |(class, side)| ClassProgress { class, side, progress: Progress::Unsent };
        Self { classes: classes.into_iter().map(unsent).collect() }
    }

    /// A case of a class ended.
    pub(super) fn advance(&mut self, class: &Arc<str>, side: Side, outcome: &Outcome) {
        let found = self.classes.binary_search_by(|known| (&known.class, known.side).cmp(&(class, side)));
        match found {
            Ok(place) => {
                if let Some(known) = self.classes.get_mut(place) {
                    known.progress.advance(outcome);
                }
            }
            Err(place) => {
                let mut progress = Progress::Unsent;
                progress.advance(outcome);
                self.classes.insert(place, ClassProgress { class: Arc::clone(class), side, progress });
            }
        }
    }

    /// Takes in how far another part of the run came with the same classes.
    pub(super) fn join(&mut self, other: Self) {
        for theirs in other.classes {
            let found = self.classes.binary_search_by(|own| (&own.class, own.side).cmp(&(&theirs.class, theirs.side)));
            match found {
                Ok(place) => {
                    if let Some(own) = self.classes.get_mut(place).filter(|own| own.progress < theirs.progress) {
                        own.progress = theirs.progress;
                    }
                }
                Err(place) => self.classes.insert(place, theirs),
            }
        }
    }

    /// Every class.
    pub(super) fn classes(&self) -> &[ClassProgress] {
        &self.classes
    }

    /// The classes that a case of was judged.
    pub(super) fn judged(&self) -> impl Iterator<Item = &ClassProgress> {
        self.classes.iter().filter(|class| class.progress == Progress::Judged)
    }

    /// The classes that no case of was sent.
    pub(super) fn unsent(&self) -> impl Iterator<Item = &ClassProgress> {
        self.classes.iter().filter(|class| class.progress == Progress::Unsent)
    }

    /// The classes that ended without an answer, with what happened instead.
    pub(super) fn silent(&self) -> impl Iterator<Item = (&ClassProgress, &str)> {
        self.classes.iter().filter_map(|class| match &class.progress {
            Progress::Silent(reason) => Some((class, reason.as_str())),
            _ => None,
        })
    }

    /// The classes that could not be sent, with why not.
    pub(super) fn rejected(&self) -> impl Iterator<Item = (&ClassProgress, &str)> {
        self.classes.iter().filter_map(|class| match &class.progress {
            Progress::Rejected(reason) => Some((class, reason.as_str())),
            _ => None,
        })
    }

    /// The classes that could not be judged for what the endpoint lacks, with that.
    pub(super) fn unsupported(&self) -> impl Iterator<Item = (&ClassProgress, &str)> {
        self.classes.iter().filter_map(|class| match &class.progress {
            Progress::Unsupported(reason) => Some((class, reason.as_str())),
            _ => None,
        })
    }

    /// A side that has classes and none that was judged.
    pub(super) fn untried_side(&self) -> Option<Side> {
        let untried = |side: &Side| !self.judged().any(|class| class.side == *side);
        self.classes.iter().map(|class| class.side).find(untried)
    }
}

impl Progress {
    fn advance(&mut self, outcome: &Outcome) {
        match (&*self, outcome) {
            (Self::Judged, _) => {}
            (_, Outcome::Judged(_)) => *self = Self::Judged,
            (Self::Unsent | Self::Rejected(_) | Self::Unsupported(_), Outcome::Silent(silence)) => {
                *self = Self::Silent(visible(&silence.to_string(), LONGEST));
            }
            (Self::Unsent | Self::Rejected(_), Outcome::Unsupported(reason)) => {
                *self = Self::Unsupported(visible(reason, LONGEST));
            }
            (Self::Unsent, Outcome::Rejected(reason)) => *self = Self::Rejected(visible(reason, LONGEST)),
            (Self::Silent(_) | Self::Unsupported(_), _) | (Self::Rejected(_), Outcome::Rejected(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Silence;
    use crate::oracle::Findings;

    #[test]
    fn a_class_never_falls_back() {
        let mut progress = Progress::Unsent;
        progress.advance(&Outcome::Rejected("unfit".to_owned()));
        assert_eq!(progress, Progress::Rejected("unfit".to_owned()));
        progress.advance(&Outcome::Silent(Silence::Busy("X".to_owned())));
        progress.advance(&Outcome::Rejected("unfit".to_owned()));
        assert_eq!(progress, Progress::Silent("busy with `X`".to_owned()));
        progress.advance(&Outcome::Judged(Findings::default()));
        progress.advance(&Outcome::Silent(Silence::Busy("X".to_owned())));
        assert_eq!(progress, Progress::Judged);
    }
}
