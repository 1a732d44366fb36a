//! Logs: their form and how much of them.

use super::field::{Field, field};

/// How logs are written, to standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Their form.
    pub format: LogFormat,
    /// Which are written, as a filter of `tracing`: `info`, or `warn,firstline=debug`.
    pub level: String,
}

/// The form of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".to_owned() }
    }
}

impl LogSettings {
    pub(super) fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("format", &mut self.format, "text or json", "Text for people; json for collectors."),
            field(
                "level",
                &mut self.level,
                "tracing filter",
                "Everything that an operator may act on; \"warn,firstline=debug\" shows how decisions are made. No level logs what users write.",
            ),
        ]
    }
    /// Returns whether `level` is something the log can be filtered by.
    pub(super) fn is_filter(&self) -> bool {
        self.level.parse::<tracing_subscriber::filter::Targets>().is_ok()
    }
}

impl LogFormat {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("{text:?} is no format of logs; write \"text\" or \"json\"")),
        }
    }
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}
