//! What may reach a terminal: cleaned text, its width in columns, and the few styles used.

use unicode_width::UnicodeWidthStr;

/// Styles, or none where the terminal has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Text alone: no terminal, `NO_COLOR`, or a dumb one.
    Plain,
    /// ANSI styles.
    Ansi,
}

impl Paint {
    /// Returns the text in bold.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text, "22")
    }
    /// Returns the text fainter than the rest.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text, "22")
    }
    /// Returns the text in italics.
    #[must_use]
    pub fn italic(self, text: &str) -> String {
        self.wrap("3", text, "23")
    }
    /// Returns the text as code; backticks where there are no styles.
    #[must_use]
    pub fn code(self, text: &str) -> String {
        match self {
            Self::Plain => format!("`{text}`"),
            Self::Ansi => self.wrap("36", text, "39"),
        }
    }
    /// Returns what empties the line the cursor is in; a new line where there are no styles.
    #[must_use]
    pub const fn fresh_line(self) -> &'static str {
        match self {
            Self::Plain => "\n",
            Self::Ansi => "\r\x1b[K",
        }
    }

    fn wrap(self, on: &str, text: &str, off: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi if text.is_empty() => String::new(),
            Self::Ansi => format!("\x1b[{on}m{text}\x1b[{off}m"),
        }
    }
}

/// Returns the text without anything that could steer a terminal: control and escape characters, and those that
/// reorder or hide what stands beside them. Line feeds stay, tabs become spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\u{2028}' | '\u{2029}' => out.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Returns the cleaned text in one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns how many columns the text takes: a Chinese character takes two, our own styles none.
#[must_use]
pub fn width(text: &str) -> usize {
    let mut parts = text.split('\x1b');
    let first = parts.next().map_or(0, UnicodeWidthStr::width);
    first + parts.map(|part| part.split_once('m').map_or(0, |(_, rest)| rest.width())).sum::<usize>()
}

/// Marks that reorder text, byte order marks and tags. Joiners stay: emoji and some scripts need them.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_received_can_steer_the_terminal() {
        let nasty = "a\x1b[2Jb\u{9b}31mc\x07\r\x08d\u{202e}e\u{feff}f\x7f\0\n\tg\u{e0041}";
        let safe = clean(nasty);
        assert_eq!(safe, "a[2Jb31mcdef\n    g");
        assert_eq!(clean_line(" a\n\n b\x1b]0;title\x07 "), "a b]0;title");
    }

    #[test]
    fn chinese_and_emoji_stay_whole() {
        assert_eq!(clean("证书 👩‍💻 é"), "证书 👩‍💻 é");
        assert_eq!(width("证书"), 4);
        assert_eq!(width(&format!("a{}", Paint::Ansi.bold("证书"))), 5);
    }
}
