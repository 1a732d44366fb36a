/** The widget without a face: one connection, the state that frames fold into, and what the reader does. The view is fetched when first opened. */

import { newest } from "../shared/log";
import { Connection, type Phase } from "../shared/socket";
import type { Language } from "../shared/when";
import type { ChatFrame, ChatServerFrame, Event } from "../shared/wire";
import { type Changing, KNOWN, NOTHING, type State, fold, withSent, withoutSent } from "./fold";
import type { Core, Host } from "./host";
import { newId } from "./id";
import { Identity } from "./identity";
import { Keep, type Kept } from "./keep";
import { TitleCount, unreadOf } from "./unread";
import { fetchWords, type Words, wordsFrom } from "./words";

/** How the line to the server stands, as the view says it. */
export type Link =
  | { is: "new" }
  | { is: "open" }
  /** `retryAt` in milliseconds since 1970; none while it is being tried. */
  | { is: "lost"; retryAt: number | undefined }
  /** Tried often and never welcomed: this page may not be let in, or its network keeps us out. It is tried on. */
  | { is: "unreachable" }
  | { is: "refused"; code: number };

/** A frame that changes something, before it is named. */
type Unnamed<T> = T extends { client_id: string } ? Omit<T, "client_id"> : never;

/** Typing is told at most this often. */
const TYPING_EVERY_MS = 3_000;
/** A reader whom the page has named before is named again by then, or is somebody else. */
const NAME_WAIT_MS = 2_000;
/** Attempts without a welcome after which the reader is not kept counting seconds. */
const ATTEMPTS_MAX = 4;
/** What the server takes of a page's context. */
const CONTEXT_ENTRIES_MAX = 32, CONTEXT_NAME_MAX = 64, CONTEXT_TEXT_MAX = 1_000;

/** What the panel draws from and acts through. */
export class Chat implements Core {
  state: State = NOTHING;
  link: Link = { is: "new" };
  language: Language;
  /** What is said in `language`; there before the panel is. */
  words: Words | undefined;
  /** The reader's token was no longer good and they are a new contact now. */
  renewed = false;
  readonly keep: Keep;
  readonly #identity: Identity;
  readonly #title = new TitleCount();
  /** Ends what this core listens to. */
  readonly #life = new AbortController();
  #watcher: (() => void) | undefined;
  #connection: Connection<ChatFrame, ChatServerFrame>;
  #face: { show(options: { draft?: string; byReader: boolean }): void; hide(): void; clear(): void } | undefined;
  #opened = false;
  /** The language asked for; it is spoken once its words are here. */
  #wanted: Language;
  /** Attempts to connect since the page was loaded, until the first welcome. */
  #attempts = 0;
  #welcomed = false;
  /** The reader has chosen the language; the page does not change it any more. */
  #chosen: boolean;
  #due = false;
  #begun = false;
  /** What the browser keeps of `state.sent`. */
  #sent = NOTHING.sent;
  /** Client ids this tab has put into the outbox. */
  readonly #mine = new Set<string>();
  #pageContext: Record<string, string> = {};
  #toldContext = "";
  #typedAt = 0;
  /** Newest event that the page has been told of; what came before it opened is old news. */
  #told: number | undefined;
  #suggestIds = 0;

  constructor(readonly host: Host) {
    this.keep = new Keep(host.settings.inbox);
    this.#identity = new Identity(this.keep, (event) => host.emit(event));
    this.#chosen = this.keep.session.language !== undefined;
    this.#wanted = this.language = this.keep.session.language ?? host.settings.language;
    this.#connection = this.#connect();
    this.keep.watch(this.#otherTab, this.#life.signal);
    document.addEventListener("visibilitychange", () => this.#changed(), { signal: this.#life.signal });
    if (this.language !== host.settings.language) host.speak(this.language);
  }

  /** Begins, or waits for the page to name the reader again whose conversation is kept here. */
  start(): void {
    if (this.#isMine()) return this.#begin();
    // Until then nothing is written over what is kept.
    this.keep.acted = false;
    setTimeout(() => this.#begin(), NAME_WAIT_MS);
  }

  /** Says hello and sends what an earlier page could not. Somebody else's words stay where they are. */
  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const waiting: Changing[] = [];
    for (const { refused, ...kept } of this.#isMine() ? this.keep.outbox : []) {
      const frame = kept as Changing;
      this.#mine.add(frame.client_id);
      this.state = withSent(this.state, frame, Date.now(), refused);
      if (!refused) waiting.push(frame);
    }
    this.#connection.open(waiting);
  }

  /** Is what the browser keeps of the one whom the page names, or of nobody named as the reader is? */
  #isMine(): boolean {
    return this.keep.session.subject === this.#identity.subject();
  }

  // What the page asks for.

  async open(options: { draft?: string; byReader: boolean }): Promise<void> {
    if (this.#opened) return this.#face?.show(options);
    this.#opened = true;
    this.host.shown(true, options.byReader);
    try {
      // No plain string: the bundler would wrap it into its own preloading of styles, which weighs as much as the state.
      const [{ mount }] = await Promise.all([import("./pan" + "el") as Promise<typeof import("./panel")>, this.#learn()]);
      this.#face ??= mount(this);
      if (this.#opened) this.#face.show(options);
    } catch (error) {
      this.#opened = false;
      this.host.shown(false, options.byReader);
      throw error;
    }
    if (!this.#opened) return;
    this.host.emit("open");
    this.#changed();
  }

  close(byReader = true): void {
    if (!this.#opened) return;
    this.#opened = false;
    this.#face?.hide();
    this.host.shown(false, byReader);
    this.host.emit("close");
    this.#changed();
  }

  isOpen(): boolean {
    return this.#opened;
  }

  identify(jwt: string | null): void {
    const { acted } = this.keep;
    const { changed, other } = this.#identity.set(jwt);
    if (acted && !this.keep.acted) this.#face?.clear();
    // What was kept for a named reader is theirs again.
    if (this.keep.session.subject && this.#isMine()) this.keep.acted = true;
    if (!this.#begun) return jwt ? this.#begin() : undefined;
    if (!changed) return;
    if (other) this.#empty();
    this.#remember();
    this.#connection.renew();
  }

  locale(language: Language): void {
    if (!this.#chosen) this.speak(language, false);
  }

  context(entries: Record<string, string>): void {
    this.#pageContext = { ...this.#pageContext, ...entries };
  }

  signOut(): void {
    this.keep.forget();
    this.#face?.clear();
    this.#identity.forget();
    this.#empty();
    this.#connection.renew();
  }

  end(): void {
    this.#begun = true;
    this.#life.abort();
    this.#connection.close();
    this.#title.show(0);
  }

  // What the view asks for.

  /** Calls back after each change, several at once as one. */
  watch(changed: () => void): void {
    this.#watcher = changed;
  }

  /** Sends a frame that changes something, and keeps it until it is acknowledged. */
  put(frame: Unnamed<Changing>): string {
    const named = { ...frame, client_id: newId() } as Changing;
    this.#act();
    this.#mine.add(named.client_id);
    this.renewed = false;
    this.state = withSent(this.state, named, Date.now());
    this.#connection.send(named);
    this.#changed();
    return named.client_id;
  }

  /** Where the contact's own page says by when, and whether it was kept. What it is read with is never sent in an address. */
  get casePage(): string {
    return `/case?lang=${this.language}&id=${this.state.log.conversation}#${this.#identity.token}`;
  }

  /** Says something. */
  say(text: string): string {
    const context = this.#wholeContext();
    const told = JSON.stringify(context);
    const news = told !== this.#toldContext;
    this.#toldContext = told;
    this.#typedAt = 0;
    return this.put({ type: "message", text, ...(news ? { context } : {}) });
  }

  /** Sends a refused frame anew, under a new name. */
  again(clientId: string): void {
    const sent = this.state.sent.find((one) => one.frame.client_id === clientId);
    this.drop(clientId);
    if (sent) this.put(sent.frame);
  }

  /** Gives up a frame that was not sent or was refused. */
  drop(clientId: string): void {
    this.#connection.forget(clientId);
    this.state = withoutSent(this.state, clientId);
    this.#changed();
  }

  /** Asks for documents that match; the answer comes into the state under the id returned. */
  suggest(text: string): number {
    const id = ++this.#suggestIds;
    this.#connection.send({ type: "suggest", id, text });
    return id;
  }

  /** Tells that a document was opened. */
  opens(doc: string, reply?: string): void {
    this.#connection.send({ type: "open", doc, ...(reply ? { reply } : {}) });
  }

  stop(reply: string): void {
    this.#connection.send({ type: "stop", reply });
  }

  /** What the reader typed and did not send; nothing where another person did. */
  get draft(): string {
    return this.#isMine() ? this.keep.draft : "";
  }

  /** Keeps what is being typed, and tells the person that somebody types. */
  typed(text: string): void {
    if (text && this.#begun) this.#act();
    this.keep.draft = text;
    const now = Date.now();
    if (text && now - this.#typedAt < TYPING_EVERY_MS) return;
    if (!text && this.#typedAt === 0) return;
    this.#typedAt = text ? now : 0;
    if (this.state.log.conversation) this.#connection.send({ type: "typing", on: text !== "" });
  }

  /** The reader has left the text: nobody waits for the rest of it. */
  paused(): void {
    if (this.#typedAt === 0) return;
    this.#typedAt = 0;
    if (this.state.log.conversation) this.#connection.send({ type: "typing", on: false });
  }

  /** The reader has seen everything up to `seq`. */
  hasRead(seq: number): void {
    if (seq <= this.readTo()) return;
    this.#connection.send({ type: "read", seq });
    this.state = { ...this.state, readByUser: seq };
    if (this.keep.acted) this.keep.session = { ...this.keep.session, read: seq };
    this.#changed();
  }

  /** How far the reader has read, on any page. */
  readTo(): number {
    const { conversation, read } = this.keep.session;
    return Math.max(this.state.readByUser, conversation === this.state.log.conversation ? (read ?? 0) : 0);
  }

  /** Asks for older events; they come into the log. */
  history(): void {
    const before = this.state.log.events[0]?.seq;
    if (before !== undefined && this.state.older) this.#connection.send({ type: "history", before, limit: 100 });
  }

  /** Says hello again, where it was refused. */
  renew(): void {
    this.#connection.renew();
  }

  /** Tries to connect now. */
  retry(): void {
    if (this.link.is === "unreachable") this.link = { is: "lost", retryAt: undefined };
    this.#connection.retry();
    this.#changed();
  }

  /** Changes the language; what is said changes at once when the words are here, never before. */
  speak(language: Language, byReader = true): void {
    this.#wanted = language;
    this.#chosen ||= byReader;
    if (byReader && this.keep.acted) this.keep.session = { ...this.keep.session, language };
    if (this.#opened || this.words) void this.#learn().catch(() => (this.#wanted = this.language));
    else this.#speaks(language);
  }

  /** Fetches the words of the language that is wanted, and speaks it. */
  async #learn(): Promise<void> {
    const wanted = this.#wanted;
    const { WORDS } = await fetchWords[wanted]();
    if (wanted !== this.#wanted) return this.#learn();
    this.words = wordsFrom(WORDS);
    this.#speaks(wanted);
  }

  #speaks(language: Language): void {
    this.language = language;
    this.host.speak(language);
    this.#changed();
  }

  /** Does not ask for a rating of this end again. */
  skipRating(end: string): void {
    this.#act();
    this.keep.session = { ...this.keep.session, skipped: end };
    this.#changed();
  }

  // Inside.

  #connect(): Connection<ChatFrame, ChatServerFrame> {
    const url = new URL("/v1/chat", this.host.settings.base);
    url.protocol = url.protocol.replace("http", "ws");
    return new Connection<ChatFrame, ChatServerFrame>({
      url: url.href,
      known: KNOWN,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame),
      onPhase: (phase) => this.#linked(phase),
      onUnauthorized: () => this.#unauthorized(),
    });
  }

  #hello(): ChatFrame {
    const { log, epoch } = this.state;
    const held = log.conversation && epoch ? { conversation: log.conversation, after: newest(log), epoch } : {};
    const token = this.#identity.token;
    return { type: "hello", inbox: this.host.settings.inbox, locale: this.language, context: this.#wholeContext(), ...(token ? { token } : {}), ...held };
  }

  #receive(frame: ChatServerFrame): void {
    this.state = fold(this.state, frame, Date.now());
    if (frame.type === "welcome") {
      this.#identity.welcomed(frame.contact_token ?? undefined);
      this.#remember();
    }
    if (frame.type === "event") {
      if (frame.seq === 1 || frame.seq === newest(this.state.log)) this.#remember();
      this.#tell(frame);
    }
    if (frame.type === "caught_up") this.#told ??= frame.seq;
    this.#changed();
  }

  /** Tells the page what is new. */
  #tell(event: Event): void {
    if (this.#told === undefined || (event.seq <= this.#told && event.seq !== 1)) return;
    this.#told = event.seq;
    if (event.kind === "message" && event.body.answer?.final !== false) {
      const { author, text } = event.body;
      this.host.emit("message", { role: author.role, ...(author.name ? { name: author.name } : {}), text: text ?? "", seq: event.seq });
    }
    if (event.kind === "handoff_requested") this.host.emit("handoff");
    if (event.kind === "resolved") this.host.emit("resolved", { how: event.body.how });
  }

  #linked(phase: Phase): void {
    switch (phase.is) {
      case "open":
        this.#welcomed = true;
        this.link = { is: "open" };
        break;
      case "connecting":
        if (this.link.is === "lost" || this.link.is === "open") this.link = { is: "lost", retryAt: undefined };
        else if (this.link.is !== "unreachable") this.link = { is: "new" };
        break;
      case "waiting":
        // A page that is refused at the handshake sees no more than a socket that failed. Without a network it is the network.
        if (!this.#welcomed && navigator.onLine && ++this.#attempts >= ATTEMPTS_MAX) this.link = { is: "unreachable" };
        else this.link = { is: "lost", retryAt: phase.retryAt };
        break;
      case "refused":
        this.link = { is: "refused", code: phase.code };
    }
    this.#changed();
  }

  /** The token is no longer good: the page may have a new one, else the reader goes on as somebody new. */
  async #unauthorized(): Promise<boolean> {
    const next = await this.#identity.refused();
    if (next === "none") return false;
    if (next === "anonymous") {
      this.renewed = true;
      this.#empty();
      this.keep.session = {};
    }
    return true;
  }

  /** Forgets the conversation; what was not sent yet goes to the next one, what belongs to the old one does not. */
  #empty(): void {
    const sent = this.keep.acted ? this.state.sent.filter((one) => one.frame.type === "message" || one.frame.type === "handoff") : [];
    for (const { frame } of this.state.sent) if (!sent.some((one) => one.frame === frame)) this.#connection.forget(frame.client_id);
    this.state = { ...NOTHING, inbox: this.state.inbox, welcomedAt: this.state.welcomedAt, sent };
    this.#told = undefined;
    this.#changed();
  }

  /** From now on the browser keeps what brings the reader back. */
  #act(): void {
    if (this.keep.acted) return;
    if (!this.#isMine()) this.keep.forget();
    this.keep.acted = true;
    this.#remember();
  }

  #remember(): void {
    if (!this.keep.acted) return;
    const { epoch, log } = this.state;
    const before = this.keep.session;
    const session = { ...before, ...this.#identity.kept(), epoch, conversation: log.conversation ?? before.conversation };
    if (JSON.stringify(session) !== JSON.stringify(before)) this.keep.session = session;
  }

  readonly #otherTab = (part: "" | ":outbox" | ":draft", text: string | null): void => {
    if (part === ":outbox") return;
    if (part === "") {
      if (text === null && this.keep.acted) {
        // Signed out over there.
        this.keep.acted = false;
        this.#face?.clear();
        this.#identity.forget();
        this.#empty();
        this.#connection.renew();
      } else if (text !== null) {
        this.keep.acted = this.#isMine();
        if (this.keep.acted && this.#identity.adopt(this.keep.session.token)) {
          this.#empty();
          this.#connection.renew();
        }
      }
    }
    this.#changed();
  };

  #wholeContext(): Record<string, string> {
    const { origin, pathname } = location;
    const here = this.host.settings.page || !origin.startsWith("http") ? {} : { page_url: origin + pathname };
    const entries = Object.entries({ time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...here, ...this.#pageContext }).slice(0, CONTEXT_ENTRIES_MAX);
    return Object.fromEntries(entries.map(([name, text]) => [name.slice(0, CONTEXT_NAME_MAX), String(text).slice(0, CONTEXT_TEXT_MAX)]));
  }

  #changed(): void {
    if (this.#sent !== this.state.sent) {
      this.#sent = this.state.sent;
      this.keep.putOutbox(this.#sent.flatMap(({ frame, kept, refused }): Kept[] => (kept || (refused && !("text" in frame)) ? [] : [refused ? { ...frame, refused } : frame])), this.#mine);
    }
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.#life.signal.aborted) return;
      this.#count();
      this.#watcher?.();
    });
  }

  #counted = 0;
  /** Counts replies that nobody has seen: the panel is closed, or the page is in the background. */
  #count(): void {
    const hidden = !this.#opened || document.visibilityState === "hidden";
    const n = hidden && this.state.log.conversation ? unreadOf(this.state, this.readTo()) : 0;
    if (n === this.#counted) return;
    this.#counted = n;
    this.#title.show(n);
    this.host.unread(n);
    this.host.emit("unread", n);
  }
}

/** Starts the widget behind its launcher. */
export function start(host: Host): Core {
  const chat = new Chat(host);
  // The page's own words first: `identify` in the same breath decides who says hello.
  queueMicrotask(() => chat.start());
  return chat;
}
