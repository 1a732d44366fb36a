//! Lines of an iCalendar file: folded ones put together, each cut into name, parameters and value.

use super::IcalError;

/// One property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins, from 1.
    pub number: usize,
    /// Its name in upper case.
    pub name: String,
    /// Its parameters, names in upper case.
    pub params: Vec<(String, String)>,
    /// Its value as written.
    pub value: String,
}

impl Line {
    /// Returns a parameter's value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
    /// Returns the value as text, without its escapes.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                c => text.push(c),
            }
        }
        text
    }
}

/// Cuts a file into its properties.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, IcalError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut found = Vec::new();
    let mut open: Option<(usize, Vec<u8>)> = None;
    for (idx, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        // Lines are folded between bytes, also within a character.
        match (raw.first(), &mut open) {
            (Some(b' ' | b'\t'), Some((_, line))) => line.extend_from_slice(&raw[1..]),
            (Some(_), _) => {
                found.extend(open.take().map(|(number, line)| property(number, line)).transpose()?);
                open = Some((idx + 1, raw.to_vec()));
            }
            (None, _) => {}
        }
    }
    found.extend(open.map(|(number, line)| property(number, line)).transpose()?);
    Ok(found)
}

fn property(number: usize, line: Vec<u8>) -> Result<Line, IcalError> {
    let line = String::from_utf8(line).map_err(|_| IcalError::at(number, "is no UTF-8 text"))?;
    let unreadable =
        || IcalError::at(number, "is no property; a line is NAME:VALUE or NAME;PARAMETER=…:VALUE");
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut value) = (0, false, None);
    for (place, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => {
                parts.push(&line[start..place]);
                start = place + 1;
                if c == ':' {
                    value = Some(line[start..].to_owned());
                    break;
                }
            }
            _ => {}
        }
    }
    let value = value.ok_or_else(unreadable)?;
    let (name, params) = parts.split_first().ok_or_else(unreadable)?;
    let params = params.iter().map(|param| {
        let (key, value) = param.split_once('=').ok_or_else(unreadable)?;
        Ok((key.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    });
    let params = params.collect::<Result<_, _>>()?;
    Ok(Line { number, name: name.trim().to_ascii_uppercase(), params, value })
}
