/** The machine's draft while it comes, and until the agent takes it. Nothing of it is ever sent by itself. */

import { useEffect } from "react";

import type { Assist } from "../desk";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Blocks, Keys } from "./parts";

export function AssistBox({ assist }: { assist: Assist }) {
  const { t } = useWords();
  const work = useWork();
  const offline = useView((state) => state.line.phase.is !== "open");
  const { done, text, blocks, citations } = assist;
  const empty = done && text.trim() === "";
  const lost = offline && !done;
  const ready = done && !empty;
  // A finished draft becomes the agent's own text at once: it can be changed, and only they send it.
  useEffect(() => {
    if (!ready) return;
    work.useDraft();
    requestAnimationFrame(() => document.getElementById("words")?.focus());
  }, [ready, work]);
  if (ready) return null;
  return (
    <div className="assist" aria-busy={!done && !lost}>
      {empty || lost ? (
        <p className="row">
          <Icon name={lost ? "off" : "doc"} small />
          <span className="grow">{lost ? t.assist.lost : t.assist.nothing}</span>
        </p>
      ) : (
        <div className="voice">{text === "" ? <p className="muted">{t.assist.looking}</p> : <Blocks blocks={blocks} citations={citations} />}</div>
      )}
      <div className="assist-foot">
        <span className="faint tiny grow" role="status">
          {empty || lost ? "" : `${t.assist.label} · ${t.assist.writing}`}
        </span>
        <button type="button" className="btn quiet" onClick={() => work.stopDraft()}>
          {empty || lost ? t.close : t.assist.stop} <Keys of="back" />
        </button>
      </div>
    </div>
  );
}
