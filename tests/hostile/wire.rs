//! One exchange at a time, on the wire alone: what breaks off is never judged, and what arrives whole is read within
//! bounds. Quick enough to try every byte.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use abide::case::{Answer, Call, Observation, Silence, Value};
use abide::clock;
use abide::protocol::{BODY_LIMIT, Settings, Signature, Stamp, Wire};
use abide::target::{KnownSuite, Target};
use tokio::runtime::Runtime;

use crate::SUITES;
use crate::common::run::{SECRET, suite};
use crate::common::server::{Next, Server, hold, response, write};
use crate::front::Front;

/// What an exchange came to.
type Exchanged = Result<Observation, Silence>;

/// One endpoint's wire, and what drives it.
struct Line {
    wire: Wire,
    runtime: Runtime,
}

/// Longer than an answer takes on the loopback; no test waits for it but those of answers that never come.
const PATIENT: Duration = Duration::from_secs(30);

/// For answers that never come.
const IMPATIENT: Duration = Duration::from_millis(300);

impl Line {
    fn new(settings: &Settings) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Self { wire: Wire::new(settings).expect("a client"), runtime: runtime.expect("a thread to run on") }
    }

    /// A wire of a suite to an address that nothing but this module answers at.
    fn to(url: &str, suite: &str, timeout: Duration) -> Self {
        Self::new(&Settings {
            endpoint: url.parse().expect("an address"),
            signature: if suite == "tencent-cdb" { Signature::Tc3 } else { Signature::Acs3 },
            api_version: "2014-08-15".to_owned(),
            service: "cdb".to_owned(),
            region: None,
            credentials: abide::protocol::Credentials {
                access_key_id: "id-of-a-test".to_owned(),
                access_key_secret: SECRET.into(),
            },
            timeout,
            body_limit: BODY_LIMIT,
            connections: 4,
        })
    }

    fn send(&self, call: &Call) -> Exchanged {
        let stamp = Stamp { time: clock::now(), nonce: uuid::Uuid::new_v4().to_string(), salt: 7 };
        let request = self.wire.sign(call, &stamp).expect("a call that can be sent");
        self.runtime.block_on(self.wire.send(request))
    }

    fn ask(&self) -> Exchanged {
        self.send(&Call::new("DescribeAccounts", BTreeMap::new()))
    }
}

/// What a suite's client makes of an endpoint that does this with every request.
fn asked(suite: &str, timeout: Duration, answer: impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static) -> Exchanged {
    let server = Server::start(move |stream, _, _| answer(stream));
    Line::to(&server.url(), suite, timeout).ask()
}

/// What a suite's client makes of these bytes, after which the connection is closed.
fn told(suite: &str, bytes: impl Into<Vec<u8>>) -> Exchanged {
    let bytes = bytes.into();
    asked(suite, PATIENT, move |stream| {
        write(stream, &bytes);
        Next::Close
    })
}

/// A success of a suite, as short as it gets.
fn success(suite: &str) -> &'static str {
    if suite == "tencent-cdb" { r#"{"Response":{"RequestId":"R"}}"# } else { r#"{"RequestId":"R"}"# }
}

fn is_interrupted(exchanged: &Exchanged, about: &str) {
    assert!(matches!(exchanged, Err(Silence::Interrupted(_))), "{about}: {exchanged:?}");
}

fn timed_out(exchanged: &Exchanged, about: &str) {
    assert!(matches!(exchanged, Err(Silence::TimedOut(_))), "{about}: {exchanged:?}");
}

fn is_accepted(exchanged: &Exchanged, about: &str) {
    assert!(exchanged.as_ref().is_ok_and(Observation::is_accepted), "{about}: {exchanged:?}");
}

/// Why an answer cannot be read.
fn garbled(exchanged: Exchanged, about: &str) -> String {
    match exchanged.map(|observation| observation.answer) {
        Ok(Answer::Garbled { reason }) => reason,
        other => panic!("{about}: {other:?}"),
    }
}

/// A success and a refusal as the emulator puts them on the wire.
fn real_answers(suite_id: &'static str) -> [Vec<u8>; 2] {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let front = Front::changing({
        let seen = Arc::clone(&seen);
        move |passing| {
            seen.lock().expect("nobody panicked").push(passing.answer.clone());
            passing.answer
        }
    });
    let suite = suite(suite_id);
    let known = [KnownSuite { name: &suite.id, protocol: suite.protocol }];
    let text = front.order(suite_id).target_file.expect("the front has one");
    let target = Target::parse(Path::new("target.toml"), &text, &known, &|_| None).expect("it is right");
    let line = Line::new(&target.settings(&suite.api_version, &suite.service));
    let instance = target.fixtures.instances.first().expect("the emulator has one");
    let account = instance.accounts.first().and_then(|account| account.split_once('@')).unwrap_or_default();
    let described = |id: &str| {
        let texts = match suite_id {
            "tencent-cdb" => vec![("InstanceId", id), ("User", account.0), ("Host", account.1)],
            _ => vec![("DBInstanceId", id)],
        };
        let arguments = texts.into_iter().map(|(name, text)| (name.to_owned(), Value::text(text)));
        Call::new(&suite.first_call, arguments.collect())
    };
    assert!(line.send(&described(&instance.id)).expect("an answer").is_accepted(), "{suite_id}");
    assert!(line.send(&described("no-such-instance")).expect("an answer").code().is_some(), "{suite_id}");
    let seen = seen.lock().expect("nobody panicked").clone();
    seen.try_into().expect("one answer for each call")
}

/// The same answer in chunks.
fn in_chunks(answer: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(answer.to_vec()).expect("the emulator answers text");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let (one, two) = body.split_at(body.len() / 2);
    let kept = head.lines().filter(|line| !line.starts_with("content-length"));
    let head: String = kept.flat_map(|line| [line, "\r\n"]).collect();
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    format!("{head}transfer-encoding: chunked\r\n\r\n{}{}0\r\n\r\n", chunk(one), chunk(two)).into_bytes()
}

/// The same answer with a compressed body.
fn compressed(answer: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(answer.to_vec()).expect("the emulator answers text");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split_once(' ').and_then(|(_, rest)| rest.lines().next()).expect("a status");
    response(status, "content-type: application/json\r\ncontent-encoding: gzip\r\n", &gzip(body.as_bytes()))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// An answer that breaks off after any number of bytes is an interruption, however it was framed and whatever it said.
#[test]
fn an_answer_cut_at_any_byte_is_never_judged() {
    for suite in SUITES {
        let [success, refusal] = real_answers(suite);
        for framed in [in_chunks(&refusal), compressed(&refusal), success, refusal] {
            let (length, bytes) = (framed.len(), framed.clone());
            let server = Server::start(move |stream, _, number| {
                write(stream, &bytes[..number.min(length)]);
                Next::Close
            });
            let line = Line::to(&server.url(), suite, PATIENT);
            for cut in 0..length {
                is_interrupted(&line.ask(), &format!("{suite}: {cut} of {length} bytes"));
            }
            assert!(line.ask().is_ok(), "{suite}: all {length} bytes");
        }
    }
}

/// The same for connections that are reset instead of closed, also where a body goes on until the connection is closed.
#[test]
fn an_answer_with_a_reset_at_any_byte_is_never_judged() {
    for suite in SUITES {
        let [success, refusal] = real_answers(suite);
        let until_closed = String::from_utf8(refusal).expect("text").replace("content-length", "x-length");
        for framed in [success, until_closed.into_bytes()] {
            let (url, length) = (resetting(framed.clone()), framed.len());
            let line = Line::to(&url, suite, PATIENT);
            for cut in 0..length {
                is_interrupted(&line.ask(), &format!("{suite}: reset after {cut} of {length} bytes"));
            }
        }
    }
}

/// The address of an endpoint that answers each connection with one byte more than the last, and resets it: a connection
/// that is closed with a request still to be read is reset.
fn resetting(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for cut in 0..answer.len() {
            let (mut stream, _) = listener.accept().expect("a connection");
            let _ = stream.read(&mut [0; 1]);
            let _ = stream.write_all(&answer[..cut]);
        }
    });
    url
}

/// What HTTP says is whole is read as it is: a body without a length that ends early is the endpoint's own fault.
#[test]
fn a_body_that_ends_with_its_connection_is_whole() {
    for suite in SUITES {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
        is_accepted(&told(suite, format!("{head}{}", success(suite))), suite);
        let cut = &success(suite)[..9];
        assert!(garbled(told(suite, format!("{head}{cut}")), suite).starts_with("broken JSON"), "{suite}");
    }
}

#[test]
fn wrong_lengths_are_interruptions_or_as_short_as_they_say() {
    for suite in SUITES {
        let body = success(suite);
        let sized = |length: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
        assert!(garbled(told(suite, sized("9")), suite).starts_with("broken JSON"), "{suite}");
        assert_eq!(garbled(told(suite, sized("0")), suite), "an empty body", "{suite}");
        let twice = format!("9\r\ncontent-length: {}", body.len());
        let (long, huge) = (format!("{}", body.len() + 1), "1000000000000000000");
        for length in [&long, huge, "100000000000000000000", "-5", "0x10", "1e1", "seventeen", "", "5, 6", &twice] {
            is_interrupted(&told(suite, sized(length)), &format!("{suite}: `{length}`"));
        }
        for length in [&long, huge] {
            let bytes = sized(length);
            let waiting = asked(suite, IMPATIENT, move |stream| {
                write(stream, bytes.as_bytes());
                hold(stream)
            });
            timed_out(&waiting, &format!("{suite}: `{length}`, and the connection stays"));
        }
    }
}

#[test]
fn lying_chunks_are_interruptions() {
    for suite in SUITES {
        let body = success(suite);
        let length = body.len();
        let chunked = |chunks: &str| format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}");
        is_accepted(&told(suite, chunked(&format!("{length:x}\r\n{body}\r\n0\r\n\r\n"))), suite);
        for chunks in [
            format!("{:x}\r\n{body}\r\n0\r\n\r\n", length - 1),
            format!("{:x}\r\n{body}\r\n0\r\n\r\n", length + 1),
            format!("-{length:x}\r\n{body}\r\n0\r\n\r\n"),
            format!("\r\n{body}\r\n0\r\n\r\n"),
            format!("length\r\n{body}\r\n0\r\n\r\n"),
            format!("ffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
            format!("10000000000000000\r\n{body}\r\n0\r\n\r\n"),
            format!("{length:x}\r\n{body}\r\n"),
            format!("{length:x}\r\n{body}\r\n0\r\n"),
            body.to_owned(),
        ] {
            is_interrupted(&told(suite, chunked(&chunks)), &format!("{suite}: {chunks:?}"));
        }
    }
}

/// Both lengths at once: chunks decide, as HTTP says, so that no surplus is left for the next exchange.
#[test]
fn chunks_win_over_a_length() {
    for suite in SUITES {
        let body = success(suite);
        let both = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n";
        let exchanged = told(suite, format!("{both}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
        is_accepted(&exchanged, suite);
    }
}

/// Writes a start, and then the rest again and again as long as somebody reads.
fn for_ever(start: &'static str, again: &'static str) -> impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static {
    repeating(start, again.repeat(1 + 65_536 / again.len()), Duration::ZERO)
}

/// The same, a few bytes at a time.
pub(crate) fn dripping(
    start: &'static str,
    drop: &'static str,
) -> impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static {
    repeating(start, drop.to_owned(), Duration::from_millis(5))
}

fn repeating(
    start: &'static str,
    again: String,
    pause: Duration,
) -> impl Fn(&mut TcpStream) -> Next + Send + Sync + 'static {
    move |stream| {
        let mut next = write(stream, start.as_bytes());
        while next == Next::Request {
            thread::sleep(pause);
            next = write(stream, again.as_bytes());
        }
        next
    }
}

/// Each ends because a limit of size is met, far before the limit of time.
#[test]
fn heads_and_chunks_without_end_are_given_up() {
    for suite in SUITES {
        for (start, again) in [
            ("", "x"),
            ("HTTP/1.1 200 ", "OK "),
            ("HTTP/1.1 200 OK\r\n", "x-more: of the same\r\n"),
            ("HTTP/1.1 200 OK\r\nx-long: ", "header"),
            ("HTTP/1.1 200 OK\r\n", "x"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;", "extension"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x-trailer: of the same\r\n"),
        ] {
            is_interrupted(&asked(suite, PATIENT, for_ever(start, again)), &format!("{suite}: {start:?} {again:?}"));
        }
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        let start = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let reason = garbled(asked(suite, PATIENT, repeating(start, chunk, Duration::ZERO)), suite);
        assert_eq!(reason, format!("longer than {BODY_LIMIT} bytes"), "{suite}");
    }
}

/// These have no size of their own: time ends them.
#[test]
fn interim_answers_and_drips_without_end_run_into_the_time_limit() {
    for suite in SUITES {
        for (start, again) in [
            ("", "HTTP/1.1 100 Continue\r\n\r\n"),
            ("", "HTTP/1.1 102 Processing\r\nx-a: b\r\n\r\n"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "0"),
        ] {
            let flood = repeating(start, again.repeat(50), Duration::from_millis(1));
            timed_out(&asked(suite, IMPATIENT, flood), &format!("{suite}: {start:?} {again:?}"));
        }
        for (start, drop) in [
            ("", "\r\n"),
            ("HTTP/1.1 200 ", "O"),
            ("HTTP/1.1 200 OK\r\nx-slow: ", "a"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{", " "),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"),
        ] {
            timed_out(&asked(suite, IMPATIENT, dripping(start, drop)), &format!("{suite}: {start:?} {drop:?}"));
        }
    }
}

#[test]
fn what_is_no_http_is_an_interruption() {
    for suite in SUITES {
        let body = success(suite);
        let status = |line: &str| format!("{line}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        for line in ["000 x", "099 x", "99 x", "1000 x", "2O0 OK", "-200 x", "٢٠٠ OK", "", "200OK"] {
            is_interrupted(&told(suite, status(&format!("HTTP/1.1 {line}"))), &format!("{suite}: {line}"));
        }
        for line in ["HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "HTTP/9.9 200 OK", "ICY 200 OK", "http/1.1 200 OK", "200 OK"]
        {
            is_interrupted(&told(suite, status(line)), &format!("{suite}: {line}"));
        }
        for line in ["x\0y: z", "x-a: b\0c", "x a: b", ": b", "x-a: b\r\n c: d\0", "\u{feff}x: y"] {
            is_interrupted(&told(suite, status(&format!("HTTP/1.1 200 OK\r\n{line}"))), &format!("{suite}: {line:?}"));
        }
        let tls_alert = b"\x15\x03\x03\x00\x02\x02\x28".to_vec();
        for bytes in [body.as_bytes().to_vec(), b"\0".repeat(5000), b"\xff\xfe\xfd\r\n\r\n".to_vec(), tls_alert] {
            is_interrupted(&told(suite, bytes.clone()), &format!("{suite}: {bytes:.20?}"));
        }
    }
}

/// A status is a number, and what stands beside it is not read.
#[test]
fn odd_heads_of_whole_answers_are_no_difference() {
    for suite in SUITES {
        let body = success(suite);
        let length = body.len();
        for head in [
            &b"HTTP/1.1 200 \xff\xfe\x80"[..],
            b"HTTP/1.1 200 ",
            b"HTTP/1.1 200",
            b"HTTP/1.1 200 OK\r\nx-a: \xff\xfe\xc3\x28",
            b"HTTP/1.1 200 OK\r\ncontent-type: \xff\xfe\xc3\x28",
            b"HTTP/1.1 200 OK\r\ncontent-type: <script>alert(1)</script>",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
        ] {
            let bytes = [head, format!("\r\ncontent-length: {length}\r\n\r\n{body}").as_bytes()].concat();
            let exchanged = told(suite, bytes);
            is_accepted(&exchanged, &format!("{suite}: {}", String::from_utf8_lossy(head)));
            let media_type = exchanged.expect("it was accepted").media_type;
            assert_eq!(media_type, "", "{suite}: {}", String::from_utf8_lossy(head));
        }
    }
}

#[test]
fn a_status_that_is_neither_a_success_nor_an_error_is_garbled() {
    for suite in SUITES {
        for status in ["101 Switching Protocols", "201 Created", "204 No Content", "300 x", "304 x", "999 x"] {
            let reason = garbled(told(suite, response(status, "upgrade: h2c\r\n", success(suite).as_bytes())), suite);
            assert!(!reason.is_empty(), "{suite}: {status}");
        }
    }
}

/// A body of this size that ends well would be read whole: what bounds these is their depth, their number, or a word.
#[test]
fn bodies_that_would_fill_any_memory_are_garbled() {
    let xml = |text: &str| format!("<?xml version=\"1.0\"?>{text}").into_bytes();
    let repeated = |open: &str, count: usize, close: &str| open.repeat(count) + &close.repeat(count);
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><r>&b;</r>";
    let file = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>";
    let parameter = "<!DOCTYPE r [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/\"> %x;]><r/>";
    for (about, body, expected) in [
        ("arrays", repeated("[", 100_000, "]").into_bytes(), "recursion limit"),
        ("objects", repeated("{\"a\":", 100_000, "}").into_bytes(), "recursion limit"),
        ("inside", format!("{{\"Response\":{}}}", repeated("[", 100_000, "]")).into_bytes(), "recursion limit"),
        ("elements", xml(&repeated("<a>", 100_000, "</a>")), "nested deeper"),
        ("a million elements", xml(&format!("<a>{}</a>", "<b/>".repeat(1_000_000))), "more than 200000 elements"),
        ("a million members", members(1_000_000), "longer than"),
        ("a bomb", xml(bomb), "document type"),
        ("a file", xml(file), "document type"),
        ("a parameter", xml(parameter), "document type"),
        ("an entity of nobody", xml("<r>&x;</r>"), "entity"),
    ] {
        for suite in SUITES {
            let reason = garbled(told(suite, response("200 OK", "", &body)), about);
            assert!(reason.contains(expected), "{suite}, {about}: {reason}");
        }
    }
}

/// An object with so many members, each of another name.
fn members(count: usize) -> Vec<u8> {
    let members: Vec<String> = (0..count).map(|number| format!("\"m{number}\":1")).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

#[test]
fn a_gzip_bomb_is_read_up_to_the_limit() {
    // Each member is a thousandth of what it expands to, and they may follow each other.
    let member = gzip(&vec![b' '; 8 << 20]);
    assert!(member.len() < 100_000, "{}", member.len());
    let bomb = response("200 OK", "content-encoding: gzip\r\n", &member.repeat(100));
    for suite in SUITES {
        let reason = garbled(told(suite, bomb.clone()), suite);
        assert_eq!(reason, format!("longer than {BODY_LIMIT} bytes"), "{suite}");
    }
}

/// An encoding that was not asked for, or twice the one that was, is not guessed at.
#[test]
fn unknown_encodings_are_garbled() {
    for suite in SUITES {
        let twice = gzip(&gzip(success(suite).as_bytes()));
        for (encoding, body) in [("gzip, gzip", &twice), ("gzip", &twice), ("br", &twice), ("zstd", &twice)] {
            let headers = format!("content-encoding: {encoding}\r\n");
            let exchanged = told(suite, response("200 OK", &headers, body));
            assert!(!garbled(exchanged, encoding).is_empty(), "{suite}: {encoding}");
        }
    }
}

/// Two answers to one request: the second is not taken for the answer to the next request.
#[test]
fn a_surplus_answer_is_nobodys() {
    for suite in SUITES {
        let body = |id: &str| success(suite).replace('R', id).replace(&format!("{id}e"), "Re");
        let answer = move |id: &str| response("200 OK", "", body(id).as_bytes());
        let server = Server::start(move |stream, _, number| match number {
            0 => write(stream, &[answer("first"), answer("surplus")].concat()),
            _ => write(stream, &answer("own")),
        });
        let line = Line::to(&server.url(), suite, PATIENT);
        let ids = [line.ask(), line.ask(), line.ask()].map(|exchanged| exchanged.ok().and_then(|own| own.request_id));
        assert_eq!(ids.first().and_then(Option::as_deref), Some("first"), "{suite}");
        assert!(!ids.iter().any(|id| id.as_deref() == Some("surplus")), "{suite}: {ids:?}");
        assert_eq!(ids.last().and_then(Option::as_deref), Some("own"), "{suite}: {ids:?}");
    }
}
