//! For whom a page is written: platform, version, edition and region, as its front matter says under `applies_to`, and
//! what is known of the user. A page for another platform or version is no answer; where nothing is known and that
//! alone decides, it is asked.

mod known;
mod names;
mod select;
mod version;

pub use known::{Known, without_versions};
pub use names::{is_for_another_platform, is_only_names, platforms, to_quote_by, without_names};
pub use select::{Choice, select, undecided};
pub use version::{Span, Version, is_versions, meant, spans};

use std::collections::BTreeMap;

use super::{corpus::Document, ids::Locale};

/// What a page may be limited by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// A system, a browser, a framework.
    Platform,
    /// A range of versions of the product.
    Version,
    /// A plan or a way of running it.
    Edition,
    /// A part of the world.
    Region,
}

impl Dimension {
    /// Returns the dimension a key of the front matter or of a page's context names.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase().replace([' ', '-'], "_");
        Some(match key.as_str() {
            "platform" | "platforms" | "os" | "system" | "client" | "sdk" | "device" | "平台" | "系统" => {
                Self::Platform
            }
            "version" | "versions" | "app_version" | "product_version" | "sdk_version" | "版本" => {
                Self::Version
            }
            "edition" | "editions" | "plan" | "tier" | "license" | "套餐" | "版次" => Self::Edition,
            "region" | "regions" | "country" | "地区" | "区域" => Self::Region,
            _ => return None,
        })
    }
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What is compared: the same for every spelling of a known name.
    id: String,
    /// As written.
    written: String,
}

impl Value {
    fn of(written: &str) -> Self {
        let id =
            names::named(written).map_or_else(|| written.trim().to_lowercase(), |name| name.id.to_owned());
        Self { id, written: written.trim().to_owned() }
    }
    /// Returns the value as it is said.
    #[must_use]
    pub fn shown(&self, locale: Locale) -> String {
        names::by_id(&self.id).map_or_else(|| self.written.clone(), |name| name.shown(locale).to_owned())
    }
}

/// What a page is limited to; nothing where it is for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    values: BTreeMap<Dimension, Vec<Value>>,
    versions: Vec<(Span, String)>,
}

impl Conditions {
    /// Reads what a document says under `applies_to`: `ios`, `>= 3.2`, `platform: ios`, `edition: Gold`. A word that is
    /// no known name and has no key limits nothing.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        Self::read(&document.applies_to)
    }
    fn read(written: &[String]) -> Self {
        let mut conditions = Self::default();
        for word in written {
            let keyed = word.split_once([':', '：']);
            match keyed.and_then(|(key, value)| Some((Dimension::of_key(key)?, value))) {
                Some((Dimension::Version, value)) => conditions.add_versions(value),
                Some((dimension, value)) => value
                    .split([',', '，', '、'])
                    .filter(|value| !value.trim().is_empty())
                    .for_each(|value| conditions.add(dimension, Value::of(value))),
                None => match names::named(word) {
                    Some(name) => conditions.add(name.dimension, Value::of(word)),
                    None => conditions.add_versions(word),
                },
            }
        }
        conditions
    }
    fn add(&mut self, dimension: Dimension, value: Value) {
        let values = self.values.entry(dimension).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    fn add_versions(&mut self, written: &str) {
        let spans = spans(written).unwrap_or_default();
        self.versions.extend(spans.into_iter().map(|span| (span, written.trim().to_owned())));
    }
    fn is_limited(&self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Version => !self.versions.is_empty(),
            _ => self.values.contains_key(&dimension),
        }
    }
    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.versions.is_empty()
    }
    fn values(&self, dimension: Dimension) -> &[Value] {
        self.values.get(&dimension).map_or(&[], Vec::as_slice)
    }
    /// Returns its values of one dimension as they are said.
    fn shown(&self, dimension: Dimension, locale: Locale) -> Vec<String> {
        let mut shown: Vec<String> = match dimension {
            Dimension::Version => {
                self.versions.iter().map(|(span, written)| as_said(span, written, locale)).collect()
            }
            _ => self.values(dimension).iter().map(|value| value.shown(locale)).collect(),
        };
        shown.dedup();
        shown
    }
    /// Returns what it is limited to as it is said, such as "iOS, 3.x"; empty where it is for everybody.
    #[must_use]
    pub fn label(&self, locale: Locale) -> String {
        let all = [Dimension::Platform, Dimension::Version, Dimension::Edition, Dimension::Region];
        let shown: Vec<String> =
            all.into_iter().flat_map(|dimension| self.shown(dimension, locale)).collect();
        shown.join(match locale {
            Locale::En => ", ",
            Locale::Zh => "、",
        })
    }
}

/// Returns a range of versions as a person says it: what is compared by signs is written out.
fn as_said(span: &Span, written: &str, locale: Locale) -> String {
    let is_signs = written.contains(['<', '>', '=', '≥', '≤']);
    span.said(locale).filter(|_| is_signs).unwrap_or_else(|| written.to_owned())
}

/// Says what is wrong with a value of the front matter; nothing where it can be read.
#[must_use]
pub fn mistake(key: &str, value: &str) -> Option<String> {
    match Dimension::of_key(key) {
        None => Some(format!(
            "applies_to knows `platform`, `version`, `edition` and `region`; `{}` is none of them",
            key.trim()
        )),
        Some(Dimension::Version) if spans(value).is_none() => Some(format!(
            "the version `{}` cannot be read; write for example `>= 3.2`, `3.x` or `2.0 - 2.9`",
            value.trim()
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
