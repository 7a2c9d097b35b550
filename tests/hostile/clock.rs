//! Endpoints whose clock is hours away.

use abide::clock;
use abide::runner::Halt;
use chrono::{DateTime, TimeDelta, Utc};

use crate::common::server::{json, write};
use crate::front::{Front, Passing};
use crate::{SUITES, learnt_nothing};

/// How each suite's endpoint says that a time stamp is too old or too new, and how far one may be off, in seconds.
const EXPIRED: [(&str, &str, &str, i64); 2] = [
    ("aliyun-rds", "400 Bad Request", r#"{"RequestId":"R","Code":"InvalidTimeStamp.Expired","Message":"m"}"#, 900),
    (
        "tencent-cdb",
        "200 OK",
        r#"{"Response":{"RequestId":"R","Error":{"Code":"AuthFailure.SignatureExpire","Message":"m"}}}"#,
        300,
    ),
];

/// The time stamp of a request.
fn stamped(request: &str) -> Option<DateTime<Utc>> {
    let header = |name: &str| {
        let mut lines = request.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let seconds = header("x-tc-timestamp").and_then(|seconds| DateTime::from_timestamp(seconds.parse().ok()?, 0));
    seconds.or_else(|| header("x-acs-date")?.parse().ok())
}

/// An endpoint that is in every way the emulator, and judges time stamps by a clock that is so many hours ahead.
fn ahead(hours: i64, (status, refusal, tolerance): (&'static str, &'static str, i64)) -> Front {
    Front::new(move |stream, Passing { request, answer, .. }| {
        let theirs = clock::now() + TimeDelta::hours(hours);
        let off = stamped(request).map_or(i64::MAX, |stamped| (theirs - stamped).num_seconds().abs());
        write(stream, &if off > tolerance { json(status, refusal) } else { answer })
    })
}

/// Every request is refused for its time: nothing is learnt, and the reader is told that it is the clocks, and what time
/// it was here.
#[test]
fn a_clock_hours_away_is_told_as_one() {
    for (suite, status, refusal, tolerance) in EXPIRED {
        let right = ahead(0, (status, refusal, tolerance)).order(suite).filter("exists").hold();
        assert_eq!(right.code(), 0, "{suite}: {}", right.decision.why);
        for hours in [-5, 5] {
            let held = ahead(hours, (status, refusal, tolerance)).order(suite).hold();
            learnt_nothing(&held, suite);
            assert!(matches!(held.halt(), Some(Halt::ClocksDisagree(_))), "{suite}: {:?}", held.halt());
            for word in ["its clock and this machine's disagree", "sent when it was 2", " UTC here"] {
                assert!(held.decision.why.contains(word), "{suite}: {}", held.decision.why);
            }
        }
    }
}

/// What a `Date` header says is nobody's business where time stamps are taken.
#[test]
fn a_date_header_hours_away_is_no_difference() {
    for suite in SUITES {
        let front = Front::changing(|passing| {
            let away = (clock::now() - TimeDelta::hours(5)).format("%a, %d %b %Y %H:%M:%S GMT");
            let text = String::from_utf8_lossy(&passing.answer);
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            let kept = head.lines().filter(|line| !line.starts_with("date")).collect::<Vec<_>>().join("\r\n");
            format!("{kept}\r\ndate: {away}\r\n\r\n{body}").into_bytes()
        });
        let held = front.order(suite).filter("common/").hold();
        assert_eq!(held.code(), 0, "{suite}: {}", held.decision.why);
    }
}
