/** A question tried: what is found, how well it fits, and whether it would do for an answer. */

import { type FormEvent, useState } from "react";

import * as api from "../api";
import { placeOf } from "../place";
import { useView, useWords } from "../state";
import { Icon } from "./Icon";
import { DocLink, Empty } from "./parts";

/** Passages asked for. */
const HITS_MAX = 8;

export function TryQuestion() {
  const { t } = useWords();
  const inboxes = useView((state) => state.desk.inboxes);
  const [inbox, setInbox] = useState(inboxes[0] ?? "default");
  const [query, type] = useState("");
  const [found, put] = useState<api.SearchResponse>();
  const [busy, setBusy] = useState(false);
  const [failed, fail] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (query.trim() === "" || busy) return;
    setBusy(true);
    fail(undefined);
    try {
      put(await api.search({ query: query.trim(), inbox, limit: HITS_MAX }));
    } catch (error) {
      fail((error instanceof api.Refused && error.message) || t.failed);
    }
    setBusy(false);
  };
  return (
    <div className="body">
      <form className="try" role="search" aria-label={t.docs.try} onSubmit={(event) => void submit(event)}>
        <span className="try-in">
          <Icon name="search" />
          <input id="try" type="search" aria-label={t.docs.tryHint} placeholder={t.docs.tryHint} value={query} maxLength={2000} dir="auto" autoComplete="off" onChange={(event) => type(event.target.value)} />
          <kbd className="kbd" aria-hidden="true">
            ↵
          </kbd>
        </span>
        {inboxes.length > 1 && (
          <select className="field short" aria-label={t.docs.asInbox} value={inbox} onChange={(event) => setInbox(event.target.value)}>
            {inboxes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <button type="submit" className="btn main" aria-busy={busy}>
          {t.docs.ask}
        </button>
      </form>
      {failed && (
        <p className="strip wash-red" role="alert">
          <Icon name="warn" small /> {failed}
        </p>
      )}
      {!found && !failed && <Empty text={t.docs.tryEmpty} icon="search" />}
      {found && (
        <div className="cols2 wide-left">
          <section className="panel">
            <ol className="steps">
              <li className="step">
                <span className="n">1</span>
                <div>
                  <h2>{t.docs.found}</h2>
                  <Passages found={found} />
                </div>
                <span className="ms">{t.docs.ms(found.ms.toFixed(1))}</span>
              </li>
              <li className="step">
                <span className="n">2</span>
                <div>
                  <h2>
                    {t.docs.decided}: {found.answerable ? t.docs.answers : t.docs.answersNot}
                  </h2>
                  <Confidence found={found} />
                </div>
                <span />
              </li>
            </ol>
          </section>
          <section className="panel">
            <h2>{t.docs.asWritten}</h2>
            {found.hits.slice(0, 4).map((hit) => (
              <Written key={`${hit.doc}#${hit.section}`} hit={hit} />
            ))}
            {found.hits.length === 0 && <p className="faint">{t.docs.nothing}</p>}
          </section>
        </div>
      )}
      <p className="sr" role="status">
        {found ? t.palette.results(found.hits.length) : ""}
      </p>
    </div>
  );
}

/** A passage in the words of the documentation. */
export function Written({ hit }: { hit: api.SearchHit }) {
  return (
    <div className="written-passage">
      <p className="quote" dir="auto">
        {hit.snippet}
      </p>
      <DocLink url={hit.url} title={placeOf(hit)} />
    </div>
  );
}

/** The passages with their scores, best first. */
export function Passages({ found }: { found: api.SearchResponse }) {
  const { t } = useWords();
  const best = Math.max(Number.EPSILON, ...found.hits.map((hit) => hit.score));
  if (found.hits.length === 0) return <p className="muted">{t.docs.nothing}</p>;
  return (
    <table className="hits">
      <thead>
        <tr>
          <th scope="col">{t.docs.passage}</th>
          <th scope="col">{t.docs.score}</th>
        </tr>
      </thead>
      <tbody>
        {found.hits.map((hit, index) => (
          <tr key={`${hit.doc}#${hit.section}`} className={index > 2 ? "off" : ""}>
            <td>
              <DocLink url={hit.url} title={placeOf(hit)} />
            </td>
            <td>
              <span className="score">
                <span className="drain">
                  <i style={{ inlineSize: `${(100 * hit.score) / best}%` }} />
                </span>
                <span className="num">{hit.score.toFixed(2)}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How sure the service is, and whether that is enough. */
export function Confidence({ found }: { found: api.SearchResponse }) {
  const { t } = useWords();
  return (
    <div>
      <div className={`meter${found.answerable ? " enough" : ""}`} aria-hidden="true">
        <i style={{ inlineSize: `${Math.round(100 * Math.min(1, Math.max(0, found.confidence)))}%` }} />
      </div>
      <p className="muted">{t.docs.confidence(found.confidence.toFixed(2), found.answerable)}</p>
    </div>
  );
}
