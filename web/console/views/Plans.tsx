/** Contracts: for whom each is, and group by group whether it is as the inbox or has its own. */

import { type ReactNode, useRef } from "react";

import { asInbox, type Group, GROUPS, isOwn, madeOwn, plansOf, whoseOf, withoutPlan, withPlan } from "../plans";
import type { Doc } from "../policy";
import { useWords } from "../state";
import { type FormOf, NamesField } from "./fields";
import { Icon } from "./Icon";
import { Choice } from "./parts";
import { Bot, Documents, type GroupOf, Locale, Opening, Routing, Targets } from "./PolicyGroups";

export function Plans(form: FormOf) {
  const { t } = useWords();
  const here = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const plans = plansOf(form.doc);
  return (
    <>
      {plans.length === 0 && <p className="faint tiny">{t.policy.noContracts}</p>}
      <div ref={here} className="contracts">
        {plans.map((plan, index) => (
          <Plan
            key={index}
            form={form}
            plan={plan}
            index={index}
            remove={() => {
              form.change([], withoutPlan(form.doc, index));
              add.current?.focus();
            }}
          />
        ))}
      </div>
      <button
        ref={add}
        type="button"
        className="btn add"
        onClick={() => {
          form.change([], withPlan(form.doc));
          requestAnimationFrame(() => here.current?.lastElementChild?.querySelector("input")?.focus());
        }}
      >
        <Icon name="plus" small />
        {t.policy.addContract}
      </button>
    </>
  );
}

function Plan({ form, plan, index, remove }: { form: FormOf; plan: Doc; index: number; remove: () => void }) {
  const { t } = useWords();
  const base = ["plan", index];
  const name = t.policy.contract(index + 1);
  return (
    <fieldset className="team contract">
      <legend>
        {name}
        {whoseOf(plan).length > 0 && (
          <>
            {t.colon}
            <bdi>{whoseOf(plan).join(t.comma)}</bdi>
          </>
        )}
      </legend>
      <div className="fields">
        <NamesField form={form} path={[...base, "plan"]} label={t.policy.plans} hint={t.policy.plansHint} />
        <NamesField form={form} path={[...base, "account"]} label={t.policy.accounts} hint={t.policy.accountsHint} />
      </div>
      {(Object.keys(GROUPS) as Group[]).map((group) => (
        <OneGroup key={group} group={group} contract={name} own={isOwn(plan, group)} choose={(own) => form.change([], (own ? madeOwn : asInbox)(form.doc, index, group))}>
          {fieldsOf(group, { form, base }, `${name}${t.comma}${t.policy[group]}`)}
        </OneGroup>
      ))}
      <button type="button" className="btn quiet small-btn add" onClick={remove}>
        {t.policy.removeContract(name)}
      </button>
    </fieldset>
  );
}

function fieldsOf(group: Group, of: GroupOf, name: string): ReactNode {
  switch (group) {
    case "locale":
      return <Locale {...of} unseen />;
    case "documents":
      return <Documents {...of} unseen />;
    case "hours":
      return <Opening {...of} name={name} />;
    case "targets":
      return <Targets {...of} name={name} />;
    case "routing":
      return <Routing {...of} />;
    case "bot":
      return <Bot {...of} />;
  }
}

function OneGroup({ group, contract, own, choose, children }: { group: Group; contract: string; own: boolean; choose: (own: boolean) => void; children: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="group">
      <div className="row wrap-row">
        <span className="label grow">{t.policy[group]}</span>
        <Choice
          label={`${contract}${t.comma}${t.policy[group]}`}
          value={own ? "own" : "inbox"}
          choose={(chosen) => choose(chosen === "own")}
          options={[
            ["inbox", t.policy.asInbox],
            ["own", t.policy.itsOwn],
          ]}
        />
      </div>
      {own && children}
    </div>
  );
}
