/** Every file of the documentation: what serves, and what is wrong. */

import { useState } from "react";

import type { DocumentState } from "../api";
import { matches } from "../queue";
import { useWords } from "../state";
import type { Reading } from "./Documents";
import { Icon } from "./Icon";
import { DocLink, Empty, Keys } from "./parts";

export function Files({ files, again }: { files: Reading<{ revision: number; items: DocumentState[] }>; again: () => void }) {
  const { t } = useWords();
  const [words, type] = useState("");
  if (files.is === "failed") return <Empty text={t.failed} act={t.again} run={again} />;
  if (files.is === "reading") return <Empty text={t.loading} />;
  const { items, revision } = files.value;
  if (items.length === 0) return <Empty text={t.docs.noFiles} act={t.queue.refresh} run={again} />;
  const shown = items
    .filter((item) => matches({ subject: `${item.doc} ${item.title ?? ""}` }, words))
    .sort((a, b) => (a.error ? 0 : 1) - (b.error ? 0 : 1) || a.doc.localeCompare(b.doc));
  return (
    <div className="body">
      <div className="row wrap-row">
        <div className="seek files-seek" role="search" aria-label={t.docs.searchFiles}>
          <Icon name="search" small />
          <input id="doc-search" type="search" aria-label={t.docs.searchFiles} placeholder={t.docs.searchFiles} value={words} maxLength={200} onChange={(event) => type(event.target.value)} />
          <Keys of="search" />
        </div>
        <span className="faint">
          {t.docs.current(items.filter((item) => item.revision != null && !item.draft).length)} · {t.docs.revision(revision)}
        </span>
        <span className="grow" />
        <button type="button" className="btn" onClick={again}>
          <Icon name="refresh" small />
          {t.queue.refresh}
        </button>
      </div>
      <div className="panel table" tabIndex={0} role="region" aria-label={t.docs.files}>
        <table className="files stack">
          <thead>
            <tr>
              <th scope="col">{t.docs.file}</th>
              <th scope="col">{t.docs.language}</th>
              <th scope="col">{t.docs.state}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <File key={item.doc} item={item} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="faint">{t.palette.none}</p>}
      </div>
    </div>
  );
}

function File({ item }: { item: DocumentState }) {
  const { t } = useWords();
  const serves = item.revision != null && !item.draft;
  const path = `/docs/${item.doc.split("/").map(encodeURIComponent).join("/")}`;
  return (
    <tr>
      <td>
        {serves && item.visibility !== "internal" ? <DocLink url={path} title={item.title || item.doc} /> : <span dir="auto">{item.title || item.doc}</span>}
        <br />
        <code className="faint tiny">{item.doc}</code>
        {item.error && (
          <p className="file-error">
            <span className="c-red">
              <Icon name="warn" small />
            </span>
            <span dir="auto">
              {item.error.line != null && <b>{t.docs.line(item.error.line)}: </b>}
              {item.error.message}
            </span>
          </p>
        )}
      </td>
      <td className="nowrap">{item.locale === "zh" ? t.chinese : item.locale === "en" ? t.english : "–"}</td>
      <td className="nowrap">
        <span className="row wrap-row">
          {item.error ? (
            <span className="no">
              <Icon name="close" small />
              {serves ? t.docs.stale : t.docs.broken}
            </span>
          ) : item.draft ? (
            <span className="faint">{t.docs.draft}</span>
          ) : serves ? (
            <span className="ok">
              <Icon name="check" small />
              {t.docs.serves}
            </span>
          ) : (
            <span className="faint">{t.docs.broken}</span>
          )}
          {item.visibility === "internal" && <span className="tag">{t.docs.internal}</span>}
        </span>
      </td>
    </tr>
  );
}
