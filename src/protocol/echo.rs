//! Does an answer repeat a secret? Searches for every spelling that a request, an envelope or a log line gives it.

use std::fmt;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value as Json;

use crate::case::{Answer, Revealed};

use super::encode::encoded;

/// The secrets that one request carries. Its debug form tells how many.
#[derive(Default)]
pub struct Carried(Vec<Revealed>);

impl Carried {
    /// These secrets.
    #[must_use]
    pub fn new(secrets: Vec<Revealed>) -> Self {
        Self(secrets)
    }

    pub(super) fn watch(&self) -> Watch {
        Watch::for_all(self.0.iter().map(Revealed::expose))
    }
}

impl fmt::Debug for Carried {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Carried({} secrets)", self.0.len())
    }
}

/// Spellings of secrets, to be looked for.
pub(super) struct Watch {
    spellings: Vec<String>,
    /// Secrets too short to say that an answer repeats them; not too short to be written down by accident.
    short: Vec<String>,
}

/// What stands in place of a text that repeats a secret.
const WITHHELD: &str = "(withheld: it repeats a secret of the request)";

/// The shortest secret whose text is withheld.
const SHORTEST_WITHHELD: usize = 3;

/// Shorter secrets, and those of fewer different characters, may stand in an answer by accident.
const SHORTEST: usize = 6;
const FEWEST_DIFFERENT: usize = 3;

impl Watch {
    pub(super) fn for_all<'a>(secrets: impl Iterator<Item = &'a str>) -> Self {
        let mut watch = Self { spellings: Vec::new(), short: Vec::new() };
        for secret in secrets {
            if is_telling(secret) {
                add_spellings(&mut watch.spellings, secret);
            } else if secret.chars().nth(SHORTEST_WITHHELD - 1).is_some() {
                watch.short.push(secret.to_owned());
            }
        }
        watch
    }

    /// Takes every text that repeats a secret out of an answer and its body; says whether there was one. `text` is the
    /// body as it came, whatever another watch has made of it since.
    pub(super) fn withhold(&self, text: &str, media_type: &mut String, body: &mut Bytes, answer: &mut Answer) -> bool {
        let mut found = self.clear(media_type) | self.must_go(text);
        // Without an escape or markup every text of the answer is in the text as it is.
        let plain = !text.bytes().any(|byte| matches!(byte, b'\\' | b'&' | b'<'));
        if plain && !found && !matches!(answer, Answer::Garbled { .. }) {
            return false;
        }
        match answer {
            Answer::Accepted { tree, root } => found |= self.clear(root) | self.clear_tree(tree),
            Answer::Refused { code, message, tree, root } => {
                found |= self.clear(code) | self.clear(root) | self.clear_tree(tree);
                found |= message.as_mut().is_some_and(|message| self.clear(message));
            }
            Answer::Garbled { reason } => found |= self.clear(reason),
        }
        if found {
            *body = Bytes::from_static(WITHHELD.as_bytes());
        }
        found
    }

    fn must_go(&self, text: &str) -> bool {
        self.is_in(text) || self.short.iter().any(|secret| text.contains(secret.as_str()))
    }

    fn clear(&self, text: &mut String) -> bool {
        let found = self.must_go(text);
        if found {
            WITHHELD.clone_into(text);
        }
        found
    }

    fn clear_tree(&self, tree: &mut Json) -> bool {
        match tree {
            Json::String(text) => self.clear(text),
            Json::Array(items) => items.iter_mut().fold(false, |found, item| self.clear_tree(item) | found),
            Json::Object(members) => {
                let named = members.keys().any(|name| self.must_go(name));
                if named {
                    members.clear();
                }
                members.values_mut().fold(named, |found, value| self.clear_tree(value) | found)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => false,
        }
    }

    /// Where a secret stands: `body`, or the name of a header.
    pub(super) fn place(&self, body: &str, tree: Option<&Json>, headers: &HeaderMap) -> Option<String> {
        if self.spellings.is_empty() {
            return None;
        }
        // Without an escape the decoded texts are all in the body as they are.
        let escaped = body.contains(['\\', '&']);
        if self.is_in(body) || escaped && tree.is_some_and(|tree| self.is_in_tree(tree)) {
            return Some("body".to_owned());
        }
        let echoes = |value: &[u8]| self.is_in(&String::from_utf8_lossy(value));
        headers.iter().find(|(_, value)| echoes(value.as_bytes())).map(|(name, _)| name.as_str().to_owned())
    }

    fn is_in(&self, text: &str) -> bool {
        self.spellings.iter().any(|spelling| text.contains(spelling.as_str()))
    }

    /// The depth of a tree is limited where it is read.
    fn is_in_tree(&self, tree: &Json) -> bool {
        match tree {
            Json::String(text) => self.is_in(text),
            Json::Array(items) => items.iter().any(|item| self.is_in_tree(item)),
            Json::Object(members) => members.iter().any(|(name, value)| self.is_in(name) || self.is_in_tree(value)),
            Json::Null | Json::Bool(_) | Json::Number(_) => false,
        }
    }
}

fn is_telling(secret: &str) -> bool {
    let mut different = Vec::with_capacity(FEWEST_DIFFERENT);
    for character in secret.chars() {
        if different.len() < FEWEST_DIFFERENT && !different.contains(&character) {
            different.push(character);
        }
    }
    different.len() == FEWEST_DIFFERENT && secret.chars().nth(SHORTEST - 1).is_some()
}

fn add_spellings(spellings: &mut Vec<String>, secret: &str) {
    let percent = encoded(secret);
    let quoted = Json::from(secret).to_string();
    let variants = [
        secret.to_owned(),
        // A string to sign, which some endpoints show with a wrong signature, holds the parameters encoded twice.
        encoded(&percent),
        percent,
        form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        quoted.trim_matches('"').to_owned(),
        quick_xml::escape::escape(secret).into_owned(),
        quick_xml::escape::partial_escape(secret).into_owned(),
        quick_xml::escape::minimal_escape(secret).into_owned(),
    ];
    for variant in variants {
        if !spellings.contains(&variant) {
            spellings.push(variant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = r#"aB3"&<\ 'x"#;

    fn place(body: &str) -> Option<String> {
        let tree = serde_json::from_str(body).ok();
        Watch::for_all([SECRET].into_iter()).place(body, tree.as_ref(), &HeaderMap::new())
    }

    #[test]
    fn every_spelling_is_found() {
        for body in [
            format!("no such password: {SECRET}"),
            Json::from(format!("no: {SECRET}")).to_string(),
            format!("<M>{}</M>", quick_xml::escape::escape(SECRET)),
            format!("<M>{}</M>", quick_xml::escape::minimal_escape(SECRET)),
            "?AccountPassword=aB3%22%26%3C%5C%20%27x".to_owned(),
            "POST&%2F&AccountPassword%3DaB3%2522%2526%253C%255C%2520%2527x".to_owned(),
            "AccountPassword=aB3%22%26%3C%5C+%27x".to_owned(),
            r#"{"Message":["\u0061B3\u0022\u0026\u003c\u005c 'x"]}"#.to_owned(),
        ] {
            assert_eq!(place(&body).as_deref(), Some("body"), "{body}");
        }
    }

    #[test]
    fn an_innocent_answer_is_not_blamed() {
        assert_eq!(place(r#"{"Message":"Specified password is not valid \\ &"}"#), None);
        for harmless in ["short", "        ", "------------", "ababababab"] {
            let watch = Watch::for_all([harmless].into_iter());
            assert_eq!(watch.place(&format!("x{harmless}x"), None, &HeaderMap::new()), None, "{harmless}");
        }
    }

    #[test]
    fn what_repeats_a_secret_is_withheld() {
        for (secret, shown) in [("Secret1!", false), ("aB3", false), ("other", true)] {
            let tree = serde_json::json!({ "Message": "no: Secret1! aB3", "RequestId": "R" });
            let text = tree.to_string();
            let mut body = Bytes::from(text.clone());
            let message = Some("no: Secret1! aB3".to_owned());
            let mut answer = Answer::Refused { code: "C".to_owned(), message, tree, root: String::new() };
            let watch = Watch::for_all([secret].into_iter());
            let found = watch.withhold(&text, &mut String::new(), &mut body, &mut answer);
            assert_eq!(found, !shown);
            assert_eq!(format!("{answer:?} {body:?}").contains("aB3"), shown, "{secret}");
        }
    }

    #[test]
    fn two_secrets_in_one_answer_are_both_withheld() {
        let tree = serde_json::json!({ "Message": "no: Secret1!", "Code": "no: Secret2!" });
        let text = tree.to_string();
        let mut body = Bytes::from(text.clone());
        let mut answer = Answer::Accepted { tree, root: String::new() };
        for secret in ["Secret1!", "Secret2!"] {
            let watch = Watch::for_all([secret].into_iter());
            assert!(watch.withhold(&text, &mut String::new(), &mut body, &mut answer));
        }
        assert!(!format!("{answer:?} {body:?}").contains("Secret"));
    }

    #[test]
    fn a_header_is_named() {
        let mut headers = HeaderMap::new();
        headers.insert("x-debug", "password=Secret1!".parse().unwrap());
        let watch = Watch::for_all(["Secret1!"].into_iter());
        assert_eq!(watch.place("{}", None, &headers).as_deref(), Some("x-debug"));
    }
}
