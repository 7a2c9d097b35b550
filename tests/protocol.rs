//! The wire against endpoints that behave, misbehave and never stop, over real connections on the loopback.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use abide::case::{Answer, Call, Method, Observation, Piece, Secret, Silence, Value};
use abide::protocol::{BODY_LIMIT, Credentials, Settings, Signature, Stamp, Wire};

/// An endpoint for one connection: reads one request, then does as told. Joining it gives the request's text.
struct Endpoint {
    address: String,
    served: JoinHandle<String>,
}

impl Endpoint {
    fn start(answer: impl FnOnce(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let request = read_request(&mut stream);
            answer(stream);
            request
        });
        Self { address, served }
    }

    fn answering(response: Vec<u8>) -> Self {
        Self::start(move |mut stream| stream.write_all(&response).unwrap())
    }

    fn observe(&self) -> Result<Observation, Silence> {
        exchange(&settings(&self.address, Signature::Acs3), &Call::new("DescribeAccounts", BTreeMap::new()))
    }
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        let read = stream.read(&mut buffer).unwrap();
        assert_ne!(read, 0, "the connection ended inside the request");
        request.extend_from_slice(&buffer[..read]);
    }
}

fn settings(address: &str, signature: Signature) -> Settings {
    Settings {
        endpoint: address.parse().unwrap(),
        signature,
        api_version: "2014-08-15".to_owned(),
        service: "cdb".to_owned(),
        region: None,
        credentials: Credentials {
            access_key_id: "testid".to_owned(),
            access_key_secret: "testsecret-of-a-key".to_owned().into(),
        },
        timeout: Duration::from_secs(10),
        body_limit: BODY_LIMIT,
        connections: 4,
    }
}

fn stamp() -> Stamp {
    Stamp { time: "2026-01-22T02:01:20Z".parse().unwrap(), nonce: "nonce-0001".to_owned(), salt: 7 }
}

fn exchange(settings: &Settings, call: &Call) -> Result<Observation, Silence> {
    let wire = Wire::new(settings).unwrap();
    let request = wire.sign(call, &stamp()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(wire.send(request))
}

fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn reason(observed: Result<Observation, Silence>) -> String {
    match observed.unwrap().answer {
        Answer::Garbled { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

const JSON: &[u8] = br#"{"RequestId":"R"}"#;

/// `JSON`, compressed.
const JSON_GZIPPED: &str = "1f8b0800000000000203ab560a4a2d2c4d2d2ef14c51b2520a52aa05001067cde811000000";

/// A hundred thousand blanks, compressed.
const BLANKS_GZIPPED: &str = "1f8b0800000000000203edc13101000000c2a02aeb9fd21a1e4001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000af062df079caa0860100";

#[test]
fn a_plain_answer_is_observed() {
    let endpoint = Endpoint::answering(response("Content-Type: application/json;charset=utf-8\r\n", JSON));
    let observation = endpoint.observe().unwrap();
    assert!(observation.is_accepted() && observation.elapsed > Duration::ZERO);
    assert_eq!((observation.status, observation.media_type.as_str()), (200, "application/json"));
    assert_eq!(&observation.body[..], JSON);
}

#[test]
fn the_request_on_the_wire_is_the_one_that_was_signed() {
    let endpoint = Endpoint::answering(response("", JSON));
    endpoint.observe().unwrap();
    let host = endpoint.address.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let request = endpoint.served.join().unwrap();
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    for line in [format!("host: {host}"), "content-length: 0".to_owned(), "accept: */*".to_owned()] {
        assert_eq!(request.lines().filter(|sent| **sent == line).count(), 1, "{line} in {request}");
    }
    assert!(request.contains("accept-encoding: gzip\r\n"), "{request}");
}

#[test]
fn each_signature_places_its_parameters_as_its_method_says() {
    for (signature, method, line) in [
        (Signature::RpcV1, Method::Get, "GET /?AccessKeyId=testid&AccountName=a%20b&Action=ResetAccountPassword&"),
        (Signature::RpcV1, Method::Post, "POST /?AccessKeyId=testid&AccountName=a%20b&"),
        (Signature::RpcV1, Method::PostForm, "POST / HTTP/1.1"),
        (Signature::Acs3, Method::Get, "GET /?AccountName=a%20b HTTP/1.1"),
        (Signature::Acs3, Method::PostForm, "POST / HTTP/1.1"),
        (Signature::Tc3, Method::Get, "GET /?AccountName=a%20b HTTP/1.1"),
        (Signature::Tc3, Method::Post, "POST / HTTP/1.1"),
        (Signature::HmacSha256, Method::Get, "GET /?AccountName=a%20b&Action=ResetAccountPassword&Language=en-US&"),
        (Signature::HmacSha1, Method::Post, "POST / HTTP/1.1"),
    ] {
        let endpoint = Endpoint::answering(response("", br#"{"Response":{}}"#));
        let mut call = Call::new("ResetAccountPassword", BTreeMap::new());
        call.arguments.insert("AccountName".to_owned(), Value::text("a b"));
        call.envelope.method = method;
        exchange(&settings(&endpoint.address, signature), &call).unwrap();
        let request = endpoint.served.join().unwrap();
        assert!(request.starts_with(line), "{signature} {method:?}: {request}");
        let body = request.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(body.is_empty(), line.contains("/?"), "{signature} {method:?}: {request}");
    }
}

#[test]
fn compressed_and_chunked_bodies_are_no_difference() {
    let gzip = Endpoint::answering(response("Content-Encoding: gzip\r\n", &bytes(JSON_GZIPPED)));
    assert_eq!(&gzip.observe().unwrap().body[..], JSON);
    let chunked =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"Reques\r\n9\r\ntId\":\"R\"}\r\n0\r\n\r\n";
    assert_eq!(&Endpoint::answering(chunked.to_vec()).observe().unwrap().body[..], JSON);
    let until_closed = [b"HTTP/1.0 200 OK\r\n\r\n", JSON].concat();
    assert_eq!(&Endpoint::answering(until_closed).observe().unwrap().body[..], JSON);
}

#[test]
fn a_body_that_is_not_compressed_as_it_says_is_garbled() {
    let expected = "the body is not compressed as its headers say";
    let lie = Endpoint::answering(response("Content-Encoding: gzip\r\n", JSON));
    assert_eq!(reason(lie.observe()), expected);
    let cut = bytes(JSON_GZIPPED)[..20].to_vec();
    let cut = Endpoint::answering(response("Content-Encoding: gzip\r\n", &cut));
    assert_eq!(reason(cut.observe()), expected);
}

#[test]
fn the_limit_counts_what_decompression_makes() {
    let bomb = Endpoint::answering(response("Content-Encoding: gzip\r\n", &bytes(BLANKS_GZIPPED)));
    let mut settings = settings(&bomb.address, Signature::RpcV1);
    settings.body_limit = 10_000;
    let observed = exchange(&settings, &Call::new("DescribeAccounts", BTreeMap::new())).unwrap();
    assert_eq!(observed.body.len(), 10_000);
    assert_eq!(reason(Ok(observed)), "longer than 10000 bytes");
}

#[test]
fn an_endless_body_is_read_up_to_the_limit() {
    let endpoint = Endpoint::start(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n").unwrap();
        let block = vec![b'x'; 100_000];
        let sent = (0..1000).take_while(|_| stream.write_all(&block).is_ok()).count();
        assert!(sent < 1000, "the whole body was read");
    });
    assert_eq!(reason(endpoint.observe()), format!("longer than {BODY_LIMIT} bytes"));
    endpoint.served.join().unwrap();
}

#[test]
fn silence_and_drips_end_with_the_time_limit() {
    let hang = Endpoint::start(|mut stream| {
        let _ = stream.read(&mut [0; 1]);
    });
    let drip = Endpoint::start(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    for endpoint in [hang, drip] {
        let mut settings = settings(&endpoint.address, Signature::Acs3);
        settings.timeout = Duration::from_millis(200);
        let start = Instant::now();
        let silence = exchange(&settings, &Call::new("DescribeAccounts", BTreeMap::new())).unwrap_err();
        assert_eq!(silence, Silence::TimedOut(Duration::from_millis(200)));
        assert!(start.elapsed() < Duration::from_secs(5));
        endpoint.served.join().unwrap();
    }
}

#[test]
fn a_connection_that_breaks_is_an_interruption() {
    let full = response("", JSON);
    for cut in [0, 10, full.len() - 5] {
        let silence = Endpoint::answering(full[..cut].to_vec()).observe().unwrap_err();
        assert!(matches!(silence, Silence::Interrupted(_)), "{cut}: {silence}");
    }
    let gzip = response("Content-Encoding: gzip\r\n", &bytes(JSON_GZIPPED));
    let silence = Endpoint::answering(gzip[..gzip.len() - 12].to_vec()).observe().unwrap_err();
    assert!(matches!(silence, Silence::Interrupted(_)), "{silence}");
    let silence = Endpoint::answering(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()).observe().unwrap_err();
    assert!(matches!(silence, Silence::Interrupted(_)), "{silence}");
}

#[test]
fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let call = Call::new("DescribeAccounts", BTreeMap::new());
    let silence = exchange(&settings(&format!("http://{address}/"), Signature::Tc3), &call).unwrap_err();
    let Silence::Unreachable(reason) = &silence else { panic!("{silence}") };
    assert!(reason.contains(&address.to_string()) && reason.contains("refused"), "{reason}");
}

/// Where no certificates are installed there is no client for https, and the error says so.
#[test]
fn an_https_endpoint_that_speaks_no_tls_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = settings(&format!("https://{}/", listener.local_addr().unwrap()), Signature::Acs3);
    match Wire::new(&settings) {
        Ok(_) => {
            let answering = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
                let _ = stream.read(&mut [0; 4096]);
            });
            let silence = exchange(&settings, &Call::new("DescribeAccounts", BTreeMap::new())).unwrap_err();
            assert!(matches!(silence, Silence::Unreachable(_)), "{silence}");
            answering.join().unwrap();
        }
        Err(error) => assert!(error.to_string().contains("certificate store"), "{error}"),
    }
}

#[test]
fn a_web_page_and_a_redirect_are_garbled() {
    let page = Endpoint::answering(response("Content-Type: text/html\r\n", b"<!doctype html><title>hi</title>"));
    assert_eq!(reason(page.observe()), "looks like HTML, media type `text/html`");
    let moved = b"HTTP/1.1 307 x\r\nLocation: http://elsewhere.example/?a=b\r\ncontent-length: 0\r\n\r\n";
    let expected = "redirect to host `elsewhere.example`, not followed because the request carries credentials";
    assert_eq!(reason(Endpoint::answering(moved.to_vec()).observe()), expected);
}

/// A call with a password, and what the password is.
fn secretive() -> (Call, String) {
    let secret = Secret::new([vec![Piece::Upper; 10], vec![Piece::Literal('&'), Piece::Literal('"')]].concat());
    let password = secret.reveal(stamp().salt).expose().to_owned();
    let arguments = BTreeMap::from([("AccountPassword".to_owned(), Value::Secret(secret))]);
    (Call::new("ResetAccountPassword", arguments), password)
}

#[test]
fn an_echoed_secret_is_noticed_wherever_it_stands() {
    let (call, password) = secretive();
    let json = serde_json::json!({ "RequestId": "R", "Message": format!("bad: {password}") }).to_string();
    let header = response(&format!("X-Debug: {password}\r\n"), JSON);
    let own = response("", br#"{"RequestId":"testsecret-of-a-key"}"#);
    for (response, place) in [
        (response("", json.as_bytes()), Some("body")),
        (header, Some("x-debug")),
        (own, Some("body")),
        (response("", JSON), None),
    ] {
        let endpoint = Endpoint::answering(response);
        let observed = exchange(&settings(&endpoint.address, Signature::RpcV1), &call).unwrap();
        assert_eq!(observed.echoed_secret.as_deref(), place);
    }
}

#[test]
fn no_public_type_shows_a_secret() {
    let (call, password) = secretive();
    for signature in Signature::ALL {
        let settings = settings("http://127.0.0.1:1/", signature);
        let wire = Wire::new(&settings).unwrap();
        let request = wire.sign(&call, &stamp()).unwrap();
        let shown = format!("{settings:?} {wire:?} {request:?} {:?} {call:?}", request.carried());
        assert!(!shown.contains(&password) && !shown.contains("testsecret"), "{shown}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let silence = runtime.block_on(wire.send(request)).unwrap_err();
        let shown = format!("{silence:?} {silence}");
        assert!(!shown.contains(&password) && !shown.contains("AccountPassword"), "{shown}");
    }
}
