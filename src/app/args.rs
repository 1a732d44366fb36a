//! The command line: every command and option, with the help that teaches it.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::config::Overrides;

/// Answers support questions from your documentation, and gets a person in, well briefed.
///
/// Begin with `firstline serve` and, in another terminal, `firstline ask`.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Options of every command. Each has an environment variable; an option wins over it, and it over the file.
#[derive(Debug, ClapArgs)]
pub(super) struct Options {
    /// Configuration file; `firstline config example` prints one with every setting explained
    #[arg(long, global = true, env = "FIRSTLINE_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Address to serve on; port 0 takes a free one [default: 127.0.0.1:8080] [env: FIRSTLINE_LISTEN]
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// Folder of the store and the index; back up this one [default: ./data] [env: FIRSTLINE_DATA]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder of Markdown that answers come from [default: ./docs_corpus] [env: FIRSTLINE_DOCS]
    #[arg(long, global = true, value_name = "DIR")]
    docs: Option<PathBuf>,
    /// Folder of prompt templates; the built-in ones where a file is missing [env: FIRSTLINE_PROMPTS]
    #[arg(long, global = true, value_name = "DIR")]
    prompts: Option<PathBuf>,
    /// OpenAI-compatible endpoint, for example http://127.0.0.1:11434/v1; none: answers are quoted [env: FIRSTLINE_LLM_BASE_URL]
    #[arg(long, global = true, value_name = "URL")]
    llm_base_url: Option<String>,
    /// The model's name at that endpoint [env: FIRSTLINE_LLM_MODEL]
    #[arg(long, global = true, value_name = "NAME")]
    llm_model: Option<String>,
}

impl Options {
    /// Returns what stands over file and environment.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            listen: self.listen.clone(),
            data: self.data.clone(),
            docs: self.docs.clone(),
            prompts: self.prompts.clone(),
            llm_base_url: self.llm_base_url.clone(),
            llm_model: self.llm_model.clone(),
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve: prints `listening on http://ADDR` once it is ready
    Serve,
    /// Chat in the terminal, beginning with a question if given; a script's one question is answered and ends
    Ask(super::ask::Options),
    /// One question from outside, for monitoring: fails where no cited reply comes in time
    Probe(super::probe::Options),
    /// Look at the documents: check the files, search them, see what they fail to answer
    Docs {
        #[command(subcommand)]
        command: DocsCommand,
    },
    /// Measure search and answerability on your own questions
    Eval(EvalOptions),
    /// Manage agents
    Agent {
        #[command(subcommand)]
        command: AgentCommand,
    },
    /// Make tokens for tests
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Write a whole copy of the store, beside a running server too
    Backup {
        /// A file that does not exist yet
        file: PathBuf,
    },
    /// Put a backup into an empty data folder; clients begin anew
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Look after the store
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// Check or explain the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

/// `firstline docs`
#[derive(Debug, Subcommand)]
pub(super) enum DocsCommand {
    /// Read every file as the server would and report what is wrong, with file and line
    Check {
        /// The folder, where it is not the configured one
        dir: Option<PathBuf>,
    },
    /// Search as the server would
    Search {
        /// The words
        query: String,
        /// The inbox searched
        #[arg(long, env = "FIRSTLINE_INBOX", default_value = "default")]
        inbox: String,
        /// One JSON object instead of lines
        #[arg(long)]
        json: bool,
    },
    /// Show the questions that a model wrote for the passages, by which they are found
    Questions {
        /// One document, as its path below the documents folder
        doc: Option<String>,
    },
    /// List the questions that the documentation did not answer
    Unanswered {
        /// How far back: 12h, 7d
        #[arg(long, env = "FIRSTLINE_SINCE", default_value = "7d")]
        since: String,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// `firstline eval`
#[derive(Debug, ClapArgs)]
pub(super) struct EvalOptions {
    /// Questions: one JSON object a line with id, text, lang, gold (paths), answerable
    #[arg(long, env = "FIRSTLINE_QUERIES", value_name = "FILE")]
    pub(super) queries: PathBuf,
    /// Put before each path, so that it equals the gold paths
    #[arg(long, env = "FIRSTLINE_DOC_PREFIX", default_value = "", value_name = "PREFIX")]
    pub(super) doc_prefix: String,
    /// Only questions whose field has this value
    #[arg(long, env = "FIRSTLINE_ONLY", value_name = "FIELD=VALUE")]
    pub(super) only: Vec<String>,
    /// Write one line per question: id, ranked, score, confidence, abstain, latency_ms
    #[arg(long, env = "FIRSTLINE_RUN", value_name = "FILE")]
    pub(super) run: Option<PathBuf>,
    /// Print the scores as one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `firstline agent`
#[derive(Debug, Subcommand)]
pub(super) enum AgentCommand {
    /// Add an agent and print their token, once, as the last word
    Add {
        /// The name shown to users
        name: String,
        /// May administer
        #[arg(long)]
        admin: bool,
        /// Member of this inbox only; give it several times for several
        #[arg(long)]
        inbox: Vec<String>,
    },
}

/// `firstline token`
#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make a contact's JWT with the inbox's hs256 secret, as your site would
    Contact {
        /// The inbox
        #[arg(long, default_value = "default")]
        inbox: String,
        /// Your site's name for the contact
        #[arg(long)]
        sub: String,
        /// A further claim, k=v: name, email, account, plan, locale
        #[arg(long, value_name = "K=V")]
        claim: Vec<String>,
        /// Valid for so long
        #[arg(long, default_value = "1h")]
        valid: String,
    },
}

/// `firstline store`
#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Remake every side table from the log; the server must not run
    Rebuild,
}

/// `firstline config`
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Read the configuration and print what is in force, or everything that is wrong with it
    Check,
    /// Print a configuration file with every field, its unit, default and reason
    Example,
}
