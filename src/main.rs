//! The one binary. Everything is in the library; see `firstline --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    firstline::app::run()
}
