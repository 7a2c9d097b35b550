//! `abide emulate`.

use std::fs;

use crate::room::{Emulation, Room, signal};

/// The emulator's address is the first thing that it prints, so that a script can read it; an interruption ends it well.
#[test]
fn an_emulation_says_where_it_is_and_ends_when_asked() {
    let room = Room::new();
    let mut emulation = Emulation::start(&room, &[]);
    assert!(emulation.url.starts_with("http://127.0.0.1:") && emulation.url.ends_with('/'), "{}", emulation.url);
    for suite in ["aliyun-rds", "tencent-cdb"] {
        let text = fs::read_to_string(room.path(&format!("targets/{suite}.toml"))).expect("it was written");
        assert!(text.contains(&emulation.url), "{text}");
    }
    let port = emulation.url.trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    room.abide(&["emulate", "--port", &port]).told(2, &["cannot listen on 127.0.0.1", "port 0 takes a free one"]);
    signal("-INT", emulation.process.id());
    assert_eq!(emulation.process.wait().expect("it ends").code(), Some(0));
}
