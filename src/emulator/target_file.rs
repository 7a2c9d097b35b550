//! Target files that point a run at a running emulator, in the documented format.

use std::fmt::Write;

use super::inventory::{ALIYUN_KEY, CDB_INSTANCES, CdbInstance, Credentials, RDS_INSTANCES, RdsInstance, TENCENT_KEY};

/// What differs between the two suites' files.
struct Suite {
    name: &'static str,
    /// The signatures it has; the first is the default.
    signatures: &'static [&'static str],
    region: &'static str,
    key: Credentials,
    instances: fn(&mut String),
}

const SUITES: &[Suite] = &[
    Suite {
        name: "aliyun-rds",
        signatures: &["acs3", "rpc-v1"],
        region: "cn-hangzhou",
        key: ALIYUN_KEY,
        instances: rds_instances,
    },
    Suite {
        name: "tencent-cdb",
        signatures: &["tc3", "hmac-sha256", "hmac-sha1"],
        region: "ap-guangzhou",
        key: TENCENT_KEY,
        instances: cdb_instances,
    },
];

/// The target file of a suite; `None` for a suite or a signature that does not exist.
pub(crate) fn render(url: &str, suite: &str, signature: Option<&str>) -> Option<String> {
    let suite = SUITES.iter().find(|known| known.name == suite)?;
    let default = *suite.signatures.first()?;
    let signature = suite.signatures.iter().find(|known| **known == signature.unwrap_or(default))?;
    let mut out = String::new();
    head(&mut out, url, suite, signature);
    (suite.instances)(&mut out);
    out.push_str("[limits]\nrequests_per_second = 0\nin_flight = 32\n");
    Some(out)
}

fn head(out: &mut String, url: &str, suite: &Suite, signature: &str) {
    out.push_str("[endpoint]\n");
    entry(out, "url", url);
    entry(out, "suite", suite.name);
    entry(out, "signature", signature);
    entry(out, "region", suite.region);
    out.push_str("\n[credentials]\n");
    for (name, value) in [("access_key_id", suite.key.id), ("access_key_secret", suite.key.secret)] {
        line(out, format_args!("{name} = {{ value = {} }}", quoted(value)));
    }
    out.push('\n');
}

fn rds_instances(out: &mut String) {
    for instance in RDS_INSTANCES {
        let RdsInstance { id, engine, state, offered, unavailable, databases, .. } = instance;
        instance_head(out, id, engine.name(), state.name());
        list(out, "accounts", offered.iter().copied());
        list(out, "unavailable_accounts", unavailable.iter().copied());
        list(out, "databases", databases.iter().copied());
        out.push('\n');
    }
}

fn cdb_instances(out: &mut String) {
    for instance in CDB_INSTANCES {
        let CdbInstance { id, offered, databases, tables, .. } = instance;
        let of_table = |table: &super::inventory::Table| format!("{}.{}", table.database, table.name);
        instance_head(out, id, "MySQL", "running");
        list(out, "accounts", offered.iter().map(|(user, host)| format!("{user}@{host}")));
        list(out, "databases", databases.iter().copied());
        list(out, "tables", tables.iter().map(of_table));
        let columns = tables.iter().flat_map(|table| {
            let table_name = of_table(table);
            table.columns.iter().map(move |column| format!("{table_name}.{column}"))
        });
        list(out, "columns", columns);
        out.push('\n');
    }
}

fn instance_head(out: &mut String, id: &str, engine: &str, state: &str) {
    out.push_str("[[instance]]\n");
    entry(out, "id", id);
    entry(out, "engine", engine);
    entry(out, "state", state);
}

fn entry(out: &mut String, name: &str, value: &str) {
    line(out, format_args!("{name} = {}", quoted(value)));
}

fn list(out: &mut String, name: &str, items: impl Iterator<Item = impl AsRef<str>>) {
    let items: Vec<String> = items.map(|item| quoted(item.as_ref())).collect();
    if !items.is_empty() {
        line(out, format_args!("{name} = [{}]", items.join(", ")));
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _infallible = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(suite: &str, signature: Option<&str>) -> toml::Table {
        render("http://127.0.0.1:8640/", suite, signature).unwrap().parse().unwrap()
    }

    #[test]
    fn both_files_are_toml_with_usable_instances() {
        for (suite, signature) in [("aliyun-rds", "acs3"), ("tencent-cdb", "tc3")] {
            let file = parsed(suite, None);
            assert_eq!(file["endpoint"]["signature"].as_str(), Some(signature));
            assert!(file["credentials"]["access_key_secret"]["value"].as_str().unwrap().len() >= 16);
            for instance in file["instance"].as_array().unwrap() {
                assert!(instance["accounts"].as_array().unwrap().len() >= 3);
                assert!(instance["databases"].as_array().unwrap().len() >= 2);
            }
        }
    }

    #[test]
    fn administrators_are_never_offered() {
        let file = render("http://127.0.0.1:1/", "aliyun-rds", None).unwrap();
        assert!(!file.contains("dba_"));
        assert!(file.contains("unavailable_accounts = [\"gamma\"]"));
    }

    #[test]
    fn a_signature_belongs_to_its_suite() {
        assert_eq!(parsed("tencent-cdb", Some("hmac-sha1"))["endpoint"]["signature"].as_str(), Some("hmac-sha1"));
        assert_eq!(render("http://127.0.0.1:1/", "aliyun-rds", Some("tc3")), None);
        assert_eq!(render("http://127.0.0.1:1/", "oracle", None), None);
    }
}
