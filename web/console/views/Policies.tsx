/** The policy of an inbox: read, changed in a form, checked before it holds, and every version that held before. */

import { useEffect, useMemo, useState } from "react";

import { type FieldProblem, Refused } from "../api";
import * as lead from "../lead";
import { flawsOf, sayFlaw, sayTold } from "../flaws";
import { following } from "../plans";
import { asSent, type Doc, fromScene, type Path, put, SCENES } from "../policy";
import { useView, useWords, useWork } from "../state";
import { useReading } from "./Documents";
import { Empty } from "./parts";
import { PolicyForm } from "./PolicyForm";
import { useAdmin } from "./Settings";

export function Policies() {
  const { t } = useWords();
  const admin = useAdmin();
  const inboxes = useView((state) => state.desk.inboxes);
  const [chosen, choose] = useState<string>();
  const inbox = chosen ?? inboxes[0];
  if (!admin) return <Empty text={t.lead.onlyAdmin} />;
  if (inbox === undefined) return <Empty text={t.loading} />;
  return (
    <div className="body policies">
      {inboxes.length > 1 && (
        <label className="row">
          <span className="label">{t.docs.asInbox}</span>
          <select className="field short" value={inbox} onChange={(event) => choose(event.target.value)}>
            {inboxes.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Policy key={inbox} inbox={inbox} />
    </div>
  );
}

/** What the server said of the form. */
interface Verdict {
  tone: "good" | "bad";
  text: string;
  errors: readonly FieldProblem[];
  warnings: readonly FieldProblem[];
}

function Policy({ inbox }: { inbox: string }) {
  const { t } = useWords();
  const [held, again] = useReading(() => lead.policy(inbox), [inbox]);
  if (held.is === "failed") return <Empty text={t.failed} act={t.again} run={again} />;
  if (held.is === "reading") return <Empty text={t.loading} />;
  return <Editor key={held.value.version} inbox={inbox} held={held.value} again={again} />;
}

function Editor({ inbox, held, again }: { inbox: string; held: lead.PolicyView; again: () => void }) {
  const { t } = useWords();
  const work = useWork();
  const before = useMemo(() => following(held.policy), [held]);
  const [doc, set] = useState<Doc>(before);
  const told = (problems: readonly FieldProblem[] = []) => problems.map((problem) => sayTold(problem, t.policy));
  const [verdict, say] = useState<Verdict | undefined>(held.warnings?.length ? { tone: "good", text: "", errors: [], warnings: told(held.warnings) } : undefined);
  const [busy, wait] = useState(false);
  const changed = JSON.stringify(doc) !== JSON.stringify(before);
  const change = (path: Path, value: unknown) => set((doc) => put(doc, path, value));

  /** Does one thing with the server and says what came of it. */
  const ask = async <T,>(act: () => Promise<T>): Promise<T | undefined> => {
    wait(true);
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused) || error.status === 0) say({ tone: "bad", text: t.failed, errors: [], warnings: [] });
      else say({ tone: "bad", text: error.status === 412 ? t.policy.stale : error.errors.length > 0 ? t.policy.refused : error.message, errors: told(error.errors), warnings: [] });
      return undefined;
    } finally {
      wait(false);
    }
  };
  /** Says the usual slips at their fields, before the server is asked. */
  const isSound = () => {
    const errors = flawsOf(doc).map(({ field, flaw }) => ({ field, detail: sayFlaw(flaw, t.policy) }));
    if (errors.length > 0) say({ tone: "bad", text: t.policy.refused, errors, warnings: [] });
    return errors.length === 0;
  };
  const check = async () => {
    if (!isSound()) return;
    const found = await ask(() => lead.checkPolicy(inbox, asSent(doc)));
    if (found) say({ tone: "good", text: t.policy.checked, errors: [], warnings: told(found.warnings) });
  };
  const save = async () => {
    if (!isSound()) return;
    const saved = await ask(() => lead.putPolicy(inbox, held.version, asSent(doc)));
    if (!saved) return;
    work.say({ tone: "good", text: t.policy.holds(saved.version) });
    again();
  };
  const load = async (scene: string) => {
    const found = await ask(() => lead.checkPolicy(inbox, fromScene(doc, scene)));
    if (!found) return;
    set(following(found.policy));
    say({ tone: "good", text: t.policy.loaded(t.policy.scenes[scene] ?? scene), errors: [], warnings: told(found.warnings) });
  };
  const show = async (version: number) => {
    const found = await ask(() => lead.policy(inbox, version));
    if (!found) return;
    set(following(found.policy));
    say({ tone: "good", text: t.policy.shown(version), errors: [], warnings: [] });
  };
  return (
    <form
      className="policy-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="policy-main">
        <Said verdict={verdict} />
        <PolicyForm doc={doc} errors={verdict?.errors ?? []} change={change} />
        <Whole doc={doc} set={set} />
        <div className="policy-foot">
          <span className="grow muted small">{changed ? t.policy.unsaved : t.policy.holdsNow(held.version)}</span>
          <button type="button" className="btn quiet" disabled={!changed || busy} onClick={() => (set(before), say(undefined))}>
            {t.policy.undo}
          </button>
          <button type="button" className="btn" aria-busy={busy} disabled={busy} onClick={() => void check()}>
            {t.policy.check}
          </button>
          <button type="submit" className="btn main" aria-busy={busy} disabled={busy || !changed}>
            {t.policy.save}
          </button>
        </div>
      </div>
      <aside className="policy-side" aria-label={t.policy.versions}>
        <section className="panel">
          <h2>{t.policy.ready}</h2>
          <p className="hint">{t.policy.readyHint}</p>
          <ul className="scenes">
            {SCENES.map((scene) => (
              <li key={scene}>
                <button type="button" className="btn" disabled={busy} onClick={() => void load(scene)}>
                  {t.policy.scenes[scene]}
                </button>
              </li>
            ))}
          </ul>
        </section>
        <Versions inbox={inbox} held={held} show={(version) => void show(version)} />
      </aside>
    </form>
  );
}

/** What the server said, in whole: fields far down the page would not be seen. */
function Said({ verdict }: { verdict: Verdict | undefined }) {
  return (
    <div role="status">
      {verdict && (verdict.text !== "" || verdict.warnings.length > 0) && (
        <div className={`strip said ${verdict.tone === "bad" ? "wash-red" : verdict.warnings.length > 0 ? "wash-amber" : "wash-pine"}`}>
          <div>
            {verdict.text}
            <ul>
              {[...verdict.errors, ...verdict.warnings].map(({ field, detail }) => (
                <li key={field + detail}>
                  {field !== "" && <code>{field}</code>} {detail}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}

/** The whole document, with whatever this form does not know. */
function Whole({ doc, set }: { doc: Doc; set: (doc: Doc) => void }) {
  const { t } = useWords();
  const [typed, type] = useState<string>();
  const [wrong, fail] = useState(false);
  const written = JSON.stringify(doc, null, 2);
  return (
    <details className="panel">
      <summary>{t.policy.whole}</summary>
      <p className="hint">{t.policy.wholeHint}</p>
      <textarea
        className="field mono"
        rows={16}
        spellCheck={false}
        aria-label={t.policy.whole}
        aria-invalid={wrong}
        value={typed ?? written}
        onChange={(event) => {
          type(event.target.value);
          try {
            set(JSON.parse(event.target.value) as Doc);
            fail(false);
          } catch {
            fail(true);
          }
        }}
        onBlur={() => wrong || type(undefined)}
      />
      {wrong && (
        <p className="c-red tiny" role="alert">
          {t.policy.noJson}
        </p>
      )}
    </details>
  );
}

function Versions({ inbox, held, show }: { inbox: string; held: lead.PolicyView; show: (version: number) => void }) {
  const { t } = useWords();
  const work = useWork();
  const agents = useView((state) => state.desk.agents);
  const [versions, put] = useState<lead.PolicyVersion[]>([]);
  useEffect(() => {
    let wanted = true;
    lead.policyVersions(inbox).then(
      ({ items }) => wanted && put(items),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [inbox, held.version]);
  return (
    <section className="panel">
      <h2>{t.policy.versions}</h2>
      <ul className="versions">
        {versions.map(({ version, source, at, by }) => (
          <li key={version}>
            <span>
              <b>{t.policy.version(version)}</b> {version === held.version && <span className="tag pine">{t.policy.holdsTag}</span>}
              <br />
              <span className="faint tiny">
                {work.at(at)} · {by ? (agents.get(by)?.name ?? t.agentSomebody) : t.policy.sources[source]}
              </span>
            </span>
            {version !== held.version && (
              <button type="button" className="btn small-btn" aria-label={t.policy.showVersion(version)} onClick={() => show(version)}>
                {t.policy.showOne}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
