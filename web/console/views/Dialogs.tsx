/** The dialogs of a case: transfer, severity, give back, a reply that was not sent. */

import { type FormEvent, useId, useState } from "react";

import { factsIn, useOpen, useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Choice, Keys, Modal, Severity } from "./parts";

/** Longest reason, in characters; the server's own limit. */
const REASON_CHARS_MAX = 2_000;

/** The dialog that is open, if one is. */
export function CaseDialogs() {
  const dialog = useView((state) => state.ui.dialog);
  const id = useOpen();
  if (id === undefined) return null;
  switch (dialog) {
    case "transfer":
      return <Transfer id={id} />;
    case "severity":
      return <ChangeSeverity id={id} />;
    case "release":
      return <Release id={id} />;
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
  const me = useView((state) => state.desk.me?.id);
  const agents = useView((state) => state.desk.agents);
  const queues = useView((state) => state.desk.queues);
  const tierNow = useView((state) => factsIn(state.desk, id)?.tier ?? 1);
  const others = [...agents.values()].filter((agent) => agent.id !== me).sort((a, b) => (b.online ? 1 : 0) - (a.online ? 1 : 0) || a.name.localeCompare(b.name));
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
    close();
    void work.transfer(id, to, reason.trim(), asked.trim());
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
        <Foot go={t.dialog.go} disabled={where === "agent" && others.length === 0} />
      </form>
    </Modal>
  );
}

function Foot({ go, disabled = false }: { go: string; disabled?: boolean }) {
  const { t } = useWords();
  const close = useClose();
  return (
    <footer className="d-foot">
      <button type="button" className="btn quiet" onClick={close}>
        {t.cancel} <Keys of="back" />
      </button>
      <button type="submit" className="btn main" disabled={disabled}>
        {go}
      </button>
    </footer>
  );
}

function ChangeSeverity({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const facts = useView((state) => factsIn(state.desk, id));
  const now = facts?.severity ?? 3;
  const shown = facts?.corrected ? [] : (facts?.reasons ?? []);
  const [level, setLevel] = useState(now);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    if (level !== now) void work.setSeverity(id, level, reason.trim());
  };
  return (
    <Modal label={t.dialog.severity} close={close}>
      <form onSubmit={submit}>
        <Head title={t.dialog.severity} />
        <div className="levels" role="radiogroup" aria-label={t.side.severity}>
          {[1, 2, 3, 4].map((option) => (
            <label key={option} className={option === level ? "on" : ""}>
              <input type="radio" name="level" checked={option === level} onChange={() => setLevel(option)} />
              <Severity level={option} />
              <span>{t.severityLong[option]}</span>
            </label>
          ))}
        </div>
        {shown.length > 0 && (
          <p className="small" dir="auto">
            {t.dialog.severityNow(now)}
            {t.colon}
            {shown.map((reason) => `“${reason}”`).join(" · ")}
          </p>
        )}
        <p className="hint">{t.dialog.severityHint}</p>
        <Reason value={reason} change={setReason} label={t.dialog.optional} />
        <Foot go={t.dialog.severityGo} disabled={level === now} />
      </form>
    </Modal>
  );
}

function Release({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const close = useClose();
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    void work.release(id, reason.trim());
  };
  return (
    <Modal label={t.dialog.release} close={close}>
      <form onSubmit={submit}>
        <Head title={t.dialog.release} />
        <p className="hint">{t.dialog.releaseHint}</p>
        <Reason value={reason} change={setReason} label={t.dialog.optional} hint={t.dialog.reasonHint} />
        <Foot go={t.dialog.releaseGo} />
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
