//! Text for the log of a job. CI servers read those logs and obey lines that look like commands, whoever wrote them.

/// How commands begin that GitHub, Azure Pipelines and TeamCity take wherever they stand in a line.
const ANYWHERE: [&str; 3] = ["[", "vso[", "teamcity["];

/// A text in which no line is a command to a CI server: a backslash stands in what would make it one.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.split_inclusive('\n').map(harmless_line).collect()
}

fn harmless_line(line: &str) -> String {
    let (before, rest) = line.split_at(line.len() - without_lead(line).len());
    let mut line = if rest.starts_with("::") { format!("{before}\\{rest}") } else { line.to_owned() };
    for command in ANYWHERE {
        line = line.replace(&format!("##{command}"), &format!("#\\#{command}"));
    }
    line
}

/// A line without what stands before its first word: blanks, and colours, which a log is printed without.
fn without_lead(line: &str) -> &str {
    let trimmed = line.trim_start();
    let colour = trimmed.strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('m'));
    match colour {
        Some((codes, rest)) if codes.bytes().all(|code| code.is_ascii_digit() || code == b';') => without_lead(rest),
        _ => trimmed,
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn commands_become_text() {
        assert_eq!(harmless("::error::x\n  ::set-output::y\na ::b\n"), "\\::error::x\n  \\::set-output::y\na ::b\n");
        assert_eq!(harmless("\u{1b}[2m  \u{1b}[0m::error::x"), "\u{1b}[2m  \u{1b}[0m\\::error::x");
        assert_eq!(harmless("a ##[error]b ##vso[c] ##teamcity[d]"), "a #\\#[error]b #\\#vso[c] #\\#teamcity[d]");
        assert_eq!(harmless("###[a]"), "##\\#[a]");
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "a\n\nb", "aliyun-rds: x", "1 :: 2", "# heading [x]", "\u{1b}[2m"] {
            assert_eq!(harmless(text), text);
        }
    }
}
