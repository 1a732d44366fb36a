/** The three promises of a case, with the clock that both sides see; what stands still says so. */

import type { Facts } from "../case";
import { faceOf, type Promised } from "../clock";
import { responseOf } from "../promises";
import { useWords, useWork } from "../state";
import { span } from "../../shared/when";
import { Icon } from "./Icon";
import { Clock, Drain, Since, useTick } from "./parts";

export function Promises({ facts }: { facts: Facts }) {
  const { t } = useWords();
  // Before anybody asked for a person nothing is promised.
  if (facts.handedAt === undefined) return null;
  const { first_response, next_response, resolution } = facts.promises;
  const ended = facts.owner.is === "resolved" || facts.owner.is === "closed";
  const stands = resolution?.paused !== undefined && resolution.done === undefined;
  return (
    <section className="sla" aria-label={t.case.promises}>
      <PromiseOf name={t.case.firstReply} by={t.case.firstReplyBy} promised={first_response} moot={ended && facts.firstReplyAt === undefined} />
      {next_response && next_response.done === undefined ? <PromiseOf name={t.case.nextReply} by={t.case.nextReplyBy} promised={next_response} moot={false} /> : <NextReply facts={facts} />}
      <PromiseOf name={t.case.solution} by={stands ? () => t.case.solutionPaused : t.case.solutionBy} promised={resolution} moot={ended && resolution === undefined} />
      <span className="faint tiny nowrap policy">{facts.queue !== undefined && t.case.queueTier(facts.queue, facts.tier)}</span>
      <Announcer facts={facts} />
    </section>
  );
}

function PromiseOf({ name, by, promised, moot }: { name: string; by: (at: string) => string; promised: Promised | undefined; moot: boolean }) {
  const { t, language } = useWords();
  const work = useWork();
  if (promised === undefined || moot)
    return (
      <div className="p">
        <div>
          <span className="muted">{name}</span>
          <span className="clock faint">{moot ? "–" : t.case.notPromised}</span>
        </div>
        <div className="drain" />
      </div>
    );
  if (promised.done === undefined)
    return (
      <div className="p">
        <div>
          <span className="muted">{by(work.at(promised.due))}</span>
          <Clock promised={promised} icon />
        </div>
        <Drain promised={promised} />
      </div>
    );
  const face = faceOf(promised, promised.done);
  const at = work.at(promised.done);
  return (
    <div className="p">
      <div>
        <span className="muted">{name}</span>
        <span className={`clock ${face.stand === "met" ? "met" : "over"}`}>
          <Icon name={face.stand === "met" ? "check" : "warn"} small />
          {face.stand === "met" ? t.clock.met(at, span(face.ms, language)) : t.clock.late(at, span(face.ms, language))}
        </span>
      </div>
      <div className={`drain ${face.stand === "met" ? "met" : "over"}`}>
        <i />
      </div>
    </div>
  );
}

/** Where no time is promised for it, how long the user waits is said. */
function NextReply({ facts }: { facts: Facts }) {
  const { t } = useWords();
  const owed = facts.firstReplyAt !== undefined && facts.owedSince !== undefined ? Date.parse(facts.owedSince) : undefined;
  return (
    <div className="p">
      <div>
        <span className="muted">{t.case.nextReply}</span>
        <span className="clock">{owed === undefined ? <span className="faint">{t.case.nothingOwed}</span> : <Since at={owed} make={t.case.waitsFor} />}</span>
      </div>
      <div className="drain" />
    </div>
  );
}

/** Clocks are silent; they are announced at a quarter, and at the end. */
function Announcer({ facts }: { facts: Facts }) {
  const { t, language } = useWords();
  const reply = responseOf(facts.promises);
  const promised = reply ?? facts.promises.resolution;
  const what = reply === undefined ? t.case.solution : facts.promises.answered ? t.case.nextReply : t.case.firstReply;
  const open = facts.owner.is === "waiting" || facts.owner.is === "agent";
  const text = useTick((now) => {
    if (promised === undefined || !open) return "";
    const { stand } = faceOf(promised, now);
    return stand === "over" ? t.clock.passed(what) : stand === "soon" ? t.clock.quarter(what, span((promised.due - promised.from) / 4, language)) : "";
  });
  return (
    <span className="sr" role="status">
      {text}
    </span>
  );
}
