//! Endpoints that are absent, silent, too busy, or gone in the middle: a run ends soon, and judges nobody for it.

use abide::report::Verdict;
use abide::runner::Halt;

use crate::common::run::Order;
use crate::common::server::{Next, Server, closed_port, hold, json, response, write};
use crate::front::Front;
use crate::{PAGE, SUITES, is_unreachable, learnt_nothing};

#[test]
fn a_closed_port_is_unreachable() {
    for suite in SUITES {
        is_unreachable(&Order::new(suite, &closed_port()).hold(), suite);
    }
}

#[test]
fn an_endpoint_that_never_answers_is_unreachable() {
    for suite in SUITES {
        let server = Server::silent();
        is_unreachable(&Order::new(suite, &server.url()).impatient().hold(), suite);
        assert!(!server.requests().is_empty());
    }
}

#[test]
fn an_endpoint_that_hangs_up_is_unreachable() {
    for suite in SUITES {
        let at_once = Server::start(|_, _, _| Next::Close);
        is_unreachable(&Order::new(suite, &at_once.url()).hold(), "at once");
        let within = Server::start(|stream, _, _| {
            write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"RequestId\":");
            Next::Close
        });
        is_unreachable(&Order::new(suite, &within.url()).hold(), "within the body");
    }
}

#[test]
fn a_gateway_without_its_endpoint_is_unreachable() {
    for suite in SUITES {
        let server = Server::answering(response("502 Bad Gateway", "content-type: text/html\r\n", PAGE));
        is_unreachable(&Order::new(suite, &server.url()).hold(), suite);
    }
}

#[test]
fn an_endpoint_that_always_throttles_is_inconclusive() {
    let aliyun = r#"{"RequestId":"R","Code":"Throttling.User","Message":"slow down"}"#;
    let tencent = r#"{"Response":{"RequestId":"R","Error":{"Code":"RequestLimitExceeded","Message":"slow down"}}}"#;
    for (suite, status, body) in [("aliyun-rds", "400 Bad Request", aliyun), ("tencent-cdb", "200 OK", tencent)] {
        let server = Server::answering(json(status, body));
        let held = Order::new(suite, &server.url()).hold();
        learnt_nothing(&held, suite);
        assert!(matches!(held.halt(), Some(Halt::Throttled(_))), "{suite}: {:?}", held.halt());
        assert!(held.decision.why.contains("`requests_per_second`"), "{}", held.decision.why);
    }
}

#[test]
fn an_endpoint_that_falls_silent_ends_the_run_after_a_bounded_number_of_exchanges() {
    const HONEST: usize = 5;
    for suite in SUITES {
        let held = Front::turning(HONEST, hold).order(suite).impatient().hold();
        assert_eq!(held.code(), 3, "{suite}: {}", held.decision.why);
        assert!(matches!(held.halt(), Some(Halt::Unreachable(_))), "{suite}: {:?}", held.halt());
        let sent = held.summary.counts().requests;
        assert!((40..100).contains(&sent), "{suite}: {sent} requests");
        assert!(held.summary.counts().inconclusive > 10, "{suite}: {:?}", held.summary.counts());
        assert_eq!(held.summary.counts().failed, 0, "{suite}: {:?}", held.ids(Verdict::Failed));
    }
}

/// What failed before is told all the same, and nobody waits for a silent endpoint once for every failure.
#[test]
fn failures_before_a_silence_are_kept_and_not_sent_again() {
    const ANSWERED: usize = 120;
    let server = Server::start(|stream, _, number| {
        if number < ANSWERED { write(stream, &json("200 OK", r#"{"RequestId":"R"}"#)) } else { hold(stream) }
    });
    let held = Order::new("aliyun-rds", &server.url()).impatient().hold();
    assert_eq!(held.code(), 1, "{}", held.decision.why);
    assert!(matches!(held.halt(), Some(Halt::Unreachable(_))), "{:?}", held.halt());
    assert!(held.ids(Verdict::Failed).len() > 10, "{:?}", held.summary.counts());
    let silent = held.summary.counts().requests - ANSWERED as u64;
    assert!(silent < 40 + 2 * 16, "{silent} requests to a silent endpoint");
}
