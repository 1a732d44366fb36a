/** What frames every page: the rail on the left, the keys at the foot. */

import { type KeyedAct } from "../keys";
import { claimOf } from "../case";
import { type Page, pathOf } from "../route";
import { factsIn, useOpen, useView, useWords, useWork } from "../state";
import { Icon, type IconName } from "./Icon";
import { Face, Keys } from "./parts";

export function Rail() {
  const { t } = useWords();
  const work = useWork();
  const page = useView((state) => state.ui.page.is);
  const me = useView((state) => state.desk.me?.name ?? "");
  const away = useView((state) => state.settings.away);
  const rooms: [Page, IconName, string][] = [
    [{ is: "cases" }, "inbox", t.rail.cases],
    [{ is: "documents", show: "gaps" }, "docs", t.rail.documents],
    [{ is: "settings", show: "agents" }, "people", t.rail.settings],
  ];
  return (
    <nav className="rail" aria-label={t.rail.main}>
      <span className="brand" aria-hidden="true">
        <Icon name="mark" />
      </span>
      {rooms.map(([room, icon, name]) => (
        <a
          key={room.is}
          href={pathOf(room)}
          className={page === room.is ? "on" : ""}
          aria-current={page === room.is ? "page" : undefined}
          title={name}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            work.go(room);
          }}
        >
          <Icon name={icon} />
          <span className="rail-name">{name}</span>
        </a>
      ))}
      <button type="button" className="everything" title={t.act.palette} onClick={() => work.store.ui({ dialog: "palette" })}>
        <Icon name="menu" />
        <span className="sr">{t.act.palette}</span>
        <span className="rail-name">{t.more}</span>
      </button>
      <button type="button" className="bottom" title={me} onClick={() => work.store.ui({ dialog: "you" })}>
        <span className="you-face">
          <Face name={me} />
          <span className={away ? "dot away" : "dot"} />
        </span>
        <span className="sr">{t.rail.you(me, away ? t.you_.away : t.you_.online)}</span>
        <span className="rail-name">{t.you_.title}</span>
      </button>
    </nav>
  );
}

export function KeyStrip() {
  const { t } = useWords();
  const page = useView((state) => state.ui.page.is);
  const open = useOpen();
  const single = useView((state) => state.settings.keys);
  const gaps = useView((state) => state.ui.page.is === "documents" && state.ui.page.show === "gaps");
  const mine = useView((state) => {
    const facts = open === undefined ? undefined : factsIn(state.desk, open);
    return facts !== undefined && claimOf(facts, state.desk.me?.id) !== undefined;
  });
  const free = useView((state) => {
    const owner = open === undefined ? undefined : factsIn(state.desk, open)?.owner.is;
    return owner === "waiting" || owner === "bot";
  });
  const hints: [KeyedAct, string][] =
    page !== "cases"
      ? [["cases", t.strip.cases], ...(page === "documents" ? [["tryQuestion", t.strip.tryQuestion] as [KeyedAct, string]] : [["documents", t.strip.documents] as [KeyedAct, string]]), ["keys", t.strip.keys]]
      : open === undefined
        ? [["claimNext", t.strip.claimNext], ["documents", t.strip.documents], ["keys", t.strip.keys]]
        : mine
          ? [["reply", t.strip.reply], ["note", t.strip.note], ["draft", t.strip.draft], ["resolve", t.strip.resolve], ["transfer", t.strip.transfer], ["keys", t.strip.keys]]
          : [...(free ? [["claim", t.strip.claim] as [KeyedAct, string]] : []), ["note", t.strip.note], ["claimNext", t.strip.claimNext], ["keys", t.strip.keys]];
  return (
    <footer className="keysbar">
      {single && (page === "cases" || gaps) && (
        <span>
          <Keys of="next" />
          <Keys of="previous" />
          {t.strip.next}
        </span>
      )}
      {single &&
        hints.map(([act, name]) => (
          <span key={act}>
            <Keys of={act} />
            {name}
          </span>
        ))}
      <span className="end">
        <Connected />
      </span>
      <span>
        <Keys of="palette" />
        {t.strip.everything}
      </span>
    </footer>
  );
}

function Connected() {
  const { t } = useWords();
  const phase = useView((state) => state.line.phase.is);
  const unsent = useView((state) => state.outbox.length);
  const away = useView((state) => state.settings.away);
  if (phase !== "open")
    return (
      <span>
        <span className={phase === "connecting" ? "dot away" : "dot red"} />
        {phase === "connecting" ? t.strip.connecting : t.strip.offline}
      </span>
    );
  return (
    <span>
      <span className={away ? "dot away" : "dot"} />
      {unsent > 0 ? t.strip.connectedUnsent(unsent) : away ? t.strip.awayNow : t.strip.connected}
    </span>
  );
}
