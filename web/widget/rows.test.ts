import { describe, expect, test } from "vitest";
import type { ChatServerFrame, Event } from "../shared/wire";
import { fold, NOTHING, type State, withSent } from "./fold";
import { type Local, type Row, rowsOf } from "./rows";
import { standingOf } from "./standing";

const NOW = Date.parse("2026-01-02T14:10:00Z");
const local: Local = { folded: new Set(), skipped: undefined, fresh: false, link: { is: "open" }, renewed: false, lasting: true };
const event = (seq: number, kind: string, body: object, at = "2026-01-02T14:02:00.000Z") => ({ type: "event", id: `e${seq}`, conversation: "c1", seq, at, kind, body }) as unknown as ChatServerFrame & Event;

const opened = event(1, "opened", {});
const question = event(2, "message", { author: { role: "user" }, text: "Why 4103?", client_id: "q", reply: "r" });
const documents = event(3, "suggested", { reply: "r", items: [{ doc: "a.md", title: "Error codes", url: "/docs/a.md", snippet: "…" }] });
const answer = (over: object = {}) => event(4, "message", { author: { role: "bot" }, text: "Keyframes.", reply: "r", blocks: [], answer: { outcome: "answered", mode: "llm", final: true, citations: [], ...over } });
const ended = event(5, "turn_ended", { reply: "r", outcome: "answered", ms: {} });
const handoff = event(6, "handoff_requested", { by: "user", dossier: { version: 1, problem: "4103", asked: [], environment: [], tried: [], documents: [], claims: [], locale: "en", written_by: "rules" } });
const queued = event(7, "queued", { queue: "first-line", tier: 1, respond_by: "2026-01-02T14:19:00Z" });
const assigned = event(8, "assigned", { agent: { name: "Lena" } }, "2026-01-02T14:11:00.000Z");

const stateOf = (...frames: ChatServerFrame[]) => frames.reduce((state, one) => fold(state, one, NOW), NOTHING);
const rows = (state: State, over: Partial<Local> = {}) => rowsOf(state, standingOf(state), { ...local, ...over }, NOW);
const kinds = (list: Row[]) => list.map((row) => row.kind);
const find = <K extends Row["kind"]>(list: Row[], kind: K) => list.find((row) => row.kind === kind) as Extract<Row, { kind: K }> | undefined;

describe("a turn", () => {
  test("nothing said is home", () => expect(kinds(rows(NOTHING))).toEqual(["home"]));
  test("question, documents, answer, and one question back", () => {
    expect(kinds(rows(stateOf(opened, question, documents, answer(), ended)))).toEqual(["said", "found", "answer", "solved"]);
  });
  test("a draft becomes its answer under the same key, so that nothing moves", () => {
    const writing = stateOf(opened, question, { type: "delta", conversation: "c1", reply: "r", attempt: 1, n: 1, at: 0, text: "Key", blocks: [{ type: "paragraph", inlines: [{ type: "text", text: "Key" }] }] });
    expect(find(rows(writing), "answer")).toMatchObject({ key: "a:r", stage: "writing" });
    expect(find(rows(fold(writing, answer(), NOW)), "answer")).toMatchObject({ key: "a:r", stage: "done" });
  });
  test("an interim answer stays above the final one", () => {
    const interim = event(3, "message", { author: { role: "bot" }, text: "Quoted.", reply: "r", answer: { outcome: "answered", mode: "extractive", final: false, citations: [] } });
    expect(rows(stateOf(opened, question, interim, answer(), ended)).map((row) => row.key)).toEqual(["c:q", "i:r", "a:r", "s:r"]);
  });
  test("a greeting is not asked whether it solved anything", () => {
    expect(kinds(rows(stateOf(opened, question, answer({ mode: "fixed", outcome: "none" }), ended)))).not.toContain("solved");
  });
  test("asked once: judged, or followed by another question, it is gone", () => {
    const judged = stateOf(opened, question, answer(), ended, event(6, "feedback", { reply: "r", solved: false }));
    expect(kinds(rows(judged))).not.toContain("solved");
    expect(kinds(rows(judged))).toContain("offer");
    const next = event(6, "message", { author: { role: "user" }, text: "And?", client_id: "n", reply: "r2" });
    expect(kinds(rows(stateOf(opened, question, answer(), ended, next)))).not.toContain("solved");
  });
  test("an offer of a person is a card, and folds", () => {
    const none = stateOf(opened, question, answer({ mode: "fixed", outcome: "none", offer: "person" }), ended);
    expect(find(rows(none), "offer")).toBeDefined();
    expect(find(rows(none, { folded: new Set(["o:4"]) }), "offer")).toBeUndefined();
  });
  test("a question back offers its choices until anything is said, on its way or there", () => {
    const asked = stateOf(opened, question, answer({ mode: "fixed", outcome: "asked", choices: ["iOS", "Android"] }), ended);
    expect(find(rows(asked), "choices")).toMatchObject({ choices: ["iOS", "Android"] });
    const sent = withSent(asked, { type: "message", client_id: "n", text: "iOS" }, NOW);
    expect(find(rows(sent), "choices")).toBeUndefined();
    expect(find(rows(fold(sent, { type: "error", code: "conflict", message: "", client_id: "n" } as ChatServerFrame, NOW)), "choices")).toBeDefined();
    expect(find(rows(fold(sent, event(6, "message", { author: { role: "user" }, text: "iOS", client_id: "n", reply: "r2" }), NOW)), "choices")).toBeUndefined();
  });
  test("the documents of an older turn give way", () => {
    const next = event(6, "message", { author: { role: "user" }, text: "And?", client_id: "n", reply: "r2" });
    expect(kinds(rows(stateOf(opened, question, documents, answer(), ended, next)))).not.toContain("found");
  });
});

describe("a person", () => {
  const waiting = stateOf(opened, question, answer(), ended, handoff, queued);
  test("waiting shows the promise, then what was passed on, then where a reply may go", () => {
    expect(kinds(rows(waiting)).slice(2)).toEqual(["line", "promise", "address", "dossier"]);
    const inbox = { id: "default", name: "Help", locale: "en", greeting: "", open: true, zone: "UTC" } as const;
    expect(kinds(rows({ ...waiting, inbox })).slice(2)).toEqual(["line", "promise", "dossier", "address"]);
  });
  test("what was passed on stays to be read while a person has it, and when it is over", () => {
    const here = fold(waiting, assigned, NOW);
    const over = fold(here, event(9, "closed", { by: "agent", how: "done" }), NOW);
    for (const state of [here, over]) expect(kinds(rows(state)).slice(2, 4)).toEqual(["line", "dossier"]);
    // It is corrected until it is over.
    expect([waiting, here, over].map((state) => find(rows(state), "dossier")?.live)).toEqual([true, true, false]);
  });
  test("a promise that has passed is called late, with the new time", () => {
    const late = rowsOf({ ...waiting, place: { expectedBy: "2026-01-02T14:40:00Z", ahead: 1 } }, standingOf(waiting), local, Date.parse("2026-01-02T14:20:00Z"));
    expect(find(late, "promise")).toMatchObject({ missed: Date.parse("2026-01-02T14:19:00Z"), by: Date.parse("2026-01-02T14:40:00Z"), ahead: 1 });
  });
  test("where nobody is there by the promised time, the time that was told counts, until a place says another", () => {
    const told = event(7, "queued", { queue: "first-line", tier: 1, respond_by: "2026-01-02T14:19:00Z", expected_by: "2026-01-03T09:00:00Z" });
    const closed = stateOf(opened, question, answer(), ended, handoff, told);
    const by = Date.parse("2026-01-03T09:00:00Z");
    expect(standingOf(closed)).toMatchObject({ is: "waiting", by, first: by });
    const after = rowsOf(closed, standingOf(closed), local, Date.parse("2026-01-02T14:20:00Z"));
    expect(find(after, "promise")).toMatchObject({ by, missed: undefined });
    const place = fold(closed, { type: "place", expected_by: "2026-01-02T15:00:00Z" }, NOW);
    expect(find(rows(place), "promise")).toMatchObject({ by: Date.parse("2026-01-02T15:00:00Z") });
    const moved = fold(closed, event(8, "queued", { ...told.body, expected_by: "2026-01-03T10:00:00Z" }), NOW);
    expect(rows(moved)).toContainEqual(expect.objectContaining({ line: { say: "newTime", time: Date.parse("2026-01-03T10:00:00Z") } }));
    const reply = event(9, "message", { author: { role: "agent", name: "Lena" }, text: "Hello" }, "2026-01-03T08:59:00.000Z");
    expect(rows(fold(closed, reply, NOW))).toContainEqual(expect.objectContaining({ line: { say: "answered", time: Date.parse("2026-01-03T08:59:00Z"), late: -60_000 } }));
  });
  test("a promise is kept by a person's words, not by their coming, and it is said once", () => {
    const here = fold(waiting, assigned, NOW);
    expect(standingOf(here)).toMatchObject({ is: "agent", name: "Lena" });
    expect(rows(here)).toContainEqual(expect.objectContaining({ kind: "line", line: expect.objectContaining({ say: "joined", name: "Lena" }) }));
    const lines = (state: State) => rows(state).flatMap((row) => (row.kind === "line" && row.line.say === "answered" ? [row.line.late] : []));
    expect(lines(here)).toEqual([]);
    const reply = (seq: number) => event(seq, "message", { author: { role: "agent", name: "Lena" }, text: "Hello" });
    const answered = fold(fold(here, reply(20), NOW), reply(21), NOW);
    expect([standingOf(here), standingOf(answered)]).toMatchObject([{ by: Date.parse("2026-01-02T14:19:00Z") }, { by: undefined }]);
    expect(lines(answered)).toEqual([Date.parse("2026-01-02T14:02:00Z") - Date.parse("2026-01-02T14:19:00Z")]);
  });
  test("an agent's end is asked about, the reader's own is rated, silence is left alone", () => {
    const solved = fold(fold(waiting, assigned, NOW), event(9, "resolved", { by: "agent", how: "agent" }), NOW);
    expect(find(rows(solved), "solved")).toMatchObject({ reply: undefined, name: "Lena" });
    const confirmed = [event(10, "feedback", { solved: true }), event(11, "resolved", { by: "user", how: "confirmed" })].reduce((state, one) => fold(state, one, NOW), solved);
    expect(find(rows(confirmed), "rating")).toBeDefined();
    expect(find(rows(confirmed, { skipped: "c1:1" }), "rating")).toBeUndefined();
    expect(kinds(rows(fold(confirmed, event(12, "rated", { score: 5, segment: 1 }), NOW)))).not.toContain("rating");
    expect(kinds(rows(stateOf(opened, question, answer(), ended, event(6, "resolved", { by: "policy", how: "assumed" }))))).not.toContain("rating");
  });
  test("released goes back to waiting", () => {
    const gone = [assigned, event(9, "released", { by: "policy" }), { ...queued, seq: 10, id: "e10" }].reduce((state, one) => fold(state, one as ChatServerFrame, NOW), waiting);
    expect(standingOf(gone).is).toBe("waiting");
  });
});

describe("messages of ours", () => {
  const mine = withSent(stateOf(opened, question), { type: "message", client_id: "x", text: "and 2" }, NOW);
  const mark = (state: State, over: Partial<Local> = {}) => rows(state, over).findLast((row) => row.kind === "said");
  test("say how far they have come", () => {
    expect(mark(mine)).toMatchObject({ mark: "sending", key: "c:x" });
    expect(mark(mine, { link: { is: "lost", retryAt: undefined } })).toMatchObject({ mark: "kept" });
    const refusal = (code: string, more: object = {}) => fold(mine, { type: "error", code, message: "", client_id: "x", ...more } as ChatServerFrame, NOW);
    expect(mark(refusal("rate_limited", { retry_after_ms: 900 }))).toMatchObject({ mark: "held", again: NOW + 900 });
    expect(mark(refusal("conflict"))).toMatchObject({ mark: "refused", refused: "conflict" });
    const there = fold(mine, event(3, "message", { author: { role: "user" }, text: "and 2", client_id: "x", reply: "r2" }), NOW);
    expect(mark(there)).toMatchObject({ mark: "saved", key: "c:x" });
    expect(mark(fold(there, { type: "read", who: "agent", seq: 3 }, NOW))).toMatchObject({ mark: "read" });
  });
  test("stand below the line that says there is no connection", () => {
    expect(kinds(rows(mine, { link: { is: "lost", retryAt: NOW + 4_000 } })).slice(-2)).toEqual(["link", "said"]);
  });
});
