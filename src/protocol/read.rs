//! From a reply to an observation: format, envelope, throttling, echoed secrets. Pure, and ready for any bytes.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::case::{Answer, Format, Observation, Silence};

use super::echo::Watch;
use super::reply::{Ending, Reply};
use super::{aliyun, tencent, xml};
use crate::case::Protocol;

/// A body that is well-formed.
pub(super) struct Document {
    pub(super) format: Format,
    /// Name of the XML root element; empty for JSON.
    pub(super) root: String,
    pub(super) tree: Json,
}

/// Reads a reply, looking for the secrets of these watches.
pub(super) fn read(protocol: Protocol, reply: Reply, watches: &[&Watch]) -> Result<Observation, Silence> {
    let whole = reply.body.clone();
    let text = str::from_utf8(&whole).map_or_else(|_| String::from_utf8_lossy(&whole), Cow::Borrowed);
    let (format, mut answer) = match parse(&reply, &text) {
        Ok(document) => (Some(document.format), interpret(protocol, reply.status, document)),
        Err(reason) => (None, Answer::Garbled { reason }),
    };
    if let Some(silence) = silence(protocol, reply.status, &answer) {
        return Err(silence);
    }
    let mut media_type = reply.media_type();
    let echoed_secret = watches.iter().find_map(|watch| watch.place(&text, content(&answer), &reply.headers));
    let mut body = reply.body;
    for watch in watches {
        watch.withhold(&text, &mut media_type, &mut body, &mut answer);
    }
    let tree = content(&answer);
    Ok(Observation {
        status: reply.status,
        media_type,
        format,
        request_id: tree.and_then(|tree| tree.get("RequestId")).and_then(Json::as_str).map(str::to_owned),
        echoed_secret,
        answer,
        body,
        elapsed: reply.elapsed,
    })
}

fn interpret(protocol: Protocol, status: u16, document: Document) -> Answer {
    match protocol {
        Protocol::AliyunRpc => aliyun::interpret(status, document),
        Protocol::TencentCloud => tencent::interpret(status, document),
    }
}

fn content(answer: &Answer) -> Option<&Json> {
    match answer {
        Answer::Accepted { tree, .. } | Answer::Refused { tree, .. } => Some(tree),
        Answer::Garbled { .. } => None,
    }
}

/// Answers that say nothing about conformance, whatever else is right or wrong with them.
fn silence(protocol: Protocol, status: u16, answer: &Answer) -> Option<Silence> {
    match answer {
        Answer::Refused { code, .. } if status == 429 => Some(Silence::Throttled(code.clone())),
        Answer::Refused { code, .. } => match protocol {
            Protocol::AliyunRpc => aliyun::silence(code),
            Protocol::TencentCloud => tencent::silence(code),
        },
        Answer::Garbled { .. } if status == 429 => Some(Silence::Throttled("HTTP 429".to_owned())),
        Answer::Garbled { .. } if matches!(status, 502..=504) => {
            Some(Silence::Interrupted(format!("a gateway answered {status} in the endpoint's place")))
        }
        Answer::Accepted { .. } | Answer::Garbled { .. } => None,
    }
}

fn parse(reply: &Reply, text: &str) -> Result<Document, String> {
    match reply.ending {
        Ending::TooLong(limit) => return Err(format!("longer than {limit} bytes")),
        Ending::Undecodable => return Err("the body is not compressed as its headers say".to_owned()),
        Ending::Whole => {}
    }
    if (300..400).contains(&reply.status) {
        return Err(redirect(reply));
    }
    if let Err(error) = std::str::from_utf8(&reply.body) {
        return Err(format!("not UTF-8 at byte {}", error.valid_up_to()));
    }
    sniff(reply, text.trim_start_matches('\u{feff}').trim_start())
}

/// The first character tells JSON from XML; headers are only reported, since real endpoints mislabel.
fn sniff(reply: &Reply, text: &str) -> Result<Document, String> {
    match text.chars().next() {
        None => Err("an empty body".to_owned()),
        Some('<') if is_html(text) => Err(format!("looks like HTML{}", labelled(reply))),
        Some('<') => xml::parse(text).map_err(|error| error.to_string()),
        Some('{' | '[') => parse_json(text),
        Some(_) => Err(format!("neither JSON nor XML{}", labelled(reply))),
    }
}

fn parse_json(text: &str) -> Result<Document, String> {
    let tree: Json = serde_json::from_str(text).map_err(|error| format!("broken JSON: {error}"))?;
    if tree.is_object() {
        Ok(Document { format: Format::Json, root: String::new(), tree })
    } else {
        Err("JSON, and not an object".to_owned())
    }
}

fn is_html(text: &str) -> bool {
    ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|opening| text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening)))
}

fn labelled(reply: &Reply) -> String {
    let media_type = reply.media_type();
    if media_type.is_empty() { ", with no media type".to_owned() } else { format!(", media type `{media_type}`") }
}

fn redirect(reply: &Reply) -> String {
    let host = reply.redirect_host();
    if host.is_empty() {
        return format!("status {}, which asks for another request and is no answer", reply.status);
    }
    format!("redirect to host `{host}`, not followed because the request carries credentials")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{HeaderValue, LOCATION};

    use super::*;

    fn reason(reply: Reply) -> String {
        match read(Protocol::AliyunRpc, reply, &[]).unwrap().answer {
            Answer::Garbled { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_envelope_is_garbled_with_the_reason() {
        for (body, expected) in [
            ("", "an empty body"),
            ("  \n", "an empty body"),
            ("<!DOCTYPE HTML><p>", "looks like HTML, media type `text/plain`"),
            ("<html>", "looks like HTML, media type `text/plain`"),
            ("oops", "neither JSON nor XML, media type `text/plain`"),
            ("\"text\"", "neither JSON nor XML, media type `text/plain`"),
            ("[]", "JSON, and not an object"),
            ("{\"a\":1", "broken JSON: EOF while parsing an object at line 1 column 6"),
        ] {
            assert_eq!(reason(Reply::new(200, "text/plain", body)), expected);
        }
        assert_eq!(reason(Reply::new(200, "", &b"{\"a\":\"\xff\"}"[..])), "not UTF-8 at byte 6");
    }

    #[test]
    fn deep_nesting_is_garbled() {
        let deep = "{\"a\":".repeat(100_000);
        assert!(reason(Reply::new(200, "", deep)).contains("recursion limit"));
        let deep = "<a>".repeat(100_000);
        assert!(reason(Reply::new(200, "", deep)).contains("nested deeper"));
    }

    #[test]
    fn a_byte_order_mark_is_no_difference() {
        let observation = read(Protocol::AliyunRpc, Reply::new(200, "", "\u{feff}{\"RequestId\":\"R\"}"), &[]).unwrap();
        assert_eq!(observation.request_id.as_deref(), Some("R"));
    }

    #[test]
    fn a_redirect_names_the_host_and_not_the_query() {
        let mut reply = Reply::new(302, "", "");
        let location = HeaderValue::from_static("https://elsewhere.example/?AccountPassword=x");
        reply.headers.insert(LOCATION, location);
        let expected = "redirect to host `elsewhere.example`, not followed because the request carries credentials";
        assert_eq!(reason(reply), expected);
        assert!(reason(Reply::new(304, "", "")).contains("status 304"));
    }

    #[test]
    fn gateways_and_429_are_silence() {
        let silence =
            |status| read(Protocol::TencentCloud, Reply::new(status, "text/html", "<html>"), &[]).unwrap_err();
        assert_eq!(silence(429), Silence::Throttled("HTTP 429".to_owned()));
        for status in [502, 503, 504] {
            assert!(matches!(silence(status), Silence::Interrupted(_)));
        }
        assert!(read(Protocol::TencentCloud, Reply::new(500, "text/html", "<html>"), &[]).is_ok());
    }

    fn body() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[ -~]{0,80}".prop_map(String::into_bytes),
            r#"(\{"(Code|Response|Error)":|\[|"|\}|<(Error|Code)>|</Code>|<!\[CDATA\[|&#?x?[0-9a-z]{0,3};?){0,12}"#
                .prop_map(String::into_bytes),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_reply_is_read(status in 100u16..600, body in body(), tencent: bool) {
            let protocol = if tencent { Protocol::TencentCloud } else { Protocol::AliyunRpc };
            let watch = Watch::for_all(["Secret1!"].into_iter());
            let _ = read(protocol, Reply::new(status, "application/json", body), &[&watch]);
        }
    }
}
