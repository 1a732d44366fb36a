//! The prompt templates: compiled in, replaced by files of a folder, reloaded when those change.
//!
//! A file is checked before it is used; a broken one is reported and the last good one goes on serving.

mod context;
mod template;

pub(super) use context::topics;
pub use template::PromptError;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use crate::ports::Task;

use self::template::Template;

/// How often the files are looked at, at most: a saved prompt is in use about a second later.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A prompt ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rendered {
    pub(super) system: String,
    pub(super) user: String,
    pub(super) model: Option<String>,
    pub(super) max_tokens: u32,
    pub(super) temperature: f32,
}

/// Which template a task uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Answer,
    Draft,
    Dossier,
    Standalone,
    Clarify,
    Questions,
    Triage,
}

impl Name {
    /// In the order of the variants: a template is found by its place.
    const ALL: [Self; 7] = [
        Self::Answer,
        Self::Draft,
        Self::Dossier,
        Self::Standalone,
        Self::Clarify,
        Self::Questions,
        Self::Triage,
    ];

    pub(super) const fn of(task: &Task) -> Self {
        match task {
            Task::Answer(_) => Self::Answer,
            Task::Draft(_) => Self::Draft,
            Task::Dossier { .. } => Self::Dossier,
            Task::Standalone(_) => Self::Standalone,
            Task::Clarify(_) => Self::Clarify,
            Task::Questions { .. } => Self::Questions,
            Task::Triage(_) => Self::Triage,
        }
    }
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Draft => "draft",
            Self::Dossier => "dossier",
            Self::Standalone => "standalone",
            Self::Clarify => "clarify",
            Self::Questions => "questions",
            Self::Triage => "triage",
        }
    }
    const fn compiled_in(self) -> &'static str {
        match self {
            Self::Answer => include_str!("../../prompts/answer.md"),
            Self::Draft => include_str!("../../prompts/draft.md"),
            Self::Dossier => include_str!("../../prompts/dossier.md"),
            Self::Standalone => include_str!("../../prompts/standalone.md"),
            Self::Clarify => include_str!("../../prompts/clarify.md"),
            Self::Questions => include_str!("../../prompts/questions.md"),
            Self::Triage => include_str!("../../prompts/triage.md"),
        }
    }
}

/// The templates in use.
#[derive(Debug)]
pub struct Prompts {
    folder: Option<PathBuf>,
    files: Mutex<Files>,
}

#[derive(Debug)]
struct Files {
    looked_at: Instant,
    /// One for each name, in their order.
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    name: Name,
    template: Arc<Template>,
    /// Modification time and length of the file last read, good or not.
    seen: Option<(SystemTime, u64)>,
}

impl Prompts {
    /// Loads and checks the templates: those compiled in, and over them the files of the same names in the folder.
    ///
    /// # Errors
    /// The folder where it is missing, or the first template that does not check, with file and line.
    pub fn load(folder: Option<&Path>) -> Result<Self, PromptError> {
        if let Some(missing) = folder.filter(|folder| !folder.is_dir()) {
            let message =
                "there is no such folder; name one that holds answer.md or another of the templates";
            return Err(PromptError::new(&missing.display().to_string(), None, message));
        }
        let slot = |name: Name| -> Result<Slot, PromptError> {
            let mut slot = Slot { name, template: Arc::new(compile_default(name)?), seen: None };
            if let Some(read) = folder.and_then(|folder| slot.read_if_changed(folder)) {
                slot.template = Arc::new(read?);
            }
            Ok(slot)
        };
        let slots = Name::ALL.into_iter().map(slot).collect::<Result<_, _>>()?;
        let files = Mutex::new(Files { looked_at: Instant::now(), slots });
        Ok(Self { folder: folder.map(Path::to_owned), files })
    }

    /// Takes in files that have changed since they were last read.
    pub fn reload(&self) {
        if let Some(folder) = &self.folder {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.looked_at = Instant::now();
            for slot in &mut files.slots {
                slot.reload(folder);
            }
        }
    }

    /// Renders a task's prompt; at `shortness` 2 it is about half as long as at 1.
    pub(super) fn render(&self, task: &Task, shortness: usize) -> Result<Rendered, PromptError> {
        self.template(Name::of(task)).render(task, shortness)
    }
    /// Returns a template's name and the hash of its content.
    pub(super) fn version(&self, task: &Task) -> String {
        let name = Name::of(task);
        format!("{}@{}", name.as_str(), self.template(name).hash())
    }

    fn template(&self, name: Name) -> Arc<Template> {
        let is_due = {
            let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.looked_at.elapsed() >= LOOK_EVERY
        };
        if is_due {
            self.reload();
        }
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.slots[name as usize].template.clone()
    }
}

fn compile_default(name: Name) -> Result<Template, PromptError> {
    Template::compile(name, &format!("prompts/{}.md", name.as_str()), name.compiled_in())
}

impl Slot {
    fn reload(&mut self, folder: &Path) {
        match self.read_if_changed(folder) {
            Some(Ok(template)) if template.hash() != self.template.hash() => {
                tracing::info!(prompt = self.name.as_str(), hash = template.hash(), "Prompt was reloaded");
                self.template = Arc::new(template);
            }
            Some(Err(error)) => {
                tracing::warn!(prompt = self.name.as_str(), %error, "Prompt does not check, the last good one stays");
            }
            Some(Ok(_)) | None => {}
        }
    }

    /// Reads the file where it is there and is not the one read last.
    fn read_if_changed(&mut self, folder: &Path) -> Option<Result<Template, PromptError>> {
        let path = folder.join(format!("{}.md", self.name.as_str()));
        let metadata = std::fs::metadata(&path).ok()?;
        let state = (metadata.modified().ok()?, metadata.len());
        if self.seen == Some(state) {
            return None;
        }
        self.seen = Some(state);
        let shown = path.display().to_string();
        Some(match std::fs::read_to_string(&path) {
            Ok(source) => Template::compile(self.name, &shown, &source),
            Err(error) => Err(PromptError::new(&shown, None, format!("cannot be read: {error}"))),
        })
    }
}

#[cfg(test)]
pub(super) use context::samples;

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(answer: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("answer.md"), answer).unwrap();
        folder
    }
    fn edited(from: &str, to: &str) -> String {
        let source = Name::Answer.compiled_in();
        assert!(source.contains(from));
        source.replace(from, to)
    }
    #[track_caller]
    fn check_refused(answer: &str, at: &str, says: &str) {
        let line = answer.lines().position(|line| line.contains(at)).unwrap_or(0) + 1;
        let error = Prompts::load(Some(folder_with(answer).path())).unwrap_err().to_string();
        assert!(error.contains(&format!("answer.md:{line}:")) && error.contains(says), "{error}");
    }

    #[test]
    fn the_templates_compiled_in_render_in_both_languages() {
        let prompts = Prompts::load(None).unwrap();
        for task in samples() {
            let rendered = prompts.render(&task, 1).unwrap();
            assert!(!rendered.system.is_empty() && !rendered.user.is_empty());
            assert_eq!(rendered.system.trim(), rendered.system);
        }
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        check_refused("no front matter", "no front", "---");
        check_refused(&edited("max_tokens: 700", "max_tokens: many"), "many", "max_tokens");
        check_refused(&edited("max_tokens: 700", "max_tokenz: 700"), "tokenz", "tokenz");
        check_refused(&edited("temperature: 0.1", "temperature: 9"), "temperature", "temperature");
        check_refused(&edited("{{ question }}", "{{ quest }}"), "quest }}", "quest");
        check_refused(&edited("{% endfor -%}", "{% endfr -%}"), "endfr", "endfr");
        check_refused(&edited("{{ passage.text }}", "{{ passage.txt }}"), "passage.txt", "undefined");
        check_refused(&edited("\n--- user ---\n", "\n"), "---", "--- user ---");
        check_refused(
            &edited("variables: [question, ", "variables: [question, weather, "),
            "weather",
            "weather",
        );
        check_refused(&edited("{{ question }}", "?"), "variables:", "question");
    }

    #[test]
    fn an_edited_file_is_taken_and_a_broken_one_is_not() {
        let folder = folder_with(Name::Answer.compiled_in());
        let path = folder.path().join("answer.md");
        let prompts = Prompts::load(Some(folder.path())).unwrap();
        let task = samples().remove(0);
        let first = prompts.version(&task);

        std::fs::write(&path, edited("Be short.", "Be very short indeed.")).unwrap();
        prompts.reload();
        let second = prompts.version(&task);
        assert_ne!(first, second);
        assert!(prompts.render(&task, 1).unwrap().system.contains("very short indeed"));

        std::fs::write(&path, "{{ broken").unwrap();
        prompts.reload();
        assert_eq!(prompts.version(&task), second);
    }
}
