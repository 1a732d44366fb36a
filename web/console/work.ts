/** What an agent does: signs in, follows, takes, answers, passes on. Carries out; what follows from it is decided elsewhere. */

import type { Phase } from "../shared/socket";
import { span, timeOfDay } from "../shared/when";
import type { Destination } from "../shared/wire";
import * as api from "./api";
import { allow, announce, permission, ring } from "./alerts";
import { composed, prepare } from "./assist";
import { claimOf, type Correction } from "./case";
import { type Desk, fold, follow, heldOf, LINGER_MS, type News, newsBetween, newsOf, NO_DESK, swept, unfollow } from "./desk";
import { type Draft, draftsKey, type Mode, givenBack, keepDrafts, lengthOf, loadDrafts, withDraft } from "./drafts";
import type { Change, ServerFrame } from "./frames";
import { isUnread } from "./queue";
import { pageOf, type Page, pathOf } from "./route";
import { Endings, keepOutbox, keepSeen, loadOutbox, loadSeen, newId } from "./kept";
import { type Answer, Line, type Refusal, type Wish } from "./line";
import { keepSettings, loadSettings, type Settings, SETTINGS_KEY } from "./settings";
import { factsIn, type Store, type Toast } from "./state";
import { sourcesIn, wordsOf } from "./words";

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
/** How often it is looked whether a promised time has passed, in milliseconds; browsers look more rarely in a page that is hidden for long. */
const PASSING_MS = 1_000;
/** How often, and after how long each time, it is looked for an event that comes after its answer, in milliseconds. */
const LATE_TRIES = 20;
const LATE_MS = 50;

export class Work {
  private readonly line: Line;
  private typedAt = 0;
  private typingIn: string | undefined;
  private readTo = new Map<string, number>();
  private caught = 0;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private n = 0;
  private endings: Endings | undefined;
  /** Up to when it was looked whether promised times have passed. */
  private passedTo = Date.now();

  constructor(readonly store: Store) {
    this.line = new Line({
      frame: (frame) => this.receive(frame),
      phase: (phase) => this.phase(phase),
      outbox: (frames) => this.outbox(frames),
      answered: (frame, answer) => this.answered(frame, answer),
    });
    addEventListener("popstate", () => this.arrive(pageOf(location.pathname)));
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("storage", (event) => this.elsewhere(event.key));
    addEventListener("click", () => this.askLeave(), { capture: true });
    setInterval(() => this.passing(), PASSING_MS);
    api.onExpired(() => this.store.get().session.is === "in" && this.leave("expired"));
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
    const { desk } = this.store.get();
    const before = desk.me?.id === agent.id ? desk : NO_DESK;
    const waiting = loadOutbox(agent.id);
    this.endings = new Endings(agent.id, waiting);
    // What passed before one came is seen in the queue.
    this.passedTo = Date.now();
    this.store.set({ session: { is: "in" }, desk: { ...before, me: agent, inboxes }, drafts: loadDrafts(agent.id), seen: loadSeen(agent.id), outbox: waiting });
    this.line.open(waiting);
    this.arrive(this.store.get().ui.page);
  }

  /** Another tab of the same agent has written or chosen: both show the same. */
  private elsewhere(key: string | null): void {
    const { desk } = this.store.get();
    if (key === SETTINGS_KEY) this.store.set({ settings: loadSettings() });
    else if (desk.me && key === draftsKey(desk.me.id)) this.store.set({ drafts: loadDrafts(desk.me.id) });
  }

  private leave(why: "expired" | "left"): void {
    this.line.close();
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

  readonly retry = (): void => this.line.retry();

  private outbox(frames: readonly Change[]): void {
    const { desk } = this.store.get();
    // Words are worth keeping over a reload; an act is not: it was meant for that moment.
    const kept = frames.filter((frame) => frame.type === "reply" || frame.type === "note");
    if (desk.me) keepOutbox(desk.me.id, kept);
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
    if (frame.type === "queue_item" || frame.type === "event") this.arrival(before, frame);
    if (desk.left !== before.left) setTimeout(() => this.store.put({ desk: swept(this.store.get().desk, Date.now()) }), LINGER_MS + 50);
    if (frame.type === "queue_item" || frame.type === "queue_removed") this.letGo(frame.conversation);
    if (frame.type === "event" || frame.type === "caught_up") this.look();
  }

  /** What is neither open nor one's own any more need not be followed. */
  private letGo(conversation: string): void {
    const { desk, ui } = this.store.get();
    if (!desk.followed.has(conversation) || desk.items.get(conversation)?.agent === desk.me?.id) return;
    if (ui.page.is === "cases" && ui.page.open === conversation) return;
    this.line.tell({ type: "unsubscribe", conversation });
    this.store.put({ desk: unfollow(desk, conversation) });
  }

  /** A new connection knows nothing of what this page follows. */
  private resume(): void {
    const { desk, settings } = this.store.get();
    for (const id of desk.followed.keys()) this.subscribe(id);
    if (settings.away) this.line.tell({ type: "status", state: "away" });
  }

  private subscribe(conversation: string): void {
    const { desk } = this.store.get();
    const newest = desk.items.get(conversation)?.seq ?? 0;
    const after = heldOf(desk, conversation) || Math.max(0, newest - EVENTS_MAX);
    this.line.tell({ type: "subscribe", conversation, after });
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

  private answered(frame: Change, answer: Answer): void {
    if (answer.is === "refused") this.giveBack(frame, answer);
    if (frame.type !== "reply" || !this.endings?.take(frame.client_id) || answer.is === "refused") return;
    // By the claim that the reply went out with: after a reload the case may not be known here yet.
    void this.act({ type: "resolve", conversation: frame.conversation, claim: frame.claim }, this.t.toast.resolved);
  }

  /** Words that were refused are given back to whoever wrote them, also those of an earlier page. */
  private giveBack(frame: Change, answer: Refusal): void {
    if (frame.type !== "reply" && frame.type !== "note") return;
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
    const { ui } = this.store.get();
    const before = ui.page.is === "cases" ? ui.page.open : undefined;
    const open = page.is === "cases" ? page.open : undefined;
    this.store.ui({ page, drawer: false, ...(open !== before ? { tab: "dossier", contactView: false, preview: false } : {}), ...(open ? { row: open } : {}) });
    if (before && before !== open) this.letGo(before);
    if (open && open !== before) this.stopDraft();
    if (open && this.store.get().session.is === "in") this.follow(open);
    this.look();
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
      keepSeen(desk.me.id, next);
      this.store.put({ seen: next });
    }
    const facts = factsIn(desk, open);
    const mine = facts && claimOf(facts, desk.me?.id) !== undefined;
    if (mine && facts.lastUserSeq > (this.readTo.get(open) ?? 0)) {
      this.readTo.set(open, facts.lastUserSeq);
      this.line.tell({ type: "read", conversation: open, seq: facts.lastUserSeq });
    }
  }

  /** Reads the events before those held. */
  async older(conversation: string): Promise<void> {
    const { desk } = this.store.get();
    const first = desk.followed.get(conversation)?.log.events[0]?.seq ?? 1;
    const after = Math.max(0, first - 1 - PAGE);
    const { items } = await api.events(conversation, { after, limit: PAGE });
    const now = Date.now();
    const frames = items.filter((event) => event.seq < first).map((event): ServerFrame => ({ type: "event", ...event }));
    this.store.set({ desk: frames.reduce((folded, frame) => fold(folded, frame, now), this.store.get().desk) });
  }

  private arrival(before: Desk, frame: ServerFrame): void {
    const news = newsOf(before, this.store.get().desk, frame);
    if (news) this.tell([news]);
  }

  /** Tells which promised times have passed since the last look; while the desk is not known, the look waits. */
  private passing(): void {
    const { desk, line, session } = this.store.get();
    if (session.is !== "in" || line.phase.is !== "open" || !desk.caughtUp) return;
    const now = Date.now();
    const told = newsBetween(desk, this.passedTo, now);
    this.passedTo = now;
    if (told.length > 0) this.tell(told);
  }

  /** Sounds once, and notifies of each; who is away is left alone. */
  private tell(told: readonly News[]): void {
    const { settings } = this.store.get();
    if (settings.away) return;
    if (settings.sound && told.some(({ is }) => is !== "words" || document.hidden)) ring();
    if (settings.notify) for (const news of told) announce(this.titleOf(news), news.text, news.conversation, () => this.go({ is: "cases", open: news.conversation }));
  }

  private titleOf(news: News): string {
    const { t } = this;
    return news.is === "words" ? t.arrival.words(news.name ?? t.user) : t.arrival[news.is](news.severity);
  }

  /** Asks for leave to notify at the first click after signing in, once: browsers let a page ask by a person's own act alone. */
  private askLeave(): void {
    const { session, settings } = this.store.get();
    if (session.is !== "in" || settings.asked || !settings.notify || permission() !== "default") return;
    this.settle({ asked: true });
    void allow();
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
    const answer = await this.line.ask({ type: "claim", conversation });
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
    const answer = await this.line.ask({ type: "claim_next" });
    if (answer.is === "done") this.go({ is: "cases", open: answer.conversation });
    else this.say({ tone: "plain", text: answer.code === "not_found" ? this.t.toast.nobody : this.t.toast.refused(answer.message) });
  }

  /** Says no to an offer: the next agent is asked. */
  decline(conversation: string): Promise<boolean> {
    return this.act({ type: "decline", conversation }, this.t.offer.declined, this.t.offer.over);
  }

  /** Waits until something holds, but not for long. */
  private async until(holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < LATE_TRIES && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  }

  /** Does something and says at the foot what became of it. */
  private async act(wish: Wish, done: string, conflict?: string): Promise<boolean> {
    if (!this.isOnline()) return false;
    const why = await this.ask(wish, done, conflict);
    if (why !== undefined) this.say({ tone: "bad", text: why });
    return why === undefined;
  }

  /**
   * Asks for a change, and says at the foot that it is done. Returns why it was not carried out, nothing where it was.
   * A line that is lost meanwhile is waited for; without one to begin with nothing is asked.
   */
  private async ask(wish: Wish, done: string, conflict = this.t.toast.notYours): Promise<string | undefined> {
    if (this.store.get().line.phase.is !== "open") return this.t.line.never;
    const answer = await this.line.ask(wish);
    if (answer.is === "refused") return answer.code === "conflict" ? conflict : this.t.toast.refused(answer.message);
    this.say({ tone: "good", text: done });
    return undefined;
  }

  private held(conversation: string): number | undefined {
    const claim = this.claimOf(conversation);
    if (claim === undefined) this.say({ tone: "bad", text: this.t.toast.takeFirst });
    return claim;
  }

  /** Gives a case back. Returns why that did not work, nothing where it did; so do `transfer` and `correct`. */
  async release(conversation: string, reason: string): Promise<string | undefined> {
    const claim = this.claimOf(conversation);
    if (claim === undefined) return this.t.toast.takeFirst;
    return this.ask({ type: "release", conversation, claim, ...(reason ? { reason } : {}) }, this.t.toast.released);
  }

  async transfer(conversation: string, to: Destination, reason: string, asked: string): Promise<string | undefined> {
    const claim = this.claimOf(conversation);
    if (claim === undefined) return this.t.toast.takeFirst;
    return this.ask({ type: "transfer", conversation, claim, to, reason, ...(asked ? { asked } : {}) }, this.t.toast.transferred);
  }

  /** Corrects what was judged. The severity has a frame of its own and goes first; where it is refused, the rest is not asked. */
  async correct(conversation: string, { severity, ...rest }: Correction, reason: string): Promise<string | undefined> {
    const because = reason ? { reason } : {};
    const why = severity === undefined ? undefined : await this.ask({ type: "set_severity", conversation, severity, ...because }, this.t.toast.severity(severity));
    if (why !== undefined || Object.keys(rest).length === 0) return why;
    return this.ask({ type: "correct", conversation, ...rest, ...because }, this.t.toast.corrected);
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
    this.line.tell({ type: "typing", conversation, on });
  }

  /** Whether an agent's `typing` that comes back is one's own. */
  readonly isTyping = (conversation: string): boolean => this.typingIn === conversation && Date.now() - this.typedAt < 2 * TYPING_MS;

  /** Sends what is written. `resolve`: the case ends once the reply is on disk. */
  send(conversation: string, { resolve = false } = {}): void {
    const draft = this.store.get().drafts.get(conversation);
    const mode: Mode = draft?.mode ?? "reply";
    if (!draft) return;
    const text = mode === "note" ? draft.note.trim() : composed(draft, location.origin, sourcesIn(factsIn(this.store.get().desk, conversation)?.locale)).text;
    if (text === "" || lengthOf(text) > TEXT_CHARS_MAX) return;
    const claim = this.claimOf(conversation);
    if (mode === "reply" && claim === undefined) return void this.held(conversation);
    this.types(conversation, false);
    this.store.ui({ preview: false });
    this.write(conversation, { [mode]: "" });
    if (mode === "note") {
      void this.line.ask({ type: "note", conversation, text });
      return;
    }
    const name = newId();
    if (resolve) this.endings?.wish(name);
    void this.line.ask({ type: "reply", conversation, claim: claim!, text, ...(draft.waits === undefined ? {} : { waits: draft.waits }) }, name);
  }

  /** Puts words where the text ends. */
  append(conversation: string, words: string, between = "\n\n"): void {
    const { drafts } = this.store.get();
    const mode = drafts.get(conversation)?.mode ?? "reply";
    const text = drafts.get(conversation)?.[mode] ?? "";
    const gap = text === "" || /\s$/.test(text) ? "" : between;
    this.write(conversation, { mode, [mode]: `${text}${gap}${words}` });
  }

  // ── The machine's draft ──

  draft(conversation: string): void {
    if (!this.isOnline()) return;
    const id = String(++this.n);
    const { desk } = this.store.get();
    this.store.set({ desk: { ...desk, assist: { id, conversation, n: 0, text: "", blocks: [], citations: [], done: false } } });
    this.line.tell({ type: "draft", id, conversation });
  }

  /** Lets the draft go; where it is still written, the model is let go too. */
  stopDraft(): void {
    const { desk } = this.store.get();
    const { assist } = desk;
    if (!assist) return;
    this.store.set({ desk: { ...desk, assist: undefined } });
    if (assist.done) return;
    this.line.tell({ type: "unsubscribe", conversation: assist.conversation });
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
    this.line.tell({ type: "status", state: change.away ? "away" : "online" });
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
