/** The fields of a policy, in the order a lead thinks of them: when, what is promised, who takes it, how far the bot may go. */

import { type ReactNode, useId, useState } from "react";

import { at, CLOCKS, DAYS, linesOf, listAt, listOf, type Path, SEVERITIES, tableAt, tableOf, textAt, textsOf, TIMES, wrongAt } from "../policy";
import { useWords } from "../state";
import { Icon } from "./Icon";
import { Severity } from "./parts";
import { type FormOf, WeekGrid, Wrong } from "./WeekGrid";

export function PolicyForm(form: FormOf) {
  const { t } = useWords();
  const teams = Array.isArray(at(form.doc, ["team"])) ? (at(form.doc, ["team"]) as unknown[]) : [];
  return (
    <>
      <Part title={t.policy.hours} hint={t.policy.hoursHint}>
        <div className="fields">
          <TextField form={form} path={["zone"]} label={t.policy.zone} list={zones} />
          <NamesField form={form} path={["teams"]} label={t.policy.teams} hint={t.policy.teamsHint} />
        </div>
        {listAt(form.doc, ["teams"]).length === 0 && <Hours form={form} path={["hours"]} name={t.policy.hours} />}
        {teams.map((team, index) => (
          <fieldset key={index} className="team">
            <legend>{t.policy.team(textAt(team, ["name"]))}</legend>
            <TextField form={form} path={["team", index, "zone"]} label={t.policy.zone} list={zones} />
            <Hours form={form} path={["team", index, "hours"]} name={textAt(team, ["name"])} />
            <button type="button" className="btn quiet small-btn add" onClick={() => setTeams(form, teams.filter((other) => other !== team), listAt(form.doc, ["teams"]).filter((name) => name !== textAt(team, ["name"])))}>
              {t.policy.removeTeam(textAt(team, ["name"]))}
            </button>
          </fieldset>
        ))}
        <AddTeam form={form} teams={teams} />
      </Part>
      <Part title={t.policy.targets} hint={t.policy.targetsHint}>
        <Targets {...form} />
      </Part>
      <Part title={t.policy.routing}>
        <div className="fields">
          <Check form={form} path={["routing", "offers"]} label={t.policy.offers} />
          <TextField form={form} path={["routing", "offer_for"]} label={t.policy.offerFor} />
          <NamesField form={form} path={["routing", "on_call"]} label={t.policy.onCall} hint={t.policy.onCallHint} />
          <TextField form={form} path={["routing", "unclaimed_after"]} label={t.policy.unclaimedAfter} />
          <NumberField form={form} path={["routing", "like_reports"]} label={t.policy.likeReports} />
          <NumberField form={form} path={["routing", "escalate_reopened"]} label={t.policy.escalateReopened} />
          <Check form={form} path={["routing", "page_anonymous"]} label={t.policy.pageAnonymous} />
          <Check form={form} path={["routing", "escalate_warned"]} label={t.policy.escalateWarned} />
        </div>
        <LinesField form={form} path={["routing", "needs"]} label={t.policy.needs} hint={t.policy.needsHint} />
      </Part>
      <Part title={t.policy.bot}>
        <div className="fields">
          <NumberField form={form} path={["bot", "tries_max"]} label={t.policy.tries} />
          <NeverWait {...form} />
        </div>
      </Part>
      <Part title={t.policy.topics} hint={t.policy.topicsHint}>
        <Topics {...form} />
      </Part>
      <Part title={t.policy.rest}>
        <div className="fields">
          <TextField form={form} path={["queue"]} label={t.dialog.queue} />
          <Select form={form} path={["locale"]} label={t.policy.locale} options={[["en", t.english], ["zh", t.chinese]]} />
          <NamesField form={form} path={["documents"]} label={t.policy.documents} />
          {(["assume_after", "abandon_after", "close_after"] as const).map((name) => (
            <TextField key={name} form={form} path={[name]} label={t.policy.waits[name]} />
          ))}
        </div>
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
    <div className="row">
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

/** Zones that are offered while one types; any IANA name is taken. */
const zones = () => (typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : []);

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="panel part">
      <h2>{title}</h2>
      {hint && <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}

interface FieldOf {
  form: FormOf;
  path: Path;
  label: string;
  hint?: string;
}

/** What every field has: a name, what it means, what is wrong with it. */
function Field({ form, path, label, hint, children }: FieldOf & { children: (marks: { "aria-invalid": boolean; "aria-describedby": string | undefined }) => ReactNode }) {
  const id = useId();
  const wrong = wrongAt(form.errors, path);
  return (
    <label className="field-of">
      <span className="label">{label}</span>
      {children({ "aria-invalid": wrong.length > 0, "aria-describedby": wrong.length > 0 ? id : undefined })}
      {hint && <span className="hint">{hint}</span>}
      <Wrong id={id} wrong={wrong} />
    </label>
  );
}

function TextField({ list, ...of }: FieldOf & { list?: () => string[] }) {
  const id = useId();
  const { form, path } = of;
  return (
    <Field {...of}>
      {(marks) => (
        <>
          <input className="field" {...marks} list={list && id} value={textAt(form.doc, path)} onChange={(event) => form.change(path, event.target.value === "" ? undefined : event.target.value)} />
          {list && (
            <datalist id={id}>
              {list().map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

function NumberField(of: FieldOf) {
  const { form, path } = of;
  return <Field {...of}>{(marks) => <input className="field short" type="number" min={0} {...marks} value={textAt(form.doc, path)} onChange={(event) => form.change(path, event.target.value === "" ? undefined : Number(event.target.value))} />}</Field>;
}

function Select({ options, ...of }: FieldOf & { options: readonly (readonly [string, string])[] }) {
  const { form, path } = of;
  return (
    <Field {...of}>
      {(marks) => (
        <select className="field" {...marks} value={textAt(form.doc, path)} onChange={(event) => form.change(path, event.target.value)}>
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A field whose text is read into something else: what is being typed stays as typed while it means the same. */
function useTyped(written: string, read: (text: string) => unknown): [string, (text: string) => void] {
  const [typed, type] = useState<string>();
  const same = typed !== undefined && JSON.stringify(read(typed)) === JSON.stringify(read(written));
  return [same ? typed : written, type];
}

function NamesField(of: FieldOf) {
  const { form, path } = of;
  const [text, type] = useTyped(listAt(form.doc, path).join(", "), listOf);
  const change = (next: string) => {
    type(next);
    form.change(path, listOf(next));
  };
  return <Field {...of}>{(marks) => <input className="field" {...marks} value={text} onChange={(event) => change(event.target.value)} />}</Field>;
}

function LinesField(of: FieldOf) {
  const { form, path } = of;
  const [text, type] = useTyped(linesOf(tableAt(form.doc, path)), tableOf);
  const change = (next: string) => {
    type(next);
    form.change(path, tableOf(next));
  };
  return <Field {...of}>{(marks) => <textarea className="field" rows={3} dir="auto" {...marks} value={text} onChange={(event) => change(event.target.value)} />}</Field>;
}

function Check({ form, path, label }: FieldOf) {
  return (
    <label className="check">
      <input type="checkbox" checked={at(form.doc, path) === true} onChange={(event) => form.change(path, event.target.checked)} />
      {label}
    </label>
  );
}

/** Hours of an inbox or a team: none at all is around the clock. */
function Hours({ form, path, name }: { form: FormOf; path: Path; name: string }) {
  const { t } = useWords();
  const always = at(form.doc, path) === undefined;
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          checked={always}
          onChange={(event) => form.change(path, event.target.checked ? undefined : Object.fromEntries(DAYS.map((day, index) => [day, index < 5 ? ["09:00-18:00"] : []])))}
        />
        {t.policy.always}
        <span className="sr">{name}</span>
      </label>
      {!always && <WeekGrid {...form} path={path} />}
    </>
  );
}

function Targets(form: FormOf) {
  const { t } = useWords();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t.policy.targets}>
      <table className="files targets">
        <thead>
          <tr>
            <th scope="col">{t.side.severity}</th>
            {TIMES.map((name) => (
              <th key={name} scope="col">
                {t.policy.times[name]}
              </th>
            ))}
            <th scope="col">{t.policy.clock}</th>
          </tr>
        </thead>
        <tbody>
          {SEVERITIES.map((severity, index) => (
            <tr key={severity}>
              <th scope="row">
                <span className="row">
                  <Severity level={index + 1} />
                  {t.severity[index + 1]}
                </span>
              </th>
              {TIMES.map((name) => (
                <td key={name}>
                  <Cell form={form} path={["targets", severity, name]} label={`${t.severity[index + 1]}${t.comma}${t.policy.times[name]}`} />
                </td>
              ))}
              <td>
                <select className="field" aria-label={`${t.severity[index + 1]}${t.comma}${t.policy.clock}`} value={textAt(form.doc, ["targets", severity, "clock"]) || "auto"} onChange={(event) => form.change(["targets", severity, "clock"], event.target.value)}>
                  {CLOCKS.map((clock) => (
                    <option key={clock} value={clock}>
                      {t.policy.clocks[clock]}
                    </option>
                  ))}
                </select>
                <Wrong id={`wrong-${severity}`} wrong={wrongAt(form.errors, ["targets", severity, "clock"])} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ form, path, label }: FieldOf) {
  const id = useId();
  const wrong = wrongAt(form.errors, path);
  return (
    <>
      <input className="field" aria-label={label} aria-invalid={wrong.length > 0} aria-describedby={wrong.length > 0 ? id : undefined} value={textAt(form.doc, path)} onChange={(event) => form.change(path, event.target.value)} />
      <Wrong id={id} wrong={wrong} />
    </>
  );
}

function NeverWait(form: FormOf) {
  const { t } = useWords();
  const path = ["bot", "never_wait"];
  const chosen = listAt(form.doc, path);
  return (
    <fieldset className="field-of">
      <legend className="label">{t.policy.neverWait}</legend>
      {SEVERITIES.map((severity, index) => (
        <label key={severity} className="check">
          <input
            type="checkbox"
            checked={severity === "critical" || chosen.includes(severity)}
            disabled={severity === "critical"}
            onChange={(event) => form.change(path, SEVERITIES.filter((one) => one === "critical" || (one === severity ? event.target.checked : chosen.includes(one))))}
          />
          <Severity level={index + 1} />
          {t.severityLong[index + 1]}
        </label>
      ))}
      <Wrong id="wrong-never" wrong={wrongAt(form.errors, path)} />
    </fieldset>
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
      <div className="row">
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
