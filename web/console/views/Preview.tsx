/** A reply before it is sent, drawn by the server's own parser: what is seen here is what the user will see. */

import { useEffect, useState } from "react";

import type { Block } from "../../shared/wire";
import * as api from "../api";
import { changesOf } from "../assist";
import { useView, useWords } from "../state";
import { Blocks } from "./parts";

/** Typing settles for so long before the server is asked, in milliseconds. */
const SETTLE_MS = 150;

interface PreviewOf {
  /** The reply as it goes out. */
  whole: string;
  /** The reply as it is written. */
  text: string;
  drafted: string | undefined;
  tooLong: boolean;
}

export function Preview({ whole, text, drafted, tooLong }: PreviewOf) {
  const { t } = useWords();
  const { blocks, failed } = useDrawn(whole, tooLong);
  const edited = drafted !== undefined && drafted !== text;
  return (
    <div className="preview" tabIndex={0} role="region" aria-label={t.composer.preview}>
      <p className="hint" role="status">
        {failed ?? (tooLong ? t.composer.previewLong : t.composer.previewHint)}
      </p>
      {blocks && (
        <div className="voice person">
          <Blocks blocks={blocks} />
        </div>
      )}
      {edited && (
        <>
          <p className="hint">{t.composer.changes}</p>
          <p className="changes" dir="auto">
            {changesOf(drafted, text).map((change, index) =>
              change.is === "in" ? <ins key={index}>{change.text}</ins> : change.is === "out" ? <del key={index}>{change.text}</del> : <span key={index}>{change.text}</span>,
            )}
          </p>
        </>
      )}
    </div>
  );
}

/** The blocks of a text, as the server draws them; asked again when the connection is back. */
function useDrawn(text: string, tooLong: boolean): { blocks: readonly Block[] | undefined; failed: string | undefined } {
  const { t } = useWords();
  const online = useView((state) => state.line.phase.is === "open");
  const [blocks, put] = useState<readonly Block[]>();
  const [failed, fail] = useState<string>();
  useEffect(() => {
    if (tooLong) return;
    const abort = new AbortController();
    const ask = () =>
      void api.preview(text, abort.signal).then(
        (drawn) => {
          put(drawn.blocks);
          fail(undefined);
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const said = error instanceof api.Refused ? error.message : "";
          fail(said === "" ? t.composer.previewLost : t.toast.refused(said));
        },
      );
    const timer = setTimeout(ask, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, tooLong, online, t]);
  return { blocks, failed };
}
