/** The dialogs of a case: transfer, correct what was judged, give back, a reply that was not sent. */

import { type FormEvent, useEffect, useId, useRef, useState } from "react";

import type { Mood } from "../../shared/wire";
import { type Assessment, assessmentOf, correctionOf } from "../case";
import { colleaguesFor, queuesFor } from "../queue";
import { factsIn, useOpen, useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Choice, Keys, Modal, Severity } from "./parts";

/** Longest reason, in characters; the server's own limit. */
const REASON_CHARS_MAX = 2_000;
const MOODS: readonly Mood[] = ["calm", "annoyed", "angry"];

/** The dialog that is open, if one is. */
export function CaseDialogs() {
  const dialog = useView((state) => state.ui.dialog);
  const id = useOpen();
  if (id === undefined) return null;
  switch (dialog) {
    case "transfer":
      return <Transfer key={id} id={id} />;
    case "severity":
      return <Correct key={id} id={id} />;
    case "release":
      return <Release key={id} id={id} />;
    case "unsent":
      return <Unsent id={id} />;
    default:
      return null;
  }
}

function useClose(): () => void {
  const work = useWork();
  return () => work.store.ui({ dialog: undefined });
}

/** What a dialog has asked for: whether the answer is still waited for, and why it was no. */
interface Sending {
  busy: boolean;
  wrong: string | undefined;
}

/** Sends what a dialog is for. It stays, with what was typed, until the answer is there; closed by hand before, a refusal is said at the foot. */
function useSending(): Sending & { send: (ask: () => Promise<string | undefined>) => void } {
  const work = useWork();
  const close = useClose();
  const [busy, wait] = useState(false);
  const [wrong, say] = useState<string>();
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const send = (ask: () => Promise<string | undefined>) => {
    if (busy) return;
    wait(true);
    say(undefined);
    void ask().then((why) => {
      if (here.current) {
        wait(false);
        say(why);
        if (why === undefined) close();
      } else if (why !== undefined) work.say({ tone: "bad", text: why });
    });
  };
  return { busy, wrong, send };
}

function Head({ title }: { title: string }) {
  const { t } = useWords();
  const close = useClose();
  return (
    <header className="d-head">
      <h2>{title}</h2>
      <button type="button" className="btn quiet icon" aria-label={t.close} onClick={close}>
        <Icon name="close" />
      </button>
    </header>
  );
}

function Reason({ value, change, label, hint, wrong }: { value: string; change: (value: string) => void; label: string; hint?: string; wrong?: string | false }) {
  const id = useId();
  return (
    <label className="field-of">
      <span className="label">{label}</span>
      <textarea
        className="field"
        rows={2}
        dir="auto"
        maxLength={REASON_CHARS_MAX}
        aria-invalid={Boolean(wrong)}
        aria-describedby={wrong ? id : undefined}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
      {hint && <span className="hint">{hint}</span>}
      {wrong && (
        <span id={id} className="c-red small" role="alert">
          {wrong}
        </span>
      )}
    </label>
  );
}

type Where = "agent" | "tier" | "queue";

function Transfer({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const { send, ...sending } = useSending();
  const me = useView((state) => state.desk.me?.id);
  const agents = useView((state) => state.desk.agents);
  const own = useView((state) => factsIn(state.desk, id)?.queue ?? state.desk.items.get(id)?.queue);
  const all = useView((state) => state.desk.queues);
  const queues = queuesFor(own, all);
  const tierNow = useView((state) => factsIn(state.desk, id)?.tier ?? 1);
  const inbox = useView((state) => state.desk.items.get(id)?.inbox);
  const others = colleaguesFor(inbox, me, agents.values());
  const [where, setWhere] = useState<Where>(others.length > 0 ? "agent" : "tier");
  const [agent, setAgent] = useState(others[0]?.id ?? "");
  const [tier, setTier] = useState(String(Math.min(3, tierNow + 1)));
  const [queue, setQueue] = useState(queues[0] ?? "");
  const [reason, setReason] = useState("");
  const [asked, ask] = useState("");
  const [tried, attempt] = useState(false);
  // Whoever is called in from above starts from what is asked of them.
  const up = where === "tier" && Number(tier) > tierNow;
  const noReason = reason.trim() === "";
  const nothingAsked = up && asked.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (noReason || nothingAsked) return attempt(true);
    const to = where === "agent" ? { agent } : where === "tier" ? { tier: Number(tier) } : { queue };
    send(() => work.transfer(id, to, reason.trim(), asked.trim()));
  };
  const options = [["agent", t.dialog.colleague], ["tier", t.dialog.tier], ["queue", t.dialog.queue]] as const;
  return (
    <Modal label={t.dialog.transfer} close={close}>
      <form onSubmit={submit}>
        <Head title={t.dialog.transfer} />
        <Choice<Where> label={t.dialog.transferTo} value={where} choose={setWhere} options={options} />
        {where === "agent" &&
          (others.length === 0 ? (
            <p className="hint">{t.dialog.noColleague}</p>
          ) : (
            <select className="field" aria-label={t.dialog.colleague} value={agent} onChange={(event) => setAgent(event.target.value)}>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name} · {other.online ? t.side.online : t.side.offline}
                </option>
              ))}
            </select>
          ))}
        {where === "tier" && (
          <select className="field" aria-label={t.dialog.tier} value={tier} onChange={(event) => setTier(event.target.value)}>
            {[1, 2, 3].map((level) => (
              <option key={level} value={level}>
                {t.dialog.tierNames[level]}
              </option>
            ))}
          </select>
        )}
        {where === "queue" && (
          <select className="field" aria-label={t.dialog.queue} value={queue} onChange={(event) => setQueue(event.target.value)}>
            {queues.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
        <Reason value={reason} change={setReason} label={t.dialog.reason} hint={t.dialog.reasonHint} wrong={tried && noReason && t.dialog.reasonNeeded} />
        <Reason value={asked} change={ask} label={up ? t.dialog.asked : t.dialog.askedOptional} hint={t.dialog.askedHint} wrong={tried && nothingAsked && t.dialog.askedNeeded} />
        <Foot go={t.dialog.go} disabled={where === "agent" && others.length === 0} sending={sending} />
      </form>
    </Modal>
  );
}

function Foot({ go, disabled = false, sending: { busy, wrong } }: { go: string; disabled?: boolean; sending: Sending }) {
  const { t } = useWords();
  const close = useClose();
  const lost = useView((state) => state.line.phase.is !== "open");
  return (
    <>
      {wrong && (
        <p className="c-red small wrap" role="alert">
          {wrong}
        </p>
      )}
      {busy && lost && (
        <p className="hint" role="status">
          {t.dialog.waits}
        </p>
      )}
      <footer className="d-foot">
        <button type="button" className="btn quiet" onClick={close}>
          {t.cancel} <Keys of="back" />
        </button>
        <button type="submit" className="btn main" aria-busy={busy} disabled={disabled || busy}>
          {go}
        </button>
      </footer>
    </>
  );
}

interface JudgementOf<T extends string> {
  label: string;
  /** What stands; empty where nothing is known. */
  now: T | "";
  value: T | "";
  options: readonly (readonly [T, string])[];
  choose: (value: T | "") => void;
}

/** One thing that was judged. What stands can be chosen again, also where the list has it no more. */
function Judgement<T extends string>({ label, now, value, options, choose }: JudgementOf<T>) {
  const { t } = useWords();
  const isListed = options.some(([option]) => option === now);
  return (
    <label className="field-of">
      <span className="label">{label}</span>
      <select className="field" value={value || now} onChange={(event) => choose(event.target.value as T | "")}>
        {!isListed && <option value={now}>{now || t.dialog.notKnown}</option>}
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Correct({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const { send, ...sending } = useSending();
  const facts = useView((state) => factsIn(state.desk, id));
  const inbox = useView((state) => facts?.inbox ?? state.desk.items.get(id)?.inbox);
  const lists = useView((state) => state.desk.lists.find((one) => one.inbox === inbox));
  // Only what was touched is held: whatever else changes meanwhile is shown as it stands.
  const [touched, touch] = useState<Partial<Assessment>>({});
  const [reason, setReason] = useState("");
  const now = assessmentOf(facts);
  const chosen = { ...now, ...touched };
  const correction = correctionOf(now, chosen);
  const choose = (part: Partial<Assessment>) => touch({ ...touched, ...part });
  const topics = lists?.topics ?? [];
  const products = lists?.products ?? [];
  const shown = facts?.corrected ? [] : (facts?.reasons ?? []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(() => work.correct(id, correction, reason.trim()));
  };
  return (
    <Modal label={t.dialog.correct} close={close}>
      <form onSubmit={submit}>
        <Head title={t.dialog.correct} />
        <div className="levels" role="radiogroup" aria-label={t.side.severity}>
          {[1, 2, 3, 4].map((option) => (
            <label key={option} className={option === chosen.severity ? "on" : ""}>
              <input type="radio" name="level" checked={option === chosen.severity} onChange={() => choose({ severity: option })} />
              <Severity level={option} />
              <span>{t.severityLong[option]}</span>
            </label>
          ))}
        </div>
        {shown.length > 0 && (
          <p className="small" dir="auto">
            {t.dialog.severityNow(now.severity)}
            {t.colon}
            {shown.map((reason) => `“${reason}”`).join(" · ")}
          </p>
        )}
        <div className="judgements">
          {topics.length > 0 && <Judgement label={t.side.topic} now={now.topic} value={chosen.topic} options={topics.map((topic) => [topic, topic] as const)} choose={(topic) => choose({ topic })} />}
          {products.length > 0 && <Judgement label={t.side.product} now={now.product} value={chosen.product} options={products.map((product) => [product, product] as const)} choose={(product) => choose({ product })} />}
          <Judgement label={t.dialog.language} now={now.locale} value={chosen.locale} options={[["en", t.english], ["zh", t.chinese]]} choose={(locale) => locale && choose({ locale })} />
          <Judgement label={t.dialog.mood} now={now.mood} value={chosen.mood} options={MOODS.map((mood) => [mood, t.dialog.moods[mood] ?? mood] as const)} choose={(mood) => choose({ mood })} />
        </div>
        <p className="hint">{t.dialog.correctHint}</p>
        <Reason value={reason} change={setReason} label={t.dialog.optional} />
        <Foot go={t.dialog.correctGo} disabled={Object.keys(correction).length === 0} sending={sending} />
      </form>
    </Modal>
  );
}

function Release({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const { send, ...sending } = useSending();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(() => work.release(id, reason.trim()));
  };
  return (
    <Modal label={t.dialog.release} close={close}>
      <form onSubmit={submit}>
        <Head title={t.dialog.release} />
        <p className="hint">{t.dialog.releaseHint}</p>
        <Reason value={reason} change={setReason} label={t.dialog.optional} hint={t.dialog.reasonHint} />
        <Foot go={t.dialog.releaseGo} sending={sending} />
      </form>
    </Modal>
  );
}

function Unsent({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const text = useView((state) => state.drafts.get(id)?.reply ?? "");
  return (
    <Modal label={t.dialog.unsent} close={close}>
      <Head title={t.dialog.unsent} />
      <blockquote className="unsent" dir="auto">
        {text}
      </blockquote>
      <p className="hint">{t.dialog.unsentHint}</p>
      <footer className="d-foot">
        <button
          type="button"
          className="btn"
          onClick={() => {
            close();
            void work.resolve(id);
          }}
        >
          {t.dialog.resolveOnly}
        </button>
        <button
          type="button"
          className="btn main"
          data-first
          onClick={() => {
            close();
            work.write(id, { mode: "reply" });
            work.send(id, { resolve: true });
          }}
        >
          {t.composer.sendResolve}
        </button>
      </footer>
    </Modal>
  );
}
