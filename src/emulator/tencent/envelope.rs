//! The object `Response` around every answer, success and refusal alike.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use crate::emulator::{
    call::Reply,
    deviation::{Deviation, Deviations, Echo, Repeated, Shown},
    identity::RequestId,
    inventory::TENCENT_KEY,
    latitude::Latitude,
};

/// The answer to one request in the making.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope<'a> {
    action: &'a str,
    /// How many answers came before this one.
    number: u64,
    status: Option<u16>,
    deviations: &'a Deviations,
}

impl<'a> Envelope<'a> {
    /// The answer to a request for `action`.
    pub(crate) const fn new(action: &'a str, number: u64, deviations: &'a Deviations) -> Self {
        Self { action, number, status: None, deviations }
    }

    /// The same with another status than the usual one.
    pub(crate) const fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// A success with these members.
    pub(crate) fn success(self, mut members: Map<String, Value>) -> Reply {
        members.insert("RequestId".to_owned(), Value::from(self.request_id(false).as_str()));
        if self.deviations.has(Deviation::Echoes(Echo::Success)) {
            members.insert("SecretKey".to_owned(), Value::from(TENCENT_KEY.secret));
        }
        self.show(&mut members, |deviation| match deviation {
            Deviation::Member(action, name, shown) if action.is_empty() || action == self.action => Some((name, shown)),
            _ => None,
        });
        self.close(members, 200)
    }

    /// A refusal.
    pub(crate) fn refusal(self, refusal: &Refusal) -> Reply {
        let secret = if self.deviations.has(Deviation::Echoes(Echo::Message)) { TENCENT_KEY.secret } else { "" };
        let mut error = Map::new();
        error.insert("Code".to_owned(), Value::from(refusal.code));
        error.insert("Message".to_owned(), Value::from(format!("{}{secret}", refusal.message)));
        self.show(&mut error, |deviation| match deviation {
            Deviation::RefusalMember(name @ ("Code" | "Message"), shown) => Some((name, shown)),
            _ => None,
        });
        let mut members = Map::new();
        members.insert("Error".to_owned(), Value::Object(error));
        members.insert("RequestId".to_owned(), Value::from(self.request_id(true).as_str()));
        self.show(&mut members, |deviation| match deviation {
            Deviation::RefusalMember(name @ "RequestId", shown) => Some((name, shown)),
            _ => None,
        });
        let status = self.deviations.find(|deviation| match deviation {
            Deviation::RefusalStatus(status) => Some(status),
            _ => None,
        });
        self.close(members, status.unwrap_or(200))
    }

    /// Success and refusal alike are status 200. The content type carries no parameter: a client that compares it word
    /// for word takes a refusal for a success otherwise.
    fn close(self, mut members: Map<String, Value>, status: u16) -> Reply {
        if self.deviations.takes(Latitude::MoreMembers) {
            extend(&mut members);
        }
        let body = if self.deviations.has(Deviation::OutsideResponse(false)) {
            Value::Object(members)
        } else {
            let error = members.get("Error").cloned().filter(|_| self.deviations.has(Deviation::OutsideResponse(true)));
            match error {
                None => json!({ "Response": members }),
                Some(error) => {
                    members.remove("Error");
                    json!({ "Response": members, "Error": error })
                }
            }
        };
        let body = body.to_string().into_bytes();
        Reply { status: self.status.unwrap_or(status), content_type: "application/json", body }
    }

    fn request_id(self, refusal: bool) -> RequestId {
        let repeated = self.deviations.find(|deviation| match deviation {
            Deviation::RepeatedRequestId(repeated) => Some(repeated),
            _ => None,
        });
        match repeated {
            Some(Repeated::Always) => RequestId::numbered(1),
            Some(Repeated::Refusals) if refusal => RequestId::numbered(1),
            Some(Repeated::InPairs) => RequestId::numbered(u128::from(self.number / 2) + 1),
            None | Some(Repeated::Refusals) => RequestId::fresh(),
        }
    }

    /// Shows a member otherwise, where a deviation says so.
    fn show(self, members: &mut Map<String, Value>, look: impl Fn(Deviation) -> Option<(&'static str, Shown)>) {
        let Some((name, shown)) = self.deviations.find(look) else { return };
        match shown {
            Shown::Absent => members.remove(name),
            Shown::Text(text) => members.insert(name.to_owned(), Value::from(text)),
            Shown::Number(number) => members.insert(name.to_owned(), Value::from(number)),
            Shown::Boolean(value) => members.insert(name.to_owned(), Value::from(value)),
        };
    }
}

/// Members that no document names, in every object.
fn extend(members: &mut Map<String, Value>) {
    for member in members.values_mut() {
        match member {
            Value::Object(inner) => extend(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(extend),
            _ => {}
        }
    }
    members.insert("Extension".to_owned(), Value::from("of another version"));
    members.insert("ExtensionLevel".to_owned(), Value::from(2));
}
