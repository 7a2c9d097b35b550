//! Response bodies, written straight into JSON or XML, so that both formats say the same because one text says it.

use std::borrow::Cow;

use quick_xml::escape::escape;

use crate::emulator::{
    call::Reply,
    deviation::{Deviation, Deviations, Shown},
    latitude::Latitude,
};

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

    /// The one that this one is not.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Json => Self::Xml,
            Self::Xml => Self::Json,
        }
    }

    /// The exact spellings that the official clients compare.
    fn content_type(self, deviations: &Deviations) -> &'static str {
        let otherwise = deviations.find(|deviation| match (self, deviation) {
            (Self::Json, Deviation::JsonContentType(kind)) | (Self::Xml, Deviation::XmlContentType(kind)) => Some(kind),
            _ => None,
        });
        otherwise.unwrap_or(match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        })
    }
}

/// A body in the making.
pub(crate) struct Body {
    format: Format,
    deviations: Deviations,
    /// The operation that answers; empty for a refusal.
    action: String,
    root: Cow<'static, str>,
    out: Vec<u8>,
    /// Whether the next member or item follows another one.
    follows: bool,
}

impl Body {
    /// A success of `action`; XML names its root after it.
    pub(crate) fn success(format: Format, action: &str, deviations: &Deviations) -> Self {
        let ending = deviations.find(|deviation| match deviation {
            Deviation::XmlRoot(ending) => Some(ending),
            _ => None,
        });
        let root = match format {
            Format::Json => Cow::Borrowed(""),
            Format::Xml => Cow::Owned(format!("{action}{}", ending.unwrap_or("Response"))),
        };
        Self::open(format, root, (action, deviations))
    }

    /// A refusal.
    pub(crate) fn error(format: Format, deviations: &Deviations) -> Self {
        let root = deviations.find(|deviation| match deviation {
            Deviation::XmlErrorRoot(root) => Some(root),
            _ => None,
        });
        Self::open(format, Cow::Borrowed(root.unwrap_or("Error")), ("", deviations))
    }

    fn open(format: Format, root: Cow<'static, str>, (action, deviations): (&str, &Deviations)) -> Self {
        let (action, deviations) = (action.to_owned(), deviations.clone());
        let mut body = Self { format, deviations, action, root, out: Vec::with_capacity(512), follows: false };
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
        match self.shown_otherwise(name) {
            None => self.write_text(name, value),
            Some(shown) => self.show(name, shown),
        }
    }

    /// How a member is shown, where it is not shown as it should be.
    fn shown_otherwise(&self, name: &str) -> Option<Shown> {
        self.deviations.find(|deviation| match deviation {
            Deviation::Member(action, member, shown) => {
                let here = !self.action.is_empty() && (action.is_empty() || action == self.action);
                (here && member == name).then_some(shown)
            }
            Deviation::RefusalMember(member, shown) => (self.action.is_empty() && member == name).then_some(shown),
            Deviation::XmlOmits(member) => (self.format == Format::Xml && member == name).then_some(Shown::Absent),
            _ => None,
        })
    }

    fn show(&mut self, name: &str, shown: Shown) {
        match shown {
            Shown::Absent => {}
            Shown::Text(text) => self.write_text(name, text),
            Shown::Number(number) => self.write_plain(name, &number.to_string()),
            Shown::Boolean(value) => self.write_plain(name, if value { "true" } else { "false" }),
        }
    }

    fn write_text(&mut self, name: &str, value: &str) {
        self.begin(name);
        match self.format {
            Format::Json => self.quoted(value),
            Format::Xml => self.raw(&escape(value)),
        }
        self.end(name);
    }

    /// A member that is a whole number.
    pub(crate) fn number(&mut self, name: &str, value: usize) {
        match self.shown_otherwise(name) {
            None => self.write_plain(name, &value.to_string()),
            Some(shown) => self.show(name, shown),
        }
    }

    /// A member that is true or false.
    pub(crate) fn boolean(&mut self, name: &str, value: bool) {
        match self.shown_otherwise(name) {
            None => self.show(name, Shown::Boolean(value)),
            Some(shown) => self.show(name, shown),
        }
    }

    fn write_plain(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.raw(value);
        self.end(name);
    }

    /// A member that is an object; `write` writes its members.
    pub(crate) fn object(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        if let Some(shown) = self.shown_otherwise(name) {
            return self.show(name, shown);
        }
        self.begin(name);
        // Documents promise one member in there.
        let more = !(self.action == "ModifyAccountMaskingPrivilege" && name == "Data");
        self.braces(more, write);
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
            let most = if self.deviations.has(Deviation::XmlFirstItemOnly) { 1 } else { usize::MAX };
            values.into_iter().take(most).for_each(|value| self.object(name, |body| write(body, value)));
            return;
        }
        self.begin(name);
        self.raw("[");
        self.follows = false;
        for value in values {
            self.separate();
            self.braces(true, |body| write(body, value));
        }
        self.raw("]");
        self.follows = true;
    }

    /// The finished reply.
    pub(crate) fn close(mut self, status: u16) -> Reply {
        self.write_more();
        match self.format {
            Format::Json => self.raw("}"),
            Format::Xml => {
                self.raw("</");
                self.raw(&self.root.clone());
                self.raw(">");
            }
        }
        Reply { status, content_type: self.format.content_type(&self.deviations), body: self.out }
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

    fn braces(&mut self, more: bool, write: impl FnOnce(&mut Self)) {
        self.follows = false;
        if self.format == Format::Json {
            self.raw("{");
        }
        write(self);
        if more {
            self.write_more();
        }
        if self.format == Format::Json {
            self.raw("}");
        }
        self.follows = true;
    }

    /// Members that no document names.
    fn write_more(&mut self) {
        if self.deviations.takes(Latitude::MoreMembers) {
            self.write_text("Extension", "<of> another & \"newer\" version");
            self.write_plain("ExtensionLevel", "2");
        }
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
        let mut body = Body::success(format, "Try", &Deviations::default());
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
