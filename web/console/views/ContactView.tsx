/** A case through the user's eyes. The server alone knows what it kept to itself, so it is asked. */

import { useEffect, useRef, useState } from "react";

import type { Event } from "../../shared/wire";
import * as api from "../api";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";

/** Events of one page. */
const PAGE = 200;

/** How far the user's log has been read. */
interface Held {
  events: readonly Event[];
  next: number;
}

const NOTHING_HELD: Held = { events: [], next: 0 };

/** What the user was told; no events until the first answer. */
export interface Told {
  events: readonly Event[] | undefined;
  failed: boolean;
  again: () => void;
}

/** Reads what the user was told while it is looked at, and on from there when a newer event comes. */
export function useTold(id: string, on: boolean, newest: number): Told {
  const online = useView((state) => state.line.phase.is === "open");
  const [events, put] = useState<readonly Event[]>();
  const [failed, fail] = useState(false);
  const [round, again] = useState(0);
  const held = useRef(NOTHING_HELD);
  useEffect(() => {
    if (!on) {
      held.current = NOTHING_HELD;
      return put(undefined);
    }
    const abort = new AbortController();
    readOn(id, held.current, abort.signal).then(
      (now) => {
        if (abort.signal.aborted) return;
        held.current = now;
        put(now.events);
        fail(false);
      },
      () => !abort.signal.aborted && fail(true),
    );
    return () => abort.abort();
  }, [id, on, newest, online, round]);
  return { events, failed, again: () => again(round + 1) };
}

async function readOn(id: string, { events, next }: Held, signal: AbortSignal): Promise<Held> {
  for (;;) {
    const page = await api.events(id, { after: next, limit: PAGE, view: "contact" }, signal);
    events = [...events, ...page.items];
    next = page.next ?? next;
    if (!page.more || page.next == null) return { events, next };
  }
}

/** Says whose eyes these are. */
export function ContactStrip({ told }: { told: Told }) {
  const { t } = useWords();
  const work = useWork();
  return (
    <div className="strip contact-strip" role="status">
      <Icon name={told.failed ? "off" : "eye"} small />
      <span className="grow">{told.failed ? t.case.contactViewFailed : t.case.contactViewOn}</span>
      {told.failed && (
        <button type="button" className="btn" onClick={told.again}>
          {t.again}
        </button>
      )}
      <button type="button" className="btn" onClick={() => work.store.ui({ contactView: false })}>
        {t.case.contactViewOff}
      </button>
    </div>
  );
}
