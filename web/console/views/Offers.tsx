/** What is offered to this agent: on top of the queue, with the time to answer. It covers nothing and takes no focus. */

import type { QueueItem } from "../../shared/wire";
import { tagOf } from "../../shared/when";
import { takeOffer } from "../acts";
import { useView, useWords, useWork } from "../state";
import { offersTo } from "../why";
import { Keys, Severity, Tier, useTick } from "./parts";

export function Offers() {
  const { t } = useWords();
  const items = useView((state) => state.desk.items);
  const me = useView((state) => state.desk.me?.id);
  const ids = useTick((now) => offersTo(items.values(), me, now).map((item) => item.conversation).join(" "));
  const offered = ids === "" ? [] : ids.split(" ").flatMap((id) => items.get(id) ?? []);
  return (
    <>
      {offered.length > 0 && (
        <section aria-label={t.offer.title}>
          <ul className="offers">
            {offered.map((item, index) => (
              <Offer key={item.conversation} item={item} first={index === 0} />
            ))}
          </ul>
        </section>
      )}
      <span className="sr" role="status">
        {offered[0] && `${t.offer.title}${t.colon}${offered[0].subject || t.queue.noSubject}`}
      </span>
    </>
  );
}

function Offer({ item, first }: { item: QueueItem; first: boolean }) {
  const { t } = useWords();
  const work = useWork();
  const id = item.conversation;
  const until = Date.parse(item.offered_until ?? "");
  const left = useTick((now) => Math.max(0, Math.ceil((until - now) / 1000)));
  const about = [t.severity[item.severity], item.topic, item.product, item.contact_name].filter(Boolean).join(" · ");
  return (
    <li className="offer">
      <div className="row">
        <b className="grow">{t.offer.title}</b>
        {!Number.isNaN(until) && <span className={left <= 10 ? "clock soon" : "clock"}>{t.offer.left(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)}</span>}
      </div>
      <button type="button" className="offered" onClick={() => work.go({ is: "cases", open: id })}>
        <Severity level={item.severity} named />
        <span className="subj" dir="auto" lang={tagOf(item.locale)}>
          {item.subject || t.queue.noSubject}
        </span>
      </button>
      <div className="row faint tiny">
        <Tier tier={item.tier} />
        <span className="cut" dir="auto">
          {about}
        </span>
      </div>
      <div className="row">
        <button type="button" className="btn main grow" onClick={() => takeOffer(work, id)}>
          {t.offer.take} {first && <Keys of="takeOffer" />}
        </button>
        <button type="button" className="btn" onClick={() => void work.decline(id)}>
          {t.offer.decline} {first && <Keys of="declineOffer" />}
        </button>
      </div>
    </li>
  );
}
