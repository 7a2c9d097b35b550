//! Response bodies, written straight into JSON or XML, so that both formats say the same because one text says it.

use std::borrow::Cow;

use quick_xml::escape::escape;

use crate::emulator::call::Reply;

/// How a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A flat JSON object.
    Json,
    /// An XML document with one root.
    Xml,
}

impl Format {
    /// The format that the word of the `Format` parameter asks for, in any case.
    pub(crate) fn named(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("json") {
            Some(Self::Json)
        } else if word.eq_ignore_ascii_case("xml") {
            Some(Self::Xml)
        } else {
            None
        }
    }

    /// The exact spellings that the official clients compare.
    const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }
}

/// A body in the making.
pub(crate) struct Body {
    format: Format,
    root: Cow<'static, str>,
    out: Vec<u8>,
    /// Whether the next member or item follows another one.
    follows: bool,
}

impl Body {
    /// A success of `action`; XML names its root after it.
    pub(crate) fn success(format: Format, action: &str) -> Self {
        let root = match format {
            Format::Json => Cow::Borrowed(""),
            Format::Xml => Cow::Owned(format!("{action}Response")),
        };
        Self::open(format, root)
    }

    /// A refusal.
    pub(crate) fn error(format: Format) -> Self {
        Self::open(format, Cow::Borrowed("Error"))
    }

    fn open(format: Format, root: Cow<'static, str>) -> Self {
        let mut body = Self { format, root, out: Vec::with_capacity(512), follows: false };
        match format {
            Format::Json => body.raw("{"),
            Format::Xml => {
                body.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" ?><");
                body.raw(&body.root.clone());
                body.raw(">");
            }
        }
        body
    }

    /// A member that is text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.begin(name);
        match self.format {
            Format::Json => self.quoted(value),
            Format::Xml => self.raw(&escape(value)),
        }
        self.end(name);
    }

    /// A member that is a whole number.
    pub(crate) fn number(&mut self, name: &str, value: usize) {
        self.begin(name);
        self.raw(&value.to_string());
        self.end(name);
    }

    /// A member that is true or false.
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        self.begin(name);
        self.raw(if value { "true" } else { "false" });
        self.end(name);
    }

    /// A member that is an object; `write` writes its members.
    pub(crate) fn object(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.begin(name);
        self.braces(write);
        self.end(name);
    }

    /// A list the way this API wraps one: an object `name` whose one member `item` is the array.
    pub(crate) fn list<T>(
        &mut self,
        (name, item): (&str, &str),
        values: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T),
    ) {
        self.object(name, |body| body.items(item, values, write));
    }

    /// A member that is an array of objects; XML repeats the element instead.
    pub(crate) fn items<T>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        if self.format == Format::Xml {
            values.into_iter().for_each(|value| self.object(name, |body| write(body, value)));
            return;
        }
        self.begin(name);
        self.raw("[");
        self.follows = false;
        for value in values {
            self.separate();
            self.braces(|body| write(body, value));
        }
        self.raw("]");
        self.follows = true;
    }

    /// The finished reply.
    pub(crate) fn close(mut self, status: u16) -> Reply {
        match self.format {
            Format::Json => self.raw("}"),
            Format::Xml => {
                self.raw("</");
                self.raw(&self.root.clone());
                self.raw(">");
            }
        }
        Reply { status, content_type: self.format.content_type(), body: self.out }
    }

    fn begin(&mut self, name: &str) {
        match self.format {
            Format::Json => {
                self.separate();
                self.raw("\"");
                self.raw(name);
                self.raw("\":");
            }
            Format::Xml => {
                self.raw("<");
                self.raw(name);
                self.raw(">");
            }
        }
    }

    fn end(&mut self, name: &str) {
        self.follows = true;
        if self.format == Format::Xml {
            self.raw("</");
            self.raw(name);
            self.raw(">");
        }
    }

    fn braces(&mut self, write: impl FnOnce(&mut Self)) {
        self.follows = false;
        match self.format {
            Format::Json => {
                self.raw("{");
                write(self);
                self.raw("}");
            }
            Format::Xml => write(self),
        }
        self.follows = true;
    }

    fn separate(&mut self) {
        if self.follows {
            self.raw(",");
        }
        self.follows = true;
    }

    fn quoted(&mut self, value: &str) {
        // A string always serialises, and a vector always takes it.
        let _infallible = serde_json::to_writer(&mut self.out, value);
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format) -> String {
        let mut body = Body::success(format, "Try");
        body.text("RequestId", "a\"<&");
        body.number("Total", 2);
        body.list(("Accounts", "Account"), ["x", "y"], |body, name| {
            body.text("Name", name);
            body.list(("Privileges", "Privilege"), [0_usize; 0], |body, value| {
                body.number("Value", value);
            });
            body.boolean("Good", true);
        });
        body.object("Data", |body| body.text("key", "v\n"));
        String::from_utf8(body.close(200).body).unwrap()
    }

    #[test]
    fn json_is_json() {
        let value: serde_json::Value = serde_json::from_str(&written(Format::Json)).unwrap();
        assert_eq!(value["RequestId"], "a\"<&");
        assert_eq!(value["Accounts"]["Account"][1]["Name"], "y");
        assert_eq!(value["Accounts"]["Account"][1]["Privileges"]["Privilege"], serde_json::json!([]));
        assert_eq!(value["Accounts"]["Account"][0]["Good"], true);
        assert_eq!(value["Data"]["key"], "v\n");
    }

    #[test]
    fn xml_repeats_the_inner_element() {
        let xml = written(Format::Xml);
        assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" ?><TryResponse><RequestId>a&quot;&lt;&amp;"));
        assert!(xml.contains("<Accounts><Account><Name>x</Name><Privileges></Privileges><Good>true</Good></Account>"));
        assert!(xml.ends_with("<Data><key>v\n</key></Data></TryResponse>"));
    }
}
