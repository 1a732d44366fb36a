/** How the connection stands, in honest words; and what is said for a moment at the foot. */

import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { useTick } from "./parts";

/** A break shorter than this is not worth a word, in milliseconds. */
const GRACE_MS = 1_500;

export function LineStrip() {
  const { t } = useWords();
  const work = useWork();
  const { phase, lostAt, back } = useView((state) => state.line);
  const waits = useView((state) => state.outbox.length);
  const told = useTick((now) => lostAt !== undefined && now - lostAt > GRACE_MS);
  const seconds = useTick((now) => (phase.is === "waiting" ? Math.max(0, Math.ceil((phase.retryAt - now) / 1000)) : 0));
  const shown = phase.is === "refused" ? "refused" : phase.is !== "open" && told ? "lost" : back && (back.events > 0 || back.sent > 0) ? "back" : "none";
  return (
    <div className="line-strip" role="status">
      {shown === "lost" && (
        <div className="strip wash-sunken">
          <Icon name="off" small />
          <span className="grow">
            {t.line.since(work.at(lostAt ?? 0))} {t.line.waits(waits)} <span aria-hidden="true">{seconds > 0 && t.line.retry(seconds)}</span>
          </span>
          <button type="button" className="btn" onClick={work.retry}>
            {t.line.now}
          </button>
        </div>
      )}
      {shown === "back" && (
        <div className="strip wash-pine">
          <span className="c-pine">
            <Icon name="check" small />
          </span>
          {t.line.back(back?.events ?? 0, back?.sent ?? 0)}
        </div>
      )}
      {shown === "refused" && (
        <div className="strip wash-amber">
          <span className="c-amber">
            <Icon name="warn" small />
          </span>
          <span className="grow">{t.line.refused}</span>
          <button type="button" className="btn" onClick={() => location.reload()}>
            {t.line.reload}
          </button>
        </div>
      )}
    </div>
  );
}

export function Toasts() {
  const { t } = useWords();
  const work = useWork();
  const toast = useView((state) => state.ui.toast);
  const act = toast?.act;
  return (
    <div className="toasts" role={toast?.tone === "bad" ? "alert" : "status"}>
      {toast && (
        <div className={`toast ${toast.tone}`}>
          <span className={toast.tone === "good" ? "c-pine" : toast.tone === "bad" ? "c-red" : ""}>
            <Icon name={toast.tone === "good" ? "check" : toast.tone === "bad" ? "warn" : "inbox"} small />
          </span>
          <span className="grow">{toast.text}</span>
          {act && (
            <button
              type="button"
              className="btn"
              onClick={() => {
                work.say(undefined);
                act.run();
              }}
            >
              {act.text}
            </button>
          )}
          <button type="button" className="btn quiet icon" aria-label={t.toast.dismiss} onClick={() => work.say(undefined)}>
            <Icon name="close" small />
          </button>
        </div>
      )}
    </div>
  );
}
