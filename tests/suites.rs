//! The suites as data: what they promise, where it is written, and that none of it changes unseen.
#![allow(
    missing_docs,
    clippy::panic,
    reason = "a test crate has no readers of its items, and a helper fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use abide::case::Level;
use abide::suite::{AnswerPattern, Requirement, Suite, embedded, lock};

/// Every requirement of the reading of the documents with its level, copied by hand.
const PROMISED: &str = "
aliyun-rds/common/request-id-present must
aliyun-rds/common/request-id-unique should
aliyun-rds/common/error-envelope must
aliyun-rds/common/error-status must
aliyun-rds/common/error-documented should
aliyun-rds/common/error-message should
aliyun-rds/common/format-json must
aliyun-rds/common/format-xml must
aliyun-rds/common/format-equivalent must
aliyun-rds/common/format-default open
aliyun-rds/common/method-equivalent must
aliyun-rds/common/signature-verified must
aliyun-rds/common/access-key-known must
aliyun-rds/common/timestamp-fresh must
aliyun-rds/common/timestamp-format must
aliyun-rds/common/nonce-once must
aliyun-rds/common/parameter-required must
aliyun-rds/common/action-known must
aliyun-rds/common/version-known must
aliyun-rds/common/unknown-parameter-ignored open
aliyun-rds/common/refusal-changes-nothing safety
aliyun-rds/common/secret-not-echoed safety
aliyun-rds/common/no-server-error safety

aliyun-rds/ResetAccountPassword/password-length must
aliyun-rds/ResetAccountPassword/password-classes must
aliyun-rds/ResetAccountPassword/password-alphabet must
aliyun-rds/ResetAccountPassword/password-accepted must
aliyun-rds/ResetAccountPassword/account-exists must
aliyun-rds/ResetAccountPassword/instance-exists must
aliyun-rds/ResetAccountPassword/instance-running must
aliyun-rds/ResetAccountPassword/instance-unlocked must
aliyun-rds/ResetAccountPassword/account-status must
aliyun-rds/ResetAccountPassword/privileges-kept must
aliyun-rds/ResetAccountPassword/response-shape must
aliyun-rds/ResetAccountPassword/same-password-again open

aliyun-rds/GrantAccountPrivilege/count-matches must
aliyun-rds/GrantAccountPrivilege/privilege-value must
aliyun-rds/GrantAccountPrivilege/privilege-case open
aliyun-rds/GrantAccountPrivilege/account-exists must
aliyun-rds/GrantAccountPrivilege/instance-exists must
aliyun-rds/GrantAccountPrivilege/instance-running must
aliyun-rds/GrantAccountPrivilege/instance-unlocked must
aliyun-rds/GrantAccountPrivilege/account-status must
aliyun-rds/GrantAccountPrivilege/grant-visible must
aliyun-rds/GrantAccountPrivilege/pairs-by-position must
aliyun-rds/GrantAccountPrivilege/others-kept must
aliyun-rds/GrantAccountPrivilege/no-duplicates must
aliyun-rds/GrantAccountPrivilege/split-equivalent must
aliyun-rds/GrantAccountPrivilege/regrant open
aliyun-rds/GrantAccountPrivilege/database-exists open
aliyun-rds/GrantAccountPrivilege/list-blanks open
aliyun-rds/GrantAccountPrivilege/list-duplicates open
aliyun-rds/GrantAccountPrivilege/response-shape must

aliyun-rds/DescribeAccounts/instance-exists must
aliyun-rds/DescribeAccounts/page-number must
aliyun-rds/DescribeAccounts/page-size must
aliyun-rds/DescribeAccounts/paging-partition must
aliyun-rds/DescribeAccounts/total-count open
aliyun-rds/DescribeAccounts/account-filter must
aliyun-rds/DescribeAccounts/account-fields must
aliyun-rds/DescribeAccounts/privilege-fields must
aliyun-rds/DescribeAccounts/engine-fields must
aliyun-rds/DescribeAccounts/read-only must
aliyun-rds/DescribeAccounts/instance-unlocked must
aliyun-rds/DescribeAccounts/instance-running must

aliyun-rds/ModifyAccountMaskingPrivilege/privilege-value must
aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-required must
aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-optional must
aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-format must
aliyun-rds/ModifyAccountMaskingPrivilege/expire-time-past open
aliyun-rds/ModifyAccountMaskingPrivilege/user-list must
aliyun-rds/ModifyAccountMaskingPrivilege/user-exists must
aliyun-rds/ModifyAccountMaskingPrivilege/user-list-blanks open
aliyun-rds/ModifyAccountMaskingPrivilege/user-list-duplicates open
aliyun-rds/ModifyAccountMaskingPrivilege/instance-exists must
aliyun-rds/ModifyAccountMaskingPrivilege/engine open
aliyun-rds/ModifyAccountMaskingPrivilege/service-purchased must
aliyun-rds/ModifyAccountMaskingPrivilege/instance-running must
aliyun-rds/ModifyAccountMaskingPrivilege/response-shape must
aliyun-rds/ModifyAccountMaskingPrivilege/success-agrees must
aliyun-rds/ModifyAccountMaskingPrivilege/optional-parameters must

tencent-cdb/common/envelope must
tencent-cdb/common/request-id-present must
tencent-cdb/common/request-id-unique must
tencent-cdb/common/error-documented should
tencent-cdb/common/parameter-required must
tencent-cdb/common/parameter-type must
tencent-cdb/common/parameter-known must
tencent-cdb/common/action-known must
tencent-cdb/common/version-known must
tencent-cdb/common/signature-verified must
tencent-cdb/common/secret-id-known must
tencent-cdb/common/timestamp-fresh must
tencent-cdb/common/secret-not-echoed safety
tencent-cdb/common/refusal-changes-nothing safety
tencent-cdb/common/no-server-error safety

tencent-cdb/ModifyAccountPrivileges/async-request-id must
tencent-cdb/ModifyAccountPrivileges/instance-exists must
tencent-cdb/ModifyAccountPrivileges/account-exists must
tencent-cdb/ModifyAccountPrivileges/account-members must
tencent-cdb/ModifyAccountPrivileges/privilege-values must
tencent-cdb/ModifyAccountPrivileges/privilege-case open
tencent-cdb/ModifyAccountPrivileges/privilege-duplicates open
tencent-cdb/ModifyAccountPrivileges/empty-lists open
tencent-cdb/ModifyAccountPrivileges/replace must
tencent-cdb/ModifyAccountPrivileges/grant-adds must
tencent-cdb/ModifyAccountPrivileges/revoke-removes must
tencent-cdb/ModifyAccountPrivileges/action-value must
tencent-cdb/ModifyAccountPrivileges/revoke-not-held open
tencent-cdb/ModifyAccountPrivileges/grant-held open
tencent-cdb/ModifyAccountPrivileges/levels-independent must
tencent-cdb/ModifyAccountPrivileges/every-account must
tencent-cdb/ModifyAccountPrivileges/unknown-object open
tencent-cdb/ModifyAccountPrivileges/rate should
";

fn suites() -> Vec<Suite> {
    embedded().unwrap_or_else(|error| panic!("{error}"))
}

/// What `complaint` says of any requirement, with the place that declares it.
fn complaints(suites: &[Suite], complaint: impl Fn(&Suite, &Requirement) -> Option<String>) -> Vec<String> {
    let complaint = &complaint;
    let of_suite = |suite| {
        let of_requirement = move |requirement: &Requirement| {
            complaint(suite, requirement).map(|text| format!("{}:{}: {text}", requirement.file, requirement.line))
        };
        suite.requirements.iter().filter_map(of_requirement)
    };
    suites.iter().flat_map(of_suite).collect()
}

fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_suites_promise_what_the_reading_says_and_no_more() {
    let promised: BTreeSet<String> = PROMISED.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect();
    let found: BTreeSet<String> = suites()
        .iter()
        .flat_map(|suite| &suite.requirements)
        .map(|requirement| format!("{} {}", requirement.id, requirement.level))
        .collect();
    let missing: Vec<&String> = promised.difference(&found).collect();
    let surplus: Vec<&String> = found.difference(&promised).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nnot in the reading: {surplus:#?}");
}

#[test]
fn every_citation_names_a_document_and_every_document_is_cited() {
    let suites = suites();
    none(&complaints(&suites, |suite, requirement| {
        let cited = &requirement.citation.document;
        suite.document(cited).is_none().then(|| format!("no document `{cited}`"))
    }));
    for suite in &suites {
        let cited: BTreeSet<&str> =
            suite.requirements.iter().map(|requirement| requirement.citation.document.as_str()).collect();
        let idle: Vec<&str> =
            suite.documents.iter().map(|document| document.id.as_str()).filter(|id| !cited.contains(id)).collect();
        assert!(idle.is_empty(), "{}: nothing cites {idle:?}", suite.id);
    }
}

#[test]
fn only_our_own_reading_backs_what_no_vendor_states() {
    none(&complaints(&suites(), |_, requirement| {
        let safety = requirement.level == Level::Safety;
        let ours = requirement.citation.document == "reading";
        (safety != ours).then(|| {
            format!("`{}` is {} and cites `{}`", requirement.id, requirement.level, requirement.citation.document)
        })
    }));
}

#[test]
fn a_promise_is_one_plain_sentence() {
    none(&complaints(&suites(), |_, requirement| {
        let says = &requirement.says;
        let plain =
            says.starts_with(char::is_lowercase) && !says.ends_with('.') && !says.contains(". ") && says.trim() == says;
        (!plain).then(|| format!("`{says}` should start in lower case and be one sentence without a full stop"))
    }));
}

#[test]
fn no_two_promises_of_an_operation_say_the_same() {
    let suites = suites();
    let mut heard: BTreeMap<(String, String), &str> = BTreeMap::new();
    for (suite, requirement) in suites.iter().flat_map(|suite| suite.requirements.iter().map(move |it| (suite, it))) {
        let key = (format!("{}/{}", suite.id, requirement.operation()), requirement.says.clone());
        if let Some(other) = heard.insert(key, &requirement.id) {
            panic!("`{}` says what `{other}` says: {}", requirement.id, requirement.says);
        }
    }
}

#[test]
fn every_allowed_answer_is_a_documented_error_with_that_status() {
    none(&complaints(&suites(), |suite, requirement| {
        let place = requirement.operation();
        let listed = |answer: &AnswerPattern| {
            let code = answer.code.strip_suffix(".*").unwrap_or(&answer.code);
            let tables = suite.operations.iter().filter(|operation| place == "common" || operation.name == place);
            let mut entries = tables.flat_map(|operation| &operation.errors).chain(&suite.common_errors);
            entries.any(|entry| {
                let statuses = [entry.status, entry.other_status];
                entry.code == code && (answer.status.is_none() || statuses.contains(&answer.status))
            })
        };
        requirement.answers.iter().find(|answer| !listed(answer)).map(|answer| format!("no table lists `{answer}`"))
    }));
}

#[test]
fn no_table_lists_a_code_twice() {
    for suite in suites() {
        let tables = suite.operations.iter().map(|operation| (operation.name.as_str(), &operation.errors));
        for (name, table) in tables.chain([("common", &suite.common_errors)]) {
            let codes: BTreeSet<&str> = table.iter().map(|entry| entry.code.as_str()).collect();
            assert_eq!(codes.len(), table.len(), "{}/{name} lists a code twice", suite.id);
        }
    }
}

#[test]
fn the_lock_holds_every_promise() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites/requirements.lock");
    let current = lock(&suites());
    if env::var_os("ABIDE_UPDATE").is_some_and(|value| value == "1") {
        fs::write(&path, &current).unwrap();
    }
    let locked = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        locked == current,
        "suites/requirements.lock is not what the suites promise; when the change is meant, run \
         `ABIDE_UPDATE=1 cargo test --test suites` and review the difference"
    );
}
