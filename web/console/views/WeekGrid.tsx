/** When somebody answers: the week as bars with a field for each day, and the dates that differ. */

import { useId, useState } from "react";

import { comingDates, DAYS, listAt, listOf, type Path, spanOf, tableAt, wrongAt } from "../policy";
import { useWords } from "../state";
import type { FormOf } from "./fields";
import { Icon } from "./Icon";

const DAY_MINUTES = 24 * 60;
/** Dates to come that are shown before one asks for all of them: a year of holidays. */
export const DATES_SHOWN = 30;

export function WeekGrid({ doc, errors, change, path }: FormOf & { path: Path }) {
  const { t } = useWords();
  return (
    <div className="week">
      <div className="week-head faint tiny" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour} style={{ insetInlineStart: `${(100 * hour) / 24}%` }}>
            {hour}
          </span>
        ))}
      </div>
      {DAYS.map((day) => (
        <Day key={day} name={t.policy.days[day]!} spans={listAt(doc, [...path, day])} wrong={wrongAt(errors, [...path, day])} change={(spans) => change([...path, day], spans)} />
      ))}
      <Dates doc={doc} errors={errors} change={change} path={[...path, "dates"]} />
    </div>
  );
}

function Day({ name, spans, wrong, change }: { name: string; spans: readonly string[]; wrong: readonly string[]; change: (spans: string[]) => void }) {
  const { t } = useWords();
  return (
    <div className="day">
      <span className="day-name">{name}</span>
      <Bar spans={spans} />
      <Spans label={t.policy.hoursOf(name)} spans={spans} wrong={wrong} change={change} />
    </div>
  );
}

/** Spans of a day, drawn; the field beside says the same in words. */
function Bar({ spans }: { spans: readonly string[] }) {
  return (
    <span className="hours-bar" aria-hidden="true">
      {spans.flatMap((text, index) => {
        const span = spanOf(text);
        return span ? <i key={index} style={{ insetInlineStart: `${(100 * span.from) / DAY_MINUTES}%`, inlineSize: `${(100 * (span.to - span.from)) / DAY_MINUTES}%` }} /> : [];
      })}
    </span>
  );
}

function Spans({ label, spans, wrong, change }: { label: string; spans: readonly string[]; wrong: readonly string[]; change: (spans: string[]) => void }) {
  const { t } = useWords();
  const id = useId();
  // What is being typed stays as typed; the document takes what can be read of it.
  const [typed, type] = useState<string>();
  const written = spans.join(", ");
  const text = typed !== undefined && listOf(typed).join(", ") === written ? typed : written;
  return (
    <span>
      <input
        className="field"
        aria-label={label}
        aria-invalid={wrong.length > 0}
        aria-describedby={wrong.length > 0 ? id : undefined}
        placeholder={t.policy.closed}
        value={text}
        onChange={(event) => {
          type(event.target.value);
          change(listOf(event.target.value));
        }}
      />
      <Wrong id={id} wrong={wrong} />
    </span>
  );
}

/** What is wrong with a field, under it. */
export function Wrong({ id, wrong }: { id: string; wrong: readonly string[] }) {
  if (wrong.length === 0) return null;
  return (
    <span id={id} className="c-red tiny wrong">
      {wrong.join(" ")}
    </span>
  );
}

/** Holidays and working days at the weekend: dates with hours of their own, none where they are closed. */
function Dates({ doc, errors, change, path }: FormOf & { path: Path }) {
  const { t } = useWords();
  const [date, pick] = useState("");
  const [whole, unfold] = useState(false);
  const dates = tableAt(doc, path);
  const coming = comingDates(dates, new Date().toISOString().slice(0, 10), DATES_SHOWN, (name) => wrongAt(errors, [...path, name]).length > 0);
  const shown = whole ? dates : dates.filter(([name]) => coming.includes(name));
  return (
    <div className="dates">
      <h3>{t.policy.dates}</h3>
      {dates.length === 0 && <p className="faint tiny">{t.policy.noDates}</p>}
      {shown.map(([name, spans]) => (
        <div key={name} className="day">
          <time className="day-name" dateTime={name}>
            {name}
          </time>
          <Bar spans={spans} />
          <span className="with-button">
            <Spans label={t.policy.hoursOf(name)} spans={spans} wrong={wrongAt(errors, [...path, name])} change={(next) => change([...path, name], next)} />
            <button type="button" className="btn quiet icon" aria-label={t.policy.removeDate(name)} onClick={() => change([...path, name], undefined)}>
              <Icon name="close" small />
            </button>
          </span>
        </div>
      ))}
      {shown.length < dates.length && (
        <button type="button" className="btn quiet add" onClick={() => unfold(true)}>
          {t.policy.allDates(dates.length)}
        </button>
      )}
      <div className="row wrap-row">
        <input className="field short" type="date" aria-label={t.policy.newDate} value={date} onChange={(event) => pick(event.target.value)} />
        <button
          type="button"
          className="btn"
          disabled={date === "" || dates.some(([name]) => name === date)}
          onClick={() => {
            change([...path, date], []);
            // A date that has passed would not be seen otherwise.
            if (date < new Date().toISOString().slice(0, 10)) unfold(true);
            pick("");
          }}
        >
          <Icon name="plus" small />
          {t.policy.addDate}
        </button>
      </div>
    </div>
  );
}
