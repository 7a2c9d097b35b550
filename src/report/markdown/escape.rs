//! Text in Markdown that stays text, whoever wrote it.

/// Characters that may begin markup anywhere in a line, in GitHub's dialect too.
const MARKUP: &str = r"\`*_{}[]<>&#|~$";

/// A text that Markdown shows as it is: no markup, no link, no list, no table cell is made of it.
pub(in super::super) fn text(text: &str) -> String {
    let characters: Vec<char> = text.chars().map(blank).collect();
    let digits = characters.iter().take_while(|character| character.is_ascii_digit()).count();
    let mut escaped = String::with_capacity(text.len() + 8);
    for (place, character) in characters.iter().enumerate() {
        let next = characters.get(place + 1).copied().unwrap_or(' ');
        let begins_list = match character {
            '-' | '+' | '=' => place == 0,
            '.' | ')' => place == digits && digits > 0 && next == ' ',
            _ => false,
        };
        if MARKUP.contains(*character) || begins_list || begins_link(&escaped, *character, next) {
            escaped.push('\\');
        }
        escaped.push(*character);
    }
    escaped
}

/// GitHub makes links of `https://…` and `www.…`, without any brackets.
fn begins_link(before: &str, character: char, next: char) -> bool {
    match character {
        ':' => next == '/',
        '.' => before.ends_with(['w', 'W']),
        _ => false,
    }
}

/// A text as code where that is possible inside a table, else as plain text.
pub(in super::super) fn code(content: &str) -> String {
    if content.is_empty() || content.contains(['`', '|', '\\']) {
        return text(content);
    }
    format!("`{}`", content.chars().map(blank).collect::<String>())
}

/// Lines as a block of code that nothing in them can end.
pub(super) fn fence(content: &str) -> String {
    let longest = content.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", content.trim_end_matches('\n'))
}

/// A line break would end a table row.
fn blank(character: char) -> char {
    if character.is_control() { ' ' } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(text("a|b `c` <d> [e](f) *g*"), r"a\|b \`c\` \<d\> \[e\](f) \*g\*");
        assert_eq!(text("see https://x.y or www.x.y"), r"see https\://x.y or www\.x.y");
        assert_eq!(text("- item"), r"\- item");
        assert_eq!(text("1. item"), r"1\. item");
        assert_eq!(text("8 to 32, 1.5"), "8 to 32, 1.5");
        assert_eq!(text("two\nlines"), "two lines");
    }

    #[test]
    fn code_stays_in_its_cell() {
        assert_eq!(code("a/b-c"), "`a/b-c`");
        assert_eq!(code("a|b"), r"a\|b");
        assert_eq!(code(r"a\|b"), r"a\\\|b");
        assert_eq!(code("a`b"), r"a\`b");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_it() {
        assert_eq!(fence("a\n"), "```text\na\n```");
        assert_eq!(fence("````\nb"), "`````text\n````\nb\n`````");
    }
}
