/** Who takes what: tier, capacity, skills, teams. */

import { type FormEvent, useId, useState } from "react";

import { Refused } from "../api";
import { flawToldBy, sayFlaw } from "../flaws";
import * as lead from "../lead";
import { listOf } from "../policy";
import { knownSkills, LEVELS, rowsOf, SKILL_CHARS_MAX, skillsOf, type SkillRow } from "../skills";
import { useView, useWords, useWork } from "../state";
import { useReading } from "./Documents";
import { Icon } from "./Icon";
import { Choice, Empty, Modal, Tier } from "./parts";
import { useAdmin } from "./Settings";

/** Most open cases that somebody can be said to take; the server's own limit. */
const CAPACITY_MAX = 1_000;

export function Agents() {
  const { t } = useWords();
  const admin = useAdmin();
  const [agents, again] = useReading(lead.agents, []);
  const items = useView((state) => state.desk.items);
  const [changing, change] = useState<lead.AgentItem>();
  if (agents.is === "failed") return <Empty text={t.failed} act={t.again} run={again} />;
  if (agents.is === "reading") return <Empty text={t.loading} />;
  const list = agents.value.items;
  const open = (id: string) => [...items.values()].filter((item) => item.agent === id).length;
  return (
    <div className="body">
      <p className="muted">
        {t.lead.agentsHint} {!admin && t.lead.adminOnly}
      </p>
      <div className="panel table" tabIndex={0} role="region" aria-label={t.lead.tab.agents}>
        <table className="files stack">
          <thead>
            <tr>
              {[t.lead.name, t.lead.tier, t.lead.open, t.lead.skills, t.lead.teams].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              {admin && (
                <th scope="col">
                  <span className="sr">{t.side.change}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {list.map((agent) => (
              <tr key={agent.id}>
                <th scope="row">
                  <span className="row">
                    <span className={agent.online ? "dot" : "dot away"} role="img" aria-label={agent.online ? t.side.online : t.side.offline} />
                    <bdi>{agent.name}</bdi>
                    {agent.admin && <span className="tag line">{t.you_.admin}</span>}
                  </span>
                </th>
                <td className="nowrap" data-name={t.lead.tier}>{(agent.tier ?? 1) > 1 ? <Tier tier={agent.tier ?? 1} /> : t.queue.tier(1)}</td>
                <td className="num" data-name={t.lead.open}>{t.lead.openOf(open(agent.id), agent.capacity ?? 0)}</td>
                <td data-name={t.lead.skills}>
                  <Skills skills={agent.skills ?? {}} />
                </td>
                <td data-name={t.lead.teams}>
                  <Teams teams={agent.teams ?? []} />
                </td>
                {admin && (
                  <td>
                    <button type="button" className="btn small-btn" aria-label={t.lead.changeOf(agent.name)} onClick={() => change(agent)}>
                      {t.side.change}
                    </button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changing && <Change key={changing.id} agent={changing} known={knownSkills(list)} close={() => change(undefined)} done={again} />}
    </div>
  );
}

function Skills({ skills }: { skills: Readonly<Record<string, number>> }) {
  const { t } = useWords();
  const rows = rowsOf(skills);
  if (rows.length === 0) return <span className="faint">{t.lead.noSkills}</span>;
  return (
    <ul className="row wrap-row">
      {rows.map(({ name, level }) => (
        <li key={name} className="tag" title={t.lead.level(level)}>
          <bdi>{name}</bdi> <span className="num">{level}</span>
        </li>
      ))}
    </ul>
  );
}

function Teams({ teams }: { teams: readonly string[] }) {
  const { t } = useWords();
  if (teams.length === 0) return <span className="faint">{t.lead.noTeams}</span>;
  return (
    <ul className="row wrap-row">
      {teams.map((name) => (
        <li key={name} className="tag">
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Change({ agent, known, close, done }: { agent: lead.AgentItem; known: readonly string[]; close: () => void; done: () => void }) {
  const { t } = useWords();
  const work = useWork();
  const list = useId();
  const [tier, setTier] = useState(String(agent.tier ?? 1));
  const [capacity, setCapacity] = useState(String(agent.capacity ?? 5));
  const [rows, setRows] = useState<readonly SkillRow[]>([...rowsOf(agent.skills ?? {}), { name: "", level: 3 }]);
  const [teams, setTeams] = useState((agent.teams ?? []).join(", "));
  const [wrong, say] = useState<string>();
  const [busy, wait] = useState(false);
  const put = (index: number, row: Partial<SkillRow>) => setRows(rows.map((old, at) => (at === index ? { ...old, ...row } : old)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { skills, twice } = skillsOf(rows);
    if (twice !== undefined) return say(t.lead.twice(twice));
    wait(true);
    lead.changeAgent(agent.id, { tier: Number(tier), capacity: Number(capacity), skills, teams: [...new Set(listOf(teams))] }).then(
      () => {
        close();
        done();
        work.say({ tone: "good", text: t.lead.saved });
      },
      (error: unknown) => {
        wait(false);
        const flaw = error instanceof Refused ? flawToldBy({ field: "teams", detail: error.message }) : undefined;
        say(flaw ? sayFlaw(flaw, t.policy) : error instanceof Refused && error.status !== 0 ? t.toast.refused(error.message) : t.failed);
      },
    );
  };
  return (
    <Modal label={t.lead.changeOf(agent.name)} close={close}>
      <form onSubmit={submit} onChange={() => say(undefined)}>
        <header className="d-head">
          <h2 dir="auto">{agent.name}</h2>
          <button type="button" className="btn quiet icon" aria-label={t.close} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <div className="field-of">
          <span className="label">{t.lead.upTo}</span>
          <Choice label={t.lead.upTo} value={tier} choose={setTier} options={["1", "2", "3"].map((level) => [level, t.queue.tier(Number(level))] as const)} />
          <span className="hint">{t.dialog.tierNames[Number(tier)]}</span>
        </div>
        <label className="field-of">
          <span className="label">{t.lead.capacity}</span>
          <input className="field short" type="number" min={1} max={CAPACITY_MAX} required value={capacity} onChange={(event) => setCapacity(event.target.value)} />
          <span className="hint">{t.lead.capacityHint}</span>
        </label>
        <fieldset className="field-of">
          <legend className="label">{t.lead.skills}</legend>
          <datalist id={list}>
            {known.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {rows.map((row, index) => (
            <div key={index} className="skill-row">
              <input className="field" list={list} maxLength={SKILL_CHARS_MAX} aria-label={t.lead.skillName(index + 1)} placeholder={t.lead.skill} value={row.name} onChange={(event) => put(index, { name: event.target.value })} />
              <select className="field" aria-label={t.lead.skillLevel(index + 1)} value={row.level} onChange={(event) => put(index, { level: Number(event.target.value) })}>
                {LEVELS.map((level) => (
                  <option key={level} value={level}>
                    {t.lead.level(level)}
                  </option>
                ))}
              </select>
              <button type="button" className="btn quiet icon" aria-label={t.lead.removeSkill(index + 1)} onClick={() => (setRows(rows.filter((_, at) => at !== index)), say(undefined))}>
                <Icon name="close" small />
              </button>
            </div>
          ))}
          <button type="button" className="btn add" onClick={() => setRows([...rows, { name: "", level: 3 }])}>
            <Icon name="plus" small />
            {t.lead.addSkill}
          </button>
          <span className="hint">{t.lead.skillsHint}</span>
        </fieldset>
        <label className="field-of">
          <span className="label">{t.lead.teams}</span>
          <input className="field" value={teams} onChange={(event) => setTeams(event.target.value)} />
          <span className="hint">{t.lead.teamsHint}</span>
        </label>
        {wrong && (
          <p className="c-red small" role="alert">
            {wrong}
          </p>
        )}
        <footer className="d-foot">
          <button type="button" className="btn quiet" onClick={close}>
            {t.cancel}
          </button>
          <button type="submit" className="btn main" aria-busy={busy} disabled={busy}>
            {t.lead.save}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
