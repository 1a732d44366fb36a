//! One setting: where it is kept, how it is read from TOML and written back, its unit and the reason for its default.
//!
//! Every table of settings lists its fields once, as a `Vec<Field>`; reading, the example file and `config check` all go
//! over that list, so that none of them can forget one.

use std::{collections::BTreeMap, net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use toml::de::DeValue;

use super::{
    lists::Names,
    log::LogFormat,
    secret::Secret,
    units::{DURATION_EXPECTED, read_duration, show_duration},
};
use crate::domain::ids::Locale;

/// One setting of a table.
pub(super) struct Field<'a> {
    /// Its key in the file.
    pub name: &'static str,
    /// Unit of its value; empty where it has none.
    pub unit: &'static str,
    /// What it is, and why its default is what it is.
    pub reason: &'static str,
    /// What zero means; `None` where zero makes no sense.
    pub zero: Option<&'static str>,
    /// A value to show in the example where the default is none.
    pub sample: &'static str,
    /// Where it is kept.
    pub slot: Slot<'a>,
}

/// The place a setting is kept in, by type.
pub(super) enum Slot<'a> {
    Count(&'a mut usize),
    Rate(&'a mut NonZeroU32),
    Duration(&'a mut Duration),
    OptionalDuration(&'a mut Option<Duration>),
    Flag(&'a mut bool),
    Text(&'a mut String),
    OptionalText(&'a mut Option<String>),
    Texts(&'a mut Vec<String>),
    Counts(&'a mut Vec<usize>),
    Path(&'a mut PathBuf),
    OptionalPath(&'a mut Option<PathBuf>),
    Address(&'a mut SocketAddr),
    Locale(&'a mut Locale),
    LogFormat(&'a mut LogFormat),
    Secret(&'a mut Option<Secret>),
    /// One text or several.
    Names(&'a mut Names),
    /// Texts under keys of the writer's own.
    Lists(&'a mut BTreeMap<String, Vec<String>>),
    /// Known by name, read and written by another.
    Elsewhere,
    /// A table of its own; `present` where leaving it out means something else than its defaults.
    Table {
        fields: Vec<Field<'a>>,
        present: Option<&'a mut bool>,
    },
}

/// Describes one setting.
pub(super) fn field<'a>(
    name: &'static str,
    slot: impl Into<Slot<'a>>,
    unit: &'static str,
    reason: &'static str,
) -> Field<'a> {
    Field { name, unit, reason, zero: None, sample: "\"\"", slot: slot.into() }
}

/// Describes a table within a table.
pub(super) fn table<'a>(name: &'static str, fields: Vec<Field<'a>>, reason: &'static str) -> Field<'a> {
    field(name, Slot::Table { fields, present: None }, "", reason)
}

/// Describes a table that means something by being there.
pub(super) fn optional_table<'a>(
    name: &'static str,
    present: &'a mut bool,
    fields: Vec<Field<'a>>,
    reason: &'static str,
) -> Field<'a> {
    field(name, Slot::Table { fields, present: Some(present) }, "", reason)
}

/// Names a key that another reads and writes.
pub(super) fn elsewhere<'a>(name: &'static str) -> Field<'a> {
    field(name, Slot::Elsewhere, "", "")
}

impl Field<'_> {
    /// Allows zero and says what it means.
    pub fn zero(mut self, meaning: &'static str) -> Self {
        self.zero = Some(meaning);
        self
    }
    /// Gives the example file something to show where the default is none; `sample` is TOML.
    pub fn sample(mut self, sample: &'static str) -> Self {
        self.sample = sample;
        self
    }
    /// Takes a value from the file.
    ///
    /// # Errors
    /// Says what is wrong with it and what to write.
    pub fn set(&mut self, value: &DeValue<'_>) -> Result<(), String> {
        self.slot.set(value)?;
        if self.slot.is_zero() && self.zero.is_none() {
            return Err("must not be zero; leave the line out for the default".to_owned());
        }
        Ok(())
    }
}

impl Slot<'_> {
    fn set(&mut self, value: &DeValue<'_>) -> Result<(), String> {
        match self {
            Self::Count(count) => **count = whole_number(value)?,
            Self::Rate(rate) => {
                **rate = u32::try_from(whole_number(value)?)
                    .ok()
                    .and_then(NonZeroU32::new)
                    .ok_or("must be at least 1 and below four thousand million")?;
            }
            Self::Duration(duration) => **duration = duration_of(value)?,
            Self::OptionalDuration(duration) => {
                **duration = if value.as_str() == Some("none") { None } else { Some(duration_of(value)?) };
            }
            Self::Flag(flag) => **flag = value.as_bool().ok_or("expected true or false, without quotes")?,
            Self::Text(text) => **text = text_of(value)?,
            Self::OptionalText(text) => **text = Some(text_of(value)?),
            Self::Texts(texts) => **texts = texts_of(value)?,
            Self::Counts(counts) => {
                let array = value.as_array().ok_or("expected a list of whole numbers, such as [2, 3]")?;
                **counts = array.iter().map(|item| whole_number(item.get_ref())).collect::<Result<_, _>>()?;
            }
            Self::Path(path) => **path = text_of(value)?.into(),
            Self::OptionalPath(path) => **path = Some(text_of(value)?.into()),
            Self::Address(address) => **address = read_address(&text_of(value)?)?,
            Self::Locale(locale) => {
                let text = text_of(value)?;
                **locale = Locale::from_tag(&text)
                    .ok_or_else(|| format!("{text:?} is no language spoken here; write \"en\" or \"zh\""))?;
            }
            Self::LogFormat(format) => **format = LogFormat::read(&text_of(value)?)?,
            Self::Secret(secret) => **secret = Some(Secret::new(text_of(value)?)),
            Self::Names(names) => {
                names.0 = match value.as_str() {
                    Some(_) => vec![text_of(value)?],
                    None => texts_of(value)?,
                };
            }
            Self::Elsewhere => {}
            Self::Lists(_) | Self::Table { .. } => return Err("expected a table".to_owned()),
        }
        Ok(())
    }

    fn is_zero(&self) -> bool {
        match self {
            Self::Count(count) => **count == 0,
            Self::Duration(duration) => duration.is_zero(),
            Self::OptionalDuration(duration) => duration.is_some_and(|duration| duration.is_zero()),
            _ => false,
        }
    }

    /// Returns the value as TOML, secrets hidden; `None` where there is none.
    pub fn show(&self) -> Option<String> {
        match self {
            Self::Count(count) => Some(count.to_string()),
            Self::Rate(rate) => Some(rate.to_string()),
            Self::Duration(duration) => Some(quoted(&show_duration(**duration))),
            Self::OptionalDuration(duration) => {
                Some(quoted(&duration.map_or_else(|| "none".to_owned(), show_duration)))
            }
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Text(text) => Some(quoted(text)),
            Self::OptionalText(text) => text.as_deref().map(quoted),
            Self::Texts(texts) => Some(listed(texts)),
            Self::Counts(counts) => Some(format!("{counts:?}")),
            Self::Lists(lists) if lists.is_empty() => None,
            Self::Lists(lists) => {
                let lists: Vec<String> =
                    lists.iter().map(|(key, texts)| format!("{} = {}", quoted(key), listed(texts))).collect();
                Some(format!("{{ {} }}", lists.join(", ")))
            }
            Self::Names(Names(names)) => match names.as_slice() {
                [] => None,
                [name] => Some(quoted(name)),
                names => Some(listed(names)),
            },
            Self::Path(path) => Some(quoted(&path.to_string_lossy())),
            Self::OptionalPath(path) => path.as_ref().map(|path| quoted(&path.to_string_lossy())),
            Self::Address(address) => Some(quoted(&address.to_string())),
            Self::Locale(locale) => Some(quoted(locale.tag())),
            Self::LogFormat(format) => Some(quoted(format.name())),
            Self::Secret(secret) => secret.as_ref().map(|_| quoted("(hidden)")),
            Self::Elsewhere | Self::Table { .. } => None,
        }
    }
}

/// Reads an address to listen on.
pub(super) fn read_address(text: &str) -> Result<SocketAddr, String> {
    // People write localhost; its name must not cost a look-up at start.
    let numeric = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    numeric.as_deref().unwrap_or(text).parse().map_err(|_| {
        format!("{text:?} is no address; write IP:PORT, such as \"127.0.0.1:8080\" or \"[::]:8080\"")
    })
}

fn whole_number(value: &DeValue<'_>) -> Result<usize, String> {
    let number = value.as_integer().ok_or("expected a whole number, without quotes")?;
    usize::from_str_radix(number.as_str(), number.radix())
        .map_err(|_| format!("{number} is out of range; write a whole number, zero or more"))
}

fn duration_of(value: &DeValue<'_>) -> Result<Duration, String> {
    match value {
        DeValue::String(text) => read_duration(text),
        DeValue::Integer(number) => Err(format!("{number} {DURATION_EXPECTED}")),
        _ => Err(format!("this {} {DURATION_EXPECTED}", value.type_str())),
    }
}

fn text_of(value: &DeValue<'_>) -> Result<String, String> {
    let text =
        value.as_str().ok_or_else(|| format!("expected text in quotes, found a {}", value.type_str()))?;
    if text.trim().is_empty() {
        return Err("must not be empty; leave the line out for the default".to_owned());
    }
    Ok(text.to_owned())
}

/// Writes a list of texts.
fn listed(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

pub(super) fn texts_of(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let array = value.as_array().ok_or("expected a list of texts, such as [\"one\", \"two\"]")?;
    array.iter().map(|item| text_of(item.get_ref())).collect()
}

/// Writes a TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

macro_rules! slot_from {
    ($($kind:ident: $type:ty),* $(,)?) => {$(
        impl<'a> From<&'a mut $type> for Slot<'a> {
            fn from(place: &'a mut $type) -> Self {
                Self::$kind(place)
            }
        }
    )*};
}
slot_from! {
    Count: usize,
    Rate: NonZeroU32,
    Duration: Duration,
    OptionalDuration: Option<Duration>,
    Flag: bool,
    Text: String,
    OptionalText: Option<String>,
    Texts: Vec<String>,
    Counts: Vec<usize>,
    Path: PathBuf,
    OptionalPath: Option<PathBuf>,
    Address: SocketAddr,
    Locale: Locale,
    LogFormat: LogFormat,
    Secret: Option<Secret>,
    Names: Names,
    Lists: BTreeMap<String, Vec<String>>,
}
