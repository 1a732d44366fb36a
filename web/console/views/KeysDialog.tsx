/** All keys, and the switch that turns single ones off. */

import { ACTS } from "../acts";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Choice, IS_MAC, Modal } from "./parts";
import { shownKeys } from "../keys";

export function KeysDialog() {
  const { t } = useWords();
  const work = useWork();
  const open = useView((state) => state.ui.dialog === "keys");
  const on = useView((state) => state.settings.keys);
  if (!open) return null;
  const close = () => work.store.ui({ dialog: undefined });
  const rows = [
    ["palette", t.act.palette] as const,
    ...ACTS.flatMap((act) => (act.keyed ? [[act.keyed, t.act[act.name]] as const] : [])),
    ["back", t.act.back] as const,
  ];
  return (
    <Modal label={t.dialog.keys} close={close} className="wide-dialog">
      <header className="d-head">
        <h2>{t.dialog.keys}</h2>
        <button type="button" className="btn quiet icon" aria-label={t.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="row wrap-row">
        <span className="grow muted">{on ? t.dialog.keysOn : t.dialog.keysOff}</span>
        <Choice label={t.you_.keys} value={on ? "on" : "off"} choose={(value) => work.settle({ keys: value === "on" })} options={[["on", t.you_.on], ["off", t.you_.off]]} />
      </div>
      <dl className="all-keys">
        {rows.map(([act, name]) => (
          <div key={act}>
            <dt>
              {shownKeys(act, IS_MAC).map((key) => (
                <kbd className="kbd" key={key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd className="kbd">↵</kbd>
          </dt>
          <dd>{t.act.open}</dd>
        </div>
      </dl>
    </Modal>
  );
}
