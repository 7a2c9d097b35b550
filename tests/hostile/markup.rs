//! Answers that a terminal, a browser, a parser or a CI server would obey, and answers that repeat secrets.

use abide::report::Verdict;

use crate::SUITES;
use crate::common::run::{Order, SECRET};
use crate::common::server::{Server, json, write};
use crate::told::{Told, is_well_formed, no_colours, outside_code};

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
