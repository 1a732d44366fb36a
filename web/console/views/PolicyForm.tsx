/** The fields of a policy, in the order a lead thinks of them: when, what is promised, who takes it, how far the bot may go, and what holds for some contracts instead. */

import { type ReactNode, useState } from "react";

import { at, listAt, tableAt, textAt, textsOf } from "../policy";
import { useWords } from "../state";
import { Field, type FormOf, TextField, useTyped } from "./fields";
import { Icon } from "./Icon";
import { Plans } from "./Plans";
import { Bot, Documents, Hours, Locale, Opening, Routing, Targets, zones } from "./PolicyGroups";

export function PolicyForm(form: FormOf) {
  const { t } = useWords();
  const teams = Array.isArray(at(form.doc, ["team"])) ? (at(form.doc, ["team"]) as unknown[]) : [];
  const inbox = { form, base: [] };
  return (
    <>
      <Part title={t.policy.hours} hint={t.policy.hoursHint}>
        <Opening {...inbox} name={t.policy.hours} />
        {teams.map((team, index) => (
          <fieldset key={index} className="team">
            <legend>{t.policy.team(textAt(team, ["name"]))}</legend>
            <TextField form={form} path={["team", index, "zone"]} label={t.policy.zone} list={zones} />
            <Hours form={form} base={["team", index]} name={textAt(team, ["name"])} />
            <button type="button" className="btn quiet small-btn add" onClick={() => setTeams(form, teams.filter((other) => other !== team), listAt(form.doc, ["teams"]).filter((name) => name !== textAt(team, ["name"])))}>
              {t.policy.removeTeam(textAt(team, ["name"]))}
            </button>
          </fieldset>
        ))}
        <AddTeam form={form} teams={teams} />
      </Part>
      <Part title={t.policy.targets} hint={t.policy.targetsHint}>
        <Targets {...inbox} name={t.policy.targets} />
      </Part>
      <Part title={t.policy.routing}>
        <Routing {...inbox} />
      </Part>
      <Part title={t.policy.bot}>
        <Bot {...inbox} />
      </Part>
      <Part title={t.policy.topics} hint={t.policy.topicsHint}>
        <Topics {...form} />
      </Part>
      <Part title={t.policy.rest}>
        <div className="fields">
          <TextField form={form} path={["queue"]} label={t.dialog.queue} />
          <Locale {...inbox} />
          <Documents {...inbox} />
          {(["assume_after", "abandon_after", "close_after"] as const).map((name) => (
            <TextField key={name} form={form} path={[name]} label={t.policy.waits[name]} />
          ))}
        </div>
      </Part>
      <Part title={t.policy.contracts} hint={t.policy.contractsHint}>
        <Plans {...form} />
      </Part>
    </>
  );
}

/** Changes the teams that stand in the document, and the names of those who answer. */
function setTeams(form: FormOf, teams: readonly unknown[], names: readonly string[]): void {
  form.change(["team"], teams.length > 0 ? teams : undefined);
  form.change(["teams"], names);
}

/** A team with a zone and hours of its own: with several, the inbox follows the sun. */
function AddTeam({ form, teams }: { form: FormOf; teams: readonly unknown[] }) {
  const { t } = useWords();
  const [name, call] = useState("");
  const own = name.trim();
  return (
    <div className="row wrap-row">
      <input className="field short" aria-label={t.policy.newTeam} placeholder={t.policy.newTeam} maxLength={64} value={name} onChange={(event) => call(event.target.value)} />
      <button
        type="button"
        className="btn"
        disabled={own === "" || teams.some((team) => textAt(team, ["name"]) === own)}
        onClick={() => {
          // Hours of the inbox itself would stand beside those of its teams: the server takes one of the two.
          form.change(["hours"], undefined);
          setTeams(form, [...teams, { name: own, zone: textAt(form.doc, ["zone"]) || "UTC" }], [...listAt(form.doc, ["teams"]), own]);
          call("");
        }}
      >
        <Icon name="plus" small />
        {t.policy.addTeam}
      </button>
    </div>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="panel part">
      <h2>{title}</h2>
      {hint && <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}

function Topics(form: FormOf) {
  const { t } = useWords();
  const [name, call] = useState("");
  const topics = tableAt(form.doc, ["topics"]);
  return (
    <>
      <div className="fields">
        {topics.map(([topic, examples]) => (
          <Topic key={topic} form={form} topic={topic} examples={examples} />
        ))}
      </div>
      <div className="row wrap-row">
        <input className="field short" aria-label={t.policy.newTopic} placeholder={t.policy.newTopic} maxLength={64} value={name} onChange={(event) => call(event.target.value)} />
        <button
          type="button"
          className="btn"
          disabled={name.trim() === "" || topics.some(([topic]) => topic === name.trim())}
          onClick={() => {
            form.change(["topics", name.trim()], []);
            call("");
          }}
        >
          {t.policy.addTopic}
        </button>
      </div>
    </>
  );
}

function Topic({ form, topic, examples }: { form: FormOf; topic: string; examples: readonly string[] }) {
  const { t } = useWords();
  const path = ["topics", topic];
  const [text, type] = useTyped(examples.join("\n"), textsOf);
  const change = (next: string) => {
    type(next);
    form.change(path, textsOf(next));
  };
  return (
    <div className="topic">
      <Field form={form} path={path} label={topic}>
        {(marks) => <textarea className="field" rows={3} dir="auto" {...marks} value={text} onChange={(event) => change(event.target.value)} />}
      </Field>
      <button type="button" className="btn quiet small-btn" onClick={() => form.change(path, undefined)}>
        {t.policy.removeTopic(topic)}
      </button>
    </div>
  );
}
