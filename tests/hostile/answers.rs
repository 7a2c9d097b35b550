//! Answers that are none, too much, or somebody else's: they refute what they were asked for, and keep no promise.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use abide::report::Verdict;
use abide::runner::{CaseFinished, Event, Outcome};

use crate::common::run::Order;
use crate::common::server::{Next, Server, json, response, write};
use crate::front::Front;
use crate::told::Told;
use crate::{PAGE, SUITES, is_refuted, is_unreachable};

#[test]
fn answers_that_are_no_answers_refute() {
    let entity = |name: char, of: char| format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10));
    let entities: String = ('b'..='k').zip('a'..='j').map(|(name, of)| entity(name, of)).collect();
    let bomb = format!("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"a\">{entities}]><r>&k;</r>");
    // A run of everything for one of them; the others are read, or rather not read, in the same place.
    for (about, filter, answer) in [
        ("a web page", "", response("200 OK", "content-type: text/html\r\n", PAGE)),
        ("no UTF-8", "exists", json_bytes(b"{\"RequestId\":\"\xff\xfe\"}")),
        ("an XML bomb", "exists", response("200 OK", "content-type: text/xml\r\n", bomb.as_bytes())),
        ("an empty body", "exists", json("200 OK", "")),
        ("null", "exists", json("200 OK", "null")),
        ("a redirect into the void", "exists", response("302 Found", "location: //\r\n", b"")),
    ] {
        for suite in SUITES {
            let server = Server::answering(answer.clone());
            is_refuted(&Order::new(suite, &server.url()).filter(filter).hold(), &format!("{suite}, {about}"));
        }
    }
}

/// What looks like a success and holds nothing of one is refuted by what a success must hold.
#[test]
fn empty_objects_refute() {
    for (broken, body) in [
        ("aliyun-rds/common/request-id-present", "{}"),
        ("tencent-cdb/common/envelope", "{}"),
        ("tencent-cdb/common/request-id-present", r#"{"Response":{}}"#),
    ] {
        let suite = broken.split('/').next().unwrap_or_default();
        let server = Server::answering(json("200 OK", body));
        let held = Order::new(suite, &server.url()).filter(broken).hold();
        assert_eq!(held.code(), 1, "{broken}: {}", held.decision.why);
        assert_eq!(held.ids(Verdict::Failed), [broken]);
    }
}

fn json_bytes(body: &[u8]) -> Vec<u8> {
    response("200 OK", "content-type: application/json\r\n", body)
}

/// Deep nesting and endless bodies cost time with every answer, so these runs are of a few requirements.
#[test]
fn deep_and_endless_answers_refute() {
    for suite in SUITES {
        for (open, depth) in [("[", 5_000), ("{\"Response\":", 1_000), ("<r>", 1_000)] {
            let server = Server::answering(json("200 OK", &open.repeat(depth)));
            let held = Order::new(suite, &server.url()).filter("exists").hold();
            is_refuted(&held, &format!("{suite}, {depth} times `{open}`"));
        }
        let server = Server::start(endless);
        let held = Order { body_limit: 1 << 16, ..Order::new(suite, &server.url()).filter("exists") }.hold();
        is_refuted(&held, &format!("{suite}, endless"));
    }
}

/// A hundred megabytes, as long as somebody reads.
fn endless(stream: &mut TcpStream, _: &str, _: usize) -> Next {
    let block = vec![b'x'; 100_000];
    let mut next = write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n");
    for _ in 0..1000 {
        if next == Next::Request {
            next = write(stream, &block);
        }
    }
    assert_eq!(next, Next::Close, "somebody read all of it");
    next
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    for suite in SUITES {
        for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
            let elsewhere = Server::answering(json("200 OK", r#"{"RequestId":"R","Response":{"RequestId":"R"}}"#));
            let location = format!("location: {}\r\n", elsewhere.url());
            let server = Server::answering(response(status, &location, b""));
            let held = Order::new(suite, &server.url()).filter("exists").hold();
            is_refuted(&held, status);
            assert_eq!(elsewhere.connections(), 0, "{suite}, {status}: somebody followed");
            assert!(server.connections() > 0);
        }
    }
}

#[test]
fn a_storm_of_server_errors_refutes() {
    let aliyun = r#"{"RequestId":"R","HostId":"h","Code":"InternalError","Message":"oops"}"#;
    let tencent = r#"{"Response":{"RequestId":"R","Error":{"Code":"InternalError","Message":"oops"}}}"#;
    for (suite, body) in [("aliyun-rds", aliyun), ("tencent-cdb", tencent)] {
        let server = Server::answering(json("500 Internal Server Error", body));
        let held = Order::new(suite, &server.url()).hold();
        is_refuted(&held, suite);
        let safety = format!("{suite}/common/no-server-error");
        assert_eq!(held.requirement(&safety).verdict, Verdict::Failed, "{suite}");
    }
}

/// A redirect to where the request came from, for ever: it is asked once.
#[test]
fn a_redirect_in_a_circle_is_not_followed() {
    for suite in SUITES {
        for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 x", "308 x"] {
            let server = Server::start(move |stream, request, _| {
                let path = request.split(' ').nth(1).unwrap_or("/");
                write(stream, &response(status, &format!("location: {path}\r\n"), b""))
            });
            let held = Order::new(suite, &server.url()).filter("exists").hold();
            is_refuted(&held, status);
            assert_eq!(server.requests().len() as u64, held.summary.counts().requests, "{suite}, {status}");
        }
    }
}

/// A length that is too short makes HTTP's whole of a part, and what is whole is judged; one that is too long does not.
#[test]
fn wrong_lengths_refute_only_where_the_answer_is_whole() {
    let sized = |change: fn(usize) -> usize| {
        Front::new(move |stream, passing| {
            let text = String::from_utf8_lossy(&passing.answer);
            let (_, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", change(body.len()));
            write(stream, format!("{head}{body}").as_bytes());
            Next::Close
        })
    };
    for suite in SUITES {
        is_refuted(&sized(|length| length / 2).order(suite).filter("exists").hold(), suite);
        is_unreachable(&sized(|length| length + 1).order(suite).hold(), suite);
        is_unreachable(&sized(|_| 1_000_000_000_000_000_000).order(suite).hold(), suite);
    }
}

#[test]
fn gzip_bombs_refute() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&vec![b' '; 1 << 20]).expect("memory takes everything");
    let bomb = response("200 OK", "content-encoding: gzip\r\n", &encoder.finish().expect("memory takes everything"));
    for suite in SUITES {
        let server = Server::answering(bomb.clone());
        let held = Order { body_limit: 1 << 16, ..Order::new(suite, &server.url()).filter("exists") }.hold();
        is_refuted(&held, suite);
    }
}

/// An endpoint that loses its mind after some honest answers.
#[test]
fn nonsense_after_honest_answers_refutes() {
    let page = response("200 OK", "content-type: text/html\r\n", PAGE);
    for (suite, answer) in SUITES.into_iter().zip([json("200 OK", "null"), page]) {
        let held = Front::turning(20, move |stream| write(stream, &answer)).order(suite).hold();
        assert_eq!(held.code(), 1, "{suite}: {}", held.decision.why);
        assert_eq!(held.halt(), None, "{suite}");
        assert!(held.ids(Verdict::Failed).len() > 10, "{suite}: {:?}", held.ids(Verdict::Failed));
    }
}

/// Each request gets the answer to the one before it, whoever made that.
#[test]
fn the_answers_of_others_refute() {
    for suite in SUITES {
        let last = Mutex::new(None);
        let front = Front::changing(move |passing| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            last.replace(passing.answer.clone()).unwrap_or(passing.answer)
        });
        let held = Order { settle: SOON, ..front.order(suite) }.hold();
        assert_eq!(held.code(), 1, "{suite}: {}", held.decision.why);
        assert!(held.ids(Verdict::Failed).len() > 5, "{suite}: {:?}", held.ids(Verdict::Failed));
    }
}

/// More of everything than anybody reads: members that no document has, items of the wrong kind, differing each time.
#[test]
fn answers_with_too_much_in_them_are_told_in_brief() {
    for (suite, filter) in [("aliyun-rds", "DescribeAccounts/"), ("tencent-cdb", "every-account")] {
        let server =
            Server::start(move |stream, _, number| write(stream, &json("200 OK", &abundant(suite, number, 1200))));
        let held = Order { settle: SOON, ..Order::new(suite, &server.url()).filter(filter) }.hold();
        assert_eq!(held.code(), 1, "{suite}: {}", held.decision.why);
        for event in &held.events {
            if let Event::CaseFinished(CaseFinished { outcome: Outcome::Judged(findings), .. }) = event {
                assert!(findings.notes.len() <= 1000, "{suite}: {} notes", findings.notes.len());
                assert!(findings.mismatches.len() <= 1000, "{suite}: {} mismatches", findings.mismatches.len());
            }
        }
        for (_, requirement) in held.summary.requirements() {
            for mismatch in &requirement.mismatches {
                let lines = mismatch.expected.len() + mismatch.came.len();
                assert!(lines <= 1000, "{}: {lines} lines", requirement.id);
            }
        }
        let told = Told::of(&held.summary).all();
        assert!(told.len() < 1 << 20, "{suite}: reports of {} bytes", told.len());
    }
}

/// For effects that never show.
const SOON: Duration = Duration::from_millis(50);

/// Another state each time it is looked at: what that breaks is blamed for it, and nothing else is called kept for that.
#[test]
fn a_state_that_is_never_the_same_keeps_nothing() {
    let server = Server::start(|stream, _, number| write(stream, &json("200 OK", &abundant("tencent-cdb", number, 3))));
    for (filter, code) in [("replace", 3), ("revoke-removes", 3), ("grant-adds", 3), ("every-account", 1)] {
        let held = Order { settle: SOON, ..Order::new("tencent-cdb", &server.url()).filter(filter) }.hold();
        assert_eq!(held.code(), code, "{filter}: {}", held.decision.why);
        assert_eq!(held.summary.counts().passed, 0, "{filter}");
    }
}

/// A success with so many of everything but accounts, and never the same twice: as few accounts as fit on a page, so
/// that nobody asks for the next.
fn abundant(suite: &str, number: usize, count: usize) -> String {
    let some = |item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    let members = some(&|place| format!("\"member {place}\":{number}"));
    if suite == "tencent-cdb" {
        let databases = some(&|place| format!("{{\"Database\":\"{number}-{place}\",\"Privileges\":[\"SELECT\"]}}"));
        let words = some(&|place| format!("\"{number}-{place}\""));
        let lists = format!("\"GlobalPrivileges\":[{words}],\"DatabasePrivileges\":[1,{databases}]");
        let known = "\"AsyncRequestId\":\"a\",\"Status\":\"SUCCESS\"";
        return format!("{{\"Response\":{{\"RequestId\":\"{number}\",{known},{lists},{members}}}}}");
    }
    let databases = some(&|place| format!("{{\"DBName\":\"{number}-{place}\"}}"));
    let account =
        format!("{{\"AccountName\":\"{number}\",\"DatabasePrivileges\":{{\"DatabasePrivilege\":[{databases}]}}}}");
    format!("{{\"RequestId\":\"{number}\",\"Accounts\":{{\"DBInstanceAccount\":[1,{account}]}},{members}}}")
}
