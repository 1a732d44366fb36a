/** The groups of a policy, the same for an inbox and for a contract: `base` is where they stand. */

import { useId } from "react";

import { at, CLOCKS, DAYS, feedDates, listAt, type Path, SEVERITIES, textAt, TIMES, wrongAt, wrongAtAlone } from "../policy";
import { useWords } from "../state";
import { Check, type FieldOf, type FormOf, LinesField, NamesField, NumberField, Select, TextField } from "./fields";
import { Severity } from "./parts";
import { DATES_SHOWN, WeekGrid, Wrong } from "./WeekGrid";

/** A group and where it stands. */
export interface GroupOf {
  form: FormOf;
  base: Path;
}

/** When people answer: hours in a zone, or teams with hours of theirs. */
export function Opening({ form, base, name }: GroupOf & { name: string }) {
  const { t } = useWords();
  return (
    <>
      <div className="fields">
        <TextField form={form} path={[...base, "zone"]} label={t.policy.zone} list={zones} />
        <NamesField form={form} path={[...base, "teams"]} label={t.policy.teams} hint={t.policy.teamsHint} />
      </div>
      {listAt(form.doc, [...base, "teams"]).length === 0 && <Hours form={form} base={base} name={name} />}
    </>
  );
}

/** Zones that are offered while one types; any IANA name is taken. */
export const zones = () => (typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : []);

/** How a case finds its agent. */
export function Routing({ form, base }: GroupOf) {
  const { t } = useWords();
  const of = (name: string): Path => [...base, "routing", name];
  return (
    <div className="group">
      <div className="fields">
        <Check form={form} path={of("offers")} label={t.policy.offers} />
        <TextField form={form} path={of("offer_for")} label={t.policy.offerFor} />
        <NamesField form={form} path={of("on_call")} label={t.policy.onCall} hint={t.policy.onCallHint} />
        <TextField form={form} path={of("unclaimed_after")} label={t.policy.unclaimedAfter} />
        <NumberField form={form} path={of("like_reports")} label={t.policy.likeReports} />
        <NumberField form={form} path={of("escalate_reopened")} label={t.policy.escalateReopened} />
        <Check form={form} path={of("page_anonymous")} label={t.policy.pageAnonymous} />
        <Check form={form} path={of("escalate_warned")} label={t.policy.escalateWarned} />
      </div>
      <div className="fields">
        <NamesField form={form} path={of("needs_all")} label={t.policy.needsAll} hint={t.policy.needsAllHint} />
        <LinesField form={form} path={of("needs")} label={t.policy.needs} hint={t.policy.needsHint} />
        <LinesField form={form} path={of("needs_product")} label={t.policy.needsProduct} hint={t.policy.needsProductHint} />
      </div>
    </div>
  );
}

/** How far the assistant may go. */
export function Bot({ form, base }: GroupOf) {
  const { t } = useWords();
  return (
    <div className="fields">
      <NumberField form={form} path={[...base, "bot", "tries_max"]} label={t.policy.tries} />
      <NeverWait form={form} base={base} />
    </div>
  );
}

/** The language where nothing tells it. */
export function Locale({ form, base, unseen = false }: GroupOf & { unseen?: boolean }) {
  const { t } = useWords();
  return <Select form={form} path={[...base, "locale"]} unseen={unseen} label={t.policy.locale} options={[["en", t.english], ["zh", t.chinese]]} />;
}

/** The documents that answers come from. */
export function Documents({ form, base, unseen = false }: GroupOf & { unseen?: boolean }) {
  const { t } = useWords();
  return <NamesField form={form} path={[...base, "documents"]} unseen={unseen} label={t.policy.documents} />;
}

/** Hours of an inbox or a team: none at all is around the clock. */
export function Hours({ form, base, name }: GroupOf & { name: string }) {
  const { t } = useWords();
  const id = useId();
  const path = [...base, "hours"];
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
      {!always && <Holidays form={form} base={base} />}
      <Wrong id={id} wrong={wrongAtAlone(form.errors, path)} />
    </>
  );
}

/** A calendar of holidays by address, and the dates that the server has read of it. */
function Holidays({ form, base }: GroupOf) {
  const { t } = useWords();
  const read = feedDates(form.doc, base);
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      <TextField form={form} path={[...base, "hours", "holidays"]} label={t.policy.holidays} hint={t.policy.holidaysHint} />
      {read && <p className="faint tiny">{read.length === 0 ? t.policy.fedNone : t.policy.fed(read.length)}</p>}
      {read && read.length > 0 && (
        <ul className="row wrap-row">
          {read.filter(([date]) => date >= today).slice(0, DATES_SHOWN).map(([date, worked]) => (
            <li key={date} className="tag line">
              <time dateTime={date}>{date}</time> {worked ? t.policy.worked : t.policy.closed}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What is promised, by severity. */
export function Targets({ form, base, name }: GroupOf & { name: string }) {
  const { t } = useWords();
  const id = useId();
  const of = (severity: string, name: string): Path => [...base, "targets", severity, name];
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={name}>
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
                  <Cell form={form} path={of(severity, name)} label={`${t.severity[index + 1]}${t.comma}${t.policy.times[name]}`} />
                </td>
              ))}
              <td>
                <select className="field" aria-label={`${t.severity[index + 1]}${t.comma}${t.policy.clock}`} value={textAt(form.doc, of(severity, "clock")) || "auto"} onChange={(event) => form.change(of(severity, "clock"), event.target.value)}>
                  {CLOCKS.map((clock) => (
                    <option key={clock} value={clock}>
                      {t.policy.clocks[clock]}
                    </option>
                  ))}
                </select>
                <Wrong id={`${id}-${severity}`} wrong={wrongAt(form.errors, of(severity, "clock"))} />
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

function NeverWait({ form, base }: GroupOf) {
  const { t } = useWords();
  const id = useId();
  const path = [...base, "bot", "never_wait"];
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
      <Wrong id={id} wrong={wrongAt(form.errors, path)} />
    </fieldset>
  );
}

