/** Ctrl K: every act, case and document by name. It teaches the key beside each. */

import { useEffect, useMemo, useState } from "react";

import { type Act, ACTS, insertLink } from "../acts";
import * as api from "../api";
import { claimOf } from "../case";
import { placeOf } from "../place";
import { matches } from "../queue";
import { factsIn, openOf, useView, useWords, useWork } from "../state";
import { Icon, type IconName } from "./Icon";
import { Keys, Modal, Severity } from "./parts";

/** Typing settles for so long before the server is asked, in milliseconds. */
const SETTLE_MS = 180;
/** Entries of one group. */
const CASES_MAX = 6;
const DOCUMENTS_MAX = 5;

interface Entry {
  id: string;
  group: string;
  icon: IconName;
  text: string;
  small?: string;
  /** What choosing it does, where that is not its name. */
  hint?: string;
  severity?: number;
  act?: Act;
  run: () => void;
}

export function Palette() {
  const open = useView((state) => state.ui.dialog === "palette");
  return open ? <Open /> : null;
}

function Open() {
  const { t } = useWords();
  const work = useWork();
  const [words, type] = useState("");
  const [at, setAt] = useState(0);
  const close = () => work.store.ui({ dialog: undefined });
  const entries = useEntries(words.trim());
  const active = Math.min(at, Math.max(0, entries.length - 1));
  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    // The dialog gives the focus back first; the act may want it elsewhere.
    setTimeout(entry.run, 0);
  };
  useEffect(() => {
    // Braces, for some browsers return a promise here and an effect must not.
    document.getElementById(`p-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  let group = "";
  return (
    <Modal label={t.palette.title} close={close} className="pal">
      <div className="in">
        <Icon name="search" />
        <input
          data-first
          role="combobox"
          aria-label={t.palette.hint}
          aria-expanded={entries.length > 0}
          aria-controls="palette-list"
          aria-activedescendant={entries.length > 0 ? `p-${active}` : undefined}
          aria-autocomplete="list"
          placeholder={t.palette.hint}
          value={words}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            type(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[event.key];
            if (to !== undefined) {
              event.preventDefault();
              setAt((to + entries.length) % Math.max(1, entries.length));
            } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              choose(entries[active]);
            }
          }}
        />
        <Keys of="back" />
      </div>
      <div className="pal-list" id="palette-list" role="listbox" aria-label={t.palette.title} tabIndex={-1}>
        {entries.map((entry, index) => {
          const begins = entry.group !== group;
          group = entry.group;
          return (
            <div key={entry.id} role="presentation">
              {begins && (
                <div className="label" role="presentation">
                  {entry.group}
                </div>
              )}
              <div id={`p-${index}`} role="option" aria-selected={index === active} className={index === active ? "option on" : "option"} onClick={() => choose(entry)} onPointerMove={() => setAt(index)}>
                {entry.severity === undefined ? <Icon name={entry.icon} /> : <Severity level={entry.severity} named />}
                <span className="grow cut" dir="auto">
                  <Marked text={entry.text} words={words} />
                  {entry.small && <small> {entry.small}</small>}
                </span>
                {entry.hint && <small>{entry.hint}</small>}
                {entry.act?.keyed && <Keys of={entry.act.keyed} />}
              </div>
            </div>
          );
        })}
      </div>
      {entries.length === 0 && <p className="pal-none faint">{t.palette.none}</p>}
      <p className="sr" role="status">
        {t.palette.results(entries.length)}
      </p>
      <footer className="pal-foot" aria-hidden="true">
        <span>
          <kbd className="kbd">↑</kbd>
          <kbd className="kbd">↓</kbd>
          {t.palette.choose}
        </span>
        <span>
          <kbd className="kbd">↵</kbd>
          {t.palette.go}
        </span>
      </footer>
    </Modal>
  );
}

/** The words typed stand bold in what they found. */
function Marked({ text, words }: { text: string; words: string }) {
  const word = words.trim().toLowerCase().split(/\s+/)[0] ?? "";
  const at = word === "" ? -1 : text.toLowerCase().indexOf(word);
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <b>{text.slice(at, at + word.length)}</b>
      {text.slice(at + word.length)}
    </>
  );
}

function useEntries(words: string): Entry[] {
  const { t } = useWords();
  const work = useWork();
  const desk = useView((state) => state.desk);
  const found = useFound(words);
  return useMemo(() => {
    const state = work.store.get();
    const open = openOf(state);
    const facts = open === undefined ? undefined : factsIn(state.desk, open);
    const mayInsert = facts !== undefined && claimOf(facts, state.desk.me?.id) !== undefined;
    const named = (text: string) => matches({ subject: text }, words);
    const acts = ACTS.filter((act) => act.name !== "keys" || words !== "").filter((act) => act.may(state) && named(t.act[act.name]));
    const entryOf = (act: Act, group: string): Entry => ({ id: `act-${act.name}`, group, icon: "right", text: t.act[act.name], act, run: () => act.run(work) });
    const ofCase = acts.filter((act) => act.ofCase && open !== undefined).map((act) => entryOf(act, t.palette.thisCase));
    const others = acts.filter((act) => !act.ofCase).map((act) => entryOf(act, t.palette.acts));
    const live = [...desk.items.values()].filter((item) => words !== "" && matches(item, words));
    const cases = live.map((item): Entry => caseEntry(item.conversation, item.subject, item.severity, t.queue.state[item.state as api.ConversationState] ?? item.state));
    const known = new Set(live.map((item) => item.conversation));
    for (const item of found.cases)
      if (!known.has(item.id)) cases.push(caseEntry(item.id, item.subject ?? t.queue.noSubject, item.severity ?? undefined, t.queue.state[item.state]));
    const documents = found.hits.map(
      (hit): Entry => ({
        id: `doc-${hit.doc}#${hit.section}`,
        group: t.palette.documents,
        icon: "doc",
        text: placeOf(hit),
        hint: mayInsert ? t.palette.insert : t.palette.open,
        run: () => (mayInsert && open !== undefined ? insertLink(work, open, placeOf(hit), hit.url) : void window.open(new URL(hit.url, location.origin).href, "_blank", "noopener")),
      }),
    );
    return [...ofCase, ...others, ...cases.slice(0, CASES_MAX), ...documents];
    function caseEntry(id: string, subject: string, severity: number | undefined, small: string): Entry {
      const run = () => work.go({ is: "cases", open: id });
      return { id: `case-${id}`, group: t.palette.cases, icon: "inbox", text: subject, small, run, ...(severity === undefined ? {} : { severity }) };
    }
  }, [words, found, desk.items, t, work]);
}

/** What the server finds for the words. */
function useFound(words: string): { cases: api.ConversationItem[]; hits: api.SearchHit[] } {
  const none = useMemo(() => ({ cases: [], hits: [] }), []);
  const [found, put] = useState<{ cases: api.ConversationItem[]; hits: api.SearchHit[] }>(none);
  const work = useWork();
  useEffect(() => {
    if (words === "") return put(none);
    const abort = new AbortController();
    const { inboxes } = work.store.get().desk;
    const timer = setTimeout(async () => {
      const inbox = inboxes[0];
      const [cases, documents] = await Promise.allSettled([
        api.conversations({ q: words, limit: CASES_MAX }, abort.signal),
        api.search({ query: words, ...(inbox === undefined ? {} : { inbox }), limit: DOCUMENTS_MAX }, abort.signal),
      ]);
      if (abort.signal.aborted) return;
      put({ cases: cases.status === "fulfilled" ? cases.value.items : [], hits: documents.status === "fulfilled" ? documents.value.hits : [] });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words, work, none]);
  return found;
}
