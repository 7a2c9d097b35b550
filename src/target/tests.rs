//! Target files, right and wrong.

use std::path::Path;

use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use crate::case::Protocol;
use crate::case::{Engine, Fixtures, Instance, InstanceState, Table};
use crate::protocol::Signature;

use super::*;

const SUITES: [KnownSuite<'_>; 2] = [
    KnownSuite { name: "aliyun-rds", protocol: Protocol::AliyunRpc },
    KnownSuite { name: "tencent-cdb", protocol: Protocol::TencentCloud },
];

const GOOD: &str = r#"[endpoint]
url = "http://127.0.0.1:8640/"
suite = "aliyun-rds"
signature = "rpc-v1"
region = "cn-hangzhou"

[credentials]
access_key_id = { env = "ID" }
access_key_secret = { env = "SECRET" }

[[instance]]
id = "rm-mysql0000000001"
engine = "MySQL"
state = "running"
accounts = ["alpha", "beta"]
unavailable_accounts = ["gamma"]
databases = ["orders", "billing"]
tables = ["orders.invoices"]
columns = ["orders.invoices.total"]

[limits]
requests_per_second = 0
in_flight = 16
requests = 200000
"#;

fn parse(text: &str) -> Result<Target, TargetError> {
    let environment = |name: &str| match name {
        "ID" => Some("testid".to_owned()),
        "SECRET" => Some("testsecret".to_owned()),
        "BLANK" => Some("test secret\n".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    };
    Target::parse(Path::new("t.toml"), text, &SUITES, &environment)
}

/// The error of the good file with one thing in it replaced.
fn error(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    parse(&GOOD.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_good_file_is_read_whole() {
    let target = parse(GOOD).unwrap();
    assert_eq!((target.suite.as_str(), target.signature), ("aliyun-rds", Signature::RpcV1));
    assert_eq!(target.credentials.access_key_secret.expose_secret(), "testsecret");
    assert_eq!(target.fixtures.region.as_deref(), Some("cn-hangzhou"));
    let instance = target.fixtures.instance("rm-mysql0000000001").unwrap();
    assert_eq!((instance.engine, instance.state), (Engine::MySQL, InstanceState::Running));
    assert_eq!((instance.accounts.len(), instance.unavailable_accounts.len()), (2, 1));
    assert_eq!(instance.tables[0].columns, ["total"]);
    assert_eq!(target.limits, Limits { rate: Rate::Unlimited, in_flight: 16, requests: Some(200_000) });
    let settings = target.settings("2014-08-15", "rds");
    assert_eq!((settings.connections, settings.endpoint.host()), (16, "127.0.0.1:8640"));
    assert!(!format!("{target:?} {settings:?}").contains("testsecret"));
}

#[test]
fn what_is_optional_has_its_default() {
    let (head, _) = GOOD.split_once("state = ").unwrap();
    let head = head.replace("signature = \"rpc-v1\"\n", "").replace("region = \"cn-hangzhou\"\n", "");
    let target = parse(&head).unwrap();
    assert_eq!((target.signature, target.limits), (Signature::Acs3, Limits::default()));
    assert_eq!(target.limits.rate, Rate::Unstated);
    assert_eq!(target.fixtures.instances[0].state, InstanceState::Running);
    let tencent = parse(&head.replace("aliyun-rds", "tencent-cdb")).unwrap();
    assert_eq!(tencent.signature, Signature::Tc3);
}

#[test]
fn a_rate_may_be_a_fraction() {
    let target = parse(&GOOD.replace("requests_per_second = 0", "requests_per_second = 0.5")).unwrap();
    assert_eq!(target.limits.rate, Rate::PerSecond(0.5));
    let target = parse(&GOOD.replace("requests_per_second = 0", "requests_per_second = 10")).unwrap();
    assert_eq!(target.limits.rate, Rate::PerSecond(10.0));
}

#[test]
fn shape_errors_say_where_and_what() {
    assert_eq!(
        error("engine = \"MySQL\"", "engine = \"Oracle\""),
        "t.toml:13:10: unknown variant `Oracle`, expected one of `MySQL`, `PostgreSQL`, `SQLServer`, `MariaDB`"
    );
    assert_eq!(
        error("state = \"running\"", "state = \"asleep\""),
        "t.toml:14:9: unknown variant `asleep`, expected one of `running`, `stopped`, `locked`, `unencrypted`"
    );
    assert!(error("in_flight", "inflight").starts_with("t.toml:23:1: unknown field `inflight`, expected one of"));
    assert!(error("suite = \"aliyun-rds\"\n", "").starts_with("t.toml:1:1: missing field `suite`"));
    assert!(error("in_flight", "\"a\\u001b[2J\"").contains("unknown field `a\\u{1b}[2J`"));
    assert!(error("[limits]", "[limits").starts_with("t.toml:21:8: "));
}

#[test]
fn endpoints_suites_and_signatures_are_checked() {
    assert_eq!(
        error("http://127.0.0.1:8640/", "http://127.0.0.1:8640/v1"),
        "t.toml:2:7: `http://127.0.0.1:8640/v1` is no endpoint: its path is not `/`, which is the only one that these \
         protocols sign; write it like `http://127.0.0.1:8640/`"
    );
    assert_eq!(
        error("aliyun-rds", "aliyun"),
        "t.toml:3:9: `aliyun` is no suite; choose one of aliyun-rds, tencent-cdb"
    );
    assert_eq!(
        error("rpc-v1", "tc3"),
        "t.toml:4:13: `tc3` is no signature of aliyun-rds; choose one of acs3, rpc-v1, or leave it out for acs3"
    );
    assert!(error("cn-hangzhou", "cn,hangzhou").starts_with("t.toml:5:10: region `cn,hangzhou` holds a comma"));
}

#[test]
fn credentials_are_checked_and_never_shown() {
    assert_eq!(
        error("env = \"SECRET\"", "env = \"NOWHERE\""),
        "t.toml:9:21: the environment variable `NOWHERE` of `access_key_secret` is missing or empty; set it, as in \
         `export NOWHERE=…`"
    );
    assert!(error("env = \"SECRET\"", "env = \"EMPTY\"").contains("missing or empty"));
    assert!(error("env = \"SECRET\"", "env = \"BLANK\"").contains("a copied line break is the usual cause"));
    for wrong in ["\"hunter2\"", "{ env = 5 }", "{ value = \"hunter2\", env = \"SECRET\" }", "[\"hunter2\"]"] {
        let message = error("{ env = \"SECRET\" }", wrong);
        assert!(message.starts_with("t.toml:9:21: `access_key_secret` names no source; write "), "{message}");
        assert!(!message.contains("hunter2"));
    }
    for broken in ["hunter2", "\"hunter2", "{ value = \"hunter2\"", "'hunter2\\'x'"] {
        let message = error("{ env = \"SECRET\" }", broken);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn credentials_stand_in_the_file_for_emulators_only() {
    let plain = GOOD.replace("env = \"SECRET\"", "value = \"hunter2\"");
    assert_eq!(parse(&plain).unwrap().credentials.access_key_secret.expose_secret(), "hunter2");
    let message = parse(&plain.replace("http://127.0.0.1:8640/", "https://rds.aliyuncs.com/")).unwrap_err().to_string();
    assert_eq!(
        message,
        "t.toml:9:21: `access_key_secret` stands in the file, which only an emulator on this machine may have, and \
         `rds.aliyuncs.com` is elsewhere; write { env = \"NAME\" }"
    );
}

#[test]
fn fixtures_are_checked() {
    for (from, to, expected) in [
        ("\"beta\"", "\"alpha\"", "t.toml:15:22: account `alpha` is listed twice; remove one"),
        ("\"gamma\"", "\"alpha\"", "t.toml:16:25: account `alpha` is listed twice; remove one"),
        ("\"billing\"", "\"orders\"", "t.toml:17:24: database `orders` is listed twice; remove one"),
        ("\"beta\"", "\"\"", "t.toml:15:22: account `` is empty; write a name"),
        ("\"beta\"", "\"a\\u001b[1m\"", "t.toml:15:22: account `a\\u{1b}[1m` holds a control character"),
        ("\"billing\"", "\"a,b\"", "t.toml:17:24: database `a,b` holds a comma"),
        ("\"billing\"", "\" a\"", "t.toml:17:24: database ` a` begins or ends with a blank"),
        ("[\"orders.invoices\"]", "[\"orders\"]", "t.toml:18:11: table `orders` is not of the form `database.table`"),
        (
            "[\"orders.invoices\"]",
            "[\"sales.invoices\"]",
            "t.toml:18:11: table `sales.invoices` belongs to the database `sales`, which is not listed; add it to databases",
        ),
        (
            "orders.invoices.total",
            "orders.items.total",
            "t.toml:19:12: column `orders.items.total` belongs to the table `orders.items`, which is not listed",
        ),
        ("orders.invoices.total", "orders.invoices.", "t.toml:19:12: column `orders.invoices.` is not of the form"),
    ] {
        let message = error(from, to);
        assert!(message.starts_with(expected), "{message}");
    }
    let (head, tail) = GOOD.split_once("[limits]").unwrap();
    let twin = "[[instance]]\nid = \"rm-mysql0000000001\"\nengine = \"MySQL\"\n\n[limits]";
    let message = parse(&format!("{head}{twin}{tail}")).unwrap_err().to_string();
    assert_eq!(message, "t.toml:22:6: instance `rm-mysql0000000001` is listed twice; remove one");
    let (head, _) = GOOD.split_once("[[instance]]").unwrap();
    let message = parse(head).unwrap_err().to_string();
    assert_eq!(
        message,
        "t.toml: no instance is listed; add an [[instance]] with the id and accounts that the run may use"
    );
}

#[test]
fn accounts_of_tencent_name_their_host() {
    let tencent = GOOD.replace("aliyun-rds", "tencent-cdb").replace("rpc-v1", "hmac-sha1");
    let message = parse(&tencent).unwrap_err().to_string();
    assert_eq!(message, "t.toml:15:13: account `alpha` names no host; write `user@host`, as in `alpha@%`");
    let named = tencent.replace("\"alpha\"", "\"a@b@%\"").replace("\"beta\"", "\"b@10.0.0.%\"");
    assert_eq!(parse(&named.replace("\"gamma\"", "\"c@%\"")).unwrap().fixtures.instances[0].accounts[0], "a@b@%");
    assert!(parse(&named.replace("\"gamma\"", "\"c@\"")).unwrap_err().to_string().contains("`c@` names no host"));
}

#[test]
fn limits_are_checked() {
    for (from, to, expected) in [
        ("in_flight = 16", "in_flight = 0", "t.toml:23:13: `in_flight` is 0; it must be a whole number from 1 to 1024"),
        ("in_flight = 16", "in_flight = 1025", "t.toml:23:13: `in_flight` is 1025; it must be"),
        ("requests = 200000", "requests = 0", "t.toml:24:12: `requests` is 0; it must be a positive whole number"),
        ("per_second = 0", "per_second = -1", "t.toml:22:23: `requests_per_second` is -1; it must be"),
        ("per_second = 0", "per_second = inf", "t.toml:22:23: `requests_per_second` is inf; it must be"),
        ("per_second = 0", "per_second = nan", "t.toml:22:23: `requests_per_second` is NaN; it must be"),
    ] {
        let message = error(from, to);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let message = Target::load(Path::new("no/such.toml"), &SUITES).unwrap_err().to_string();
    assert!(message.starts_with("no/such.toml: cannot be read: "), "{message}");
}

fn draft(fixtures: &Fixtures) -> Draft<'_> {
    Draft {
        url: "http://127.0.0.1:8640/",
        suite: "tencent-cdb",
        signature: Signature::HmacSha256,
        access_key_id: CredentialSource::Env("ID".to_owned()),
        access_key_secret: CredentialSource::Value("test\"secret'\\".to_owned()),
        fixtures,
        limits: Limits { rate: Rate::PerSecond(2.5), in_flight: 7, requests: None },
    }
}

fn instance() -> impl Strategy<Value = Instance> {
    let engine =
        prop_oneof![Just(Engine::MySQL), Just(Engine::PostgreSQL), Just(Engine::SQLServer), Just(Engine::MariaDB)];
    let state = prop_oneof![Just(InstanceState::Running), Just(InstanceState::Unencrypted)];
    let accounts = prop::collection::btree_set("[a-z\"'\\\\#测]{1,8}@[%.0-9]{1,9}", 0..5);
    let databases = prop::collection::btree_set("[a-z_]{1,8}", 1..4);
    ("[a-z]{2}-[a-z0-9]{8}", engine, state, accounts, databases).prop_map(|(id, engine, state, accounts, databases)| {
        let tables = databases.iter().enumerate().map(|(index, database)| Table {
            database: database.clone(),
            name: "invoices".to_owned(),
            columns: (0..index).map(|column| format!("c{column}")).collect(),
        });
        let tables = tables.collect();
        let (accounts, databases) = (accounts.into_iter().collect(), databases.into_iter().collect());
        Instance { id, engine, state, accounts, unavailable_accounts: vec!["gone@%%".to_owned()], databases, tables }
    })
}

/// The file that the contract shows, but for its comments.
#[test]
fn a_rendered_target_looks_like_a_written_one() {
    let target = parse(GOOD).unwrap();
    let text = render(&Draft {
        url: "http://127.0.0.1:8640/",
        suite: "aliyun-rds",
        signature: Signature::RpcV1,
        access_key_id: CredentialSource::Env("ID".to_owned()),
        access_key_secret: CredentialSource::Env("SECRET".to_owned()),
        fixtures: &target.fixtures,
        limits: target.limits,
    });
    assert_eq!(text, GOOD);
}

proptest! {
    #[test]
    fn a_rendered_target_reads_back(instance in instance(), region in prop::option::of("[a-z-]{1,12}[a-z]")) {
        let fixtures = Fixtures { instances: vec![instance], region: region.map(|region| format!("r{region}")) };
        let text = render(&draft(&fixtures));
        let target = parse(&text).unwrap();
        prop_assert_eq!(&target.fixtures, &fixtures);
        prop_assert_eq!((target.signature, target.limits), (Signature::HmacSha256, draft(&fixtures).limits));
        prop_assert_eq!(target.credentials.access_key_secret.expose_secret(), "test\"secret'\\");
        let shown = format!("{:?}", draft(&fixtures));
        prop_assert!(!shown.contains("secret'"));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn a_good_file_with_one_piece_changed_is_read_or_refused(at in 0..GOOD.len(), piece in "[ -~\n]{0,6}") {
        prop_assume!(GOOD.is_char_boundary(at));
        let (before, after) = GOOD.split_at(at);
        let _ = parse(&format!("{before}{piece}{after}")).map_err(|error| error.to_string());
    }
}
