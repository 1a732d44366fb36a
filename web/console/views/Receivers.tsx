/** Who is told of cases outside the console, what became of it, telling it again, and trying a receiver out. */

import { useState } from "react";

import { Refused } from "../api";
import * as lead from "../lead";
import { failureOf } from "../receivers";
import { useView, useWords, useWork } from "../state";
import { useReading } from "./Documents";
import { Icon } from "./Icon";
import { Empty } from "./parts";
import { useAdmin } from "./Settings";

export function Receivers() {
  const { t } = useWords();
  const admin = useAdmin();
  return admin ? <Told /> : <Empty text={t.lead.onlyAdmin} />;
}

function Told() {
  const { t } = useWords();
  const [receivers, again] = useReading(lead.receivers, []);
  const [receiver, choose] = useState("");
  if (receivers.is === "failed") return <Empty text={t.failed} act={t.again} run={again} />;
  if (receivers.is === "reading") return <Empty text={t.loading} />;
  const { items } = receivers.value;
  return (
    <div className="body">
      <p className="muted">{t.receiver.hint}</p>
      {items.length === 0 ? (
        <Empty text={t.receiver.none} />
      ) : (
        <ul className="receivers">
          {items.map((item) => (
            <Receiver key={item.name} item={item} done={again} />
          ))}
        </ul>
      )}
      <Deliveries receiver={receiver} choose={choose} names={items.map((item) => item.name)} done={again} />
    </div>
  );
}

function Receiver({ item, done }: { item: lead.Receiver; done: () => void }) {
  const { t } = useWords();
  const work = useWork();
  const [busy, wait] = useState(false);
  const [fired, put] = useState<{ delivered: boolean; error?: string | null }>();
  const fire = () => {
    wait(true);
    lead
      .tryReceiver(item.name)
      .then(put, (error: unknown) => put({ delivered: false, error: error instanceof Refused && error.message ? error.message : t.failed }))
      .finally(() => (wait(false), done()));
  };
  return (
    <li className="panel receiver">
      <div className="row wrap-row">
        <h2 dir="auto">{item.name}</h2>
        <span className="tag">{t.receiver.kinds[item.kind] ?? item.kind}</span>
        <span className="faint tiny wrap">{item.to.join(", ")}</span>
        <span className="grow" />
        <button type="button" className="btn small-btn" aria-busy={busy} disabled={busy} aria-label={t.receiver.tryOf(item.name)} onClick={fire}>
          {t.receiver.try}
        </button>
      </div>
      <p className="small">
        {item.events.map((event) => t.receiver.events[event] ?? event).join(" · ")}
        {item.inboxes && <span className="faint"> · {item.inboxes.join(", ")}</span>}
        {item.tiers && <span className="faint"> · {t.receiver.tiers(item.tiers)}</span>}
      </p>
      <p className="facts tiny">
        <span>{t.receiver.delivered(item.delivered)}</span>
        <span>{t.receiver.waiting(item.waiting)}</span>
        {item.failing > 0 && <span className="c-red">{t.receiver.failing(item.failing)}</span>}
        <span className={item.failed > 0 ? "c-red" : ""}>{t.receiver.failed(item.failed)}</span>
        {item.quiet_until && <span>{t.receiver.quiet(work.at(item.quiet_until))}</span>}
      </p>
      {item.last_error && <Why words={item.last_error} />}
      <div role="status">
        {fired && (
          <p className={`small ${fired.delivered ? "ok" : "no"}`}>
            <Icon name={fired.delivered ? "check" : "warn"} small />
            <span className="wrap" dir="auto">
              {fired.delivered ? t.receiver.took : t.receiver.tookNot(fired.error ? t.receiver.why(fired.error) : "")}
            </span>
          </p>
        )}
      </div>
    </li>
  );
}

/** Why the last try failed: its kind in the reader's language where it is a known one, then the server's own words. */
function Why({ words }: { words: string }) {
  const { t } = useWords();
  const failure = failureOf(words);
  return (
    <p className="faint tiny wrap">
      {failure && <span className="tag red">{t.receiver.failures[failure.is](failure.code)}</span>} <span dir="auto">{t.receiver.why(words)}</span>
    </p>
  );
}

function Deliveries({ receiver, choose, names, done }: { receiver: string; choose: (name: string) => void; names: readonly string[]; done: () => void }) {
  const { t } = useWords();
  const [state, pick] = useState("");
  const [older, more] = useState<{ items: lead.Delivery[]; next: number | null | undefined }>();
  const [page, read] = useReading(() => lead.deliveries({ state, receiver }).finally(() => more(undefined)), [state, receiver]);
  const items = page.is === "read" ? [...page.value.items, ...(older?.items ?? [])] : [];
  const next = older ? older.next : page.is === "read" ? page.value.next : undefined;
  const again = () => (read(), done());
  return (
    <section className="panel">
      <h2>{t.receiver.deliveries}</h2>
      <div className="row wrap-row">
        <select className="field short" aria-label={t.receiver.state} value={state} onChange={(event) => pick(event.target.value)}>
          <option value="">{t.queue.allOwners}</option>
          {lead.DELIVERY_STATES.map((name) => (
            <option key={name} value={name}>
              {t.receiver.states[name]}
            </option>
          ))}
        </select>
        <select className="field short" aria-label={t.receiver.which} value={receiver} onChange={(event) => choose(event.target.value)}>
          <option value="">{t.receiver.all}</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <span className="grow" />
        <button type="button" className="btn" onClick={again}>
          <Icon name="refresh" small />
          {t.queue.refresh}
        </button>
      </div>
      {page.is === "failed" ? (
        <Empty text={t.failed} act={t.again} run={again} />
      ) : items.length === 0 ? (
        <p className="faint">{page.is === "reading" ? t.loading : t.receiver.nothing}</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.receiver.deliveries}>
          <table className="files stack">
            <thead>
              <tr>
                {[t.receiver.when, t.receiver.which, t.receiver.what, t.docs.state].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr">{t.receiver.replay}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row key={item.id} item={item} done={again} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next != null && (
        <button type="button" className="btn" onClick={() => void lead.deliveries({ state, receiver, before: next }).then((found) => more({ items: [...(older?.items ?? []), ...found.items], next: found.next }), () => undefined)}>
          {t.queue.page}
        </button>
      )}
    </section>
  );
}

function Row({ item, done }: { item: lead.Delivery; done: () => void }) {
  const { t } = useWords();
  const work = useWork();
  const subject = useView((state) => state.desk.items.get(item.conversation)?.subject);
  const again = () =>
    void lead.replay(item.id).then(
      () => (work.say({ tone: "good", text: t.receiver.replayed }), done()),
      (error: unknown) => work.say({ tone: "bad", text: t.toast.refused(error instanceof Refused && error.message ? error.message : t.failed) }),
    );
  return (
    <tr>
      <td className="nowrap">
        <time dateTime={item.at}>{work.at(item.at)}</time>
      </td>
      <td>
        <bdi>{item.receiver}</bdi>
      </td>
      <td>
        {t.receiver.events[item.event] ?? item.event}
        <br />
        <a
          href={`/console/cases/${item.conversation}`}
          dir="auto"
          className="tiny"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            work.go({ is: "cases", open: item.conversation });
          }}
        >
          {subject || t.receiver.theCase}
        </a>
      </td>
      <td>
        <span className={item.error ? "no" : item.state === "delivered" ? "ok" : ""}>{t.receiver.states[item.state]}</span>
        <span className="faint tiny"> · {t.receiver.tries(item.tries)}{item.due ? ` · ${t.receiver.due(work.at(item.due))}` : ""}</span>
        {item.error && <Why words={item.error} />}
      </td>
      <td>
        {(item.state !== "waiting" || item.error) && (
          <button type="button" className="btn small-btn" onClick={again}>
            {t.receiver.replay}
          </button>
        )}
      </td>
    </tr>
  );
}
