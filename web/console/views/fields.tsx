/** Fields of a policy's form: each reads and writes one place of the document, and says what is wrong there. */

import { type ReactNode, useId, useState } from "react";

import { at, type Doc, linesOf, listAt, listOf, type Path, tableAt, tableOf, textAt, wrongAt } from "../policy";
import type { FieldProblem } from "../api";
import { Wrong } from "./WeekGrid";

/** A document that is being changed, with what is wrong with it. */
export interface FormOf {
  doc: Doc;
  errors: readonly FieldProblem[];
  /** Puts a value at a place; the whole document at no path. */
  change: (path: Path, value: unknown) => void;
}

export interface FieldOf {
  form: FormOf;
  path: Path;
  label: string;
  hint?: string;
  /** Said to who cannot see what stands above it, and not shown twice. */
  unseen?: boolean;
}

/** What every field has: a name, what it means, what is wrong with it. */
export function Field({ form, path, label, hint, unseen = false, children }: FieldOf & { children: (marks: { "aria-invalid": boolean; "aria-describedby": string | undefined }) => ReactNode }) {
  const id = useId();
  const wrong = wrongAt(form.errors, path);
  return (
    <label className="field-of">
      <span className={unseen ? "sr" : "label"}>{label}</span>
      {children({ "aria-invalid": wrong.length > 0, "aria-describedby": wrong.length > 0 ? id : undefined })}
      {hint && <span className="hint">{hint}</span>}
      <Wrong id={id} wrong={wrong} />
    </label>
  );
}

export function TextField({ list, ...of }: FieldOf & { list?: () => string[] }) {
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

export function NumberField(of: FieldOf) {
  const { form, path } = of;
  return <Field {...of}>{(marks) => <input className="field short" type="number" min={0} {...marks} value={textAt(form.doc, path)} onChange={(event) => form.change(path, event.target.value === "" ? undefined : Number(event.target.value))} />}</Field>;
}

export function Select({ options, ...of }: FieldOf & { options: readonly (readonly [string, string])[] }) {
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
export function useTyped(written: string, read: (text: string) => unknown): [string, (text: string) => void] {
  const [typed, type] = useState<string>();
  const same = typed !== undefined && JSON.stringify(read(typed)) === JSON.stringify(read(written));
  return [same ? typed : written, type];
}

export function NamesField(of: FieldOf) {
  const { form, path } = of;
  const [text, type] = useTyped(listAt(form.doc, path).join(", "), listOf);
  const change = (next: string) => {
    type(next);
    form.change(path, listOf(next));
  };
  return <Field {...of}>{(marks) => <input className="field" {...marks} value={text} onChange={(event) => change(event.target.value)} />}</Field>;
}

export function LinesField(of: FieldOf) {
  const { form, path } = of;
  const [text, type] = useTyped(linesOf(tableAt(form.doc, path)), tableOf);
  const change = (next: string) => {
    type(next);
    form.change(path, tableOf(next));
  };
  return <Field {...of}>{(marks) => <textarea className="field" rows={3} dir="auto" {...marks} value={text} onChange={(event) => change(event.target.value)} />}</Field>;
}

export function Check({ form, path, label }: FieldOf) {
  return (
    <label className="check">
      <input type="checkbox" checked={at(form.doc, path) === true} onChange={(event) => form.change(path, event.target.checked)} />
      {label}
    </label>
  );
}

