//! Endpoints that are absent, silent, too busy, or gone in the middle: a run ends soon, and judges nobody for it.

use abide::report::Verdict;
use abide::runner::Halt;

use crate::common::run::Order;
use crate::common::server::{Next, Server, closed_port, hold, json, response, write};
use crate::front::Front;
use crate::wire::dripping;
use crate::{PAGE, SUITES, is_unreachable, learnt_nothing};

/// How each suite's endpoint says that it is asked too often.
const THROTTLED: [(&str, &str, &str); 2] = [
    ("aliyun-rds", "400 Bad Request", r#"{"RequestId":"R","Code":"Throttling.User","Message":"slow down"}"#),
    (
        "tencent-cdb",
        "200 OK",
        r#"{"Response":{"RequestId":"R","Error":{"Code":"RequestLimitExceeded","Message":"slow down"}}}"#,
    ),
];

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
    for (suite, status, body) in THROTTLED {
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

/// Wherever an endpoint stops in its first answer, and however slowly it goes on, time ends it.
#[test]
fn an_endpoint_that_hangs_or_drips_anywhere_is_unreachable() {
    for (about, start) in [
        ("in the head", "HTTP/1.1 200 OK\r\ncontent-"),
        ("before the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"),
        ("in the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"RequestId\":"),
        ("in a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{\"Re"),
    ] {
        for suite in SUITES {
            let hanging = Server::start(move |stream, _, _| {
                write(stream, start.as_bytes());
                hold(stream)
            });
            is_unreachable(&Order::new(suite, &hanging.url()).impatient().hold(), &format!("{suite} hangs {about}"));
            let slow = Server::start(move |stream, _, _| dripping(start, "0")(stream));
            is_unreachable(&Order::new(suite, &slow.url()).impatient().hold(), &format!("{suite} drips {about}"));
        }
    }
}

/// A whole run behind something that cuts every answer: `tests/hostile/wire.rs` tries every byte, here are the places.
#[test]
fn an_endpoint_whose_answers_all_break_off_is_unreachable() {
    for suite in SUITES {
        for (about, cut) in [("the first byte", 1), ("the head", 40), ("the last byte", usize::MAX)] {
            let front = Front::new(move |stream, passing| {
                write(stream, &passing.answer[..cut.min(passing.answer.len() - 1)]);
                Next::Close
            });
            is_unreachable(&front.order(suite).hold(), &format!("{suite}: cut at {about}"));
        }
    }
}

#[test]
fn an_endpoint_that_dies_in_the_middle_is_inconclusive() {
    for suite in SUITES {
        let front = Front::turning(30, |_| Next::Close);
        let held = front.order(suite).hold();
        assert_eq!(held.code(), 3, "{suite}: {}", held.decision.why);
        assert!(matches!(held.halt(), Some(Halt::Unreachable(_))), "{suite}: {:?}", held.halt());
        assert_eq!(held.summary.counts().failed, 0, "{suite}: {:?}", held.ids(Verdict::Failed));
        assert!(held.summary.counts().requests < 300, "{suite}: {:?}", held.summary.counts());
    }
}

/// One answer in seventeen breaks off: it is asked for again, though its call may have been carried out, and nobody is
/// blamed. That three in a row break off can happen; then nothing is said.
#[test]
fn answers_that_break_off_now_and_then_blame_nobody() {
    for (suite, filter) in [("aliyun-rds", "GrantAccountPrivilege/"), ("tencent-cdb", "ModifyAccountPrivileges/re")] {
        let front = Front::new(|stream, passing| match passing.number % 17 {
            3 => {
                write(stream, &passing.answer[..passing.answer.len() / 2]);
                Next::Close
            }
            _ => write(stream, &passing.answer),
        });
        let held = front.order(suite).filter(filter).hold();
        assert_ne!(held.code(), 1, "{suite}: {:?}", held.ids(Verdict::Failed));
        assert_eq!(held.halt(), None, "{suite}");
        let counts = held.summary.counts();
        assert!(counts.cases > 0 && counts.failed + counts.warned == 0, "{suite}: {counts:?}");
        assert!(counts.passed > counts.inconclusive, "{suite}: {counts:?}");
    }
}

#[test]
fn an_endpoint_that_begins_to_throttle_everything_is_inconclusive() {
    for (suite, status, body) in THROTTLED {
        let held = Front::turning(30, |stream| write(stream, &json(status, body))).order(suite).hold();
        assert_eq!(held.code(), 3, "{suite}: {}", held.decision.why);
        assert!(matches!(held.halt(), Some(Halt::Throttled(_))), "{suite}: {:?}", held.halt());
        assert_eq!(held.summary.counts().failed, 0, "{suite}: {:?}", held.ids(Verdict::Failed));
        assert!(held.decision.why.contains("`requests_per_second`"), "{suite}: {}", held.decision.why);
    }
}

/// A gateway that answers for its endpoint says nothing of it, whichever of its pages it sends.
#[test]
fn a_storm_of_gateway_pages_is_unreachable() {
    for suite in SUITES {
        for status in ["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"] {
            for body in [PAGE, b"", b"upstream request timeout"] {
                let server = Server::answering(response(status, "content-type: text/html\r\n", body));
                is_unreachable(&Order::new(suite, &server.url()).hold(), &format!("{suite}: {status}"));
            }
        }
    }
}

/// Accepted, and never done: a few tasks are waited for, and then none, not even to give back what was there.
#[test]
fn tasks_without_end_are_inconclusive() {
    let front = Front::changing(|passing| {
        let text = String::from_utf8_lossy(&passing.answer);
        text.replace("\"SUCCESS\"", "\"RUNNING\"").into_bytes()
    });
    let held = front.order("tencent-cdb").hold();
    assert_eq!(held.code(), 3, "{}", held.decision.why);
    assert!(held.decision.why.contains("tasks did not end"), "{}", held.decision.why);
    assert_eq!(held.summary.counts().failed, 0, "{:?}", held.ids(Verdict::Failed));
}
