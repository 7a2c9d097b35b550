//! The envelope of RPC answers: refusals by HTTP status with `Code` and `Message`, everything else flat.

use serde_json::{Map, Value as Json};

use crate::case::{Answer, Format, Silence};

use super::super::read::Document;

/// What a document says under this status.
pub(in super::super) fn interpret(status: u16, document: Document) -> Answer {
    let Document { format, root, tree } = document;
    let Json::Object(members) = &tree else {
        return garbled(format!("the XML root `{}` has no content", shown(&root)));
    };
    if status >= 400 || root == "Error" || (status == 200 && is_refusal_in_disguise(members)) {
        let message = members.get("Message").and_then(Json::as_str).map(str::to_owned);
        return match members.get("Code").and_then(Json::as_str).filter(|code| !code.is_empty()) {
            Some(code) => Answer::Refused { code: code.to_owned(), message, tree, root },
            None => garbled(format!("status {status} and no `Code` that is a text")),
        };
    }
    if status != 200 {
        return garbled(format!("status {status}, which neither accepts nor refuses"));
    }
    if format == Format::Xml && !root.ends_with("Response") {
        return garbled(format!("the XML root `{}` is neither `Error` nor that of a response", shown(&root)));
    }
    Answer::Accepted { tree, root }
}

/// Silence that an error code stands for.
pub(in super::super) fn silence(code: &str) -> Option<Silence> {
    let throttles = ["Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"].contains(&code);
    throttles.then(|| Silence::Throttled(code.to_owned()))
}

/// The members of an error envelope.
const ENVELOPE: [&str; 6] = ["RequestId", "HostId", "Code", "Message", "Recommend", "AccessDeniedDetail"];

/// Codes with which some operations of the vendor say that all is well.
const FINE: [&str; 4] = ["200", "OK", "Success", "success"];

/// Vendor clients disagree whether status 200 with a `Code` is an error. It is when there is nothing else in it.
fn is_refusal_in_disguise(members: &Map<String, Json>) -> bool {
    let code = members.get("Code").and_then(Json::as_str);
    code.is_some_and(|code| !FINE.contains(&code))
        && members.contains_key("Message")
        && members.keys().all(|name| ENVELOPE.contains(&name.as_str()))
}

/// A foreign name, cut to what a reason can hold.
fn shown(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(60).collect()
}

fn garbled(reason: String) -> Answer {
    Answer::Garbled { reason }
}

#[cfg(test)]
mod tests {
    use super::super::super::read::read;
    use super::super::super::reply::Reply;
    use super::*;
    use crate::case::Protocol;

    fn answer(status: u16, body: &'static str) -> Answer {
        read(Protocol::AliyunRpc, Reply::new(status, "application/json", body), &[]).unwrap().answer
    }

    fn code(status: u16, body: &'static str) -> String {
        match answer(status, body) {
            Answer::Refused { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    fn reason(status: u16, body: &'static str) -> String {
        match answer(status, body) {
            Answer::Garbled { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn acceptance_in_both_formats() {
        assert!(matches!(answer(200, r#"{"RequestId":"R"}"#), Answer::Accepted { root, .. } if root.is_empty()));
        let xml = "<ResetAccountPasswordResponse><RequestId>R</RequestId></ResetAccountPasswordResponse>";
        let observation = read(Protocol::AliyunRpc, Reply::new(200, "text/xml;charset=utf-8", xml), &[]).unwrap();
        assert_eq!((observation.media_type.as_str(), observation.format), ("text/xml", Some(Format::Xml)));
        assert_eq!(observation.request_id.as_deref(), Some("R"));
        assert!(observation.is_accepted());
    }

    #[test]
    fn refusal_in_both_formats() {
        let json = r#"{"RequestId":"R","Code":"InvalidAccountName.NotFound","Message":"none","HostId":"h"}"#;
        assert_eq!(code(404, json), "InvalidAccountName.NotFound");
        let xml = "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId><Code>InvalidVersion</Code>\
                   <Message>m</Message><Recommend><![CDATA[https://x?a=b&c=d]]></Recommend></Error>";
        let Answer::Refused { code, message, tree, root } = answer(400, xml) else { panic!("accepted") };
        assert_eq!((code.as_str(), message.as_deref(), root.as_str()), ("InvalidVersion", Some("m"), "Error"));
        assert_eq!(tree["Recommend"], "https://x?a=b&c=d");
    }

    #[test]
    fn status_200_with_nothing_but_an_error_is_a_refusal() {
        assert_eq!(code(200, r#"{"Code":"InvalidVersion","Message":"m","RequestId":"R"}"#), "InvalidVersion");
        assert_eq!(code(200, "<Error><Code>InvalidVersion</Code></Error>"), "InvalidVersion");
        for fine in [
            r#"{"Code":"200","Message":"ok","RequestId":"R"}"#,
            r#"{"Code":"X","Message":"m","Data":{},"RequestId":"R"}"#,
            r#"{"Message":"m","Success":false,"RequestId":"R"}"#,
        ] {
            assert!(matches!(answer(200, fine), Answer::Accepted { .. }), "{fine}");
        }
    }

    #[test]
    fn what_is_neither_is_garbled() {
        assert_eq!(reason(500, r#"{"timestamp":1}"#), "status 500 and no `Code` that is a text");
        assert_eq!(reason(400, r#"{"Code":400,"Message":"m"}"#), "status 400 and no `Code` that is a text");
        assert_eq!(reason(400, r#"{"Code":"","Message":"m"}"#), "status 400 and no `Code` that is a text");
        assert_eq!(reason(201, "{}"), "status 201, which neither accepts nor refuses");
        assert_eq!(reason(200, "<a><b/></a>"), "the XML root `a` is neither `Error` nor that of a response");
        assert_eq!(reason(200, "<FooResponse/>"), "the XML root `FooResponse` has no content");
    }

    #[test]
    fn throttling_is_silence_and_an_unavailable_service_with_an_envelope_is_not() {
        for code in ["Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"] {
            let body = format!(r#"{{"Code":"{code}","Message":"m"}}"#);
            let silence = read(Protocol::AliyunRpc, Reply::new(400, "", body), &[]).unwrap_err();
            assert_eq!(silence, Silence::Throttled(code.to_owned()));
        }
        assert_eq!(code(503, r#"{"Code":"ServiceUnavailable","Message":"m"}"#), "ServiceUnavailable");
        assert_eq!(code(400, r#"{"Code":"Throttlings","Message":"m"}"#), "Throttlings");
    }
}
