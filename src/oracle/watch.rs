//! Holds every answer of a run to what every answer owes, whatever the call was made for.

use serde_json::Value as Json;

use super::finding::{Exchange, Findings, Mismatch};
use super::memory::RequestIds;
use super::shape;
use crate::case::{Answer, Format, Protocol, visible};
use crate::model::Expectation;
use crate::suite::{ErrorEntry, PropertyKind, RequirementKey, ResponseCheck, Suite};

/// What a suite asks of every answer.
#[derive(Debug)]
pub struct Watcher {
    checks: Vec<(ResponseCheck, RequirementKey)>,
    formats: Vec<(Format, RequirementKey)>,
    protocol: Protocol,
}

impl Watcher {
    /// The checks that a suite's requirements name.
    #[must_use]
    pub fn new(suite: &Suite) -> Self {
        let mut watcher = Self { checks: Vec::new(), formats: Vec::new(), protocol: suite.protocol };
        for key in suite.keys() {
            match &suite.requirement(key).property {
                PropertyKind::EveryAnswer(check) => watcher.checks.push((*check, key)),
                PropertyKind::Format(format) => watcher.formats.push((*format, key)),
                _ => {}
            }
        }
        watcher
    }
}

/// Holds one answer to everything that a suite asks of every answer.
#[must_use]
pub fn observe(suite: &Suite, watcher: &Watcher, exchange: &Exchange<'_>, ids: &RequestIds) -> Findings {
    let mut findings = Findings::default();
    let documented = Documented::of(exchange);
    for (check, key) in &watcher.checks {
        let about = suite.requirement(*key).operation();
        if about != "common" && about != exchange.operation.name {
            continue;
        }
        let scene = Check { suite, watcher, exchange, documented: documented.as_ref(), key: *key };
        if let Some(result) = scene.run(*check, ids) {
            scene.conclude(result, &mut findings);
        }
    }
    for (format, key) in &watcher.formats {
        if exchange.call.envelope.format == Some(*format) {
            let scene = Check { suite, watcher, exchange, documented: documented.as_ref(), key: *key };
            scene.conclude(scene.format(*format), &mut findings);
        }
    }
    if exchange.call.envelope.format.is_none() && watcher.protocol == Protocol::AliyunRpc {
        note_default_format(suite, exchange, &mut findings);
    }
    if let Answer::Accepted { tree, .. } = &exchange.observation.answer {
        shape::hold(exchange, tree, suite, &mut findings);
    }
    findings
}

fn note_default_format(suite: &Suite, exchange: &Exchange<'_>, findings: &mut Findings) {
    let silent = suite.keys().find(|key| suite.requirement(*key).property == PropertyKind::NoFormat);
    if let (Some(key), Some(format)) = (silent, exchange.observation.format) {
        findings.note(key, format!("answered {format:?} when no format was asked for"));
    }
}

/// What an answer owes and the kind of what it has instead; `None` stands for a kept promise.
type Broken = Option<(String, String)>;

struct Check<'a> {
    suite: &'a Suite,
    watcher: &'a Watcher,
    exchange: &'a Exchange<'a>,
    documented: Option<&'a Documented<'a>>,
    key: RequirementKey,
}

/// The code of an error, and its entries in the operation's table: looked up once for all checks.
struct Documented<'a> {
    code: &'a str,
    entries: Vec<&'a ErrorEntry>,
}

impl<'a> Documented<'a> {
    fn of(exchange: &Exchange<'a>) -> Option<Self> {
        let code = exchange.observation.code().filter(|code| !code.is_empty())?;
        let listed = exchange.operation.errors.iter().filter(|entry| entry.matches_code(code, exchange.operation));
        Some(Self { code, entries: listed.collect() })
    }
}

impl Check<'_> {
    fn conclude(&self, broken: Broken, findings: &mut Findings) {
        findings.keep(self.key);
        let Some((expected, kind)) = broken else { return };
        let came = self.exchange.came().into_iter().chain([kind.clone()]).collect();
        let level = self.suite.requirement(self.key).level;
        findings.fail(Mismatch { requirement: self.key, level, kind, expected: vec![expected], came });
    }

    /// Runs a check; the outer `None` says that it does not apply to this answer.
    fn run(&self, check: ResponseCheck, ids: &RequestIds) -> Option<Broken> {
        match check {
            ResponseCheck::RequestIdPresent => self.request_id_present(),
            ResponseCheck::RequestIdUnique => self.request_id_unique(ids),
            ResponseCheck::Envelope => self.envelope(),
            ResponseCheck::ErrorStatus => self.error_status(),
            ResponseCheck::ErrorDocumented => self.error_documented(),
            ResponseCheck::ErrorMessage => self.error_message(),
            ResponseCheck::SecretNotEchoed => Some(self.secret_not_echoed()),
            ResponseCheck::NoServerError => self.no_server_error(),
            ResponseCheck::SuccessAgrees => self.success_agrees(),
        }
    }

    fn request_id_present(&self) -> Option<Broken> {
        if matches!(self.exchange.observation.answer, Answer::Garbled { .. }) {
            return None;
        }
        let present = self.exchange.observation.request_id.as_deref().is_some_and(|id| !id.trim().is_empty());
        Some(broken_unless(present, "request id: not empty", "request id: none"))
    }

    fn request_id_unique(&self, ids: &RequestIds) -> Option<Broken> {
        let id = self.exchange.observation.request_id.as_deref().filter(|id| !id.is_empty())?;
        if !ids.is_new(id) {
            let expected = format!("request id: one that no other answer has, so not {}", visible(id, 60));
            return Some(Some((expected, "request id: one that came before".to_owned())));
        }
        let upper_uuid = self.watcher.protocol != Protocol::AliyunRpc || is_upper_uuid(id);
        Some(broken_unless(upper_uuid, "request id: an upper-case UUID", "request id: not an upper-case UUID"))
    }

    fn envelope(&self) -> Option<Broken> {
        let observation = self.exchange.observation;
        let status_fits = match (self.watcher.protocol, &observation.answer) {
            (Protocol::TencentCloud, _) => observation.status == 200,
            (Protocol::AliyunRpc, Answer::Refused { .. }) => (400..600).contains(&observation.status),
            (Protocol::AliyunRpc, Answer::Accepted { .. }) => return None,
            (Protocol::AliyunRpc, Answer::Garbled { .. }) => true,
        };
        let (members, seen) = match &observation.answer {
            Answer::Garbled { .. } => (false, "an answer that cannot be read".to_owned()),
            Answer::Refused { code, message, .. } => {
                let whole = message.is_some() && !code.is_empty();
                (whole, "error envelope without `Code` or `Message`".to_owned())
            }
            Answer::Accepted { .. } => (true, String::new()),
        };
        let seen = if status_fits { seen } else { format!("status {} with this envelope", observation.status) };
        Some(broken_unless(
            status_fits && members,
            "the documented envelope, with `Code` and `Message` for an error",
            &seen,
        ))
    }

    fn error_status(&self) -> Option<Broken> {
        let Documented { code, entries } = self.documented?;
        let listed: Vec<u16> = entries.iter().flat_map(|entry| [entry.status, entry.other_status]).flatten().collect();
        if listed.is_empty() {
            return None;
        }
        if listed.contains(&self.exchange.observation.status) {
            return Some(None);
        }
        let expected = listed.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ");
        let seen = format!("status {} with code {}", self.exchange.observation.status, visible(code, 80));
        Some(Some((format!("status: {expected}, as the operation's table lists it"), seen)))
    }

    fn error_documented(&self) -> Option<Broken> {
        let Documented { code, entries } = self.documented?;
        let documented = !entries.is_empty()
            || self.suite.common_errors.iter().any(|entry| entry.matches_code(code, self.exchange.operation));
        if documented {
            return Some(None);
        }
        let seen = format!("code {} is in no table", visible(code, 80));
        Some(Some(("code: one of the operation's table or of the common ones".to_owned(), seen)))
    }

    fn error_message(&self) -> Option<Broken> {
        let Answer::Refused { message: Some(message), .. } = &self.exchange.observation.answer else { return None };
        let Documented { code, entries } = self.documented?;
        let common = self.suite.common_errors.iter().filter(|entry| entries.is_empty() && entry.code == *code);
        let documented: Vec<&str> =
            entries.iter().copied().chain(common).filter_map(|entry| entry.message.as_deref()).collect();
        let expected = documented.first()?;
        if documented.iter().any(|text| text.trim() == message.trim()) {
            return Some(None);
        }
        let seen = format!("message of {}: {}", visible(code, 80), visible(message, 200));
        Some(Some((format!("message: {expected}"), seen)))
    }

    fn secret_not_echoed(&self) -> Broken {
        let place = self.exchange.observation.echoed_secret.as_ref()?;
        let seen = format!("a secret of the request stands in the answer's {}", visible(place, 60));
        Some(("no secret of the request in the answer".to_owned(), seen))
    }

    fn no_server_error(&self) -> Option<Broken> {
        if !matches!(self.exchange.prediction.expectation, Expectation::Refused(_)) {
            return None;
        }
        let status = self.exchange.observation.status;
        Some(broken_unless(
            status < 500,
            "status: below 500, for the fault is the request's",
            &format!("status {status}"),
        ))
    }

    fn success_agrees(&self) -> Option<Broken> {
        let (tree, accepted) = match &self.exchange.observation.answer {
            Answer::Accepted { tree, .. } => (tree, true),
            Answer::Refused { tree, .. } => (tree, false),
            Answer::Garbled { .. } => return None,
        };
        let success = match tree.get("Success") {
            Some(Json::Bool(success)) => *success,
            Some(Json::String(text)) => text.eq_ignore_ascii_case("true"),
            _ => false,
        };
        let words = if accepted {
            ("Success: true, with status 200", "Success: not true")
        } else {
            ("Success: not true, for a refusal", "Success: true")
        };
        Some(broken_unless(success == accepted, words.0, words.1))
    }

    fn format(&self, asked: Format) -> Broken {
        let observation = self.exchange.observation;
        let media_types: &[&str] = match asked {
            Format::Json => &["application/json"],
            Format::Xml => &["application/xml", "text/xml"],
        };
        if observation.format != Some(asked) {
            let seen = observation.format.map_or("neither JSON nor XML".to_owned(), |format| format!("{format:?}"));
            return Some((format!("format: {asked:?}"), format!("format: {seen}")));
        }
        if !media_types.contains(&observation.media_type.as_str()) {
            let seen = format!("content type: {}", visible(&observation.media_type, 80));
            return Some((format!("content type: {}", media_types.join(" or ")), seen));
        }
        let response = format!("{}Response", self.exchange.call.operation);
        let (root, expected) = match &observation.answer {
            Answer::Accepted { root, .. } => (root, response.as_str()),
            Answer::Refused { root, .. } => (root, "Error"),
            // A document that is read as XML and still says nothing under status 200 has another root.
            Answer::Garbled { reason } if asked == Format::Xml && observation.status == 200 => {
                return Some((format!("root element: {response}"), visible(reason, 120)));
            }
            Answer::Garbled { .. } => return None,
        };
        let fits = asked == Format::Json || root == expected;
        broken_unless(fits, &format!("root element: {expected}"), &format!("root element: {}", visible(root, 80)))
    }
}

fn broken_unless(kept: bool, expected: &str, seen: &str) -> Broken {
    (!kept).then(|| (expected.to_owned(), seen.to_owned()))
}

fn is_upper_uuid(id: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    let fits = |(place, byte): (usize, u8)| match byte {
        b'-' => dashes.contains(&place),
        b'0'..=b'9' | b'A'..=b'F' => !dashes.contains(&place),
        _ => false,
    };
    id.len() == 36 && id.bytes().enumerate().all(fits)
}
