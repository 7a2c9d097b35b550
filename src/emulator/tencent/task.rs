//! Asynchronous tasks of one instance: accepted at once, carried out in order a moment later, remembered for a while.

use std::collections::{BTreeMap, VecDeque};

use super::modify::Change;
use crate::emulator::identity::fresh_number;

/// How long a task runs, in microseconds.
pub(crate) const DURATION_US: i64 = 1_000;

/// How many tasks an instance remembers; the oldest are forgotten first.
const REMEMBERED: usize = 100_000;

/// A task's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TaskId(u128);

impl TaskId {
    /// Four groups of eight hexadecimal digits, as in the document's sample.
    pub(crate) fn to_text(self) -> String {
        let groups: Vec<String> =
            (0..4).rev().map(|group| format!("{:08x}", self.0 >> (32 * group) & 0xffff_ffff)).collect();
        groups.join("-")
    }

    /// Reads what [`to_text`](Self::to_text) wrote, and nothing else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let id = Self(u128::from_str_radix(&text.replace('-', ""), 16).ok()?);
        (id.to_text() == text).then_some(id)
    }
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not carried out yet.
    Running,
    /// Carried out.
    Success,
    /// Refused while carrying it out, and why. Nothing changed.
    Failed(&'static str),
}

/// Tasks of one instance.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    pending: VecDeque<(TaskId, i64, Change)>,
    known: BTreeMap<TaskId, Standing>,
    order: VecDeque<TaskId>,
}

impl Tasks {
    /// Accepts a change for later.
    pub(crate) fn accept(&mut self, change: Change, (now_us, duration_us): (i64, i64)) -> TaskId {
        let id = TaskId(fresh_number());
        if self.order.len() >= REMEMBERED {
            self.order.pop_front().map(|oldest| self.known.remove(&oldest));
        }
        self.order.push_back(id);
        self.known.insert(id, Standing::Running);
        self.pending.push_back((id, now_us + duration_us, change));
        id
    }

    /// The next change whose time has come, in the order of acceptance.
    pub(crate) fn due(&mut self, now_us: i64) -> Option<(TaskId, Change)> {
        let (_, due_us, _) = self.pending.front()?;
        if *due_us > now_us {
            return None;
        }
        self.pending.pop_front().map(|(id, _, change)| (id, change))
    }

    /// Whether a task is still to be carried out.
    pub(crate) fn are_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Records how a task ended.
    pub(crate) fn finish(&mut self, id: TaskId, standing: Standing) {
        if let Some(known) = self.known.get_mut(&id) {
            *known = standing;
        }
    }

    /// How a task stands; `None` for one that was never accepted or is forgotten.
    pub(crate) fn standing(&self, id: TaskId) -> Option<Standing> {
        self.known.get(&id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_documented_shape() {
        let id = TaskId::read("256117ed-efa08b54-61784d44-91781bbd").unwrap();
        assert_eq!(id.to_text(), "256117ed-efa08b54-61784d44-91781bbd");
        for text in ["", "256117edefa08b5461784d4491781bbd", "256117ED-efa08b54-61784d44-91781bbd", "é"] {
            assert_eq!(TaskId::read(text), None, "{text}");
        }
    }

    #[test]
    fn changes_come_due_in_order() {
        let mut tasks = Tasks::default();
        let first = tasks.accept(Change::default(), (0, DURATION_US));
        let second = tasks.accept(Change::default(), (10, DURATION_US));
        assert!(tasks.due(999).is_none());
        assert_eq!(tasks.due(1_000).map(|(id, _)| id), Some(first));
        assert!(tasks.due(1_000).is_none());
        assert_eq!(tasks.due(1_010).map(|(id, _)| id), Some(second));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut tasks = Tasks::default();
        let first = tasks.accept(Change::default(), (0, DURATION_US));
        (0..REMEMBERED).for_each(|_| {
            tasks.accept(Change::default(), (0, DURATION_US));
            tasks.due(1_000);
        });
        assert_eq!(tasks.standing(first), None);
        assert_eq!(tasks.known.len(), REMEMBERED);
    }
}
