//! The envelope of API 3.0: an object `Response`, and in it `Error` when the call was refused.

use serde_json::{Map, Value as Json};

use crate::case::{Answer, Format, Silence};

use super::super::read::Document;

/// What a document says under this status. Refusals come with status 200 too; with another one they still count, since
/// their code is the better news.
pub(in super::super) fn interpret(status: u16, document: Document) -> Answer {
    if document.format == Format::Xml {
        return garbled("XML, where only JSON is documented".to_owned());
    }
    let mut tree = document.tree;
    if tree.get("Error").is_some() {
        return garbled(format!("status {status} and an `Error` beside `Response`, not in it"));
    }
    let Some(Json::Object(response)) = tree.get_mut("Response").map(Json::take) else {
        return garbled(format!("status {status} and no `Response` that is an object"));
    };
    match response.get("Error") {
        None if status == 200 => Answer::Accepted { tree: Json::Object(response), root: String::new() },
        None => garbled(format!("status {status} and no `Error` in `Response`")),
        Some(error) => match refusal(error) {
            Some((code, message)) => refused(code, message, response),
            None => garbled("an `Error` without a `Code` that is a text".to_owned()),
        },
    }
}

/// Silence that an error code stands for.
pub(in super::super) fn silence(code: &str) -> Option<Silence> {
    let family = code.split('.').next().unwrap_or_default();
    if family == "RequestLimitExceeded" {
        Some(Silence::Throttled(code.to_owned()))
    } else if code == "FailedOperation.StatusConflict" {
        Some(Silence::Busy(code.to_owned()))
    } else {
        None
    }
}

fn refusal(error: &Json) -> Option<(String, Option<String>)> {
    let text = |name| error.get(name).and_then(Json::as_str).map(str::to_owned);
    let code = text("Code").filter(|code| !code.is_empty())?;
    Some((code, text("Message")))
}

fn refused(code: String, message: Option<String>, response: Map<String, Json>) -> Answer {
    Answer::Refused { code, message, tree: Json::Object(response), root: String::new() }
}

fn garbled(reason: String) -> Answer {
    Answer::Garbled { reason }
}

#[cfg(test)]
mod tests {
    use crate::case::Observation;

    use super::super::super::read::read;
    use super::super::super::reply::Reply;
    use super::*;
    use crate::case::Protocol;

    fn observe(status: u16, body: &'static str) -> Result<Observation, Silence> {
        read(Protocol::TencentCloud, Reply::new(status, "application/json", body), &[])
    }

    fn reason(status: u16, body: &'static str) -> String {
        match observe(status, body).unwrap().answer {
            Answer::Garbled { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn acceptance_and_refusal() {
        let accepted = observe(200, r#"{"Response":{"AsyncRequestId":"a","RequestId":"R"}}"#).unwrap();
        let Answer::Accepted { tree, .. } = &accepted.answer else { panic!("refused") };
        assert_eq!((tree["AsyncRequestId"].as_str(), accepted.request_id.as_deref()), (Some("a"), Some("R")));
        let body = r#"{"Response":{"Error":{"Code":"InvalidParameter","Message":"m"},"RequestId":"R"}}"#;
        for status in [200, 400, 500] {
            let refused = observe(status, body).unwrap();
            assert_eq!((refused.code(), refused.request_id.as_deref()), (Some("InvalidParameter"), Some("R")));
        }
    }

    #[test]
    fn what_is_neither_is_garbled() {
        assert_eq!(reason(200, "{}"), "status 200 and no `Response` that is an object");
        let beside = r#"{"Response":{"RequestId":"R"},"Error":{"Code":"C","Message":"m"}}"#;
        assert_eq!(reason(200, beside), "status 200 and an `Error` beside `Response`, not in it");
        assert_eq!(reason(200, r#"{"Response":[]}"#), "status 200 and no `Response` that is an object");
        assert_eq!(reason(500, r#"{"Response":{}}"#), "status 500 and no `Error` in `Response`");
        assert_eq!(reason(200, r#"{"Response":{"Error":{}}}"#), "an `Error` without a `Code` that is a text");
        assert_eq!(reason(200, r#"{"Response":{"Error":null}}"#), "an `Error` without a `Code` that is a text");
        assert_eq!(reason(200, "<Response/>"), "XML, where only JSON is documented");
    }

    #[test]
    fn throttling_and_conflicts_are_silence() {
        let body = r#"{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"m"}}}"#;
        assert_eq!(observe(200, body).unwrap_err(), Silence::Throttled("RequestLimitExceeded".to_owned()));
        let below = "RequestLimitExceeded.UinLimitExceeded";
        assert_eq!(silence(below), Some(Silence::Throttled(below.to_owned())));
        assert_eq!(silence("RequestLimitExceededFoo"), None);
        let conflict = "FailedOperation.StatusConflict";
        assert_eq!(silence(conflict), Some(Silence::Busy(conflict.to_owned())));
    }
}
