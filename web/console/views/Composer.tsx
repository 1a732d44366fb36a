/** Where an agent writes: a reply for the user, or a note for agents. What is written is kept until it is sent. */

import { useEffect, useLayoutEffect, useRef } from "react";

import { turnTo } from "../acts";
import { composed } from "../assist";
import type { Facts } from "../case";
import { BLANK, type Draft, lengthOf, type Mode, waitsAfter } from "../drafts";
import { shownKeys } from "../keys";
import { useView, useWords, useWork } from "../state";
import { sourcesIn } from "../words";
import { TEXT_CHARS_MAX } from "../work";
import { AssistBox } from "./AssistBox";
import { Icon } from "./Icon";
import { IS_MAC, Keys } from "./parts";
import { Preview } from "./Preview";

/** The text field grows to this many pixels, then it scrolls. */
const HEIGHT_MAX_PX = 280;
/** Sources named under a draft; all of them go along. */
const SOURCES_MAX = 6;
/** From here on the length is said. */
const COUNT_FROM = 7_000;

export function Composer({ id, facts, claim }: { id: string; facts: Facts | undefined; claim: number | undefined }) {
  const { t } = useWords();
  const work = useWork();
  const draft = useView((state) => state.drafts.get(id)) ?? BLANK;
  const refusal = useView((state) => state.ui.refusals.get(id));
  const keeps = useView((state) => state.keeps);
  const assist = useView((state) => (state.desk.assist?.conversation === id ? state.desk.assist : undefined));
  const previewing = useView((state) => state.ui.preview);
  const { mode } = draft;
  const looksAt = previewing && mode === "reply";
  const text = draft[mode];
  const whole = mode === "reply" ? composed(draft, location.origin, sourcesIn(facts?.locale)) : { text, citations: [] };
  const over = lengthOf(whole.text) - TEXT_CHARS_MAX;
  const closed = facts?.owner.is === "closed";
  const maySend = text.trim() !== "" && over <= 0 && (mode === "note" ? !closed : claim !== undefined);
  const why = hintOf(facts, claim, mode, t);
  const mayClaim = mode === "reply" && claim === undefined && (facts?.owner.is === "waiting" || facts?.owner.is === "bot");

  return (
    <div className="comp">
      <div className="tabs">
        <div className="row tabs-in" role="group" aria-label={t.composer.which}>
          {(["reply", "note"] as const).map((name) => (
            <button key={name} type="button" aria-pressed={mode === name} className={`tab${mode === name ? " on" : ""}`} onClick={() => turnTo(work, id, name)}>
              {name === "note" && <Icon name="lock" small />}
              {t.composer[name]} <Keys of={name} />
            </button>
          ))}
        </div>
        <span className="faint tiny tabs-end row">
          {mode === "reply" && draft.drafted && (
            <span className="row">
              {draft.drafted.text === draft.reply ? t.assist.drafted : t.assist.edited}
            </span>
          )}
          {mode === "reply" && claim !== undefined && facts?.severity !== 1 && <Waits id={id} draft={draft} />}
        </span>
      </div>
      {refusal && (
        <div className="strip wash-red" role="alert">
          <span className="c-red">
            <Icon name="warn" small />
          </span>
          <span className="grow">{refusal}</span>
        </div>
      )}
      {why && <p className="hint">{why}</p>}
      {!keeps && <p className="hint c-amber">{t.composer.unkept}</p>}
      {assist && <AssistBox assist={assist} />}
      <div className={`box${mode === "note" ? " note-box" : ""}${mode === "reply" && draft.drafted ? " drafted" : ""}${over > 0 ? " over" : ""}`}>
        {looksAt ? (
          <Preview whole={whole.text} text={text} drafted={draft.drafted?.text} tooLong={over > 0} />
        ) : (
          <div className="field-in">
            <Text id={id} mode={mode} text={text} over={over > 0} />
          </div>
        )}
        {whole.citations.length > 0 && !looksAt && (
          <ul className="from" aria-label={t.assist.goesAlong}>
            <li className="faint">{t.assist.goesAlong}</li>
            {whole.citations.slice(0, SOURCES_MAX).map((citation) => (
              <li key={citation.n}>
                <span className="cite" aria-hidden="true">
                  {citation.n}
                </span>
                <a href={new URL(citation.url, location.origin).href} target="_blank" rel="noopener noreferrer">
                  {citation.title}
                </a>
              </li>
            ))}
            {whole.citations.length > SOURCES_MAX && <li className="faint">{t.talk.sources(whole.citations.length)}</li>}
          </ul>
        )}
        <div className="bar">
          {mode === "reply" && (
            <>
              <button type="button" className="btn quiet" disabled={assist !== undefined && !assist.done} onClick={() => work.draft(id)}>
                {t.assist.ask} <Keys of="draft" />
              </button>
              <button type="button" className="btn quiet" aria-pressed={previewing} disabled={text.trim() === ""} onClick={() => (previewing ? turnTo(work, id, mode) : work.store.ui({ preview: true }))}>
                {previewing ? t.composer.edit : t.composer.preview}
              </button>
            </>
          )}
          <span className="grow bar-said">
            {over > 0 ? (
              <span className="c-red" id="over">
                {t.composer.tooLong(over)}
              </span>
            ) : (
              lengthOf(text) >= COUNT_FROM && <span className="faint">{t.composer.count(lengthOf(text))}</span>
            )}
          </span>
          {mode === "reply" && claim !== undefined && (
            <button type="button" className="btn quiet send-resolve" title={shownKeys("sendResolve", IS_MAC).join(" ")} disabled={!maySend} onClick={() => work.send(id, { resolve: true })}>
              {t.composer.sendResolve}
            </button>
          )}
          {mayClaim ? (
            <button type="button" className="btn" onClick={() => void work.claim(id)}>
              {t.composer.claimFirst} <Keys of="claim" />
            </button>
          ) : (
            <button type="button" className="btn main" disabled={!maySend} onClick={() => work.send(id)}>
              {mode === "note" ? t.composer.save : t.composer.send} <Keys of="send" />
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Whether the user is waited for afterwards: as the words ask, until the agent chooses. */
function Waits({ id, draft }: { id: string; draft: Draft }) {
  const { t } = useWords();
  const work = useWork();
  const waits = waitsAfter(draft);
  return (
    <label className="waits" title={t.composer.waitsHint}>
      <input type="checkbox" checked={waits} disabled={draft.reply.trim() === ""} onChange={() => work.write(id, { waits: !waits })} />
      {t.composer.waits}
    </label>
  );
}

function hintOf(facts: Facts | undefined, claim: number | undefined, mode: Mode, t: ReturnType<typeof useWords>["t"]): string | undefined {
  if (!facts || claim !== undefined) return undefined;
  switch (facts.owner.is) {
    case "closed":
      return t.composer.closed;
    case "resolved":
      return mode === "reply" ? t.composer.ended : undefined;
    case "agent":
      return mode === "reply" ? t.composer.notYours(facts.owner.name || t.agentSomebody) : undefined;
    case "bot":
      return mode === "reply" ? t.composer.botHas : undefined;
    case "waiting":
      return mode === "reply" ? t.composer.notTaken : undefined;
  }
}

function Text({ id, mode, text, over }: { id: string; mode: Mode; text: string; over: boolean }) {
  const { t } = useWords();
  const work = useWork();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.blockSize = "auto";
    area.style.blockSize = `${Math.min(HEIGHT_MAX_PX, area.scrollHeight)}px`;
  }, [text, mode]);
  useEffect(() => () => work.types(id, false), [work, id]);
  return (
    <textarea
      ref={field}
      id="words"
      className="words-field"
      rows={3}
      dir="auto"
      aria-label={mode === "note" ? t.composer.noteFor : t.composer.replyTo}
      aria-invalid={over}
      aria-describedby={over ? "over" : undefined}
      placeholder={mode === "note" ? t.composer.notePlaceholder : t.composer.placeholder}
      value={text}
      onChange={(event) => work.write(id, { [mode]: event.target.value })}
      onBlur={() => work.types(id, false)}
    />
  );
}
