//! Colours and widths of the terminal's text.

use anstyle::{AnsiColor, Effects, Style};

use super::block::{LABEL_WIDTH, Line, Row, Tone};
use super::verdict::Verdict;

/// How wide prose may get, in characters: readable where 100 fit, and not much worse where 80 do.
pub(super) const WIDTH: usize = 100;

/// A text in a style. Whoever prints it decides whether colours are left in.
pub(super) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// What a verdict looks like.
pub(super) fn verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Passed => colour(AnsiColor::Green),
        Verdict::Failed => bold(AnsiColor::Red),
        Verdict::Warned => bold(AnsiColor::Yellow),
        Verdict::Observed => colour(AnsiColor::Cyan),
        Verdict::Skipped => faint(),
        Verdict::Inconclusive => bold(AnsiColor::Magenta),
    }
}

/// What matters least.
pub(super) fn faint() -> Style {
    Style::new().effects(Effects::DIMMED)
}

pub(super) fn strong() -> Style {
    Style::new().effects(Effects::BOLD)
}

fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(colour.into()))
}

fn bold(named: AnsiColor) -> Style {
    colour(named).effects(Effects::BOLD)
}

fn tone(tone: Tone) -> Style {
    match tone {
        Tone::Prose | Tone::Data => Style::new(),
        Tone::Missing => colour(AnsiColor::Red),
        Tone::Unexpected => colour(AnsiColor::Green),
        Tone::Command => strong(),
    }
}

/// The rows of a block, indented, labels in a column.
pub(super) fn block(rows: &[Row], indent: usize) -> String {
    let mut text = String::new();
    for row in rows {
        let mut label = row.label;
        for line in row.lines.iter().flat_map(|line| pieces(line, WIDTH.saturating_sub(indent + LABEL_WIDTH))) {
            text.push_str(&" ".repeat(indent));
            text.push_str(&painted(faint(), &format!("{label:<LABEL_WIDTH$}")));
            text.push_str(&line);
            text.push('\n');
            label = "";
        }
    }
    text
}

fn pieces(line: &Line, width: usize) -> Vec<String> {
    let pieces = if line.tone == Tone::Prose { wrapped(&line.text, width) } else { vec![line.text.clone()] };
    pieces.iter().map(|piece| painted(tone(line.tone), piece)).collect()
}

/// A text in lines of at most `width` characters, broken between words; a longer word stays whole.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A wrapped text whose lines after the first are indented.
pub(super) fn hanging(text: &str, indent: usize) -> String {
    wrapped(text, WIDTH.saturating_sub(indent)).join(&format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn text_breaks_between_words_only() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable a", 4), ["unbreakable", "a"]);
        assert!(wrapped("  ", 4).is_empty());
    }
}
