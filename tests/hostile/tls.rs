//! Endpoints with which no encrypted connection comes about: nothing is sent to them, and the reader is told why.
//!
//! Which issuers are trusted comes from the environment of the process, so these runs are of the program itself.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::SUITES;
use crate::common::run::target_file;
use crate::common::server::json;

/// What an endpoint shows for itself.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// An issuer of certificates, and its own, which a run is told to trust.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    fn issue(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        identity(certificate.der().clone(), &key)
    }
}

fn identity(certificate: CertificateDer<'static>, key: &KeyPair) -> Identity {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("it was just made");
    Identity { chain: vec![certificate], key }
}

fn params(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).expect("a name")
}

/// What every endpoint of this file does with a connection; `true` when a request came through.
type Talk = dyn Fn(TcpStream) -> io::Result<bool> + Send + Sync;

/// An endpoint's address and how many requests it could read.
struct Endpoint {
    url: String,
    read: Arc<AtomicUsize>,
}

impl Endpoint {
    fn start(talk: impl Fn(TcpStream) -> io::Result<bool> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("https://{}/", listener.local_addr().expect("it is bound"));
        let (read, talk): (_, Arc<Talk>) = (Arc::<AtomicUsize>::default(), Arc::new(talk));
        let counted = Arc::clone(&read);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counted, talk) = (Arc::clone(&counted), Arc::clone(&talk));
                // A client that refuses ends its connection; that is what these tests are about.
                thread::spawn(move || {
                    talk(stream).is_ok_and(|read| read).then(|| counted.fetch_add(1, Ordering::SeqCst))
                });
            }
        });
        Self { url, read }
    }

    /// Answers one request a connection, encrypted under this identity.
    fn showing(Identity { chain, key }: Identity) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("ring has them").with_no_client_auth().with_single_cert(chain, key);
        let config = Arc::new(config.expect("the key is the certificate's"));
        Self::start(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
            let mut stream = StreamOwned::new(connection, stream);
            let read = stream.read(&mut [0; 4096])?;
            stream.write_all(&json("200 OK", r#"{"RequestId":"R","Response":{"RequestId":"R"}}"#))?;
            stream.conn.send_close_notify();
            stream.flush()?;
            Ok(read > 0)
        })
    }

    /// Says something that is no encrypted connection, and hangs up.
    fn saying(bytes: &'static [u8]) -> Self {
        Self::start(move |mut stream| {
            let _ = stream.read(&mut [0; 1024])?;
            stream.write_all(bytes)?;
            Ok(false)
        })
    }
}

/// The exit code of a run that trusts an authority and no other, and why it was halted.
fn run(authority: &Authority, suite: &str, url: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file can be written");
        path
    };
    let target = file("target.toml", &target_file(suite, url, 4));
    let issuers = file("issuers.pem", &authority.pem);
    let reports = folder.path().join("reports");
    let mut command = assert_cmd::Command::cargo_bin("abide").expect("it is built");
    command.env("SSL_CERT_FILE", issuers).env_remove("SSL_CERT_DIR").timeout(Duration::from_secs(60));
    command.args(["run", "--cases", "1", "--timeout", "4", "--filter", "*/*-exists", "--target"]).arg(target);
    let output = command.arg("--reports").arg(&reports).output().expect("it ends");
    let code = output.status.code().expect("it ends by itself");
    (code, halted(&reports.join("report.json")))
}

fn halted(report: &Path) -> String {
    let text = fs::read_to_string(report).expect("there is a report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    report.get("halted").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// Without this the tests below would hold for any reason.
#[test]
fn a_certificate_that_is_right_is_taken() {
    let authority = Authority::new("authority");
    for suite in SUITES {
        let endpoint = Endpoint::showing(authority.issue(&params("127.0.0.1")));
        assert_eq!(run(&authority, suite, &endpoint.url), (1, String::new()), "{suite}");
        assert!(endpoint.read.load(Ordering::SeqCst) > 0, "{suite}");
    }
}

#[test]
fn a_certificate_that_is_wrong_is_not_trusted_with_a_request() {
    let (authority, stranger) = (Authority::new("authority"), Authority::new("stranger"));
    let own = KeyPair::generate().expect("a key");
    let self_signed = params("127.0.0.1").self_signed(&own).expect("a certificate");
    let mut expired = params("127.0.0.1");
    (expired.not_before, expired.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    let mut early = params("127.0.0.1");
    (early.not_before, early.not_after) = (date_time_ymd(4001, 1, 1), date_time_ymd(4002, 1, 1));
    let identities = [
        ("UnknownIssuer", identity(self_signed.der().clone(), &own)),
        ("UnknownIssuer", stranger.issue(&params("127.0.0.1"))),
        ("expired", authority.issue(&expired)),
        ("not valid yet", authority.issue(&early)),
        ("not valid for name", authority.issue(&params("elsewhere.example"))),
        ("not valid for name", authority.issue(&params("127.0.0.2"))),
    ];
    for ((word, identity), suite) in identities.into_iter().zip(SUITES.into_iter().cycle()) {
        let endpoint = Endpoint::showing(identity);
        let (code, why) = run(&authority, suite, &endpoint.url);
        assert_eq!(code, 3, "{suite}: {why}");
        assert!(why.contains("certificate") && why.contains(word), "{word}: {why}");
        assert_eq!(endpoint.read.load(Ordering::SeqCst), 0, "{suite}, {word}: it was sent a request");
    }
}

#[test]
fn an_endpoint_that_speaks_no_tls_is_sent_no_request() {
    let authority = Authority::new("authority");
    for (about, endpoint) in [
        ("plain HTTP", Endpoint::saying(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")),
        ("an alert at once", Endpoint::saying(b"\x15\x03\x03\x00\x02\x02\x28")),
        ("nothing", Endpoint::saying(b"")),
        ("half a handshake", Endpoint::saying(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03")),
        (
            "records without end",
            Endpoint::start(|mut stream| {
                loop {
                    stream.write_all(&[0x16, 3, 3, 0, 1, 0])?;
                }
            }),
        ),
        ("silence", Endpoint::start(|mut stream| stream.read_to_end(&mut Vec::new()).map(|_| false))),
    ] {
        for suite in SUITES {
            let (code, why) = run(&authority, suite, &endpoint.url);
            assert_eq!(code, 3, "{suite}, {about}: {why}");
            assert!(why.contains("the endpoint does not answer"), "{suite}, {about}: {why}");
        }
    }
}
