//! Lays out the text of an answer in other ways that mean the same: white space, order of members, and what XML has
//! besides elements and texts.

use std::fmt::Write as _;

use quick_xml::{Reader, escape::escape, events::Event};
use serde_json::Value;

use super::{
    call::Reply,
    deviation::{Deviation, Deviations},
    latitude::Dress,
};

/// An answer as the deviations lay it out; as it is, where they do not.
pub(crate) fn dressed(reply: Reply, deviations: &Deviations) -> Reply {
    let dress = deviations.find(|deviation| match deviation {
        Deviation::Dress(dress) => Some(dress),
        _ => None,
    });
    let Some(dress) = dress else { return reply };
    let other = match reply.body.first() {
        Some(b'{') => serde_json::from_slice(&reply.body).ok().map(|value| json(&value, dress)),
        Some(b'<') => str::from_utf8(&reply.body).ok().and_then(read).map(|root| xml(&root, dress)),
        _ => None,
    };
    let body = other.map_or(reply.body, String::into_bytes);
    Reply { body, ..reply }
}

fn json(value: &Value, dress: Dress) -> String {
    match dress {
        Dress::Indented => format!("{value:#}\n"),
        Dress::Reversed => {
            let mut out = String::new();
            reversed(&mut out, value);
            out
        }
        Dress::Undeclared | Dress::Commented | Dress::CData => value.to_string(),
    }
}

fn reversed(out: &mut String, value: &Value) {
    match value {
        Value::Object(members) => {
            out.push('{');
            for (place, (name, member)) in members.iter().rev().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                reversed(out, member);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                reversed(out, item);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// An element of an answer in XML; ours have either elements in them or a text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    inside: Vec<Element>,
    text: String,
}

/// Reads an answer that the emulator wrote itself; `None` for anything with more in it than that can have.
fn read(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => open.push(Element { name: tag.name().as_ref().to_owned(), ..Element::default() }),
            Event::End(_) => {
                let closed = open.pop()?;
                open.last_mut()?.inside.push(closed);
            }
            Event::Text(piece) => open.last_mut()?.text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                open.last_mut()?.text.push_str(quick_xml::escape::resolve_xml_entity(&name)?);
            }
            Event::Decl(_) => {}
            Event::Eof => return open.pop()?.inside.pop(),
            _ => return None,
        }
    }
}

fn xml(root: &Element, dress: Dress) -> String {
    let mut out = String::new();
    if dress != Dress::Undeclared {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    }
    write(&mut out, root, (dress, 0));
    out
}

fn write(out: &mut String, element: &Element, (dress, depth): (Dress, usize)) {
    let line = |out: &mut String, depth: usize| {
        if dress == Dress::Indented {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    line(out, depth);
    if dress == Dress::Commented {
        // Writing into a string cannot fail.
        let _infallible = write!(out, "<!-- {} -->", element.name);
    }
    let _infallible = write!(out, "<{}>", element.name);
    if dress == Dress::CData && !element.text.is_empty() {
        let _infallible = write!(out, "<![CDATA[{}]]>", element.text);
    } else {
        out.push_str(&escape(&element.text));
    }
    let mut inside: Vec<&Element> = element.inside.iter().collect();
    if dress == Dress::Reversed {
        // Of one name, the order is that of a list.
        inside.sort_by(|left, right| right.name.cmp(&left.name));
    }
    for child in &inside {
        write(out, child, (dress, depth + 1));
    }
    if !inside.is_empty() {
        line(out, depth);
    }
    let _infallible = write!(out, "</{}>", element.name);
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><R><A>a&amp;b</A><L><I>1</I><I>2</I></L><E></E></R>";

    fn dress(body: &str, dress: Dress) -> String {
        let reply = Reply { status: 200, content_type: "", body: body.as_bytes().to_vec() };
        String::from_utf8(dressed(reply, &[Deviation::Dress(dress)].into_iter().collect()).body).unwrap()
    }

    #[test]
    fn json_means_the_same_in_every_dress() {
        let body = r#"{"a":"é\"","b":[{"c":1,"d":null},{}],"e":true}"#;
        let value: Value = serde_json::from_str(body).unwrap();
        for way in [Dress::Indented, Dress::Reversed, Dress::Undeclared, Dress::Commented, Dress::CData] {
            assert_eq!(serde_json::from_str::<Value>(&dress(body, way)).unwrap(), value, "{way:?}");
        }
        assert_eq!(dress(body, Dress::Reversed), r#"{"e":true,"b":[{"d":null,"c":1},{}],"a":"é\""}"#);
    }

    #[test]
    fn xml_keeps_its_texts_and_the_order_of_its_lists() {
        let reversed = "<R><L><I>1</I><I>2</I></L><E></E><A>a&amp;b</A></R>";
        assert!(dress(XML, Dress::Reversed).ends_with(reversed));
        assert!(dress(XML, Dress::Undeclared).starts_with("<R><A>a&amp;b</A>"));
        assert!(dress(XML, Dress::CData).contains("<A><![CDATA[a&b]]></A>"));
        assert!(dress(XML, Dress::Commented).contains("<!-- I --><I>2</I>"));
        assert!(dress(XML, Dress::Indented).contains("\n  <L>\n    <I>1</I>\n    <I>2</I>\n  </L>\n  <E></E>\n</R>"));
    }
}
