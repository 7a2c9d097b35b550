//! Whole runs against endpoints that are absent, silent, broken, endless or malicious: each ends, says what is true, and
//! shows nothing that a reader's terminal, browser or parser would obey.
#![allow(clippy::expect_used, reason = "a test that cannot go on stops here")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::Path;

use abide::report::{Place, Summary, Verdict, terminal, write_reports};
use abide::runner::{Event, Halt};
use abide::suite::PropertyKind;
use common::emulated::Emulated;
use common::run::{Held, Order, SECRET, suite};
use common::server::{Next, Server, closed_port, forwarded, hold, json, response, write};

const SUITES: [&str; 2] = ["aliyun-rds", "tencent-cdb"];

/// More than the tries of a first call, and less than a run that goes on without answers.
const FEW: u64 = 10;

/// Nothing was learnt: inconclusive, nothing passed or failed, and no hammering at a closed door.
fn learnt_nothing(held: &Held, about: &str) {
    assert_eq!(held.code(), 3, "{about}: {}", held.decision.why);
    let counts = held.summary.counts();
    assert_eq!((counts.passed, counts.failed, counts.warned, counts.observed), (0, 0, 0, 0), "{about}");
    assert!(counts.inconclusive > 0 && counts.cases == 0, "{about}: {counts:?}");
    assert!(counts.requests <= FEW, "{about}: {} requests", counts.requests);
    assert!(held.events.iter().any(|event| matches!(event, Event::RunHalted(_))), "{about}");
    assert!(matches!(held.events.last(), Some(Event::RunFinished(_))), "{about}");
}

fn is_unreachable(held: &Held, about: &str) {
    learnt_nothing(held, about);
    assert!(matches!(held.halt(), Some(Halt::Unreachable(_))), "{about}: {:?}", held.halt());
    assert!(held.decision.why.contains("check `endpoint.url`"), "{about}: {}", held.decision.why);
}

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

const PAGE: &[u8] = b"<!doctype html><html><title>It works</title></html>";

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

/// An emulator behind a server that does something else from the `honest`-th request on.
fn turning(honest: usize, then: impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static) -> (Server, Emulated) {
    let emulator = Emulated::start(Vec::new());
    let url = emulator.url();
    let server = Server::start(move |stream, request, number| match forwarded(&url, request) {
        Some(answer) if number < honest => write(stream, &answer),
        _ => then(stream),
    });
    (server, emulator)
}

/// The emulator's own target file, pointing at the server before it.
fn before<'a>(server: &Server, emulator: &Emulated, suite_id: &'a str, url: &'a str) -> Order<'a> {
    let template = emulator.target_file(suite_id).replace(&emulator.url(), &server.url());
    Order { target_file: Some(template), ..Order::new(suite_id, url) }
}

#[test]
fn an_endpoint_that_falls_silent_ends_the_run_after_a_bounded_number_of_exchanges() {
    const HONEST: usize = 5;
    for suite in SUITES {
        let (server, emulator) = turning(HONEST, hold);
        let url = server.url();
        let held = before(&server, &emulator, suite, &url).impatient().hold();
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

/// Answers that are none fail what they were asked for, and keep no rule.
fn is_refuted(held: &Held, about: &str) {
    assert_eq!(held.code(), 1, "{about}: {}", held.decision.why);
    assert_eq!(held.halt(), None, "{about}");
    for (run, requirement) in held.summary.with(Verdict::Passed) {
        let suite = suite(&run.id);
        let property = &suite.requirement(suite.key(&requirement.id).expect("the suite has it")).property;
        let by_cases = matches!(property, PropertyKind::Rule | PropertyKind::Accepted | PropertyKind::Shape);
        assert!(!by_cases, "{about}: {} passed", requirement.id);
    }
    let sent = held.summary.counts().requests;
    assert!(sent < 20_000, "{about}: {sent} requests");
}

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

/// What terminals, browsers and Markdown would obey.
const OBEYED: &str = "\u{1b}]0;owned\u{7}\u{1b}[5mtext\u{1b}[0m\u{202e}<script>alert('x')</script>|`[a](http://e.example)\n\
                      # heading\n```\n<img src=x onerror=alert(1)>]]>&amp;\u{9b}31m\r\u{0}";

/// Refusals and successes in turn, with markup in every place that a text can have.
fn markup(suite: &'static str) -> Server {
    let text = serde_json::to_string(OBEYED).expect("a text is JSON");
    Server::start(move |stream, _, number| {
        let (status, body) = match (suite, number % 3) {
            ("aliyun-rds", 1) => ("400 x", format!("{{\"RequestId\":{text},\"Code\":{text},\"Message\":{text}}}")),
            ("aliyun-rds", _) => ("200 OK", format!("{{\"RequestId\":{text},{text}:{text},\"Items\":[{text}]}}")),
            (_, 1) => {
                let error = format!("{{\"Code\":{text},\"Message\":{text}}}");
                ("200 OK", format!("{{\"Response\":{{\"RequestId\":{text},\"Error\":{error}}}}}"))
            }
            _ => ("200 OK", format!("{{\"Response\":{{\"RequestId\":{text},{text}:{text}}}}}")),
        };
        write(stream, &json(status, &body))
    })
}

#[test]
fn markup_and_escapes_reach_no_reader() {
    for suite in SUITES {
        let server = markup(suite);
        let held = Order::new(suite, &server.url()).hold();
        assert_eq!(held.code(), 1, "{suite}: {}", held.decision.why);
        let told = Told::of(&held.summary);
        assert!(told.all().contains("script"), "{suite}: nothing of the answers was told at all");
        let only_colours = no_colours(&told.terminal);
        for (view, text) in [("terminal", &only_colours), ("Markdown", &told.markdown), ("JUnit", &told.junit)] {
            let obeyed = |character: &char| character.is_control() && *character != '\n' || *character == '\u{202e}';
            assert_eq!(text.chars().find(obeyed), None, "{suite}: {view}");
        }
        assert!(!outside_code(&told.markdown).contains('<'), "{suite}: {}", outside_code(&told.markdown));
        assert!(!told.junit.contains("<script") && !told.junit.contains("<img"), "{suite}");
        assert!(is_well_formed(&told.junit), "{suite}");
        assert!(serde_json::from_str::<serde_json::Value>(&told.json).is_ok(), "{suite}");
    }
}

/// An answer that repeats what the request carried, in clear.
#[test]
fn a_password_that_comes_back_is_noticed_and_withheld() {
    let server = Server::start(|stream, request, _| {
        let message = passwords([request]).join(" ");
        let body = serde_json::json!({ "RequestId": "R", "Code": "Oops", "Message": format!("not good: {message}") });
        write(stream, &json("400 Bad Request", &body.to_string()))
    });
    let held = Order::new("aliyun-rds", &server.url()).hold();
    assert_eq!(held.code(), 1);
    assert_eq!(held.requirement("aliyun-rds/common/secret-not-echoed").verdict, Verdict::Failed);
    let told = Told::of(&held.summary).all();
    let requests = server.requests();
    let secrets = passwords(requests.iter().map(String::as_str));
    // A password of few letters and digits may stand in a report by chance, or as its own pattern.
    let random = |secret: &&String| secret.chars().filter(char::is_ascii_alphanumeric).count() >= 8;
    let secrets: Vec<&String> = secrets.iter().filter(random).collect();
    assert!(secrets.len() > 100, "{} passwords", secrets.len());
    assert!(!secrets.iter().any(|secret| told.contains(secret.as_str())), "a password was written down");
    assert!(!told.contains(SECRET), "the access key's secret was written down");
}

/// The passwords of requests, decoded.
fn passwords<'a>(requests: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let queries = requests.into_iter().filter_map(|request| request.split_once('?')?.1.split_once(' '));
    let pairs = queries.flat_map(|(query, _)| form_urlencoded::parse(query.as_bytes()).into_owned());
    pairs.filter(|(name, _)| name == "AccountPassword").map(|(_, password)| password).collect()
}

/// Everything that a run leaves behind, as text.
struct Told {
    terminal: String,
    markdown: String,
    junit: String,
    json: String,
    counterexamples: String,
}

impl Told {
    fn of(summary: &Summary) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let written = write_reports(folder.path(), summary).expect("the reports can be written");
        let read = |path: &Path| fs::read_to_string(path).expect("a report is text");
        let mut counterexamples = String::new();
        for path in &written.counterexamples {
            let _ = writeln!(counterexamples, "{}", read(path));
        }
        Self {
            terminal: terminal::render(summary, Place::new(folder.path())),
            markdown: read(&written.markdown),
            junit: read(&written.junit),
            json: read(&written.json),
            counterexamples,
        }
    }

    fn all(&self) -> String {
        [&self.terminal, &self.markdown, &self.junit, &self.json, &self.counterexamples].map(String::as_str).concat()
    }
}

/// A text without the sequences that only colour, as our own are; any other escape stays.
fn no_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m') {
            // Blinking is no colour of ours.
            Some((codes, rest)) if codes != "5" && codes.chars().all(|code| code.is_ascii_digit() || code == ';') => {
                plain.push_str(rest);
            }
            _ => {
                plain.push_str("\u{1b}[");
                plain.push_str(part);
            }
        }
    }
    plain
}

/// Markdown without its blocks and spans of code, and without what a backslash makes text.
fn outside_code(markdown: &str) -> String {
    let mut outside = String::new();
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|character| *character == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => outside.push_str(&outside_spans(line)),
        }
    }
    assert_eq!(fence, None, "a block of code has no end");
    outside
}

fn outside_spans(line: &str) -> String {
    let mut characters = line.chars();
    let (mut outside, mut in_span) = (String::new(), false);
    while let Some(character) = characters.next() {
        match character {
            '\\' if !in_span => {
                characters.next();
            }
            '`' => in_span = !in_span,
            other if !in_span => outside.push(other),
            _ => {}
        }
    }
    outside
}

fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
