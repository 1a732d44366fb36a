//! What is wrong with the settings: all of it at once, each with its place and what to do.

use std::{fmt, path::PathBuf};

/// Why there are no settings. Its text is what `firstline config check` prints.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {source}. Check --config and FIRSTLINE_CONFIG, and the file's permissions.", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{}", lines(problems))]
    Invalid {
        /// Everything found, in the order of the file; never empty.
        problems: Vec<Problem>,
    },
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where the value comes from: the file, a variable of the environment, or an option.
    pub origin: String,
    /// Line of the file, from 1.
    pub line: Option<usize>,
    /// The field, such as `inbox.support.hours.mon`; empty where the file is not TOML.
    pub field: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
