//! Any OpenAI-compatible endpoint as a `Model`: one retry loop, one deadline, and refusals before they cost anything.

mod call;
mod http;
mod limits;
mod stream;
mod think;

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_openai::{Client, config::OpenAIConfig};
use async_trait::async_trait;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until, timeout_at},
};

use crate::{
    config::ModelSettings,
    ports::{Clock, Model, ModelError, Piece, Pieces, Task, Written},
};

pub(super) use self::limits::Breaker;
use self::{
    call::{Call, Outcome},
    http::{Failure, Wire},
    limits::DailyTokens,
    stream::{Answer, Chunk, StreamLimits},
};
use super::{
    Prompts, form,
    prompts::{Name, Rendered},
};

/// Tries after the first: an endpoint that fails three times has an outage.
const RETRIES_MAX: u32 = 2;
/// Wait before the first retry; doubled for the second, each with up to half of it added by chance.
const BACKOFF: Duration = Duration::from_millis(150);
/// Longest wait for a connection: a reply is due in three seconds.
const CONNECT_WAIT: Duration = Duration::from_secs(2);
/// What must be left of the deadline for another try to be worth it.
const TRY_MIN: Duration = Duration::from_millis(100);
/// Bytes of text a token may take at most, to end answers of servers that ignore `max_tokens`.
const BYTES_PER_TOKEN: usize = 8;

/// What is wrong with the model's settings.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    pub(super) const fn new(message: String) -> Self {
        Self(message)
    }
}

/// A language model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    shared: Arc<Shared>,
}

/// What all calls share.
struct Shared {
    settings: ModelSettings,
    prompts: Arc<Prompts>,
    clock: Arc<dyn Clock>,
    client: Client<OpenAIConfig>,
    http: reqwest::Client,
    permits: Arc<Semaphore>,
    n_waiting: AtomicUsize,
    breaker: Mutex<Breaker>,
    daily: Mutex<DailyTokens>,
    /// What this endpoint turned out not to take.
    quirks: Quirks,
}

#[derive(Default)]
struct Quirks {
    wants_completion_tokens: AtomicBool,
    refuses_temperature: AtomicBool,
    refuses_usage: AtomicBool,
    refuses_schema: AtomicBool,
}

impl OpenAi {
    /// Prepares the model; nothing is sent yet. The process's TLS provider must be installed before.
    ///
    /// # Errors
    /// Settings that cannot work, with what to change.
    pub fn new(
        settings: ModelSettings,
        prompts: Arc<Prompts>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SettingsError> {
        let base = settings.base_url.as_deref().unwrap_or_default().trim_end_matches('/').to_owned();
        let url = reqwest::Url::parse(&base).map_err(|error| {
            SettingsError(format!("the model's base URL `{base}` is no address: {error}"))
        })?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(SettingsError(format!(
                "the model's base URL `{base}` must begin with http:// or https://"
            )));
        }
        let key = settings.api_key.as_ref().map_or("", |key| key.expose().trim());
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SettingsError("the model's API key holds characters no header takes".to_owned()));
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_WAIT)
            // A backstop only: silence is timed piece by piece.
            .read_timeout(settings.idle + Duration::from_secs(2))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("firstline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SettingsError(format!("the HTTP client cannot be made: {error}")))?;
        // Everything is named, or the library takes it from the environment.
        let config =
            OpenAIConfig::new().with_api_base(base).with_api_key(key).with_org_id("").with_project_id("");
        let shared = Shared {
            client: Client::build(http.clone(), config),
            http,
            permits: Arc::new(Semaphore::new(settings.permits.max(1))),
            n_waiting: AtomicUsize::new(0),
            breaker: Mutex::new(Breaker::new()),
            daily: Mutex::new(DailyTokens::default()),
            quirks: Quirks::default(),
            settings,
            prompts,
            clock,
        };
        Ok(Self { shared: Arc::new(shared) })
    }
}

#[async_trait]
impl Model for OpenAi {
    async fn start(&self, task: &Task, deadline: Duration) -> Result<Pieces, ModelError> {
        let (first, answer) = self.begin(task, deadline).await?;
        let rest =
            futures_util::stream::unfold(
                answer,
                |mut answer| async move { Some((answer.next().await?, answer)) },
            );
        Ok(futures_util::stream::iter([Ok(first)]).chain(rest).boxed())
    }

    async fn ask(&self, task: &Task, deadline: Duration) -> Result<Written, ModelError> {
        let (first, mut answer) = self.begin(task, deadline).await?;
        let mut text = String::new();
        let mut piece = Some(Ok(first));
        while let Some(next) = piece {
            if let Piece::Text(more) = next? {
                text.push_str(&more);
            }
            piece = answer.next().await;
        }
        // A cut answer may hold its fields all the same.
        form::read(task, &text).ok_or(ModelError::Formless)
    }

    fn name(&self) -> String {
        self.shared.settings.model_name().to_owned()
    }

    fn prompt(&self, task: &Task) -> String {
        self.shared.prompts.version(task)
    }
}

impl OpenAi {
    /// Asks and waits for the first piece.
    async fn begin(&self, task: &Task, deadline: Duration) -> Result<(Piece, Answer), ModelError> {
        let started = Instant::now();
        let ends = started + deadline;
        let name = Name::of(task).as_str();
        let permit = self.shared.admit(ends).await.inspect_err(|_| {
            metrics::counter!("firstline_model_calls_total", "task" => name, "outcome" => "unavailable")
                .increment(1);
        })?;
        let call = Call::new(self.shared.clone(), name, permit);
        let begun = self.shared.answer(task, ends, call).await?;
        metrics::histogram!("firstline_model_first_piece_seconds").record(started.elapsed().as_secs_f64());
        Ok(begun)
    }
}

impl Shared {
    /// Waits for a permit, unless it is clear already that the model must not be asked.
    async fn admit(&self, ends: Instant) -> Result<OwnedSemaphorePermit, ModelError> {
        let daily = *self.daily.lock().unwrap_or_else(PoisonError::into_inner);
        if !daily.any_left(self.clock.now(), self.settings.tokens_per_day as u64) {
            return Err(ModelError::Unavailable("today's tokens are used up"));
        }
        let breaker = *self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        if !breaker.would_admit(Instant::now().into_std()) {
            return Err(ModelError::Unavailable("it failed several times in a row"));
        }
        let permit = self.permit(ends).await?;
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        if !breaker.admit(Instant::now().into_std()) {
            return Err(ModelError::Unavailable("it failed several times in a row"));
        }
        Ok(permit)
    }

    async fn permit(&self, ends: Instant) -> Result<OwnedSemaphorePermit, ModelError> {
        const BUSY: ModelError = ModelError::Unavailable("all permits are taken");
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let _waiting = Waiting::enter(&self.n_waiting, self.settings.waiting_max).ok_or(BUSY)?;
        match timeout_at(ends, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(BUSY),
        }
    }

    /// Asks until there is a first piece, retrying and shortening as far as the deadline allows.
    async fn answer(
        self: &Arc<Self>,
        task: &Task,
        ends: Instant,
        mut call: Call,
    ) -> Result<(Piece, Answer), ModelError> {
        let mut shortness = 1;
        let mut n_retries = 0;
        let mut prompt = self.render(task, shortness, &mut call)?;
        let schema = form::schema(task);
        loop {
            let schema = schema.as_ref().filter(|_| !self.quirks.refuses_schema.load(Ordering::Relaxed));
            let request = self.request(&prompt, call.task, schema);
            let failure = match self.ask(&prompt, request, ends, call).await {
                Ok(answered) => return Ok(answered),
                Err((Trouble::Failure(failure), returned)) => {
                    call = returned;
                    failure
                }
                Err((Trouble::Late, mut call)) => {
                    call.settle(Outcome::Late);
                    return Err(ModelError::Late);
                }
            };
            if failure.is_too_long() {
                if shortness > 1 {
                    call.settle(Outcome::TooLong);
                    return Err(ModelError::TooLong);
                }
                shortness = 2;
                prompt = self.render(task, shortness, &mut call)?;
            } else if self.quirks.learn(&failure, schema.is_some()) {
                // The same request, without what the endpoint does not take.
            } else if let Some(at) = retry_at(&failure, n_retries, ends) {
                n_retries += 1;
                sleep_until(at).await;
            } else {
                call.settle(Outcome::Failed);
                return Err(ModelError::Endpoint(Box::new(failure)));
            }
        }
    }

    fn render(&self, task: &Task, shortness: usize, call: &mut Call) -> Result<Rendered, ModelError> {
        match self.prompts.render(task, shortness) {
            Ok(prompt) => {
                call.count_prompt(&format!("{}{}", prompt.system, prompt.user));
                Ok(prompt)
            }
            Err(error) => {
                call.settle(Outcome::NotAsked);
                Err(ModelError::Prompt(error.to_string()))
            }
        }
    }

    /// Sends one request and waits for its first piece.
    async fn ask(
        &self,
        prompt: &Rendered,
        request: Value,
        ends: Instant,
        call: Call,
    ) -> Result<(Piece, Answer), (Trouble, Call)> {
        let done = Arc::new(AtomicBool::new(false));
        let wire =
            Wire { http: self.http.clone(), has_key: self.settings.api_key.is_some(), done: done.clone() };
        let client = self.client.clone().with_http_service(wire);
        let chat = client.chat();
        let request = chat.create_stream_byot::<Value, Chunk>(request);
        let silent_until = Instant::now() + self.settings.idle;
        let chunks = match timeout_at(silent_until.min(ends), request).await {
            Ok(Ok(chunks)) => chunks,
            Ok(Err(error)) => return Err((Trouble::Failure(Failure::from_client(error)), call)),
            Err(_) => return Err((Trouble::Late, call)),
        };
        let tokens_max = usize::try_from(prompt.max_tokens).unwrap_or(usize::MAX);
        let limits = StreamLimits {
            ends,
            idle: self.settings.idle,
            text_bytes_max: tokens_max.saturating_mul(BYTES_PER_TOKEN),
            finish_reason_required: self.settings.finish_reason_required,
        };
        let mut answer = Answer::new(chunks, done, limits, call);
        match answer.next().await {
            Some(Ok(first @ Piece::Text(_))) => {
                answer.call.alive();
                Ok((first, answer))
            }
            Some(Ok(Piece::End { .. })) | None => Err((Trouble::Failure(Failure::Empty), answer.call)),
            Some(Err(ModelError::Endpoint(source))) => match source.downcast::<Failure>() {
                Ok(failure) => Err((Trouble::Failure(*failure), answer.call)),
                Err(_) => Err((Trouble::Failure(Failure::Broken), answer.call)),
            },
            Some(Err(_)) => Err((Trouble::Late, answer.call)),
        }
    }

    fn request(&self, prompt: &Rendered, task: &str, schema: Option<&Value>) -> Value {
        let quirks = &self.quirks;
        let max_tokens = if quirks.wants_completion_tokens.load(Ordering::Relaxed) {
            "max_completion_tokens"
        } else {
            "max_tokens"
        };
        let mut request = json!({
            "model": prompt.model.as_deref().unwrap_or_else(|| self.settings.model_name()),
            "messages": [
                { "role": "system", "content": prompt.system },
                { "role": "user", "content": prompt.user },
            ],
            "stream": true,
            max_tokens: prompt.max_tokens,
        });
        if !quirks.refuses_temperature.load(Ordering::Relaxed) {
            request["temperature"] = json!(prompt.temperature);
        }
        if !quirks.refuses_usage.load(Ordering::Relaxed) {
            request["stream_options"] = json!({ "include_usage": true });
        }
        if let Some(schema) = schema {
            let form = json!({ "name": task, "strict": true, "schema": schema });
            request["response_format"] = json!({ "type": "json_schema", "json_schema": form });
        }
        request
    }
}

/// Why one request led to nothing.
enum Trouble {
    Late,
    Failure(Failure),
}

impl Quirks {
    /// Learns from a refusal what not to send; returns whether that is new.
    ///
    /// A schema is left out after any refusal that names nothing else: of what is sent, it is what endpoints know least.
    fn learn(&self, failure: &Failure, has_schema: bool) -> bool {
        let is_named = [
            ("max_completion_tokens", &self.wants_completion_tokens),
            ("stream_options", &self.refuses_usage),
            ("temperature", &self.refuses_temperature),
        ]
        .into_iter()
        .any(|(word, quirk)| failure.names(word) && !quirk.swap(true, Ordering::Relaxed));
        is_named || has_schema && failure.names("") && !self.refuses_schema.swap(true, Ordering::Relaxed)
    }
}

/// Returns when to try again; `None` where it is of no use or would come too late.
fn retry_at(failure: &Failure, n_retries: u32, ends: Instant) -> Option<Instant> {
    let asked = failure.retry()?;
    if n_retries >= RETRIES_MAX {
        return None;
    }
    let backoff = BACKOFF * 2_u32.pow(n_retries);
    // The standard library's per-process random keys, so that calls that failed together do not come back together.
    let chance = RandomState::new().build_hasher().finish() % 1_000;
    let jitter = backoff / 2_000 * u32::try_from(chance).unwrap_or(0);
    let at = Instant::now() + asked.unwrap_or(backoff).max(backoff) + jitter;
    (at + TRY_MIN < ends).then_some(at)
}

/// A place among those who wait.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(n_waiting: &'a AtomicUsize, waiting_max: usize) -> Option<Self> {
        if n_waiting.fetch_add(1, Ordering::AcqRel) >= waiting_max {
            n_waiting.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some(Self(n_waiting))
    }
}
impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
