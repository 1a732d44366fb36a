// Generated from contract/*.json by `npm run types`; never edited by hand.

/**
 * One committed fact of a conversation.
 */
export type Event = {
  /**
   * When it was committed; never falls within a conversation.
   */
  at: string;
  /**
   * Where it belongs.
   */
  conversation: string;
  /**
   * Its own name.
   */
  id: string;
  /**
   * Its place there.
   */
  seq: Seq;
} & (
  | {
      body: Opened;
      kind: "opened";
    }
  | {
      body: Message;
      kind: "message";
    }
  | {
      body: Suggested;
      kind: "suggested";
    }
  | {
      body: TurnEnded;
      kind: "turn_ended";
    }
  | {
      body: DocOpened;
      kind: "doc_opened";
    }
  | {
      body: Triaged;
      kind: "triaged";
    }
  | {
      body: Feedback;
      kind: "feedback";
    }
  | {
      body: ContactUpdated;
      kind: "contact_updated";
    }
  | {
      body: Amended;
      kind: "amended";
    }
  | {
      body: HandoffRequested;
      kind: "handoff_requested";
    }
  | {
      body: DossierWritten;
      kind: "dossier";
    }
  | {
      body: Queued;
      kind: "queued";
    }
  | {
      body: Assigned;
      kind: "assigned";
    }
  | {
      body: Released;
      kind: "released";
    }
  | {
      body: Transferred;
      kind: "transferred";
    }
  | {
      body: SeverityChanged;
      kind: "severity_changed";
    }
  | {
      body: Corrected;
      kind: "corrected";
    }
  | {
      body: Note;
      kind: "note";
    }
  | {
      body: Sla;
      kind: "sla";
    }
  | {
      body: Offered;
      kind: "offered";
    }
  | {
      body: Paged;
      kind: "paged";
    }
  | {
      body: Resolved;
      kind: "resolved";
    }
  | {
      body: Reopened;
      kind: "reopened";
    }
  | {
      body: Closed;
      kind: "closed";
    }
  | {
      body: Rated;
      kind: "rated";
    }
  | {
      body: Notice;
      kind: "notice";
    }
);
/**
 * Position of an event in its conversation: 1, 2, 3 … without holes. 0 stands before the first.
 */
export type Seq = number;
/**
 * Personal data, or the hole it left when it was erased (`null` in JSON).
 */
export type Personal2 = string | null;
/**
 * Who wrote a bot message.
 */
export type Mode = "llm" | "extractive" | "fixed";
/**
 * What is offered beside an answer.
 */
export type Offer = "person";
/**
 * What an answer amounts to.
 */
export type AnswerOutcome = "answered" | "asked" | "unsure" | "none";
/**
 * Who speaks.
 */
export type Role = "user" | "bot" | "agent";
/**
 * A run of text inside a block.
 */
export type Inline =
  | {
      /**
       * The text.
       */
      text: string;
      type: "text";
    }
  | {
      /**
       * Its content.
       */
      inlines: Inline[];
      type: "strong";
    }
  | {
      /**
       * Its content.
       */
      inlines: Inline[];
      type: "emphasis";
    }
  | {
      /**
       * The code.
       */
      text: string;
      type: "code";
    }
  | {
      /**
       * http(s) or mailto; in a document also `/docs/…`, a page of the same corpus.
       */
      href: string;
      /**
       * Its content.
       */
      inlines: Inline[];
      type: "link";
    }
  | {
      /**
       * Its number.
       */
      n: number;
      type: "citation";
    }
  | {
      type: "break";
    };
/**
 * A block of text.
 */
export type Block =
  | {
      /**
       * Its content.
       */
      inlines: Inline[];
      type: "paragraph";
    }
  | {
      /**
       * Its anchor; documents alone have them.
       */
      id?: string | null;
      /**
       * Its content.
       */
      inlines: Inline[];
      /**
       * 1 to 6.
       */
      level: number;
      type: "heading";
    }
  | {
      /**
       * Its items.
       */
      items: Block[][];
      /**
       * Numbered?
       */
      ordered: boolean;
      /**
       * First number.
       */
      start?: number | null;
      type: "list";
    }
  | {
      /**
       * Its content.
       */
      blocks: Block[];
      type: "quote";
    }
  | {
      /**
       * Language, where named.
       */
      lang?: string | null;
      /**
       * The code.
       */
      text: string;
      type: "code";
    }
  | {
      /**
       * Header cells.
       */
      header: Inline[][];
      /**
       * Body rows of cells; empty cells at a row's end are left out.
       */
      rows: Inline[][][];
      type: "table";
    };
/**
 * Whose decision something was.
 */
export type Party = "user" | "bot" | "agent" | "policy";
/**
 * Why a conversation is over.
 */
export type Closing = "done" | "abandoned" | "duplicate" | "spam" | "incident";
/**
 * A language Firstline speaks. Anything else is served in English.
 */
export type Locale = "en" | "zh";
/**
 * How a message sounds; agents only.
 */
export type Mood = "calm" | "annoyed" | "angry";
/**
 * Why a case goes to a person; agents only.
 */
export type Reason = "requested" | "critical" | "unsolved_twice" | "none_found" | "frustrated" | "failed" | "rule";
/**
 * Whose step something was.
 */
export type StepBy = "user" | "desk";
/**
 * Who wrote a dossier.
 */
export type WrittenBy = "rules" | "llm" | "agent";
/**
 * Personal data, or the hole it left when it was erased (`null` in JSON).
 */
export type Personal = {
  [k: string]: string;
} | null;
/**
 * The way a message came in.
 */
export type Via = "chat" | "mail";
/**
 * What a notice is.
 */
export type NoticeKind = "incident" | "announcement";
/**
 * Where a notice stands.
 */
export type NoticeState = "open" | "updated" | "ended";
/**
 * What became of an offer.
 */
export type OfferState = "open" | "declined" | "lapsed" | "withdrawn";
/**
 * The key of an inbox, as its owner wrote it in the configuration and in `data-inbox`.
 */
export type InboxKey = string;
/**
 * Why somebody was paged.
 */
export type PageReason = "critical" | "unclaimed" | "unanswered";
/**
 * How a conversation was solved. The two machine outcomes are never added together.
 */
export type Resolution = "confirmed" | "assumed" | "agent";
/**
 * What became of a promise. Each ends as kept, as withdrawn, or broken: exactly one of them, once.
 */
export type SlaState = "promised" | "paused" | "warned" | "breached" | "met" | "withdrawn";
/**
 * What was promised.
 */
export type SlaTarget = "first_response" | "next_response" | "resolution";
/**
 * How a turn ended.
 */
export type TurnOutcome =
  "answered" | "asked" | "unsure" | "none" | "handed_off" | "superseded" | "stopped" | "settled" | "taken_over" | "failed";
/**
 * Names a question within one socket; comes back with its answer.
 */
export type RequestId = number | string;
/**
 * What a contact's client sends.
 */
export type ChatFrame =
  | ({
      type: "hello";
    } & Hello)
  | {
      /**
       * Reserved: refused for now.
       */
      attachments?: unknown[] | null;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * What the page knows.
       */
      context?: {
        [k: string]: string;
      } | null;
      /**
       * At most 8,000 characters.
       */
      text: string;
      type: "message";
    }
  | {
      /**
       * Comes back with the answer.
       */
      id: RequestId;
      /**
       * What stands in the input.
       */
      text: string;
      type: "suggest";
    }
  | {
      /**
       * Path below the documents folder.
       */
      doc: string;
      /**
       * The reply it was opened from.
       */
      reply?: string | null;
      type: "open";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * In the user's words.
       */
      comment?: string | null;
      /**
       * Which reply.
       */
      reply?: string | null;
      /**
       * Did it?
       */
      solved: boolean;
      type: "feedback";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * In the user's words.
       */
      reason?: string | null;
      type: "handoff";
    }
  | {
      /**
       * Wants to be called back.
       */
      callback?: boolean | null;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Mail address.
       */
      email?: string | null;
      /**
       * How to be called.
       */
      name?: string | null;
      /**
       * Telephone number.
       */
      phone?: string | null;
      type: "contact";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * The correction.
       */
      text: string;
      type: "amend";
    }
  | {
      /**
       * Which.
       */
      reply: string;
      type: "stop";
    }
  | {
      /**
       * On or off.
       */
      on: boolean;
      type: "typing";
    }
  | {
      /**
       * Never goes back.
       */
      seq: Seq;
      type: "read";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * In the user's words.
       */
      comment?: string | null;
      /**
       * 1 to 5.
       */
      score: number;
      type: "rate";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      type: "close";
    }
  | {
      /**
       * Before this one.
       */
      before: Seq;
      /**
       * At most 200.
       */
      limit?: number | null;
      type: "history";
    };
/**
 * Why a frame was refused.
 */
export type ErrorCode =
  | "bad_frame"
  | "bad_hello"
  | "too_large"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "unavailable"
  | "internal";
/**
 * What a contact's client receives.
 */
export type ChatServerFrame =
  | ({
      type: "welcome";
    } & Welcome)
  | ({
      type: "caught_up";
    } & CaughtUp)
  | ({
      type: "ack";
    } & Ack)
  | ({
      type: "event";
    } & Event)
  | ({
      type: "delta";
    } & Delta)
  | {
      /**
       * Of the question.
       */
      id: RequestId;
      /**
       * Best first.
       */
      items: Suggestion[];
      type: "suggestions";
    }
  | ({
      type: "typing";
    } & Typing)
  | ({
      type: "read";
    } & Read)
  | {
      /**
       * Cases before this one.
       */
      ahead?: number | null;
      /**
       * A person answers by then.
       */
      expected_by?: string | null;
      type: "place";
    }
  | {
      /**
       * All of them.
       */
      items: Notice[];
      type: "notices";
    }
  | {
      /**
       * Of the question.
       */
      before: Seq;
      /**
       * There are older ones still.
       */
      more: boolean;
      type: "history_end";
    }
  | ({
      type: "error";
    } & ErrorFrame);
/**
 * Whether an agent takes cases.
 */
export type Attendance = "online" | "away";
/**
 * What an agent's client sends.
 */
export type AgentFrame =
  | {
      /**
       * An API token; without one the console's session cookie speaks for the agent.
       */
      token?: string | null;
      type: "hello";
    }
  | {
      /**
       * Online or away.
       */
      state: Attendance;
      type: "status";
    }
  | {
      /**
       * The newest event you hold.
       */
      after?: Seq;
      /**
       * Which.
       */
      conversation: string;
      type: "subscribe";
    }
  | {
      /**
       * Which.
       */
      conversation: string;
      type: "unsubscribe";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      type: "claim";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Of this queue only.
       */
      queue?: string | null;
      type: "claim_next";
    }
  | {
      /**
       * Your claim's number.
       */
      claim: Seq;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * Why.
       */
      reason?: string | null;
      type: "release";
    }
  | {
      /**
       * Your claim's number.
       */
      claim: Seq;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * The words.
       */
      text: string;
      type: "reply";
      /**
       * Whether we now wait for the user, and the time of the solution stands still; absent: where the words ask.
       */
      waits?: boolean | null;
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      type: "decline";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * The words.
       */
      text: string;
      type: "note";
    }
  | {
      /**
       * What is asked of whoever takes it.
       */
      asked?: string | null;
      /**
       * Your claim's number.
       */
      claim: Seq;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * Why.
       */
      reason: string;
      /**
       * Where to.
       */
      to: Destination;
      type: "transfer";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * Why.
       */
      reason?: string | null;
      /**
       * To this.
       */
      severity: number;
      type: "set_severity";
    }
  | {
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      /**
       * The conversation's language.
       */
      locale?: Locale | null;
      /**
       * How the newest message sounds.
       */
      mood?: Mood | null;
      /**
       * Which product: one that the inbox's routing names.
       */
      product?: string | null;
      /**
       * Why.
       */
      reason?: string | null;
      /**
       * About what: one of the inbox's topics.
       */
      topic?: string | null;
      type: "correct";
    }
  | {
      /**
       * Your claim's number.
       */
      claim: Seq;
      /**
       * Names this frame for ever.
       */
      client_id: string;
      /**
       * Which.
       */
      conversation: string;
      type: "resolve";
    }
  | {
      /**
       * For which conversation.
       */
      conversation: string;
      /**
       * Comes back with the answer.
       */
      id: RequestId;
      type: "draft";
    }
  | {
      /**
       * Where.
       */
      conversation: string;
      /**
       * On or off.
       */
      on: boolean;
      type: "typing";
    }
  | {
      /**
       * Where.
       */
      conversation: string;
      /**
       * Up to here.
       */
      seq: Seq;
      type: "read";
    };
/**
 * Why a case is where it is in the queue.
 */
export type Why =
  | {
      because: "critical";
    }
  | {
      because: "overdue";
      /**
       * It was due then.
       */
      due: string;
    }
  | {
      because: "due";
      /**
       * Then.
       */
      due: string;
    }
  | {
      because: "waits";
      /**
       * Since then.
       */
      since: string;
    }
  | {
      because: "tier";
      /**
       * To here.
       */
      tier: number;
    }
  | {
      because: "skill";
      /**
       * How well it is needed.
       */
      level: number;
      /**
       * Which.
       */
      skill: string;
    }
  | {
      because: "same_agent";
    };
/**
 * What an agent's client receives.
 */
export type AgentServerFrame =
  | {
      /**
       * Who you are.
       */
      agent: WelcomeAgent;
      /**
       * The agents of your inboxes, yourself included, by name.
       */
      agents?: Colleague[];
      /**
       * Your inboxes.
       */
      inboxes: InboxKey[];
      /**
       * What cases of your inboxes may be about, to correct them.
       */
      lists?: InboxLists[];
      /**
       * Is there a model that drafts replies? Without one drafts quote the documentation.
       */
      model?: boolean;
      /**
       * Queues of your inboxes.
       */
      queues: string[];
      type: "welcome";
    }
  | ({
      type: "queue_item";
    } & QueueItem)
  | {
      /**
       * Which.
       */
      conversation: string;
      /**
       * By which event.
       */
      seq: Seq;
      type: "queue_removed";
    }
  | ({
      type: "caught_up";
    } & CaughtUp)
  | ({
      type: "ack";
    } & Ack)
  | ({
      type: "event";
    } & Event)
  | ({
      type: "delta";
    } & Delta)
  | ({
      type: "draft";
    } & DraftFrame)
  | {
      /**
       * Who.
       */
      agent: string;
      /**
       * The name shown.
       */
      name?: string | null;
      /**
       * Are they there?
       */
      online: boolean;
      type: "presence";
    }
  | ({
      type: "typing";
    } & Typing)
  | ({
      type: "read";
    } & Read)
  | ({
      type: "error";
    } & ErrorFrame);

/**
 * A place in the documentation that supports what was said.
 */
export interface Citation {
  /**
   * Path below the documents folder.
   */
  doc: string;
  /**
   * Content hash of the passage.
   */
  hash: string;
  /**
   * That heading as written.
   */
  heading?: string | null;
  /**
   * The number used in the text.
   */
  n: number;
  /**
   * The words relied on.
   */
  quote: string;
  /**
   * Corpus revision it was read from.
   */
  revision: number;
  /**
   * Anchor of the passage's heading.
   */
  section?: string | null;
  /**
   * The document's title.
   */
  title: string;
  /**
   * Where a person reads it.
   */
  url: string;
}
/**
 * An agent as named in an event.
 */
export interface AgentRef {
  /**
   * Who; agents only.
   */
  id?: string | null;
  /**
   * The name shown.
   */
  name: Personal2;
}
/**
 * The user's words and the event they stand in.
 */
export interface Quote {
  /**
   * Where they stand.
   */
  seq: Seq;
  /**
   * The words.
   */
  text: Personal2;
}
/**
 * A document the user was shown.
 */
export interface DossierDocument {
  /**
   * Path below the documents folder.
   */
  doc: string;
  /**
   * Did the user open it?
   */
  opened: boolean;
  /**
   * The events that show, open or judge it.
   */
  seqs?: Seq[];
  /**
   * Was it shown?
   */
  shown: boolean;
  /**
   * Did the reply citing it help, where the user said so.
   */
  solved?: boolean | null;
  /**
   * Its title.
   */
  title: string;
  /**
   * Where a person reads it.
   */
  url: string;
}
/**
 * One fact about the user's surroundings.
 */
export interface EnvironmentFact {
  /**
   * What it is: `product`, `named` (a name whose kind nobody told), `version`, `os`, `device`, `error_code`, `message`, `reference`, `amount`, `time`,
   * `affected`, `works`, `changed`, `reach`, `log`, `identifier`, `page_url` …
   */
  name: string;
  /**
   * The event it comes from.
   */
  seq: Seq;
  /**
   * Its value, as given.
   */
  value: Personal2;
}
/**
 * The case was sent to another tier.
 */
export interface Escalation {
  /**
   * What is asked of whoever takes it.
   */
  asked?: Personal2 | null;
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * Why.
   */
  reason?: Personal2 | null;
  /**
   * Where it was decided.
   */
  seq: Seq;
  /**
   * To which tier.
   */
  tier: number;
}
/**
 * Something that was tried.
 */
export interface Step {
  /**
   * Whose step it is.
   */
  by?: StepBy;
  /**
   * Whether it helped, where that was said.
   */
  helped?: boolean | null;
  /**
   * Where they stand.
   */
  seq: Seq;
  /**
   * The words that say so.
   */
  text: Personal2;
}
/**
 * What is passed on to a person. Lists are empty where nothing is known.
 */
export interface Dossier {
  /**
   * The user's own words that matter.
   */
  asked: Quote[];
  /**
   * What the user says and nobody checked.
   */
  claims: Quote[];
  /**
   * Documents shown, and what became of them.
   */
  documents: DossierDocument[];
  /**
   * Product, version, system, error codes, amounts, who is affected, what was changed, log lines.
   */
  environment: EnvironmentFact[];
  /**
   * Each time it was sent to another tier, with why; agents only.
   */
  escalations?: Escalation[];
  /**
   * The user's language.
   */
  locale: Locale;
  /**
   * What the bot or the desk asked last and nobody answered.
   */
  open_question?: Personal2 | null;
  /**
   * Where it was asked.
   */
  open_question_seq?: Seq | null;
  /**
   * The problem in one or two sentences.
   */
  problem: Personal2;
  /**
   * The events that the problem quotes.
   */
  problem_from?: Seq[];
  /**
   * Why it was handed off; agents only.
   */
  reason?: Reason | null;
  /**
   * The words that show the severity; agents only.
   */
  reasons?: Personal2[] | null;
  /**
   * How bad; agents only.
   */
  severity?: number | null;
  /**
   * The event that says how bad it is, and by which words; agents only.
   */
  severity_from?: Seq | null;
  /**
   * Steps the user says they did, and what the desk told them to do.
   */
  tried: Step[];
  /**
   * 1 by rules, then rising.
   */
  version: number;
  /**
   * Who wrote this version.
   */
  written_by: WrittenBy;
}
/**
 * What a bot message answers, and on what ground.
 */
export interface Answer {
  /**
   * Where it asks which of several is meant: these, in order. Any of them sent as a message is the reply.
   */
  choices?: string[];
  /**
   * What `[n]` in the text points to.
   */
  citations: Citation[];
  /**
   * True where it was stopped or broke off.
   */
  cut?: boolean;
  /**
   * False for the interim answer from the documentation while the model is late.
   */
  final: boolean;
  /**
   * Who wrote it: `llm` text is to be labelled as AI-generated.
   */
  mode: Mode;
  /**
   * What the user is offered with it, in one tap.
   */
  offer?: Offer | null;
  /**
   * What it amounts to.
   */
  outcome: AnswerOutcome;
}
/**
 * The author of a message or note.
 */
export interface Author {
  /**
   * The agent; agents only.
   */
  id?: string | null;
  /**
   * The name shown.
   */
  name?: Personal2 | null;
  /**
   * In which role.
   */
  role: Role;
}
/**
 * A matching document.
 */
export interface Suggestion {
  /**
   * Whom the page is limited to, as it is said in its language, such as "iOS, 3.x"; none where it is for everybody.
   */
  applies_to?: string | null;
  /**
   * Path below the documents folder.
   */
  doc: string;
  /**
   * That heading as written.
   */
  heading?: string | null;
  /**
   * Anchor of the best passage's heading.
   */
  section?: string | null;
  /**
   * A few words of the passage.
   */
  snippet: string;
  /**
   * The document's title.
   */
  title: string;
  /**
   * Where a person reads it.
   */
  url: string;
}
/**
 * One passage of a [`Trace`].
 */
export interface TracePassage {
  /**
   * Content hash.
   */
  hash: string;
  /**
   * `path#anchor`.
   */
  id: string;
  /**
   * Search score.
   */
  score: number;
}
/**
 * Where a case is sent.
 */
export interface Destination {
  /**
   * To this agent; agents only.
   */
  agent?: string | null;
  /**
   * To this queue.
   */
  queue?: string | null;
  /**
   * To this tier.
   */
  tier?: number | null;
}
/**
 * Milliseconds from the commit of the user's message.
 */
export interface TurnTimes {
  /**
   * Until the first words of a reply.
   */
  first?: number | null;
  /**
   * Until the documents were shown.
   */
  suggested?: number | null;
  /**
   * Until the end.
   */
  total?: number | null;
}
/**
 * Why a turn ended as it did; never leaves the desk.
 */
export interface Trace {
  /**
   * Confidence that the passages answer it, 0–1.
   */
  confidence: number;
  /**
   * Sentences of the model that were not said, with why.
   */
  dropped: Personal2[];
  /**
   * The model asked.
   */
  model?: string | null;
  /**
   * What was found.
   */
  passages: TracePassage[];
  /**
   * Prompt template and its content hash.
   */
  prompt?: string | null;
  /**
   * The question as it was searched.
   */
  question: Personal2;
  /**
   * Tokens used, where the endpoint says.
   */
  tokens?: number | null;
}
/**
 * See [`Body::Opened`].
 */
export interface Opened {
  /**
   * Who asks.
   */
  contact: string;
  /**
   * What the embedding page told.
   */
  context: Personal;
  /**
   * The entry point.
   */
  inbox: InboxKey;
  /**
   * Language of the widget at that moment.
   */
  locale: Locale;
  /**
   * The embedding site named the contact.
   */
  named?: boolean;
  /**
   * Version of the inbox's settings in force.
   */
  policy: number;
}
/**
 * See [`Body::Message`].
 */
export interface Message {
  /**
   * Bot: what kind of answer this is.
   */
  answer?: Answer | null;
  /**
   * Who says it.
   */
  author: Author;
  /**
   * The text as a tree; only on the way out to a client, never stored.
   */
  blocks?: Block[] | null;
  /**
   * The sender's name for the frame.
   */
  client_id?: string | null;
  /**
   * User: what the page told with it.
   */
  context?: Personal | null;
  /**
   * User: the turn it opens. Bot: the turn it belongs to.
   */
  reply?: string | null;
  /**
   * What, as Markdown.
   */
  text: Personal2;
  /**
   * Where it came in.
   */
  via?: Via | null;
}
/**
 * See [`Body::Suggested`].
 */
export interface Suggested {
  /**
   * What was shown.
   */
  items: Suggestion[];
  /**
   * The turn.
   */
  reply: string;
}
/**
 * See [`Body::TurnEnded`].
 */
export interface TurnEnded {
  /**
   * Who wrote the last message.
   */
  mode?: Mode | null;
  /**
   * Times from the message's commit.
   */
  ms: TurnTimes;
  /**
   * How.
   */
  outcome: TurnOutcome;
  /**
   * The turn.
   */
  reply: string;
  /**
   * What led to it; agents only.
   */
  trace?: Trace | null;
}
/**
 * See [`Body::DocOpened`].
 */
export interface DocOpened {
  /**
   * Path below the documents folder.
   */
  doc: string;
  /**
   * The reply it was opened from.
   */
  reply?: string | null;
}
/**
 * See [`Body::Triaged`].
 */
export interface Triaged {
  /**
   * Language of the conversation from here on.
   */
  locale: Locale;
  /**
   * How the newest message sounds; agents only.
   */
  mood?: Mood | null;
  /**
   * Which product, by the inbox's own name for it; agents only.
   */
  product?: string | null;
  /**
   * The words that show it; agents only.
   */
  reasons?: Personal2[];
  /**
   * How bad; agents only.
   */
  severity?: number | null;
  /**
   * About what.
   */
  topic?: string | null;
}
/**
 * See [`Body::Feedback`].
 */
export interface Feedback {
  /**
   * In the user's words.
   */
  comment?: Personal2 | null;
  /**
   * The reply meant; absent: an agent's resolution.
   */
  reply?: string | null;
  /**
   * Did it help?
   */
  solved: boolean;
}
/**
 * See [`Body::ContactUpdated`].
 */
export interface ContactUpdated {
  /**
   * Wants to be called back.
   */
  callback?: boolean | null;
  /**
   * Mail address.
   */
  email?: Personal2 | null;
  /**
   * How to be called.
   */
  name?: Personal2 | null;
  /**
   * Telephone number.
   */
  phone?: Personal2 | null;
}
/**
 * See [`Body::Amended`].
 */
export interface Amended {
  /**
   * The correction.
   */
  text: Personal2;
}
/**
 * See [`Body::HandoffRequested`].
 */
export interface HandoffRequested {
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * What is passed on, version 1.
   */
  dossier: Dossier;
  /**
   * Why; agents only.
   */
  reason?: Reason | null;
}
/**
 * See [`Body::Dossier`].
 */
export interface DossierWritten {
  /**
   * The newer version.
   */
  dossier: Dossier;
}
/**
 * See [`Body::Queued`].
 */
export interface Queued {
  /**
   * When a person can truthfully be expected, where that is later than promised: nobody is there before.
   */
  expected_by?: string | null;
  /**
   * Which queue.
   */
  queue: string;
  /**
   * Solved by then.
   */
  resolve_by?: string | null;
  /**
   * When to warn of the second; agents only.
   */
  resolve_warn?: string | null;
  /**
   * A person answers by then.
   */
  respond_by?: string | null;
  /**
   * When to warn of the first; agents only.
   */
  respond_warn?: string | null;
  /**
   * How bad; agents only.
   */
  severity?: number | null;
  /**
   * 1 first line, 2 specialists, 3 engineering.
   */
  tier: number;
}
/**
 * See [`Body::Assigned`].
 */
export interface Assigned {
  /**
   * Who took it.
   */
  agent: AgentRef;
}
/**
 * See [`Body::Released`].
 */
export interface Released {
  /**
   * The agent, or policy where the agent was gone.
   */
  by: Party;
  /**
   * Why; agents only.
   */
  reason?: Personal2 | null;
}
/**
 * See [`Body::Transferred`].
 */
export interface Transferred {
  /**
   * What is asked of whoever takes it; agents only.
   */
  asked?: Personal2 | null;
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * Why; agents only.
   */
  reason?: Personal2 | null;
  /**
   * Where to.
   */
  to?: Destination | null;
}
/**
 * See [`Body::SeverityChanged`].
 */
export interface SeverityChanged {
  /**
   * Which agent.
   */
  by: AgentRef;
  /**
   * Before.
   */
  from: number;
  /**
   * Why.
   */
  reason?: Personal2 | null;
  /**
   * After.
   */
  to: number;
}
/**
 * See [`Body::Corrected`]. What is absent stays as it was.
 */
export interface Corrected {
  /**
   * Which agent.
   */
  by: AgentRef;
  /**
   * The conversation's language.
   */
  locale?: Locale | null;
  /**
   * How the newest message sounds.
   */
  mood?: Mood | null;
  /**
   * Which product: one that the inbox names.
   */
  product?: string | null;
  /**
   * Why.
   */
  reason?: Personal2 | null;
  /**
   * About what: a topic of the inbox.
   */
  topic?: string | null;
}
/**
 * See [`Body::Note`].
 */
export interface Note {
  /**
   * Which agent.
   */
  author: Author;
  /**
   * Agents it is for.
   */
  mentions?: string[];
  /**
   * The remark.
   */
  text: Personal2;
}
/**
 * See [`Body::Sla`].
 */
export interface Sla {
  /**
   * When it was due.
   */
  due: string;
  /**
   * Milliseconds from the beginning of the promise to this event, where it ended.
   */
  elapsed_ms?: number | null;
  /**
   * How many of them it stood still.
   */
  paused_ms?: number | null;
  /**
   * What became of it.
   */
  state: SlaState;
  /**
   * Which promise.
   */
  target: SlaTarget;
  /**
   * When to warn of it, where it was promised.
   */
  warn?: string | null;
}
/**
 * See [`Body::Offered`].
 */
export interface Offered {
  /**
   * Who is asked.
   */
  agent: AgentRef;
  /**
   * Where it stands.
   */
  state: OfferState;
  /**
   * Until when it stands, where it is open.
   */
  until?: string | null;
}
/**
 * See [`Body::Paged`].
 */
export interface Paged {
  /**
   * 1 for the first page since it waits.
   */
  n: number;
  /**
   * Why.
   */
  reason: PageReason;
  /**
   * Whom: everybody on call at this tier.
   */
  tier: number;
}
/**
 * See [`Body::Resolved`].
 */
export interface Resolved {
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * On what ground.
   */
  how: Resolution;
}
/**
 * See [`Body::Reopened`].
 */
export interface Reopened {
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * The segment that begins: 2, 3 …
   */
  segment: number;
}
/**
 * See [`Body::Closed`].
 */
export interface Closed {
  /**
   * Whose decision.
   */
  by: Party;
  /**
   * Why.
   */
  how: Closing;
}
/**
 * See [`Body::Rated`].
 */
export interface Rated {
  /**
   * In the user's words.
   */
  comment?: Personal2 | null;
  /**
   * 1 (bad) to 5 (good).
   */
  score: number;
  /**
   * The segment meant.
   */
  segment: number;
}
/**
 * See [`Body::Notice`].
 */
export interface Notice {
  /**
   * The text as a tree; only on the way out to a client, never stored.
   */
  blocks?: Block[] | null;
  /**
   * Its name.
   */
  id: string;
  /**
   * What it is.
   */
  kind?: NoticeKind;
  /**
   * 1, and one more for each change.
   */
  revision?: number;
  /**
   * Where it stands.
   */
  state: NoticeState;
  /**
   * Text.
   */
  text: string;
  /**
   * Headline.
   */
  title: string;
  /**
   * More.
   */
  url?: string | null;
}
/**
 * See [`ChatFrame::Hello`].
 */
export interface Hello {
  /**
   * The newest event it holds.
   */
  after?: Seq | null;
  /**
   * What the page knows.
   */
  context?: {
    [k: string]: string;
  } | null;
  /**
   * The conversation the client holds events of.
   */
  conversation?: string | null;
  /**
   * Of an earlier `welcome`.
   */
  epoch?: string | null;
  /**
   * The entry point.
   */
  inbox: InboxKey;
  /**
   * Language of the widget, BCP 47.
   */
  locale?: string | null;
  /**
   * The contact token of an earlier `welcome`, or a JWT of the embedding site.
   */
  token?: string | null;
}
/**
 * It is on disk.
 */
export interface Ack {
  /**
   * The frame.
   */
  client_id: string;
  /**
   * Where it went.
   */
  conversation: string;
  /**
   * The event it became.
   */
  seq: Seq;
}
/**
 * The missed events have been sent, in order.
 */
export interface CaughtUp {
  /**
   * Of which conversation.
   */
  conversation?: string | null;
  /**
   * Up to here; 0 where there is none.
   */
  seq: Seq;
}
/**
 * The reply being written: replace the draft's top-level blocks from index `at`.
 */
export interface Delta {
  /**
   * First block to replace; 0 starts the draft anew.
   */
  at: number;
  /**
   * Rises when a turn is taken up again.
   */
  attempt: number;
  /**
   * The blocks.
   */
  blocks: Block[];
  /**
   * What its numbers point to.
   */
  citations?: Citation[] | null;
  /**
   * Which conversation.
   */
  conversation: string;
  /**
   * Rises within an attempt.
   */
  n: number;
  /**
   * Which reply.
   */
  reply: string;
  /**
   * The blocks' Markdown.
   */
  text: string;
}
/**
 * A frame was refused; the socket stays open unless a close frame follows.
 */
export interface ErrorFrame {
  /**
   * The frame meant.
   */
  client_id?: string | null;
  /**
   * Why.
   */
  code: ErrorCode;
  /**
   * What to do, for the client's developer.
   */
  message: string;
  /**
   * Try again after this many milliseconds.
   */
  retry_after_ms?: number | null;
}
/**
 * Somebody has read.
 */
export interface Read {
  /**
   * Which conversation; agents only.
   */
  conversation?: string | null;
  /**
   * Up to here.
   */
  seq: Seq;
  /**
   * Who.
   */
  who: Role;
}
/**
 * What follows a `welcome`.
 */
export interface Resume {
  /**
   * The events that follow begin after this one.
   */
  from: Seq;
  /**
   * True: everything after `after` follows. False: empty your log first.
   */
  recovered: boolean;
}
/**
 * Somebody types, or stopped.
 */
export interface Typing {
  /**
   * Which conversation; agents only.
   */
  conversation?: string | null;
  /**
   * On or off.
   */
  on: boolean;
  /**
   * Who.
   */
  who: Role;
}
/**
 * Answer to a contact's `hello`.
 */
export interface Welcome {
  /**
   * Who you are.
   */
  contact: WelcomeContact;
  /**
   * To be sent with the next `hello`; not with a JWT.
   */
  contact_token?: string | null;
  /**
   * Your conversation, or null.
   */
  conversation?: WelcomeConversation | null;
  /**
   * Names the store; another one after a restore.
   */
  epoch: string;
  /**
   * Where you are.
   */
  inbox: WelcomeInbox;
  /**
   * Live incidents and announcements.
   */
  notices: Notice[];
  /**
   * `firstline.v1`.
   */
  protocol: string;
  /**
   * What follows.
   */
  resume: Resume;
}
/**
 * The contact, in `welcome`.
 */
export interface WelcomeContact {
  /**
   * Its name.
   */
  id: string;
  /**
   * How to be called.
   */
  name?: string | null;
}
/**
 * The conversation, in `welcome`.
 */
export interface WelcomeConversation {
  /**
   * Its name.
   */
  id: string;
  /**
   * Newest event.
   */
  seq: Seq;
  /**
   * bot, waiting, agent, resolved, closed.
   */
  state: string;
}
/**
 * The inbox, in `welcome`.
 */
export interface WelcomeInbox {
  /**
   * The greeting.
   */
  greeting: string;
  /**
   * Its key.
   */
  id: InboxKey;
  /**
   * The language greeted in.
   */
  locale: Locale;
  /**
   * The name shown.
   */
  name: string;
  /**
   * When they do next, where they do not.
   */
  next_open?: string | null;
  /**
   * Do people answer now?
   */
  open: boolean;
  /**
   * When the present opening ends; absent while closed, and where it is open around the clock.
   */
  open_until?: string | null;
  /**
   * The privacy notice to link to.
   */
  privacy_url?: string | null;
  /**
   * By when a person would answer an ordinary case that is handed over now; absent where nobody ever opens.
   */
  respond_by?: string | null;
  /**
   * IANA zone of its hours.
   */
  zone: string;
}
/**
 * An agent of the same inboxes, in `welcome`; `presence` keeps it current.
 */
export interface Colleague {
  /**
   * Their name in events.
   */
  id: string;
  /**
   * Those of your inboxes that are theirs, too.
   */
  inboxes?: InboxKey[];
  /**
   * The name shown.
   */
  name: string;
  /**
   * Are they there?
   */
  online: boolean;
}
/**
 * An agent's reply being drafted.
 */
export interface DraftFrame {
  /**
   * First block to replace.
   */
  at: number;
  /**
   * The blocks.
   */
  blocks: Block[];
  /**
   * What its numbers point to.
   */
  citations: Citation[];
  /**
   * For which conversation.
   */
  conversation: string;
  /**
   * Nothing more comes.
   */
  done: boolean;
  /**
   * Of the question.
   */
  id: RequestId;
  /**
   * Rises.
   */
  n: number;
  /**
   * The blocks' Markdown.
   */
  text: string;
}
/**
 * What the cases of an inbox may be about, in `welcome`.
 */
export interface InboxLists {
  /**
   * Which inbox.
   */
  inbox: InboxKey;
  /**
   * The products that its routing names.
   */
  products: string[];
  /**
   * Its topics.
   */
  topics: string[];
}
/**
 * A case at the desk.
 */
export interface QueueItem {
  /**
   * Who has it.
   */
  agent?: string | null;
  /**
   * The name of who has it.
   */
  agent_name?: string | null;
  /**
   * How the user is called, where they or their site have said.
   */
  contact_name?: string | null;
  /**
   * The conversation.
   */
  conversation: string;
  /**
   * Its inbox.
   */
  inbox: InboxKey;
  /**
   * Who wrote last: an agent's case whose last writer is `agent` waits for the user.
   */
  last?: Role | null;
  /**
   * Language.
   */
  locale: Locale;
  /**
   * How often somebody was called for it since it waits.
   */
  n_pages?: number;
  /**
   * Who is asked to take it.
   */
  offered_to?: string | null;
  /**
   * Until when.
   */
  offered_until?: string | null;
  /**
   * Is the user there?
   */
  present: boolean;
  /**
   * Of which product.
   */
  product?: string | null;
  /**
   * The queue's name.
   */
  queue: string;
  /**
   * Solved by then.
   */
  resolve_by?: string | null;
  /**
   * A person answers by then.
   */
  respond_by?: string | null;
  /**
   * The event that changed it last.
   */
  seq: Seq;
  /**
   * How bad.
   */
  severity: number;
  /**
   * waiting or agent.
   */
  state: string;
  /**
   * A few words.
   */
  subject: string;
  /**
   * 1, 2, 3.
   */
  tier: number;
  /**
   * About what.
   */
  topic?: string | null;
  /**
   * When its newest event was.
   */
  updated_at?: string | null;
  /**
   * Since when it waits.
   */
  waiting_since: string;
  /**
   * When the response that is owed is warned of.
   */
  warn_at?: string | null;
  /**
   * Why it is where it is in your queue.
   */
  why?: Why[];
}
/**
 * The agent, in `welcome`.
 */
export interface WelcomeAgent {
  /**
   * May administer.
   */
  admin: boolean;
  /**
   * Their name in events.
   */
  id: string;
  /**
   * The name shown.
   */
  name: string;
}
