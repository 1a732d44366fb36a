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
    Serve {
        /// Let the file's policies win over later versions that were imported or set by the API
        #[arg(long, env = "FIRSTLINE_FORCE_POLICY")]
        force_policy: bool,
    },
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
    /// Show ready policies; check, import and export an inbox's own
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Make tokens for tests
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Try out who is told of cases
    Notify {
        #[command(subcommand)]
        command: NotifyCommand,
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
    /// Ask the questions kept beside the documents, in tests/*.yaml, and report each that no longer finds its page
    Test {
        /// The folder of documents, where it is not the configured one
        dir: Option<PathBuf>,
        /// The inbox asked [default: the first]
        #[arg(long, env = "FIRSTLINE_INBOX")]
        inbox: Option<String>,
    },
    /// Keep a conversation that its user confirmed as solved as a test, beside a running server too
    Keep {
        /// The conversation's identifier
        conversation: String,
        /// The file it is added to [default: tests/kept.yaml in the folder of documents]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
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
    /// Questions: one JSON object a line with id, text, lang, gold (paths), answerable; answer where a quotation is to
    /// hold certain words
    #[arg(long, env = "FIRSTLINE_QUERIES", value_name = "FILE", required_unless_present_any = ["conversations", "triage"])]
    pub(super) queries: Option<PathBuf>,
    /// Conversations: the same with turns (role, text) in place of text, and expect: answer, clarify, handoff, resolve
    #[arg(long, env = "FIRSTLINE_CONVERSATIONS", value_name = "FILE")]
    pub(super) conversations: Option<PathBuf>,
    /// Messages with their severity: text, label (critical, degraded, usage, suggestion) and lang. Scores the severities
    /// and nothing else; with --fit their weights are written in place of the confidence
    #[arg(long, value_name = "FILE", conflicts_with_all = ["queries", "conversations"])]
    pub(super) triage: Vec<PathBuf>,
    /// Put before each path, so that it equals the gold paths
    #[arg(long, env = "FIRSTLINE_DOC_PREFIX", default_value = "", value_name = "PREFIX")]
    pub(super) doc_prefix: String,
    /// Only questions whose field has this value
    #[arg(long, env = "FIRSTLINE_ONLY", value_name = "FIELD=VALUE")]
    pub(super) only: Vec<String>,
    /// Write one line per question: id, ranked, score, confidence, abstain, latency_ms
    #[arg(long, env = "FIRSTLINE_RUN", value_name = "FILE")]
    pub(super) run: Option<PathBuf>,
    /// The pages in gold_alt (the same in the other language) are right, too
    #[arg(long)]
    pub(super) accept_alt: bool,
    /// A file that --run wrote before: say what got better and worse, and whether chance explains it
    #[arg(long, env = "FIRSTLINE_BASELINE", value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write a page with plots, the worst questions and the quotations; it needs no network
    #[arg(long, env = "FIRSTLINE_REPORT", value_name = "FILE.html")]
    pub(super) report: Option<PathBuf>,
    /// Fail (exit code 1) where a score is under a number, such as r_at_3=0.75 or zh:mrr=0.6
    #[arg(long, value_name = "SCORE=NUMBER")]
    pub(super) fail_under: Vec<String>,
    /// Fail (exit code 1) where a score is over a number, such as ece=0.07
    #[arg(long, value_name = "SCORE=NUMBER")]
    pub(super) fail_over: Vec<String>,
    /// Fit the confidence to these questions, beginning with the built-in one, and write the calibration; they need
    /// some that cannot be answered
    #[arg(long, value_name = "FILE")]
    pub(super) fit: Option<PathBuf>,
    /// Fit to the questions of this --run file, too: of another set, or of another product
    #[arg(long, value_name = "FILE", requires = "fit")]
    pub(super) fit_with: Vec<PathBuf>,
    /// Begin the fit from nothing: where the built-in calibration itself is made anew, or with many questions
    #[arg(long, requires = "fit", conflicts_with = "triage")]
    pub(super) from_nothing: bool,
    /// Search by words alone, whatever embedder is configured
    #[arg(long)]
    pub(super) no_embed: bool,
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
        #[command(flatten)]
        abilities: Abilities,
    },
    /// Change what an agent takes and can do
    Set {
        /// The name, or the identifier where several have it
        name: String,
        #[command(flatten)]
        abilities: Abilities,
    },
    /// Remove an agent; their cases go back to the queue at once
    Remove {
        /// The name, or the identifier where several have it
        name: String,
    },
    /// List the agents
    List,
}

/// What an agent takes and can do.
#[derive(Debug, clap::Args)]
pub(super) struct Abilities {
    /// Takes cases up to this tier: 1 first line, 2 specialists, 3 engineering; 1 where nothing is said
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(super) tier: Option<u8>,
    /// Open cases until nothing more is offered; 5 where nothing is said
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) capacity: Option<u32>,
    /// A skill with its level from 1 to 5, such as billing=3; languages are skills too (zh=5); give it several times
    #[arg(long, value_name = "SKILL=LEVEL", value_parser = skill)]
    pub(super) skill: Vec<(String, u8)>,
    /// A team of the configuration, whose hours are their working hours: nothing is offered to them outside; give it
    /// several times, or once as "" for none
    #[arg(long, value_name = "NAME")]
    pub(super) team: Vec<String>,
}

fn skill(text: &str) -> Result<(String, u8), String> {
    let (name, level) = text.split_once('=').ok_or("write SKILL=LEVEL, such as billing=3")?;
    let level = level.parse().ok().filter(|level| (1..=5).contains(level)).ok_or("a level is 1 to 5")?;
    match name.trim() {
        name if (1..=64).contains(&name.chars().count()) => Ok((name.to_owned(), level)),
        _ => Err("a skill's name has 1 to 64 characters".to_owned()),
    }
}

/// `firstline notify`
#[derive(Debug, Subcommand)]
pub(super) enum NotifyCommand {
    /// Send a test message to a receiver of the configuration, now
    Test {
        /// The receiver's name
        name: String,
    },
}

/// `firstline policy`
#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// List the ready policies by name
    List,
    /// Print a ready policy with its reasons
    Show {
        /// Its name
        name: String,
    },
    /// Check a policy whole: fields, teams, and whether its hours keep its promises
    Check {
        /// The policy, in TOML or JSON
        file: PathBuf,
        /// The inbox it is for
        #[arg(long, env = "FIRSTLINE_INBOX", default_value = "default")]
        inbox: String,
    },
    /// Put a policy into force where it has changed, beside a running server too
    Import {
        /// The policy, in TOML or JSON
        file: PathBuf,
        /// The inbox it is for
        #[arg(long, env = "FIRSTLINE_INBOX", default_value = "default")]
        inbox: String,
        /// Replace a version that was set by the API
        #[arg(long)]
        force: bool,
    },
    /// Print the policy of an inbox as it holds, in TOML
    Export {
        /// The inbox
        inbox: String,
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
