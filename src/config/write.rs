//! From fields to TOML: the documented example, and the settings in effect.

use super::field::{Field, Slot};

/// Columns of a comment.
const COLUMNS: usize = 110;

/// How much is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Every field, with unit, default and reason; the values given are the defaults.
    Documented,
    /// What is set, and nothing else; secrets hidden.
    Values,
}

/// Writes a table's plain fields, then the tables within it.
///
/// `path` names the table in headers of its inner tables; its own header is the caller's.
pub(super) fn write_table(
    out: &mut String,
    path: &str,
    fields: Vec<Field<'_>>,
    detail: Detail,
    is_set: bool,
) {
    let (tables, plain): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|field| matches!(field.slot, Slot::Table { .. }));
    for field in plain.into_iter().filter(|field| !matches!(field.slot, Slot::Elsewhere)) {
        write_field(out, &field, detail, is_set);
    }
    for field in tables {
        write_inner_table(out, path, field, detail, is_set);
    }
}

fn write_inner_table(out: &mut String, path: &str, field: Field<'_>, detail: Detail, is_set: bool) {
    let Slot::Table { fields, present } = field.slot else { return };
    let is_set = is_set && present.is_none_or(|present| *present);
    if detail == Detail::Values && !is_set {
        return;
    }
    let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
    out.push('\n');
    if detail == Detail::Documented {
        comment(out, field.reason);
    }
    out.push_str(if is_set { "" } else { "# " });
    out.push_str(&format!("[{path}]\n"));
    write_table(out, &path, fields, detail, is_set);
}

fn write_field(out: &mut String, field: &Field<'_>, detail: Detail, is_set: bool) {
    let value = field.slot.show();
    match (detail, value) {
        (Detail::Values, None) => {}
        (Detail::Values, Some(value)) => out.push_str(&format!("{} = {value}\n", field.name)),
        (Detail::Documented, value) => {
            comment(out, field.reason);
            out.push_str(&figures(field, value.as_deref().filter(|_| is_set)));
            match value.filter(|_| is_set) {
                Some(value) => out.push_str(&format!("{} = {value}\n", field.name)),
                None => out.push_str(&format!("# {} = {}\n", field.name, field.sample)),
            }
        }
    }
}

/// Writes unit, default and the meaning of zero, on a line of their own.
fn figures(field: &Field<'_>, default: Option<&str>) -> String {
    let unit = if field.unit.is_empty() { String::new() } else { format!("Unit: {}. ", field.unit) };
    let zero = field.zero.map(|meaning| format!(" Zero: {meaning}.")).unwrap_or_default();
    format!("# {unit}Default: {}.{zero}\n", default.unwrap_or("none"))
}

fn comment(out: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > COLUMNS {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}
