//! Start and stop: the command line, the real clock and names, which adapter stands behind which port.

mod args;
pub mod ask;
pub mod client;
mod corpus;
mod doctest;
mod eval;
mod notify;
mod people;
mod policy;
pub mod probe;
mod real;
mod serve;
mod whole;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser as _};

use crate::{config::Settings, ports::Clock as _};

use args::{Args, Command, ConfigCommand, StoreCommand};

/// Runs the command line. Never returns a panic's mess: errors are printed with what to do.
#[must_use]
pub fn run() -> ExitCode {
    give_memory_back();
    let args = Args::parse();
    match carry_out(args) {
        Ok(code) => code,
        Err(error) => {
            // Standard error may be closed; then nobody reads this anyway.
            let _ = writeln!(io::stderr(), "firstline: {}", told(&error));
            ExitCode::from(2)
        }
    }
}

/// Tells an error with its causes, each once: some errors name their cause themselves.
fn told(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |told, cause| {
        match (told.is_empty(), told.contains(&cause)) {
            (true, _) => cause,
            (false, true) => told,
            (false, false) => format!("{told}: {cause}"),
        }
    })
}

/// Tells glibc to give memory back: few arenas, and large blocks as mappings of their own.
///
/// Without this, what indexing and bursts of sockets have used stays with the process: with 340 pages freshly indexed
/// 44 to 53 MB instead of 27. Called before any thread starts.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "mallopt has no safe form; it only sets numbers of the allocator, and no thread runs yet"
)]
fn give_memory_back() {
    const ARENAS_MAX: i32 = 2;
    const MAPPED_FROM_BYTES: i32 = 128 * 1024;
    // Where the allocator refuses, it keeps its own defaults, which work as well.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, ARENAS_MAX);
        libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED_FROM_BYTES);
        libc::mallopt(libc::M_TRIM_THRESHOLD, MAPPED_FROM_BYTES);
    }
}

/// Other allocators give memory back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
const fn give_memory_back() {}

fn carry_out(args: Args) -> anyhow::Result<ExitCode> {
    // Fails only where a provider is installed already, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Some(command) = args.command else {
        Args::command().print_help()?;
        return Ok(ExitCode::from(2));
    };
    let settings = || {
        let options = &args.options;
        let mut settings = Settings::load(options.config.as_deref(), &options.overrides(), real::variable)?;
        settings.cover(real::SystemClock.now())?;
        Ok::<_, crate::config::ConfigError>(settings)
    };
    match command {
        Command::Serve { force_policy } => {
            serve::serve(settings()?, force_policy).map(|()| ExitCode::SUCCESS)
        }
        Command::Config { command: ConfigCommand::Check } => {
            let settings = settings()?;
            // What a start would refuse once it sets up what calls out.
            serve::notifier(&settings)?;
            serve::calendars(&settings)?;
            say(&settings.describe())?;
            for warning in &settings.warnings {
                say(&format!("warning: {warning}\n"))?;
            }
            say("the configuration is good\n").map(|()| ExitCode::SUCCESS)
        }
        Command::Config { command: ConfigCommand::Example } => {
            say(&crate::config::example()).map(|()| ExitCode::SUCCESS)
        }
        Command::Ask(options) => {
            Ok(ExitCode::from(runtime()?.block_on(ask::run(&options, &real::RandomIds))))
        }
        Command::Probe(options) => {
            Ok(ExitCode::from(runtime()?.block_on(probe::run(&options, &real::RandomIds))))
        }
        Command::Docs { command } => corpus::run(&command, &settings()?),
        Command::Eval(options) => eval::run(&options, &settings()?),
        Command::Agent { command } => people::agent(&command, &settings()?).map(|()| ExitCode::SUCCESS),
        Command::Policy { command } => policy::run(&command, &settings()?).map(|()| ExitCode::SUCCESS),
        Command::Token { command } => people::token(&command, &settings()?).map(|()| ExitCode::SUCCESS),
        Command::Notify { command } => notify::run(&command, &settings()?),
        Command::Backup { file } => whole::backup(&settings()?, &file).map(|()| ExitCode::SUCCESS),
        Command::Restore { file } => whole::restore(&settings()?, &file).map(|()| ExitCode::SUCCESS),
        Command::Store { command: StoreCommand::Rebuild } => {
            whole::rebuild(&settings()?).map(|()| ExitCode::SUCCESS)
        }
    }
}

/// Prints to standard output; a closed pipe ends the command quietly.
fn say(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output is closed")
}

/// Warns on standard error, beside what a command prints.
fn warn(text: &str) {
    // Standard error may be closed; then nobody reads this anyway.
    let _ = writeln!(io::stderr(), "warning: {text}");
}

/// Threads for reads of the store and searches, per core, and at least. They are short and never wait for each other:
/// more of them only fight for the cores, and each keeps memory of its own.
const BLOCKING_THREADS_PER_CORE: usize = 4;
const BLOCKING_THREADS_MIN: usize = 8;

/// Makes the runtime that a command needs.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads((n_cores * BLOCKING_THREADS_PER_CORE).max(BLOCKING_THREADS_MIN))
        .enable_all()
        .build()
        .context("no threads can be started")
}
