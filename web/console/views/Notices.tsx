/** Notices by hand: what users read before anything else, and what the assistant says where a question is about one. */

import { type FormEvent, useState } from "react";

import type { NoticeKind } from "../../shared/wire";
import { Refused } from "../api";
import * as lead from "../lead";
import { bothOf, type Both, inLanguage, KINDS, plainOf, scopeOf, textsOf, toneOf, urlOf } from "../notices";
import { useView, useWords, useWork } from "../state";
import { useReading } from "./Documents";
import { Icon } from "./Icon";
import { Empty, Modal } from "./parts";

/** Longest headline and text, in characters; the server's own limits. */
const TITLE_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 4_000;
const URL_CHARS_MAX = 1_000;

/** What is being written: a new one, news of one, its end. */
type Writing = { is: "open" } | { is: "updated" | "ended"; notice: lead.NoticeItem };

export function Notices() {
  const { t } = useWords();
  const [notices, again] = useReading(lead.notices, []);
  const [writing, write] = useState<Writing>();
  if (notices.is === "failed") return <Empty text={t.failed} act={t.again} run={again} />;
  if (notices.is === "reading") return <Empty text={t.loading} />;
  const { items } = notices.value;
  return (
    <div className="body">
      <div className="row wrap-row">
        <p className="muted grow">{t.notice.hint}</p>
        <button type="button" className="btn main" onClick={() => write({ is: "open" })}>
          {t.notice.write}
        </button>
      </div>
      {items.length === 0 && <Empty text={t.notice.none} />}
      <ul className="receivers">
        {items.map((notice) => (
          <Notice key={notice.id} notice={notice} write={write} />
        ))}
      </ul>
      {writing && <Write key={writing.is === "open" ? "" : writing.notice.id} writing={writing} close={() => write(undefined)} done={again} />}
    </div>
  );
}

function Notice({ notice, write }: { notice: lead.NoticeItem; write: (writing: Writing) => void }) {
  const { t, language } = useWords();
  const work = useWork();
  const { scope } = notice;
  const whom = [scope.inbox, scope.locale && (scope.locale === "zh" ? t.chinese : t.english), scope.topic && t.notice.about(scope.topic), scope.version && t.notice.since(scope.version)].filter(Boolean);
  const live = notice.state !== "ended";
  const title = inLanguage(notice.title, language);
  return (
    <li className={`panel receiver${live ? "" : " past"}`}>
      <div className="row wrap-row">
        <span className="tag line">{t.notice.kinds[notice.kind]}</span>
        <span className={toneOf(notice)}>{t.notice.states[notice.state]}</span>
        <h2 className="wrap" dir="auto">
          {title}
        </h2>
        <span className="grow" />
        {live && (
          <>
            <button type="button" className="btn small-btn" aria-label={`${t.notice.update}${t.colon}${title}`} onClick={() => write({ is: "updated", notice })}>
              {t.notice.update}
            </button>
            <button type="button" className="btn small-btn" aria-label={`${t.notice.end}${t.colon}${title}`} onClick={() => write({ is: "ended", notice })}>
              {t.notice.end}
            </button>
          </>
        )}
      </div>
      <p className="written wrap" dir="auto">
        {plainOf(inLanguage(notice.text, language))}
      </p>
      <p className="facts tiny">
        <span>{whom.length === 0 ? t.notice.everybody : whom.join(" · ")}</span>
        <span>{t.notice.told(notice.n_told)}</span>
        <span>{t.notice.times(work.at(notice.opened_at), notice.revision > 1 ? work.at(notice.updated_at) : undefined)}</span>
      </p>
    </li>
  );
}

function Write({ writing, close, done }: { writing: Writing; close: () => void; done: () => void }) {
  const { t } = useWords();
  const work = useWork();
  const before = writing.is === "open" ? undefined : writing.notice;
  const inboxes = useView((state) => state.desk.inboxes);
  const [kind, setKind] = useState(before?.kind ?? KINDS[0]!);
  const [title, setTitle] = useState(bothOf(before?.title));
  const [text, setText] = useState(bothOf(before?.text));
  const [url, setUrl] = useState(before?.url ?? "");
  const [scope, setScope] = useState({ inbox: before?.scope.inbox ?? "", locale: before?.scope.locale ?? "", topic: before?.scope.topic ?? "", version: before?.scope.version ?? "" });
  const [wrong, say] = useState<string>();
  const [busy, wait] = useState(false);
  const name = writing.is === "open" ? t.notice.write : writing.is === "updated" ? t.notice.update : t.notice.end;
  /** What was said to be wrong may be right now. */
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      say(undefined);
    };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [head, body] = [textsOf(title), textsOf(text)];
    if (head === undefined || body === undefined) return say(t.notice.needed);
    wait(true);
    lead.putNotice({ ...(before ? { id: before.id } : {}), state: writing.is, kind, title: head, text: body, ...urlOf(url, before?.url), scope: scopeOf(scope) }).then(
      () => {
        close();
        done();
        work.say({ tone: "good", text: t.notice.said[writing.is]! });
      },
      (error: unknown) => {
        wait(false);
        say(error instanceof Refused && error.status !== 0 ? t.toast.refused(error.message) : t.failed);
      },
    );
  };
  const field = (label: string, value: string, change: (value: string) => void, more: { placeholder?: string; max?: number } = {}) => (
    <label className="field-of">
      <span className="label">{label}</span>
      <input className="field" dir="auto" maxLength={more.max ?? 100} placeholder={more.placeholder} value={value} onChange={(event) => change(event.target.value)} />
    </label>
  );
  return (
    <Modal label={name} close={close} className="wide-dialog">
      <form onSubmit={submit}>
        <header className="d-head">
          <h2>{name}</h2>
          <button type="button" className="btn quiet icon" aria-label={t.close} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {writing.is !== "open" && <p className="hint">{writing.is === "ended" ? t.notice.endHint : t.notice.updateHint}</p>}
        <label className="field-of">
          <span className="label">{t.notice.kind}</span>
          <select className="field" value={kind} onChange={(event) => edit(setKind)(event.target.value as NoticeKind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t.notice.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <p className="hint">{t.notice.kindHint}</p>
        {(["en", "zh"] as const).map((language) => (
          <fieldset key={language} className="field-of">
            <legend className="label">{language === "en" ? t.english : t.chinese}</legend>
            <In language={language} title={title} setTitle={edit(setTitle)} text={text} setText={edit(setText)} first={language === "en"} />
          </fieldset>
        ))}
        <p className="hint">{t.notice.bothHint}</p>
        {field(t.notice.url, url, setUrl, { placeholder: "https://status.example.com", max: URL_CHARS_MAX })}
        <fieldset className="field-of">
          <legend className="label">{t.notice.whom}</legend>
          <div className="fields">
            <label className="field-of">
              <span className="label">{t.docs.asInbox}</span>
              <select className="field" value={scope.inbox} onChange={(event) => setScope({ ...scope, inbox: event.target.value })}>
                <option value="">{t.notice.every}</option>
                {inboxes.map((inbox) => (
                  <option key={inbox} value={inbox}>
                    {inbox}
                  </option>
                ))}
              </select>
            </label>
            <label className="field-of">
              <span className="label">{t.docs.language}</span>
              <select className="field" value={scope.locale} onChange={(event) => setScope({ ...scope, locale: event.target.value as "" })}>
                <option value="">{t.notice.every}</option>
                <option value="en">{t.english}</option>
                <option value="zh">{t.chinese}</option>
              </select>
            </label>
            {field(t.side.topic, scope.topic, (topic) => setScope({ ...scope, topic }), { placeholder: t.notice.topicHint })}
            {field(t.dossier.facts.version!, scope.version, (version) => setScope({ ...scope, version }), { placeholder: "3.2" })}
          </div>
        </fieldset>
        {wrong && (
          <p className="c-red small" role="alert">
            {wrong}
          </p>
        )}
        <footer className="d-foot">
          <button type="button" className="btn quiet" onClick={close}>
            {t.cancel}
          </button>
          <button type="submit" className="btn main" aria-busy={busy} disabled={busy}>
            {t.notice.go[writing.is]}
          </button>
        </footer>
      </form>
    </Modal>
  );
}

function In({ language, title, setTitle, text, setText, first }: { language: "en" | "zh"; title: Both; setTitle: (title: Both) => void; text: Both; setText: (text: Both) => void; first: boolean }) {
  const { t } = useWords();
  const of = language === "en" ? t.english : t.chinese;
  return (
    <>
      <input className="field" lang={language === "zh" ? "zh-Hans" : "en"} data-first={first || undefined} aria-label={`${t.notice.title} (${of})`} placeholder={t.notice.title} maxLength={TITLE_CHARS_MAX} value={title[language]} onChange={(event) => setTitle({ ...title, [language]: event.target.value })} />
      <textarea className="field" lang={language === "zh" ? "zh-Hans" : "en"} rows={2} aria-label={`${t.notice.text} (${of})`} placeholder={t.notice.text} maxLength={TEXT_CHARS_MAX} value={text[language]} onChange={(event) => setText({ ...text, [language]: event.target.value })} />
    </>
  );
}
