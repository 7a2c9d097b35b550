//! Answers that are none, too much, or somebody else's: they refute what they were asked for, and keep no promise.

use std::net::TcpStream;

use abide::report::Verdict;

use crate::common::run::Order;
use crate::common::server::{Next, Server, json, response, write};
use crate::{PAGE, SUITES, is_refuted};

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
