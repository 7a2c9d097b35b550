//! XML answers as trees of the shape that JSON answers have.
//!
//! An element with children is an object, children that share a name are an array, a leaf is a text and an empty
//! element the empty text. Without a schema a list of one cannot be told from a single child: it stays a single one.
//! White space between elements and attributes mean nothing. Documents that declare types or entities are refused, since
//! entities that expand into each other fill any memory.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value as Json};

use crate::case::Format;

use super::read::Document;

/// No documented answer is nested deeper than ten.
const DEEPEST: usize = 64;

/// A page of two hundred accounts with a hundred privileges each has half as many.
const MOST_ELEMENTS: usize = 200_000;

/// Why a text is no XML document of this kind. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum XmlError {
    #[error("broken XML at byte {0}")]
    Broken(u64),
    #[error("XML that ends inside an element")]
    Unfinished,
    #[error("XML with a document type declaration, which may hide an entity bomb")]
    DocumentType,
    #[error("XML with an entity that XML does not predefine, at byte {0}")]
    Entity(u64),
    #[error("XML nested deeper than {DEEPEST}")]
    TooDeep,
    #[error("XML of more than {MOST_ELEMENTS} elements")]
    TooMany,
    #[error("XML with text between elements, at byte {0}")]
    Mixed(u64),
    #[error("XML with more than one root element, or text outside it")]
    Roots,
}

/// Reads a whole document.
pub(super) fn parse(text: &str) -> Result<Document, XmlError> {
    let mut reader = Reader::from_str(text);
    let mut builder = Builder::default();
    loop {
        let event = reader.read_event().map_err(|_| XmlError::Broken(reader.error_position()))?;
        if matches!(event, Event::Eof) {
            return builder.finish();
        }
        builder.add(event, reader.buffer_position())?;
    }
}

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Document>,
    elements: usize,
}

struct Element {
    name: String,
    children: Map<String, Json>,
    text: String,
}

impl Builder {
    fn add(&mut self, event: Event<'_>, position: u64) -> Result<(), XmlError> {
        match event {
            Event::Start(tag) => self.begin(tag.name().as_ref()),
            Event::Empty(tag) => {
                self.begin(tag.name().as_ref())?;
                self.end(position)
            }
            Event::End(_) => self.end(position),
            Event::Text(text) => self.add_text(&text.xml10_content()),
            Event::CData(text) => self.add_text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.add_text(&resolve(&reference, position)?),
            Event::DocType(_) => Err(XmlError::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn begin(&mut self, name: &str) -> Result<(), XmlError> {
        self.elements += 1;
        if self.root.is_some() {
            Err(XmlError::Roots)
        } else if self.open.len() >= DEEPEST {
            Err(XmlError::TooDeep)
        } else if self.elements > MOST_ELEMENTS {
            Err(XmlError::TooMany)
        } else {
            self.open.push(Element { name: name.to_owned(), children: Map::new(), text: String::new() });
            Ok(())
        }
    }

    fn end(&mut self, position: u64) -> Result<(), XmlError> {
        let Element { name, children, text } = self.open.pop().ok_or(XmlError::Broken(position))?;
        let is_blank = text.chars().all(is_white);
        let tree = match (children.is_empty(), is_blank) {
            (true, true) => Json::String(String::new()),
            (true, false) => Json::String(text),
            (false, true) => Json::Object(children),
            (false, false) => return Err(XmlError::Mixed(position)),
        };
        match self.open.last_mut() {
            Some(parent) => add_child(&mut parent.children, name, tree),
            None => self.root = Some(Document { format: Format::Xml, root: name, tree }),
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.chars().all(is_white) => {}
            None => return Err(XmlError::Roots),
        }
        Ok(())
    }

    fn finish(self) -> Result<Document, XmlError> {
        self.root.ok_or(XmlError::Unfinished)
    }
}

/// What XML calls white space, which is less than Unicode does.
fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn add_child(children: &mut Map<String, Json>, name: String, child: Json) {
    match children.get_mut(&name) {
        Some(Json::Array(siblings)) => siblings.push(child),
        Some(first) => *first = Json::Array(vec![first.take(), child]),
        None => {
            children.insert(name, child);
        }
    }
}

/// The character of a numeric reference or of one of the five predefined entities.
fn resolve(reference: &BytesRef<'_>, position: u64) -> Result<Cow<'static, str>, XmlError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| XmlError::Entity(position))? {
        return Ok(Cow::Owned(character.to_string()));
    }
    let name = reference.xml10_content();
    let text = quick_xml::escape::resolve_xml_entity(&name).ok_or(XmlError::Entity(position))?;
    Ok(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn tree(text: &str) -> Json {
        parse(text).unwrap().tree
    }

    fn error(text: &str) -> XmlError {
        parse(text).err().unwrap()
    }

    #[test]
    fn elements_become_members_and_repeated_ones_a_list() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<DescribeAccountsResponse>\n <Accounts kind='x'>\
            <DBInstanceAccount><AccountName>a</AccountName><AccountDescription/></DBInstanceAccount>\
            <DBInstanceAccount><AccountName>b</AccountName></DBInstanceAccount></Accounts>\
            <!-- none --><RequestId>R</RequestId><Items>\n </Items></DescribeAccountsResponse>\n";
        let document = parse(text).unwrap();
        assert_eq!(document.root, "DescribeAccountsResponse");
        let accounts = json!([{ "AccountName": "a", "AccountDescription": "" }, { "AccountName": "b" }]);
        let expected = json!({ "Accounts": { "DBInstanceAccount": accounts }, "RequestId": "R", "Items": "" });
        assert_eq!(document.tree, expected);
    }

    #[test]
    fn three_equal_children_stay_one_flat_list() {
        assert_eq!(tree("<a><b>1</b><b>2</b><b>3</b></a>"), json!({ "b": ["1", "2", "3"] }));
    }

    #[test]
    fn texts_are_decoded() {
        assert_eq!(tree("<a>&lt;&#65;&#x42;&amp;<![CDATA[<&amp;>]]>&quot;&apos;&gt;</a>"), json!("<AB&<&amp;>\"'>"));
        assert_eq!(tree("<a>一\r\n二</a>"), json!("一\n二"));
    }

    #[test]
    fn an_entity_bomb_is_refused() {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>";
        assert_eq!(error(bomb), XmlError::DocumentType);
        assert_eq!(error("<a>&z;</a>"), XmlError::Entity(6));
        assert_eq!(error("<a>&#xD800;</a>"), XmlError::Entity(11));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in ["<a>", "<a><b></a></b>", "<a></b>", "</a>", "<a", "<a>&</a>", "<a/><b/>", "<a/>x", "<a>x<b/></a>"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(error("<!-- only -->"), XmlError::Unfinished);
    }

    #[test]
    fn depth_and_number_of_elements_are_bounded() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(parse(&nested(DEEPEST)).is_ok());
        assert_eq!(error(&nested(DEEPEST + 1)), XmlError::TooDeep);
        assert_eq!(error(&format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS))), XmlError::TooMany);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in r"(<[a-c]>|</[a-c]>|<[a-c]/>|&[a-z#0-9]{0,3};|[ -~]|<!|\]\]>){0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn an_escaped_text_reads_back(text in "[a-zA-Z<>&'\" ]{0,30}x") {
            prop_assert_eq!(tree(&format!("<a>{}</a>", quick_xml::escape::escape(&text))), json!(text));
        }
    }
}
