/** The documents' page: what was not answered, every file's state, and a question to try. */

import { useEffect, useState } from "react";

import * as api from "../api";
import type { DocumentsView } from "../route";
import { useView, useWords, useWork } from "../state";
import { Files } from "./Files";
import { Gaps } from "./Gaps";
import { LineStrip } from "./Line";
import { TryQuestion } from "./TryQuestion";

/** What is being read: nothing yet, a refusal, or the thing. */
export type Reading<T> = { is: "reading" } | { is: "failed" } | { is: "read"; value: T };

/** Reads once, and again when `again` is called. */
export function useReading<T>(read: () => Promise<T>, on: readonly unknown[]): [Reading<T>, () => void] {
  const [state, put] = useState<Reading<T>>({ is: "reading" });
  const [round, again] = useState(0);
  useEffect(() => {
    let wanted = true;
    put((before) => (before.is === "read" ? before : { is: "reading" }));
    read().then(
      (value) => wanted && put({ is: "read", value }),
      () => wanted && put({ is: "failed" }),
    );
    return () => {
      wanted = false;
    };
  }, [...on, round]);
  return [state, () => again((before) => before + 1)];
}

export function Documents() {
  const { t } = useWords();
  const show = useView((state) => (state.ui.page.is === "documents" ? state.ui.page.show : "gaps"));
  const [files, again] = useReading(api.documents, []);
  return (
    <main id="main" className="room docs-room" tabIndex={-1}>
      <LineStrip />
      <header className="docs-head">
        <h1>{t.docs.title}</h1>
        <Tabs show={show} files={files} />
      </header>
      {show === "gaps" && <Gaps />}
      {show === "files" && <Files files={files} again={again} />}
      {show === "try" && <TryQuestion />}
    </main>
  );
}

function Tabs({ show, files }: { show: DocumentsView; files: Reading<{ items: api.DocumentState[] }> }) {
  const { t } = useWords();
  const work = useWork();
  const broken = files.is === "read" ? files.value.items.filter((item) => item.error).length : 0;
  const names: [DocumentsView, string][] = [
    ["gaps", t.docs.gaps],
    ["files", t.docs.files],
    ["try", t.docs.try],
  ];
  return (
    <div className="views" role="group" aria-label={t.docs.tabs}>
      {names.map(([name, text]) => (
        <button key={name} type="button" aria-pressed={show === name} className={show === name ? "on" : ""} onClick={() => work.go({ is: "documents", show: name })}>
          {text}
          {name === "files" && files.is === "read" && <span className="num"> {files.value.items.length}</span>}
          {name === "files" && broken > 0 && <span className="tag red">{t.docs.errors(broken)}</span>}
        </button>
      ))}
    </div>
  );
}
