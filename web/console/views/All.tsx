/** All conversations, read from the server page by page: also those of the assistant, and those that ended. */

import { useEffect, useState } from "react";

import { tagOf } from "../../shared/when";
import * as api from "../api";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Empty, Severity } from "./parts";
import { List } from "./Queue";

/** Typing settles for so long before the server is asked, in milliseconds. */
const SETTLE_MS = 200;
/** Rows of one page. */
const PAGE = 50;

export function All() {
  const { t } = useWords();
  const work = useWork();
  const words = useView((state) => state.ui.search);
  const [state, filter] = useState<api.ConversationState | "">("");
  const [items, put] = useState<api.ConversationItem[]>();
  const [next, setNext] = useState<string>();
  const [failed, fail] = useState(false);
  const [round, again] = useState(0);
  // Something changed at the desk: the list may be another.
  const items_ = useView((all) => all.desk.items);

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const page = await api.conversations({ state, q: words.trim(), limit: PAGE }, abort.signal);
        put(page.items);
        setNext(page.next ?? undefined);
        fail(false);
      } catch {
        if (!abort.signal.aborted) fail(true);
      }
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words, state, round, items_]);

  const more = async () => {
    if (next === undefined) return;
    try {
      const page = await api.conversations({ state, q: words.trim(), cursor: next, limit: PAGE });
      put((before) => [...(before ?? []), ...page.items.filter((item) => !before?.some((other) => other.id === item.id))]);
      setNext(page.next ?? undefined);
    } catch {
      fail(true);
    }
  };

  return (
    <>
      <div className="band filter">
        <label>
          <span className="sr">{t.queue.filter}</span>
          <select value={state} onChange={(event) => filter(event.target.value as api.ConversationState | "")}>
            <option value="">{t.queue.allOwners}</option>
            {api.STATES.map((name) => (
              <option key={name} value={name}>
                {t.queue.state[name]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="plain" title={t.queue.refresh} aria-label={t.queue.refresh} onClick={() => again(round + 1)}>
          <Icon name="refresh" small />
        </button>
      </div>
      {failed ? (
        <Empty text={t.failed} act={t.again} run={() => again(round + 1)} />
      ) : items === undefined ? (
        <Empty text={t.loading} />
      ) : items.length === 0 ? (
        <Empty text={words.trim() === "" ? t.queue.empty.all : t.queue.nothing} {...(words === "" ? {} : { act: t.queue.clear, run: () => work.store.ui({ search: "" }) })} />
      ) : (
        <>
          <List ids={items.map((item) => item.id)} label={t.queue.listAll}>
            {items.map((item, index) => (
              <ListedRow key={item.id} item={item} position={index + 1} size={next === undefined ? items.length : -1} />
            ))}
          </List>
          {next !== undefined && (
            <div className="q-foot">
              <button type="button" className="btn" onClick={() => void more()}>
                {t.queue.page}
              </button>
            </div>
          )}
        </>
      )}
    </>
  );
}

function ListedRow({ item, position, size }: { item: api.ConversationItem; position: number; size: number }) {
  const { t, language } = useWords();
  const work = useWork();
  const open = useView((state) => state.ui.page.is === "cases" && state.ui.page.open === item.id);
  const active = useView((state) => state.ui.row === item.id);
  const why = [
    t.queue.state[item.state] ?? item.state,
    item.severity ? t.severity[item.severity] : undefined,
    item.locale === language ? undefined : item.locale === "zh" ? t.chinese : t.english,
  ].filter((part) => part !== undefined);
  return (
    <div
      id={`row-${item.id}`}
      role="option"
      aria-selected={open}
      aria-posinset={position}
      aria-setsize={size}
      className={`item${open ? " on" : ""}${active ? " active" : ""}`}
      onClick={() => work.go({ is: "cases", open: item.id })}
    >
      {item.severity ? <Severity level={item.severity} named /> : <span className="sev none" aria-hidden="true" />}
      <span className={`subj cut${item.subject ? "" : " faint"}`} dir="auto" lang={tagOf(item.locale)} title={item.subject ?? ""}>
        {item.subject || t.queue.noSubject}
      </span>
      <time className="clock faint" dateTime={item.updated_at}>
        {work.at(item.updated_at)}
      </time>
      <span className="why">
        <span className="cut">
          {why.join(" · ")}
          {item.contact_name && (
            <>
              {" · "}
              <bdi>{item.contact_name}</bdi>
            </>
          )}
        </span>
      </span>
    </div>
  );
}
