/** What is wrong, in one place. Every fact points to the message it came from. */

import { useState } from "react";

import { tagOf } from "../../shared/when";
import type { Dossier as Written, Quote, Step } from "../../shared/wire";
import type { Facts } from "../case";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { correctedBy, DocLink, Severity } from "./parts";

/** Scrolls to a message and marks it for a moment. */
export function showMessage(seq: number): void {
  const entry = document.getElementById(`e-${seq}`);
  if (!entry) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  entry.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  for (const other of document.querySelectorAll(".entry.marked")) other.classList.remove("marked");
  entry.classList.add("marked");
  entry.focus({ preventScroll: true });
}

function At({ seq }: { seq: number }) {
  const { t } = useWords();
  const work = useWork();
  const contactView = useView((state) => state.ui.contactView);
  // The user's messages have no numbers.
  if (contactView) return null;
  return (
    <a
      className="at"
      href={`#e-${seq}`}
      aria-label={t.dossier.message(seq)}
      onClick={(event) => {
        event.preventDefault();
        work.store.ui({ tab: "talk" });
        requestAnimationFrame(() => showMessage(seq));
      }}
    >
      #{seq}
    </a>
  );
}

export function Dossier({ id, facts, caughtUp }: { id: string; facts: Facts | undefined; caughtUp: boolean }) {
  const { t } = useWords();
  const work = useWork();
  // Only where it lies above the talk; beside it the whole is always seen.
  const [unfolded, unfold] = useState<string>();
  const dossier = facts?.dossier;
  return (
    <aside className={`dos${unfolded === id ? " unfolded" : ""}`} aria-label={t.dossier.title} tabIndex={0}>
      <h2>
        {t.dossier.title}
        {dossier && facts?.dossierAt && (
          <span className="faint tiny">
            {work.at(facts.dossierAt)} · {t.dossier.by[dossier.written_by]}
            {dossier.version > 1 && ` · ${t.dossier.version(dossier.version)}`}
          </span>
        )}
      </h2>
      {dossier ? <Whole dossier={dossier} facts={facts} /> : <p className="faint">{caughtUp ? t.dossier.none : t.loading}</p>}
      {dossier && (
        <button type="button" className="btn quiet fold" aria-expanded={unfolded === id} onClick={() => unfold(unfolded === id ? undefined : id)}>
          <Icon name={unfolded === id ? "up" : "down"} small />
          {unfolded === id ? t.dossier.fold : t.dossier.unfold}
        </button>
      )}
    </aside>
  );
}

function Whole({ dossier, facts }: { dossier: Written; facts: Facts }) {
  const { t } = useWords();
  const lang = tagOf(dossier.locale);
  const severity = facts.severity ?? dossier.severity ?? undefined;
  // Judged anew by later words, the case has newer reasons than its dossier.
  const reasons = facts.reasons.length > 0 ? facts.reasons : (dossier.reasons ?? []).flatMap((reason) => reason ?? []);
  const { corrected } = facts;
  return (
    <>
      <p className="problem" dir="auto" lang={lang}>
        {dossier.problem ?? t.erased}{" "}
        {(dossier.problem_from ?? []).map((seq) => (
          <At key={seq} seq={seq} />
        ))}
      </p>
      {(dossier.escalations ?? []).length > 0 && (
        <div>
          <h3>{t.dossier.escalations}</h3>
          <ul className="list plain-list sent">
            {dossier.escalations!.map((one) => (
              <li key={one.seq}>
                <div>
                  <b>{t.dossier.sentTo(t.dialog.tierNames[one.tier] ?? t.queue.tier(one.tier), one.by === "policy" ? t.dossier.sentByRule : facts.senders[one.seq] || t.agentSomebody)}</b>
                  <dl className="kv">
                    <Told name={t.dossier.why} text={one.reason} />
                    <Told name={t.dossier.askedOf} text={one.asked} />
                  </dl>
                </div>
                <At seq={one.seq} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {dossier.asked.length > 0 && (
        <div>
          <h3>{t.dossier.words}</h3>
          {dossier.asked.map((quote, index) => (
            <p className="words" key={`${quote.seq}-${index}`} dir="auto" lang={lang}>
              {quoted(quote.text ?? t.erased)} <At seq={quote.seq} />
            </p>
          ))}
        </div>
      )}
      {severity !== undefined && (
        <div>
          <h3>{t.dossier.severity}</h3>
          <div className="row top">
            <Severity level={severity} named />
            <div>
              <span className="b">{t.severityLong[severity]}</span>
              <br />
              <span className="muted" dir="auto" {...(corrected || reasons.length === 0 ? {} : { lang })}>
                {corrected ? correctedBy(corrected, t) : reasons.length > 0 ? reasons.map((reason) => quoted(reason)).join(" · ") : t.dossier.noReason}
              </span>
            </div>
          </div>
        </div>
      )}
      {dossier.environment.length > 0 && (
        <div>
          <h3>{t.dossier.system}</h3>
          <dl className="kv">
            {dossier.environment.map((fact, index) => (
              <div key={`${fact.name}-${index}`}>
                <dt>{t.dossier.facts[fact.name] ?? fact.name}</dt>
                <dd>
                  <bdi className="value">{fact.value ?? t.erased}</bdi> <At seq={fact.seq} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {dossier.tried.length > 0 && (
        <div>
          <h3>{t.dossier.tried}</h3>
          <Steps steps={dossier.tried} lang={lang} />
        </div>
      )}
      {dossier.documents.length > 0 && (
        <div>
          <h3>{t.dossier.documents}</h3>
          <ul className="list">
            {dossier.documents.map((document) => (
              <li key={document.doc}>
                <span className="c-blue">
                  <Icon name="doc" small />
                </span>
                <span>
                  <DocLink url={document.url} title={document.title} lang={lang} />
                  <br />
                  <span className="faint tiny">
                    {document.opened ? t.dossier.opened : `${t.dossier.shown}${t.comma}${t.dossier.notOpened}`}
                    {document.solved === true && (
                      <>
                        {t.comma}
                        <span className="c-pine">{t.dossier.solved}</span>
                      </>
                    )}
                    {document.solved === false && `${t.comma}${t.dossier.notSolved}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {dossier.open_question != null && (
        <div>
          <h3>{t.dossier.question}</h3>
          <p dir="auto" lang={lang}>
            {dossier.open_question} {dossier.open_question_seq != null && <At seq={dossier.open_question_seq} />}
          </p>
        </div>
      )}
      {dossier.claims.length > 0 && (
        <div className="claims">
          <h3>{t.dossier.claims}</h3>
          <Quotes quotes={dossier.claims} lang={lang} />
        </div>
      )}
    </>
  );
}

/** A line of what an agent or a rule wrote, where they did. */
function Told({ name, text }: { name: string; text: string | null | undefined }) {
  if (text == null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{text}</dd>
    </div>
  );
}

/** What was tried, by whom, and whether it helped where that was said. */
function Steps({ steps, lang }: { steps: readonly Step[]; lang: string }) {
  const { t } = useWords();
  return (
    <ul className="list">
      {steps.map((step, index) => {
        const said = [step.by === "desk" ? t.dossier.byDesk : undefined, step.helped == null ? undefined : step.helped ? t.dossier.helped : t.dossier.helpedNot].filter(Boolean);
        return (
          <li key={`${step.seq}-${index}`}>
            <span className={step.helped === false ? "faint" : "c-pine"}>
              <Icon name={step.helped === false ? "close" : "check"} small />
            </span>
            <span>
              <span dir="auto" lang={lang}>
                {step.text ?? t.erased}
              </span>
              {said.length > 0 && <span className="faint tiny"> · {said.join(t.comma)}</span>}
            </span>
            <At seq={step.seq} />
          </li>
        );
      })}
    </ul>
  );
}

function Quotes({ quotes, lang }: { quotes: readonly Quote[]; lang: string }) {
  const { t } = useWords();
  return (
    <ul className="list plain-list">
      {quotes.map((quote, index) => (
        <li key={`${quote.seq}-${index}`}>
          <span dir="auto" lang={lang}>
            {quote.text ?? t.erased}
          </span>
          <At seq={quote.seq} />
        </li>
      ))}
    </ul>
  );
}

/** Their words, in quotation marks; the face of their language sets them. */
function quoted(text: string): string {
  return `“${text}”`;
}
