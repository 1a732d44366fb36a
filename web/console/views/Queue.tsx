/** The queue: who waits, ordered by what runs out first. */

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";

import { tagOf } from "../../shared/when";
import { counts, isUnread, type Group, type Row, rowsOf, steady, type View, VIEWS } from "../queue";
import { factsIn, useOpen, useView, useWords, useWork } from "../state";
import { offerOf, whyOf } from "../why";
import { All } from "./All";
import { Icon } from "./Icon";
import { Offers } from "./Offers";
import { Clock, Empty, Face, Keys, Severity, Tier, useTick } from "./parts";

/** The column of cases. */
export function Queue() {
  const { t } = useWords();
  const view = useView((state) => state.settings.view);
  const open = useOpen();
  return (
    <section className="queue" aria-label={t.queue.title}>
      <div className="q-head">
        {open === undefined ? <h1 className="sr">{t.queue.title}</h1> : <h2 className="sr">{t.queue.title}</h2>}
        <Views />
        <Search view={view} />
      </div>
      <Offers />
      {view === "all" ? <All /> : <Live view={view} />}
    </section>
  );
}

function Views() {
  const { t } = useWords();
  const work = useWork();
  const view = useView((state) => state.settings.view);
  const items = useView((state) => state.desk.items);
  const me = useView((state) => state.desk.me?.id);
  const found = useMemo(() => counts(items, me), [items, me]);
  return (
    <div className="views" role="group" aria-label={t.queue.views}>
      {VIEWS.map((name) => (
        <button key={name} type="button" aria-pressed={name === view} title={t.viewHint[name]} className={name === view ? "on" : ""} onClick={() => work.settle({ view: name })}>
          {t.view[name]} {name !== "all" && <span className="num">{found[name]}</span>}
        </button>
      ))}
    </div>
  );
}

function Search({ view }: { view: View }) {
  const { t } = useWords();
  const work = useWork();
  const search = useView((state) => state.ui.search);
  const hint = view === "all" ? t.queue.searchAll : t.queue.search;
  return (
    <div className="seek" role="search" aria-label={hint}>
      <Icon name="search" small />
      <input
        id="search"
        type="search"
        aria-label={hint}
        placeholder={hint}
        value={search}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => work.store.ui({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "Enter") document.getElementById("rows")?.focus();
        }}
      />
      {search === "" ? (
        <Keys of="search" />
      ) : (
        <button type="button" className="plain" aria-label={t.queue.clear} onClick={() => work.store.ui({ search: "" })}>
          <Icon name="close" small />
        </button>
      )}
    </div>
  );
}

/** Rows are sorted anew at least this often, in milliseconds: time moves them between groups. */
const SORT_MS = 15_000;

/** The rows of a live view. They stand still while the pointer is over them. */
function useRows(view: View): { rows: Row[]; hover: (over: boolean) => void } {
  const desk = useView((state) => state.desk);
  const words = useView((state) => state.ui.search);
  const moment = useTick((now) => Math.floor(now / SORT_MS));
  const [over, hover] = useState(false);
  const shown = useRef<string[]>([]);
  const lingering = useRef(new Map<string, Row>());
  const rows = useMemo(() => {
    const facts = (id: string) => factsIn(desk, id);
    const sorted = rowsOf({ items: desk.items, left: desk.left, facts, view, me: desk.me?.id, words, now: Math.max(Date.now(), moment) });
    const byId = new Map(sorted.map((row) => [row.item.conversation, row]));
    if (!over) {
      lingering.current = new Map(sorted.map((row) => [row.item.conversation, row]));
      shown.current = [...byId.keys()];
      return sorted;
    }
    // Under the pointer nothing jumps: who has left stays where it was until the pointer goes.
    for (const [id, row] of lingering.current) {
      if (byId.has(id)) continue;
      const item = desk.items.get(id);
      byId.set(id, { ...row, left: row.left ?? { item: row.item, by: item?.agent ?? undefined, at: 0 } });
    }
    for (const [id, row] of byId) lingering.current.set(id, row);
    shown.current = steady(shown.current, [...byId.keys()]);
    return shown.current.map((id) => byId.get(id)!);
  }, [desk.items, desk.left, desk.followed, desk.me, view, words, moment, over]);
  return { rows, hover };
}

function Live({ view }: { view: Exclude<View, "all"> }) {
  const { t } = useWords();
  const work = useWork();
  const { rows, hover } = useRows(view);
  const ready = useView((state) => state.desk.caughtUp);
  const words = useView((state) => state.ui.search);
  const waiting = useView((state) => [...state.desk.items.values()].some((item) => item.state === "waiting"));
  const ids = rows.map((row) => row.item.conversation);
  if (!ready && rows.length === 0) return <Empty text={t.queue.loading} />;
  if (rows.length === 0 && words !== "") return <Empty text={t.queue.nothing} act={t.queue.everywhere} run={() => work.settle({ view: "all" })} />;
  if (rows.length === 0)
    return <Empty text={t.queue.empty[view]} icon="inbox" {...(waiting ? { act: t.queue.claimNext, run: () => void work.claimNext() } : {})} />;
  let group: Group | undefined;
  return (
    <List ids={ids} label={t.queue.list} hover={hover}>
      {rows.map((row, index) => {
        const begins = row.group !== group;
        group = row.group;
        return (
          <div key={row.item.conversation} role="presentation">
            {begins && (
              <div className="band" role="presentation">
                <b>{t.queue[row.group]}</b>
                {index === 0 && <span>{t.queue.byTime}</span>}
              </div>
            )}
            <CaseRow row={row} position={index + 1} size={rows.length} />
          </div>
        );
      })}
    </List>
  );
}

/** Beyond so many rows those out of sight are not laid out. */
const MANY = 60;

/** A list of conversations: one row is reached by Tab, arrows and J/K move, Enter opens. */
export function List({ ids, label, hover, children }: { ids: readonly string[]; label: string; hover?: (over: boolean) => void; children: React.ReactNode }) {
  const work = useWork();
  const row = useView((state) => state.ui.row);
  const here = useRef<HTMLDivElement>(null);
  const active = row !== undefined && ids.includes(row) ? row : undefined;
  useEffect(() => {
    if (active) document.getElementById(`row-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const keys = (event: KeyboardEvent) => {
    const at = active ? ids.indexOf(active) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      work.store.ui({ row: ids[Math.min(ids.length - 1, Math.max(0, to))] });
    } else if (event.key === "Enter" && active && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      work.go({ is: "cases", open: active });
    }
  };
  return (
    <div
      ref={here}
      id="rows"
      className={ids.length > MANY ? "rows many" : "rows"}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={active ? `row-${active}` : undefined}
      data-ids={ids.join(" ")}
      onKeyDown={keys}
      onFocus={(event) => {
        // Not by the pointer: the list would scroll to its first row between press and release, and the click be lost.
        const byKey = event.target === here.current && here.current.matches(":focus-visible");
        if (byKey && active === undefined && ids[0] !== undefined) work.store.ui({ row: ids[0] });
      }}
      onPointerEnter={() => hover?.(true)}
      onPointerLeave={() => hover?.(false)}
    >
      {children}
    </div>
  );
}

function CaseRow({ row, position, size }: { row: Row; position: number; size: number }) {
  const { t, language } = useWords();
  const work = useWork();
  const { item, deadline, left } = row;
  const id = item.conversation;
  const open = useView((state) => state.ui.page.is === "cases" && state.ui.page.open === id);
  const active = useView((state) => state.ui.row === id);
  const me = useView((state) => state.desk.me);
  const unread = useView((state) => isUnread(item, state.seen.get(id)));
  const taker = useView((state) => (left?.by ? (state.desk.items.get(id)?.agent_name ?? state.desk.agents.get(left.by)?.name) : undefined));
  const mine = item.agent != null && item.agent === me?.id;
  const owner = useView((state) => item.agent_name ?? (item.agent ? state.desk.agents.get(item.agent)?.name : undefined));
  const gone = left && (left.by === me?.id && left.by !== undefined ? t.queue.takenByYou : taker ? t.queue.takenBy(taker) : t.queue.leftDesk);
  const foreign = item.locale !== language;
  // An offer to oneself stands above the queue.
  const offer = useTick((now) => offerOf(item, now)?.to ?? "");
  const offered = useView((state) => (offer === "" || offer === me?.id ? undefined : (state.desk.agents.get(offer)?.name ?? t.agentSomebody)));
  const why = [
    t.severity[item.severity],
    deadline.of === "user" ? t.queue.theirs : undefined,
    item.topic ?? undefined,
    item.product ?? undefined,
    foreign ? (item.locale === "zh" ? t.chinese : t.english) : undefined,
    offered === undefined ? undefined : t.offer.to(offered),
  ].filter((part) => part !== undefined);
  const place = left || item.state !== "waiting" ? "" : whyOf(item.why ?? [], t, work.at, Date.now()).join("\n");
  return (
    <div
      id={`row-${id}`}
      role="option"
      aria-selected={open}
      aria-posinset={position}
      aria-setsize={size}
      className={`item${open ? " on" : ""}${active ? " active" : ""}${unread && !left ? " unread" : ""}${left ? " leaving" : ""}`}
      onClick={() => work.go({ is: "cases", open: id })}
    >
      <Severity level={item.severity} named />
      <span className="subj cut" dir="auto" lang={tagOf(item.locale)} title={item.subject}>
        {gone ?? (item.subject || t.queue.noSubject)}
      </span>
      {left ? <span className="clock">–</span> : deadline.due !== undefined ? <Clock promised={{ from: deadline.from, due: deadline.due, paused: deadline.paused }} /> : <span className="clock faint">–</span>}
      <span className="why" title={place || undefined}>
        {unread && !left && <span className="sr">{t.queue.unread}, </span>}
        {!gone && <Tier tier={item.tier} />}
        <span className="cut">
          {gone ? item.subject : why.join(" · ")}
          {!gone && item.contact_name && (
            <>
              {" · "}
              <bdi>{item.contact_name}</bdi>
            </>
          )}
        </span>
        <span className="marks">
          {item.present && <span className="dot" role="img" aria-label={t.queue.here} title={t.queue.here} />}
          {owner !== undefined && (
            <span title={mine ? t.you : owner}>
              <span className="sr">{mine ? t.case.ownedByYou : t.case.ownedBy(owner)}</span>
              <Face name={owner} small />
            </span>
          )}
        </span>
      </span>
    </div>
  );
}
