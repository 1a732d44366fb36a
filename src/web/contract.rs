//! The contract files: JSON Schema, AsyncAPI 3 and OpenAPI 3.1, all made from the types in `wire` and `api`.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::domain::{dossier::Dossier, notice::Bulletin};

use super::{
    agents::{AgentItem, AgentPage, AgentPatch},
    api::{
        ConversationItem, ConversationPage, DocumentPage, EventPage, PreviewRequest, PreviewResponse,
        SearchRequest, SearchResponse, UnansweredPage,
    },
    case::CaseView,
    error::Problem,
    notices::{NoticeLink, NoticePage, NoticeRequest},
    policy::{PolicyCheck, PolicyVersions, PolicyView},
    reading::{DocumentView, QuestionPage},
    related::RelatedCases,
    session::{Session, SignIn},
    webhooks::{DeliveryItem, DeliveryPage, ReceiverPage, TestFired},
    wire::{AgentFrame, AgentServerFrame, ChatFrame, ChatServerFrame},
};

/// Where the schemas of a file stand in it.
const SCHEMAS: &str = "/components/schemas";

/// Collects schemas of types under `components.schemas`.
struct Schemas {
    generator: schemars::SchemaGenerator,
    named: Map<String, Value>,
}

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.meta_schema = None;
        });
        Self { generator: settings.into_generator(), named: Map::new() }
    }
    /// Adds a type and returns a reference to it.
    fn add<T: JsonSchema>(&mut self) -> Value {
        let schema = self.generator.subschema_for::<T>();
        if schema.get("$ref").is_none() {
            let name = T::schema_name().into_owned();
            self.named.insert(name.clone(), schema.to_value());
            return json!({ "$ref": format!("#{SCHEMAS}/{name}") });
        }
        schema.to_value()
    }
    fn finish(mut self) -> Value {
        let mut schemas = self.generator.take_definitions(true);
        schemas.extend(self.named);
        Value::Object(schemas)
    }
}

/// Returns the AsyncAPI 3 description of both sockets.
#[must_use]
pub fn asyncapi() -> Value {
    let mut schemas = Schemas::new();
    let message = |name: &str, payload: Value| json!({ "name": name, "contentType": "application/json", "payload": payload });
    let chat_in = message("chatFrame", schemas.add::<ChatFrame>());
    let chat_out = message("chatServerFrame", schemas.add::<ChatServerFrame>());
    let agent_in = message("agentFrame", schemas.add::<AgentFrame>());
    let agent_out = message("agentServerFrame", schemas.add::<AgentServerFrame>());
    let channel = |address: &str, client: Value, server: Value| json!({ "address": address, "messages": { "client": client, "server": server } });
    let operation = |channel: &str, action: &str, side: &str| {
        json!({
            "action": action,
            "channel": { "$ref": format!("#/channels/{channel}") },
            "messages": [{ "$ref": format!("#/channels/{channel}/messages/{side}") }],
        })
    };
    json!({
        "asyncapi": "3.0.0",
        "info": { "title": "Firstline sockets", "version": "1", "description": "Protocol firstline.v1: one JSON object per text frame, tagged by `type`." },
        "defaultContentType": "application/json",
        "channels": {
            "chat": channel("/v1/chat", chat_in, chat_out),
            "agent": channel("/v1/agent", agent_in, agent_out),
        },
        "operations": {
            "receiveChat": operation("chat", "receive", "client"),
            "sendChat": operation("chat", "send", "server"),
            "receiveAgent": operation("agent", "receive", "client"),
            "sendAgent": operation("agent", "send", "server"),
        },
        "components": { "schemas": schemas.finish() },
    })
}

/// Returns the JSON Schema (draft 2020-12) of a dossier as agents get it. What a contact gets is the same without the
/// fields whose description says that they are for agents only.
#[must_use]
pub fn dossier() -> Value {
    let mut schema = schemars::schema_for!(Dossier).to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$id".to_owned(), json!("dossier.schema.json"));
    }
    schema
}

/// Returns the OpenAPI 3.1 description of the HTTP side.
#[must_use]
pub fn openapi() -> Value {
    let mut schemas = Schemas::new();
    let problem = schemas.add::<Problem>();
    let content = |schema: Value| json!({ "application/json": { "schema": schema } });
    let responses = |schema: Value| {
        json!({
            "200": { "description": "as asked", "content": content(schema) },
            "default": { "description": "problem details", "content": { "application/problem+json": { "schema": problem } } },
        })
    };
    let bearer = json!([{ "agent": [] }, { "session": [] }]);
    let parameter = |name: &str, place: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "schema": schema });
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer", "minimum": 0 });
    let get = |summary: &str, parameters: Value, schema: Value| json!({ "get": { "summary": summary, "security": bearer, "parameters": parameters, "responses": responses(schema) } });
    let search_request = schemas.add::<SearchRequest>();
    let search_response = schemas.add::<SearchResponse>();
    let search = json!({ "post": {
        "summary": "Search the documents of an inbox; public ones without a token.",
        "security": [{}, { "agent": [] }, { "session": [] }],
        "requestBody": { "required": true, "content": content(search_request) },
        "responses": responses(search_response),
    } });
    let probe = |summary: &str| json!({ "get": { "summary": summary, "responses": { "200": { "description": "yes" }, "503": { "description": "no" } } } });
    let page = json!([
        parameter("state", "query", text()),
        parameter("q", "query", text()),
        parameter("cursor", "query", text()),
        parameter("limit", "query", number())
    ]);
    let one = json!([parameter("id", "path", text())]);
    let events = json!([
        parameter("id", "path", text()),
        parameter("after", "query", number()),
        parameter("limit", "query", number()),
        parameter("view", "query", json!({ "type": "string", "enum": ["agent", "contact"] }))
    ]);
    let conversations = schemas.add::<ConversationPage>();
    let conversation = schemas.add::<ConversationItem>();
    let event_page = schemas.add::<EventPage>();
    let related = schemas.add::<RelatedCases>();
    let case = schemas.add::<CaseView>();
    let case = json!({ "get": {
        "summary": "Where a case stands, whether its promise was kept, and what was passed on, for its contact.",
        "security": [{ "contact": [] }],
        "parameters": one.clone(),
        "responses": responses(case),
    } });
    let documents = schemas.add::<DocumentPage>();
    let path = json!([parameter("doc", "path", text())]);
    let document = schemas.add::<DocumentView>();
    let document = json!({ "get": {
        "summary": "One document to read; public ones without a token.",
        "security": [{}, { "agent": [] }, { "session": [] }],
        "parameters": path.clone(),
        "responses": responses(document),
    } });
    let asked = schemas.add::<QuestionPage>();
    let agents = schemas.add::<AgentPage>();
    let agent = schemas.add::<AgentItem>();
    let agent_patch = schemas.add::<AgentPatch>();
    let change_agent = json!({ "patch": {
        "summary": "Change what an agent takes and can do; for administrators.",
        "security": bearer,
        "parameters": one.clone(),
        "requestBody": { "required": true, "content": content(agent_patch) },
        "responses": responses(agent),
    } });
    let span = json!([parameter("since", "query", text()), parameter("limit", "query", number())]);
    let unanswered = schemas.add::<UnansweredPage>();
    let draft = schemas.add::<PreviewRequest>();
    let drawn = schemas.add::<PreviewResponse>();
    let preview = json!({ "post": {
        "summary": "A reply as the contact would see it, before it is sent.",
        "security": bearer,
        "requestBody": { "required": true, "content": content(draft) },
        "responses": responses(drawn),
    } });
    let sign_in = schemas.add::<SignIn>();
    let signed_in = schemas.add::<Session>();
    let session = json!({
        "post": {
            "summary": "Sign in to the console by an agent's token; sets the session's cookie.",
            "requestBody": { "required": true, "content": content(sign_in) },
            "responses": responses(signed_in.clone()),
        },
        "get": {
            "summary": "Who is signed in.",
            "security": bearer,
            "responses": responses(signed_in),
        },
        "delete": {
            "summary": "Sign out; the session ends on the server.",
            "responses": { "204": { "description": "signed out" } },
        },
    });
    let policy = schemas.add::<PolicyView>();
    let policy_versions = schemas.add::<PolicyVersions>();
    let policy_check = schemas.add::<PolicyCheck>();
    let inbox = || parameter("key", "path", text());
    let policy_document = json!({ "required": true, "content": content(json!({ "type": "object" })) });
    let policies = json!({
        "get": {
            "summary": "An inbox's policy as it holds, or one of its versions; for administrators.",
            "security": bearer,
            "parameters": [inbox(), parameter("version", "query", number())],
            "responses": responses(policy.clone()),
        },
        "put": {
            "summary": "Puts another policy in force; If-Match names the version that was changed.",
            "security": bearer,
            "parameters": [inbox(), parameter("If-Match", "header", text())],
            "requestBody": policy_document,
            "responses": responses(policy),
        },
    });
    let policy_check = json!({ "post": {
        "summary": "Checks a policy whole; nothing takes effect.",
        "security": bearer,
        "parameters": [inbox()],
        "requestBody": policy_document,
        "responses": responses(policy_check),
    } });
    let version_page =
        json!([inbox(), parameter("before", "query", number()), parameter("limit", "query", number())]);
    let deliveries = json!([
        parameter("state", "query", json!({ "type": "string", "enum": ["waiting", "delivered", "failed"] })),
        parameter("receiver", "query", text()),
        parameter("before", "query", number()),
        parameter("limit", "query", number())
    ]);
    let (receivers, delivery_page) = (schemas.add::<ReceiverPage>(), schemas.add::<DeliveryPage>());
    let act = |summary: &str, name: &str, schema: Value| json!({ "post": { "summary": summary, "security": bearer, "parameters": [parameter(name, "path", text())], "responses": responses(schema) } });
    let replayed = act("Tell it again, under its old name.", "id", schemas.add::<DeliveryItem>());
    let tested = act("Send a receiver a test message, now.", "name", schemas.add::<TestFired>());
    let (notice_page, notice_request) = (schemas.add::<NoticePage>(), schemas.add::<NoticeRequest>());
    let bulletin = schemas.add::<Bulletin>();
    let mut notices = get("Notices of one's inboxes, those that go on first.", json!([]), notice_page);
    notices["post"] = json!({
        "summary": "Open, change or end a notice; the same again changes nothing.",
        "security": bearer,
        "requestBody": { "required": true, "content": content(notice_request) },
        "responses": responses(bulletin.clone()),
    });
    let notice_link = schemas.add::<NoticeLink>();
    let notice_link = json!({ "post": {
        "summary": "Tell a conversation of a notice, now and on each change; the same again changes nothing.",
        "security": bearer,
        "parameters": one.clone(),
        "requestBody": { "required": true, "content": content(notice_link) },
        "responses": responses(bulletin),
    } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Firstline", "version": "1" },
        "paths": {
            "/v1/search": search,
            "/v1/conversations": get("Conversations of the agent's inboxes, newest change first.", page, conversations),
            "/v1/conversations/{id}": get("One conversation.", one.clone(), conversation),
            "/v1/conversations/{id}/related": get("What stands beside a case: the contact's other cases, the account's, solved ones like it.", one, related),
            "/v1/case/{id}": case,
            "/v1/conversations/{id}/events": get("Its events, in order.", events, event_page),
            "/v1/documents": get("Each file's state and error.", json!([]), documents),
            "/v1/documents/{doc}": document,
            "/v1/questions/{doc}": get("Questions that a document's passages are found by, as a model wrote them.", path, asked),
            "/v1/agents": get("The agents of one's inboxes.", json!([]), agents),
            "/v1/agents/{id}": change_agent,
            "/v1/unanswered": get("Questions that the documentation did not answer.", span, unanswered),
            "/v1/notices": notices,
            "/v1/notices/{id}/conversations": notice_link,
            "/v1/webhooks": get("Who is told of cases, for administrators.", json!([]), receivers),
            "/v1/webhooks/deliveries": get("What was told, is to be told, or could not be; newest first.", deliveries, delivery_page),
            "/v1/webhooks/deliveries/{id}/replay": replayed,
            "/v1/webhooks/{name}/test": tested,
            "/v1/preview": preview,
            "/v1/inboxes/{key}/policy": policies,
            "/v1/inboxes/{key}/policy/versions": get("Versions of an inbox's policy, newest first.", version_page, policy_versions),
            "/v1/inboxes/{key}/policy/check": policy_check,
            "/v1/session": session,
            "/healthz": probe("Is the process alive?"),
            "/readyz": probe("Can it serve?"),
            "/metrics": probe("Prometheus metrics."),
        },
        "components": {
            "securitySchemes": {
                "agent": { "type": "http", "scheme": "bearer" },
                "contact": { "type": "http", "scheme": "bearer", "description": "The contact's token, or a JWT of the embedding site." },
                "session": { "type": "apiKey", "in": "cookie", "name": "firstline_session" },
            },
            "schemas": schemas.finish(),
        },
    })
}
