//! The store: the log, its side tables, people, documents. SQLite now; one port, one suite of tests for any other.

mod sqlite;

pub use sqlite::{Rebuilt, Sqlite, backup, exists, rebuild, restore};
