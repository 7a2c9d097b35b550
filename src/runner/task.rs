//! Follows a task to its end.
//!
//! Asked at once after it was accepted, then after 2 ms, 4 ms, … up to a second between two questions, for at most a
//! minute: a fast endpoint is not waited for, a slow one is not hurried.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::event::Halt;
use super::exchange::{Draw, Unanswered};
use super::session::Session;
use crate::case::{Answer, Call, Observation, Silence, Value};
use crate::suite::Task;

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TaskEnd {
    /// It did what was asked.
    Succeeded,
    /// It failed; what the endpoint says of it.
    Failed(String),
    /// The endpoint has no operation that tells.
    Unknown,
}

const FIRST_WAIT: Duration = Duration::from_millis(2);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

impl Session {
    /// Follows the task that an accepted answer names.
    pub(super) async fn follow(&self, task: &Task, accepted: &Observation) -> Result<TaskEnd, Unanswered> {
        let Answer::Accepted { tree, .. } = &accepted.answer else { return Ok(TaskEnd::Unknown) };
        // An endpoint that names no task has broken its promise already, and there is nothing to ask about.
        let handle = tree.get(&task.handle).and_then(Json::as_str).filter(|handle| !handle.is_empty());
        let Some(handle) = handle else { return Ok(TaskEnd::Unknown) };
        let arguments = BTreeMap::from([(task.handle.clone(), Value::text(handle))]);
        let call = Call::new(&task.observer, arguments);
        let began = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let observation = self.exchange(&call, &mut Draw::new(), false).await?;
            if observation.code().is_some_and(|code| self.is_unknown_action(code)) {
                return Ok(TaskEnd::Unknown);
            }
            if let Some(end) = ending(task, &observation) {
                return Ok(end);
            }
            let given_up = self.stop.is_raised() && !self.pace.is_closing();
            if given_up || self.gives_up_tasks() || began.elapsed() > self.task_deadline {
                self.task_never_ended();
                return Err(Unanswered::Silent(Silence::TimedOut(self.task_deadline)));
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}

/// So many tasks that never end, and the run ends.
const ENDLESS_TASKS: u32 = 3;

impl Session {
    fn task_never_ended(&self) {
        if self.endless.fetch_add(1, Ordering::Relaxed) + 1 == ENDLESS_TASKS {
            let reason = format!("{ENDLESS_TASKS} tasks did not end within {} s", self.task_deadline.as_secs());
            self.stop.raise(Halt::Unreachable(reason));
        }
    }

    /// After those, no task is waited for any more, neither by what still goes on nor when state is given back.
    fn gives_up_tasks(&self) -> bool {
        self.endless.load(Ordering::Relaxed) >= ENDLESS_TASKS
    }
}

/// How the task ended, by the observer's answer; `None` while it goes on, or while the observer cannot say.
fn ending(task: &Task, observation: &Observation) -> Option<TaskEnd> {
    let Answer::Accepted { tree, .. } = &observation.answer else { return None };
    let text = |member: &str| tree.get(member).and_then(Json::as_str).unwrap_or_default().to_owned();
    let status = text(&task.status);
    if task.pending.contains(&status) {
        None
    } else if task.succeeded.contains(&status) {
        Some(TaskEnd::Succeeded)
    } else {
        Some(TaskEnd::Failed(format!("{status}: {}", text(&task.info))))
    }
}
