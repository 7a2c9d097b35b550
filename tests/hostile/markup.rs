//! Answers that a terminal, a browser, a parser or a CI server would obey, and answers that repeat secrets.

use std::fs;
use std::time::Duration;

use abide::report::{Verdict, write_reports};
use serde_json::Value as Json;

use crate::SUITES;
use crate::common::run::{Order, SECRET, target_file};
use crate::common::server::{Server, json, response, write};
use crate::front::Front;
use crate::told::{Told, is_plain};

/// What terminals, browsers, Markdown and CI servers would obey: escapes and control characters of both sets, overrides of
/// the direction of text, tags, the ends of comments and of CDATA, links, tables, fences, and commands in a job's log.
const OBEYED: &str = "::error file=a.rs,line=1::owned ::set-output name=a::b ##[error]owned ##vso[task.complete] \
                      ##teamcity[testFailed] \u{1b}]0;owned\u{7}\u{1b}]8;;http://e.example\u{1b}\\link\u{1b}[5mtext\u{1b}[0m\
                      \u{202e}\u{2066}\u{2069}\u{200f}\u{2028}\u{feff}<script>alert('x')</script>|`[a](http://e.example)\n\
                      ::warning::owned\n# heading\n```\n<img src=x onerror=alert(1)>]]>&amp;--><!--\u{9b}31m\r\u{0}\u{7f}";

/// A word of `OBEYED` that shows where it was told.
const TRACE: &str = "owned";

/// Refusals and successes in turn, with markup in every place that a text can have.
fn markup(suite: &'static str) -> Server {
    let text = serde_json::to_string(OBEYED).expect("a text is JSON");
    Server::start(move |stream, _, number| {
        let (status, body) = match (suite, number % 3) {
            ("aliyun-rds", 1) => (
                "400 x",
                format!("{{\"RequestId\":{text},\"HostId\":{text},\"Code\":{text},\"Message\":{text},{text}:{text}}}"),
            ),
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
        assert!(told.all().contains(TRACE), "{suite}: nothing of the answers was told at all");
        told.is_inert(suite);
    }
}

/// What the emulator answers, with `OBEYED` for every text, or for the texts of these members and of their lists.
fn poisoned(answer: &[u8], members: &[&str]) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    let Ok(mut tree) = serde_json::from_str::<Json>(body) else { return answer.to_vec() };
    poison(&mut tree, members, members.is_empty());
    let status = head.lines().next().and_then(|line| line.split_once(' ')).unwrap_or_default().1;
    json(status, &tree.to_string())
}

fn poison(tree: &mut Json, members: &[&str], here: bool) {
    match tree {
        Json::String(text) if here => OBEYED.clone_into(text),
        Json::Array(items) => items.iter_mut().for_each(|item| poison(item, members, here)),
        Json::Object(found) => {
            for (name, member) in found.iter_mut() {
                poison(member, members, members.is_empty() || members.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

/// Honest answers in which some texts are not: what was compared, looked at, followed and restored is told without harm.
#[test]
fn markup_in_any_documented_member_reaches_no_reader() {
    const MEMBERS: [(&str, &str, &[&str]); 10] = [
        ("aliyun-rds", "", &[]),
        ("aliyun-rds", "exists", &["RequestId", "HostId", "Code", "Message"]),
        ("aliyun-rds", "DescribeAccounts/", &["AccountName", "UserName", "DBName"]),
        ("aliyun-rds", "GrantAccountPrivilege/", &["AccountPrivilege", "AccountPrivilegeDetail"]),
        ("aliyun-rds", "DescribeAccounts/", &["AccountDescription", "AccountType", "AccountStatus", "DBInstanceId"]),
        ("tencent-cdb", "", &[]),
        ("tencent-cdb", "exists", &["Code", "Message", "RequestId"]),
        ("tencent-cdb", "ModifyAccountPrivileges/re", &["GlobalPrivileges", "Privileges"]),
        ("tencent-cdb", "ModifyAccountPrivileges/re", &["Database", "Table", "Column"]),
        ("tencent-cdb", "privilege-values", &["Status", "Info"]),
    ];
    for (suite, filter, members) in MEMBERS {
        let front = Front::changing(move |passing| poisoned(&passing.answer, members));
        let held = Order { settle: SOON, ..front.order(suite).filter(filter) }.hold();
        assert_eq!(held.code(), 1, "{suite}, {members:?}: {}", held.decision.why);
        let told = Told::of(&held.summary);
        assert!(told.all().contains(TRACE), "{suite}, {members:?}: nothing of it was told");
        told.is_inert(&format!("{suite}, {members:?}"));
    }
}

/// For effects that never show.
const SOON: Duration = Duration::from_millis(20);

/// Names of elements, media types, other headers, reason phrases and hosts of redirects, as far as HTTP lets them through.
#[test]
fn markup_around_an_answer_reaches_no_reader() {
    let html = "<x y='<script>owned</script>' owned::error::owned=''>&lt;script&gt;owned&lt;/script&gt;</x>";
    for (about, answer) in [
        ("a root element", response("200 OK", "", b"<owned-_.:script><b>c</b></owned-_.:script>")),
        ("markup in XML", response("400 x", "content-type: text/xml\r\n", html.as_bytes())),
        (
            "CDATA",
            response(
                "400 x",
                "",
                format!("<Error><Code><![CDATA[{}]]></Code></Error>", "::error::owned <script>").as_bytes(),
            ),
        ),
        ("a media type", response("200 OK", "content-type: <script>owned</script>\r\n", b"owned")),
        ("a media type of bytes", response("200 OK", "content-type: \u{85}\u{202e}owned\r\n", b"owned")),
        ("a redirect", response("302 x", "location: http://owned`<script>|::error::/\r\n", b"")),
        ("a redirect elsewhere", response("302 x", "location: x://owned.%3Cscript%3E`|example/\r\n", b"")),
        ("a reason phrase", response("500 <script>owned</script> \u{202e}", "", OBEYED.as_bytes())),
        ("a body", response("200 OK", "", OBEYED.as_bytes())),
    ] {
        for suite in SUITES {
            let server = Server::answering(answer.clone());
            let held = Order::new(suite, &server.url()).filter("exists").hold();
            assert_eq!(held.code(), 1, "{suite}, {about}: {}", held.decision.why);
            Told::of(&held.summary).is_inert(&format!("{suite}, {about}"));
        }
    }
}

/// The code of a silence ends in reasons and in the halt.
#[test]
fn markup_in_a_silence_reaches_no_reader() {
    let text = serde_json::to_string(OBEYED).expect("a text is JSON");
    for (suite, status, code) in [("aliyun-rds", "429 x", ""), ("tencent-cdb", "200 OK", "RequestLimitExceeded.")] {
        let code = text.replacen('"', &format!("\"{code}"), 1);
        let body = match suite {
            "aliyun-rds" => format!("{{\"Code\":{code},\"Message\":{text}}}"),
            _ => format!("{{\"Response\":{{\"Error\":{{\"Code\":{code},\"Message\":{text}}}}}}}"),
        };
        for honest in [0, 30] {
            let answer = json(status, &body);
            let held = Front::turning(honest, move |stream| write(stream, &answer)).order(suite).hold();
            assert_eq!(held.code(), 3, "{suite}: {}", held.decision.why);
            let told = Told::of(&held.summary);
            assert!(told.terminal.contains("::error"), "{suite}: {}", told.terminal);
            told.is_inert(suite);
        }
    }
}

/// `abide replay` has no report to escape anything: it prints what came.
#[test]
fn markup_is_replayed_without_harm() {
    let suite = "aliyun-rds";
    let refusing = Server::answering(json("200 OK", r#"{"RequestId":"R","Code":"Nope","Message":"m"}"#));
    let found = Order::new(suite, &refusing.url()).filter("DescribeAccounts/").hold();
    let throttled = serde_json::json!({ "Code": OBEYED, "Message": OBEYED }).to_string();
    let refused = serde_json::json!({ "RequestId": OBEYED, "Code": OBEYED, "Message": OBEYED }).to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let written = write_reports(folder.path(), &found.summary).expect("the reports can be written");
    assert!(!written.counterexamples.is_empty());
    for (answer, code) in [(json("429 x", &throttled), 3), (json("400 x", &refused), 1)] {
        let server = Server::answering(answer);
        let target = folder.path().join("target.toml");
        fs::write(&target, target_file(suite, &server.url(), 4)).expect("a file can be written");
        for counterexample in &written.counterexamples {
            let mut command = assert_cmd::Command::cargo_bin("abide").expect("it is built");
            let output =
                command.arg("replay").arg(counterexample).arg("--target").arg(&target).output().expect("it ends");
            let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(code), "{told}");
            is_plain(&told, "replay");
        }
    }
}

/// A counterexample comes from somewhere, too, and what is wrong with one is told without harm.
#[test]
fn markup_in_a_counterexample_is_refused_without_harm() {
    let golden = fs::read_to_string("tests/golden/report/counterexample.json").expect("it is there");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("counterexample.json");
    for member in ["schema", "suite", "requirement", "made_for", "level", "side", "today", OBEYED] {
        let mut tree: Json = serde_json::from_str(&golden).expect("it is JSON");
        tree[member] = Json::String(OBEYED.to_owned());
        fs::write(&file, tree.to_string()).expect("a file can be written");
        let mut command = assert_cmd::Command::cargo_bin("abide").expect("it is built");
        let output = command.arg("replay").arg(&file).output().expect("it ends");
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{member}: {told}");
        is_plain(&told, member);
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
