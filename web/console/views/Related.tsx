/** Cases beside the open one: the user's others, those of colleagues of theirs, and solved ones like it, with what solved them. */

import { useEffect, useState } from "react";

import { appendWords } from "../acts";
import * as api from "../api";
import { plainOf } from "../notices";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { DocLink } from "./parts";

/** Cases of one kind that are listed; all of them are in the list of all conversations. */
const ROWS_MAX = 5;

/** `version` is that of the dossier: where it grew, other cases may be like it. */
export function Related({ id, version }: { id: string; version: number }) {
  const { t } = useWords();
  const [found, put] = useState<api.RelatedCases>();
  useEffect(() => {
    const abort = new AbortController();
    api.related(id, abort.signal).then(put, () => undefined);
    return () => abort.abort();
  }, [id, version]);
  if (!found) return null;
  const { earlier, colleagues, solved } = found;
  if (earlier.length + colleagues.length + solved.length === 0) return null;
  return (
    <section>
      <h3>{t.related.title}</h3>
      <Cases title={t.related.colleagues} cases={colleagues} />
      <Cases title={t.related.earlier} cases={earlier} />
      {solved.length > 0 && (
        <>
          <p className="label">{t.related.solved}</p>
          <ul className="related">
            {solved.map((one) => (
              <Solved key={one.conversation} of={id} solved={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Cases({ title, cases }: { title: string; cases: readonly api.RelatedCase[] }) {
  const { t } = useWords();
  const work = useWork();
  if (cases.length === 0) return null;
  return (
    <>
      <p className="label">{title}</p>
      <ul className="related">
        {cases.slice(0, ROWS_MAX).map((one) => (
          <li key={one.conversation}>
            <CaseLink id={one.conversation} subject={one.subject ?? ""} />
            <span className="faint tiny">
              {one.open ? <b>{t.queue.state[one.state]}</b> : t.queue.state[one.state]} · {work.at(one.at)}
            </span>
          </li>
        ))}
        {cases.length > ROWS_MAX && <li className="faint tiny">{t.related.more(cases.length - ROWS_MAX)}</li>}
      </ul>
    </>
  );
}

function CaseLink({ id, subject }: { id: string; subject: string }) {
  const { t } = useWords();
  const work = useWork();
  return (
    <a
      href={`/console/cases/${id}`}
      dir="auto"
      className="cut"
      title={subject}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        work.go({ is: "cases", open: id });
      }}
    >
      {subject || t.queue.noSubject}
    </a>
  );
}

/** A solved case: whose words solved it, and those words, to be read in whole or put into the reply. */
function Solved({ of, solved }: { of: string; solved: api.SolvedCase }) {
  const { t } = useWords();
  const work = useWork();
  const [whole, unfold] = useState(false);
  const writes = useView((state) => (state.drafts.get(of)?.mode ?? "reply") === "reply");
  return (
    <li>
      <CaseLink id={solved.conversation} subject={solved.subject} />
      <span className="faint tiny">
        {solved.how === "confirmed" ? t.case.confirmed : t.case.byAgent} · {work.at(solved.at)}
      </span>
      <button type="button" className={`solution${whole ? " whole" : ""}`} aria-expanded={whole} dir="auto" onClick={() => unfold(!whole)}>
        {plainOf(solved.solution)}
      </button>
      {solved.documents.map((document) => (
        <span key={document.doc} className="row tiny">
          <span className="c-blue">
            <Icon name="doc" small />
          </span>
          <DocLink url={document.url} title={document.title} />
        </span>
      ))}
      {writes && (
        <button type="button" className="btn small-btn use" onClick={() => appendWords(work, of, solved.solution)}>
          <Icon name="plus" small />
          {t.related.use}
        </button>
      )}
    </li>
  );
}
