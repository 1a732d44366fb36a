/** What an agent does: signs in, follows, takes, answers, passes on. Carries out; what follows from it is decided elsewhere. */

import { Connection, type Phase } from "../shared/socket";
import { span, timeOfDay } from "../shared/when";
import type { AgentFrame, Destination } from "../shared/wire";
import * as api from "./api";
import { announce, ring } from "./alerts";
import { composed, linked, prepare } from "./assist";
import { claimOf } from "./case";
import { fold, follow, heldOf, LINGER_MS, NO_DESK, swept, unfollow } from "./desk";
import { type Draft, type Mode, givenBack, keepDrafts, lengthOf, loadDrafts, withDraft } from "./drafts";
import { type Change, KNOWN, type ServerFrame } from "./frames";
import { isUnread } from "./queue";
import { pageOf, type Page, pathOf } from "./route";
import { read, keepSettings, type Settings, write } from "./settings";
import { factsIn, type Store, type Toast } from "./state";
import { wordsOf } from "./words";

/** What became of a change. */
export type Answer = { is: "done"; conversation: string; seq: number } | { is: "refused"; code: string; message: string };

/** A change before it has its name. */
type Wish = Change extends infer C ? (C extends Change ? Omit<C, "client_id"> : never) : never;

/** Longest message, in characters; the server's own limit. */
export const TEXT_CHARS_MAX = 8_000;
/** Conversations of one's own that are followed besides the open one. */
const MINE_FOLLOWED_MAX = 30;
/** Events read at first; older ones are read when asked for. */
const EVENTS_MAX = 1_000;
/** Events of one page. */
const PAGE = 200;
/** At most one `typing` in so many milliseconds. */
const TYPING_MS = 3_000;
/** How long what is said at the foot stays, in milliseconds. */
const TOAST_MS = 6_000;
const TOAST_WITH_ACT_MS = 20_000;
/** Frames counted as caught up with after a return, in milliseconds. */
const CATCH_UP_MS = 2_000;
/** How often, and after how long each time, it is looked for an event that comes after its answer, in milliseconds. */
const LATE_TRIES = 20;
const LATE_MS = 50;
/** Conversations whose newest event seen is kept. */
const SEEN_MAX = 2_000;

export class Work {
  private connection: Connection<AgentFrame, ServerFrame> | undefined;
  /** Who waits for the answer to a change. */
  private readonly asking = new Map<string, (answer: Answer) => void>();
  /** Changes under way, also those of an earlier page. */
  private readonly sent = new Map<string, Change>();
  private typedAt = 0;
  private typingIn: string | undefined;
  private readTo = new Map<string, number>();
  private caught = 0;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private n = 0;

  constructor(readonly store: Store) {
    addEventListener("popstate", () => this.arrive(pageOf(location.pathname)));
    document.addEventListener("visibilitychange", () => this.look());
  }

  private get t() {
    return wordsOf(this.store.get().settings.language);
  }

  // ── Session ──

  async start(): Promise<void> {
    try {
      this.enter(await api.session());
    } catch (error) {
      const away = error instanceof api.Refused && error.status === 0;
      this.store.set({ session: away ? { is: "unreachable" } : { is: "out" } });
    }
  }

  async signIn(token: string): Promise<void> {
    this.enter(await api.signIn(token));
  }

  async signOut(): Promise<void> {
    await api.signOut().catch(() => undefined);
    this.leave("left");
  }

  private enter({ agent, inboxes }: api.Session): void {
    const { settings, desk } = this.store.get();
    const before = desk.me?.id === agent.id ? desk : NO_DESK;
    const waiting = loadOutbox(agent.id);
    for (const frame of waiting) this.sent.set(frame.client_id, frame);
    this.store.set({ session: { is: "in" }, desk: { ...before, me: agent, inboxes }, drafts: loadDrafts(agent.id), seen: loadSeen(agent.id), outbox: waiting });
    this.connection?.close();
    const url = new URL("/v1/agent", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.connection = new Connection<AgentFrame, ServerFrame>({
      url: url.href,
      hello: () => ({ type: "hello" }) as AgentFrame,
      known: KNOWN,
      onFrame: (frame) => this.receive(frame),
      onPhase: (phase) => this.phase(phase),
      onOutbox: (frames) => this.outbox(frames as readonly Change[]),
      onUnauthorized: () => false,
    });
    this.connection.open(waiting);
    if (settings.away) this.tell({ type: "status", state: "away" });
    this.arrive(this.store.get().ui.page);
  }

  private leave(why: "expired" | "left"): void {
    this.connection?.close();
    this.connection = undefined;
    this.store.set({ session: { is: "out", why }, line: { phase: { is: "connecting" }, lostAt: undefined, back: undefined }, ...(why === "left" ? { desk: NO_DESK } : {}) });
    this.store.ui({ dialog: undefined, toast: undefined });
  }

  // ── The line ──

  private phase(phase: Phase): void {
    const { line, outbox } = this.store.get();
    if (phase.is === "refused" && phase.code === 4401) return this.leave("expired");
    if (phase.is !== "open") {
      const lostAt = line.lostAt ?? (phase.is === "waiting" ? Date.now() : undefined);
      return this.store.set({ line: { phase, lostAt, back: undefined } });
    }
    if (line.lostAt === undefined) return this.store.set({ line: { phase, lostAt: undefined, back: undefined } });
    const waited = outbox.length;
    this.caught = 0;
    this.store.set({ line: { phase, lostAt: undefined, back: undefined } });
    setTimeout(() => {
      const now = this.store.get();
      if (now.line.phase.is !== "open") return;
      this.store.set({ line: { ...now.line, back: { events: this.caught, sent: Math.max(0, waited - now.outbox.length), at: Date.now() } } });
      setTimeout(() => this.store.set({ line: { ...this.store.get().line, back: undefined } }), TOAST_MS);
    }, CATCH_UP_MS);
  }

  readonly retry = (): void => this.connection?.retry();

  private outbox(frames: readonly Change[]): void {
    for (const frame of frames) this.sent.set(frame.client_id, frame);
    const { desk } = this.store.get();
    // Words are worth keeping over a reload; an act is not: it was meant for that moment.
    const kept = frames.filter((frame) => frame.type === "reply" || frame.type === "note");
    if (desk.me) write(outboxKey(desk.me.id), kept.length === 0 ? "" : JSON.stringify(kept));
    this.store.set({ outbox: [...frames] });
  }

  private receive(frame: ServerFrame): void {
    const before = this.store.get().desk;
    const now = Date.now();
    const desk = fold(before, frame, now);
    if (desk !== before) this.store.put({ desk });
    if (frame.type === "welcome") this.resume();
    else if (frame.type === "queue_item" && frame.agent === desk.me?.id) this.followMine();
    else if (frame.type === "caught_up" && !frame.conversation) this.followMine();
    else if (frame.type === "event") this.caught++;
    if (frame.type === "ack") this.answer(frame.client_id, { is: "done", conversation: frame.conversation, seq: frame.seq });
    if (frame.type === "error") this.refused(frame);
    if (frame.type === "queue_item" || frame.type === "event") this.arrival(before, frame);
    if (desk.left !== before.left) setTimeout(() => this.store.put({ desk: swept(this.store.get().desk, Date.now()) }), LINGER_MS + 50);
    if (frame.type === "event" || frame.type === "caught_up") this.look();
  }

  /** A new connection knows nothing of what this page follows. */
  private resume(): void {
    const { desk, settings } = this.store.get();
    for (const id of desk.followed.keys()) this.subscribe(id);
    if (settings.away) this.tell({ type: "status", state: "away" });
  }

  private subscribe(conversation: string): void {
    const { desk } = this.store.get();
    const newest = desk.items.get(conversation)?.seq ?? 0;
    const after = heldOf(desk, conversation) || Math.max(0, newest - EVENTS_MAX);
    this.tell({ type: "subscribe", conversation, after });
  }

  private followMine(): void {
    const { desk } = this.store.get();
    const mine = [...desk.items.values()].filter((item) => item.agent === desk.me?.id).slice(0, MINE_FOLLOWED_MAX);
    for (const { conversation } of mine) this.follow(conversation);
  }

  private follow(conversation: string): void {
    const { desk } = this.store.get();
    if (desk.followed.has(conversation)) return;
    this.store.put({ desk: follow(desk, conversation) });
    this.subscribe(conversation);
  }

  /** Sends a frame that changes nothing; without a line it is dropped. */
  private tell(frame: AgentFrame): void {
    this.connection?.send(frame);
  }

  private ask(wish: Wish): Promise<Answer> {
    const client_id = newId();
    const frame = { ...wish, client_id } as Change;
    return new Promise((resolve) => {
      this.asking.set(client_id, resolve);
      this.sent.set(client_id, frame);
      this.connection?.send(frame);
    });
  }

  private answer(clientId: string, answer: Answer): void {
    const frame = this.sent.get(clientId);
    this.sent.delete(clientId);
    const asked = this.asking.get(clientId);
    this.asking.delete(clientId);
    // Words of an earlier page that were refused come back too.
    if (answer.is === "refused" && (frame?.type === "reply" || frame?.type === "note")) this.giveBack(frame, answer);
    asked?.(answer);
  }

  private refused(frame: Extract<ServerFrame, { type: "error" }>): void {
    // The connection sends these again by itself.
    if (frame.code === "rate_limited" || frame.code === "unavailable") return;
    if (frame.client_id) this.answer(frame.client_id, { is: "refused", code: frame.code, message: frame.message });
  }

  private giveBack(frame: Extract<Change, { type: "reply" | "note" }>, answer: Extract<Answer, { is: "refused" }>): void {
    const { drafts, desk, ui } = this.store.get();
    const { t } = this;
    this.keep(givenBack(drafts, frame.conversation, frame.type, frame.text));
    const owner = factsIn(desk, frame.conversation)?.owner;
    const ended = owner?.is === "resolved" || owner?.is === "closed";
    const why =
      answer.code !== "conflict"
        ? `${answer.message}.`
        : ended
          ? t.composer.whyGone
          : owner?.is === "agent" && owner.id !== desk.me?.id
            ? t.composer.whyTaken(owner.name)
            : t.composer.whyLost;
    this.store.ui({ refusals: new Map(ui.refusals).set(frame.conversation, t.composer.refused(why)) });
  }

  // ── Where one looks ──

  go(page: Page): void {
    const path = pathOf(page);
    if (path !== location.pathname) history.pushState(null, "", path);
    this.arrive(page);
  }

  private arrive(page: Page): void {
    const { ui, desk, settings } = this.store.get();
    const before = ui.page.is === "cases" ? ui.page.open : undefined;
    const open = page.is === "cases" ? page.open : undefined;
    this.store.ui({ page, drawer: false, ...(open !== before ? { tab: "dossier", contactView: false } : {}), ...(open ? { row: open } : {}) });
    if (before && before !== open && desk.items.get(before)?.agent !== desk.me?.id) {
      this.tell({ type: "unsubscribe", conversation: before });
      this.store.set({ desk: unfollow(this.store.get().desk, before) });
    }
    if (open && open !== before) this.stopDraft();
    if (open && this.connection) this.follow(open);
    this.look();
    document.documentElement.lang = settings.language === "zh" ? "zh-Hans" : "en";
  }

  /** What stands in front of the agent counts as seen; the user is told only by who has the case. */
  private look(): void {
    const { ui, desk, seen, session } = this.store.get();
    const open = ui.page.is === "cases" ? ui.page.open : undefined;
    if (session.is !== "in" || open === undefined || document.hidden) return;
    const newest = Math.max(heldOf(desk, open), desk.items.get(open)?.seq ?? 0);
    if (newest > (seen.get(open) ?? 0) && desk.me) {
      const next = new Map(seen);
      next.delete(open);
      next.set(open, newest);
      write(seenKey(desk.me.id), JSON.stringify([...next].slice(-SEEN_MAX)));
      this.store.put({ seen: next });
    }
    const facts = factsIn(desk, open);
    const mine = facts && claimOf(facts, desk.me?.id) !== undefined;
    if (mine && facts.lastUserSeq > (this.readTo.get(open) ?? 0)) {
      this.readTo.set(open, facts.lastUserSeq);
      this.tell({ type: "read", conversation: open, seq: facts.lastUserSeq });
    }
  }

  /** Reads the events before those held. */
  async older(conversation: string): Promise<void> {
    const { desk } = this.store.get();
    const first = desk.followed.get(conversation)?.log.events[0]?.seq ?? 1;
    const after = Math.max(0, first - 1 - PAGE);
    const { items } = await api.events(conversation, after, PAGE);
    const now = Date.now();
    const frames = items.filter((event) => event.seq < first).map((event): ServerFrame => ({ type: "event", ...event }));
    this.store.set({ desk: frames.reduce((folded, frame) => fold(folded, frame, now), this.store.get().desk) });
  }

  private arrival(before: typeof NO_DESK, frame: ServerFrame): void {
    const { settings, desk } = this.store.get();
    if (!before.caughtUp || settings.away) return;
    const { t } = this;
    if (frame.type === "queue_item") {
      const known = before.items.get(frame.conversation);
      const came = frame.state === "waiting" && known?.state !== "waiting";
      if (!came) return;
      if (settings.sound) ring();
      if (settings.notify) announce(t.arrival.title(frame.severity), frame.subject, frame.conversation, () => this.go({ is: "cases", open: frame.conversation }));
    } else if (frame.type === "event" && frame.kind === "message" && frame.body.author.role === "user") {
      const item = desk.items.get(frame.conversation);
      if (item?.agent !== desk.me?.id || item === undefined) return;
      if (!before.followed.get(frame.conversation)?.caughtUp) return;
      if (settings.sound && document.hidden) ring();
      if (settings.notify)
        announce(t.arrival.reply(item.contact_name ?? t.user), frame.body.text ?? "", frame.conversation, () => this.go({ is: "cases", open: frame.conversation }));
    }
  }

  /** How many cases ask for attention: those that wait, and one's own with something new. */
  readonly calling = (): number => {
    const { desk, seen } = this.store.get();
    let count = 0;
    for (const item of desk.items.values()) {
      if (item.state === "waiting" || (item.agent === desk.me?.id && isUnread(item, seen.get(item.conversation)))) count++;
    }
    return count;
  };

  // ── Acts on a case ──

  private claimOf(conversation: string): number | undefined {
    const { desk } = this.store.get();
    const facts = factsIn(desk, conversation);
    return facts && claimOf(facts, desk.me?.id);
  }

  private isOnline(): boolean {
    if (this.store.get().line.phase.is === "open") return true;
    this.say({ tone: "bad", text: this.t.line.never, act: { text: this.t.line.now, run: this.retry } });
    return false;
  }

  async claim(conversation: string): Promise<boolean> {
    if (!this.isOnline()) return false;
    this.follow(conversation);
    const answer = await this.ask({ type: "claim", conversation });
    if (answer.is === "done") return true;
    // The refusal overtakes the event that says who was faster.
    if (answer.code === "conflict") await this.until(() => factsIn(this.store.get().desk, conversation)?.owner.is === "agent");
    const { desk } = this.store.get();
    const owner = factsIn(desk, conversation)?.owner;
    const item = desk.items.get(conversation);
    const { t } = this;
    const next = { text: t.toast.nextCase, run: () => void this.claimNext() };
    if (owner?.is === "resolved" || owner?.is === "closed") this.say({ tone: "bad", text: t.toast.ended, act: next });
    else if (answer.code === "conflict") {
      const name = owner?.is === "agent" ? owner.name : item?.agent_name;
      const at = owner?.is === "agent" ? Date.parse(owner.at) : Date.now();
      this.say({ tone: "bad", text: name ? t.toast.lost(name, this.ago(at)) : t.toast.lostAnon, act: next });
    } else this.say({ tone: "bad", text: t.toast.refused(answer.message) });
    return false;
  }

  async claimNext(): Promise<void> {
    if (!this.isOnline()) return;
    const answer = await this.ask({ type: "claim_next" });
    if (answer.is === "done") this.go({ is: "cases", open: answer.conversation });
    else this.say({ tone: "plain", text: answer.code === "not_found" ? this.t.toast.nobody : this.t.toast.refused(answer.message) });
  }

  /** Waits until something holds, but not for long. */
  private async until(holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < LATE_TRIES && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  }

  private async act(wish: Wish, done: string): Promise<boolean> {
    if (!this.isOnline()) return false;
    const answer = await this.ask(wish);
    const why = () => (answer.is === "refused" && answer.code === "conflict" ? this.t.toast.notYours : this.t.toast.refused(answer.is === "refused" ? answer.message : ""));
    this.say(answer.is === "done" ? { tone: "good", text: done } : { tone: "bad", text: why() });
    return answer.is === "done";
  }

  private held(conversation: string): number | undefined {
    const claim = this.claimOf(conversation);
    if (claim === undefined) this.say({ tone: "bad", text: this.t.toast.takeFirst });
    return claim;
  }

  async release(conversation: string, reason: string): Promise<boolean> {
    const claim = this.held(conversation);
    return claim !== undefined && this.act({ type: "release", conversation, claim, ...(reason ? { reason } : {}) }, this.t.toast.released);
  }

  async transfer(conversation: string, to: Destination, reason: string): Promise<boolean> {
    const claim = this.held(conversation);
    return claim !== undefined && this.act({ type: "transfer", conversation, claim, to, reason }, this.t.toast.transferred);
  }

  async setSeverity(conversation: string, severity: number, reason: string): Promise<boolean> {
    return this.act({ type: "set_severity", conversation, severity, ...(reason ? { reason } : {}) }, this.t.toast.severity(severity));
  }

  async resolve(conversation: string): Promise<boolean> {
    const claim = this.held(conversation);
    return claim !== undefined && this.act({ type: "resolve", conversation, claim }, this.t.toast.resolved);
  }

  // ── Writing ──

  write(conversation: string, change: Partial<Draft>): void {
    this.keep(withDraft(this.store.get().drafts, conversation, change));
    if (change.reply !== undefined && this.claimOf(conversation) !== undefined) this.types(conversation, change.reply !== "");
    if (this.store.get().ui.refusals.has(conversation)) {
      const refusals = new Map(this.store.get().ui.refusals);
      refusals.delete(conversation);
      this.store.ui({ refusals });
    }
  }

  private keep(drafts: Map<string, Draft> | ReadonlyMap<string, Draft>): void {
    const { desk, keeps } = this.store.get();
    const kept = desk.me ? keepDrafts(desk.me.id, drafts) : keeps;
    this.store.set({ drafts, keeps: kept });
  }

  types(conversation: string, on: boolean): void {
    const now = Date.now();
    if (on && this.typingIn === conversation && now - this.typedAt < TYPING_MS) return;
    if (!on && this.typingIn !== conversation) return;
    this.typedAt = now;
    this.typingIn = on ? conversation : undefined;
    this.tell({ type: "typing", conversation, on });
  }

  /** Whether an agent's `typing` that comes back is one's own. */
  readonly isTyping = (conversation: string): boolean => this.typingIn === conversation && Date.now() - this.typedAt < 2 * TYPING_MS;

  /** Sends what is written. `resolve`: the case ends once the reply is on disk. */
  send(conversation: string, { resolve = false } = {}): void {
    const draft = this.store.get().drafts.get(conversation);
    const mode: Mode = draft?.mode ?? "reply";
    if (!draft) return;
    const text = mode === "note" ? draft.note.trim() : composed(draft, location.origin, this.t.assist.sources).text;
    if (text === "" || lengthOf(text) > TEXT_CHARS_MAX) return;
    const claim = this.claimOf(conversation);
    if (mode === "reply" && claim === undefined) return void this.held(conversation);
    this.types(conversation, false);
    this.write(conversation, { [mode]: "" });
    if (mode === "note") {
      void this.ask({ type: "note", conversation, text });
      return;
    }
    const asked = this.ask({ type: "reply", conversation, claim: claim!, text });
    // Only a reply that is on disk may end the case.
    if (resolve) void asked.then((answer) => answer.is === "done" && void this.resolve(conversation));
  }

  /** Puts a link to a document where the text ends. */
  insert(conversation: string, title: string, url: string): void {
    const { drafts } = this.store.get();
    const mode = drafts.get(conversation)?.mode ?? "reply";
    const text = drafts.get(conversation)?.[mode] ?? "";
    const gap = text === "" || /\s$/.test(text) ? "" : " ";
    this.write(conversation, { mode, [mode]: `${text}${gap}${linked(title, url, location.origin)}` });
    this.say({ tone: "good", text: this.t.side.inserted(title) });
  }

  // ── The machine's draft ──

  draft(conversation: string): void {
    if (!this.isOnline()) return;
    const id = String(++this.n);
    const { desk } = this.store.get();
    this.store.set({ desk: { ...desk, assist: { id, conversation, n: 0, text: "", blocks: [], citations: [], done: false } } });
    this.tell({ type: "draft", id, conversation });
  }

  /** Lets the draft go; where it is still written, the model is let go too. */
  stopDraft(): void {
    const { desk } = this.store.get();
    const { assist } = desk;
    if (!assist) return;
    this.store.set({ desk: { ...desk, assist: undefined } });
    if (assist.done) return;
    this.tell({ type: "unsubscribe", conversation: assist.conversation });
    if (desk.followed.has(assist.conversation)) this.subscribe(assist.conversation);
  }

  /** The draft becomes the agent's own text: nothing goes out before they send it. */
  useDraft(): void {
    const { desk, drafts } = this.store.get();
    const { assist } = desk;
    if (!assist) return;
    const { text, citations } = prepare(assist.text, assist.citations);
    const before = drafts.get(assist.conversation);
    // A draft that nobody touched gives way to the new one; an agent's own words never do.
    const own = before?.drafted?.text === before?.reply ? "" : (before?.reply.trim() ?? "");
    this.stopDraft();
    if (own) this.say({ tone: "plain", text: this.t.assist.kept });
    this.write(assist.conversation, { mode: "reply", reply: own ? `${own}\n\n${text}` : text, drafted: { text, citations } });
  }

  // ── Oneself ──

  settle(change: Partial<Settings>): void {
    const settings = { ...this.store.get().settings, ...change };
    keepSettings(settings);
    this.store.set({ settings });
    if (change.away === undefined) return;
    this.tell({ type: "status", state: change.away ? "away" : "online" });
    this.say({ tone: "plain", text: change.away ? this.t.toast.away : this.t.toast.online });
  }

  say(toast: Toast | undefined): void {
    clearTimeout(this.toastTimer);
    this.store.ui({ toast });
    if (toast) this.toastTimer = setTimeout(() => this.store.ui({ toast: undefined }), toast.act ? TOAST_WITH_ACT_MS : TOAST_MS);
  }

  private ago(at: number): string {
    const { language } = this.store.get().settings;
    const seconds = Math.max(1, Math.round((Date.now() - at) / 1000));
    return seconds < 60 ? (language === "zh" ? `${seconds} 秒` : `${seconds}\u00a0s`) : span(seconds * 1000, language);
  }

  /** A time of day in the page's language. */
  readonly at = (time: string | number): string => timeOfDay(time, this.store.get().settings.language);
}

/** A random UUID, also on a page without TLS, where the browser offers none. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const outboxKey = (agent: string) => `firstline:outbox:${agent}`;
const seenKey = (agent: string) => `firstline:seen:${agent}`;

function loadOutbox(agent: string): Change[] {
  try {
    return JSON.parse(read(outboxKey(agent)) ?? "[]") as Change[];
  } catch {
    return [];
  }
}

function loadSeen(agent: string): Map<string, number> {
  try {
    return new Map(JSON.parse(read(seenKey(agent)) ?? "[]") as [string, number][]);
  } catch {
    return new Map();
  }
}
