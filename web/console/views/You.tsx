/** Oneself: online or away, language, light and dark, keys, sound, notifications, the way out. */

import { useState } from "react";

import { allow, permission, ring } from "../alerts";
import type { Settings } from "../settings";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Choice, Face, Modal } from "./parts";

export function You() {
  const open = useView((state) => state.ui.dialog === "you");
  return open ? <Open /> : null;
}

function Open() {
  const { t } = useWords();
  const work = useWork();
  const me = useView((state) => state.desk.me);
  const inboxes = useView((state) => state.desk.inboxes);
  const settings = useView((state) => state.settings);
  const [leave, setLeave] = useState(permission);
  const close = () => work.store.ui({ dialog: undefined });
  const onOff = [["on", t.you_.on], ["off", t.you_.off]] as const;
  const notify = async (wanted: boolean) => {
    if (!wanted) return work.settle({ notify: false });
    const given = await allow();
    setLeave(given);
    work.settle({ notify: given === "granted" });
  };
  return (
    <Modal label={t.you_.title} close={close} className="you-dialog">
      <header className="d-head">
        <div className="row">
          <Face name={me?.name ?? ""} />
          <div>
            <h2 dir="auto">{me?.name}</h2>
            <p className="faint tiny">
              {me?.admin && `${t.you_.admin} · `}
              {t.you_.inboxes}
              {t.colon}
              {inboxes.join(t.comma)}
            </p>
          </div>
        </div>
        <button type="button" className="btn quiet icon" aria-label={t.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="choices">
        <Setting name={t.you_.state}>
          <Choice label={t.you_.state} value={settings.away ? "away" : "online"} choose={(value) => work.settle({ away: value === "away" })} options={[["online", t.you_.online], ["away", t.you_.away]]} />
        </Setting>
        <Setting name={t.you_.language}>
          <Choice label={t.you_.language} value={settings.language} choose={(language) => work.settle({ language })} options={[["en", t.english], ["zh", t.chinese]]} />
        </Setting>
        <Setting name={t.you_.theme}>
          <Choice<Settings["theme"]> label={t.you_.theme} value={settings.theme} choose={(theme) => work.settle({ theme })} options={[["auto", t.you_.auto], ["light", t.you_.light], ["dark", t.you_.dark]]} />
        </Setting>
        <Setting name={t.you_.keys}>
          <Choice label={t.you_.keys} value={settings.keys ? "on" : "off"} choose={(value) => work.settle({ keys: value === "on" })} options={onOff} />
        </Setting>
        <Setting name={t.you_.sound}>
          <Choice
            label={t.you_.sound}
            value={settings.sound ? "on" : "off"}
            choose={(value) => {
              work.settle({ sound: value === "on" });
              if (value === "on") ring();
            }}
            options={onOff}
          />
        </Setting>
        <Setting name={t.you_.notify}>
          {leave === "none" ? (
            <span className="faint">{t.you_.notifyNone}</span>
          ) : leave === "denied" ? (
            <span className="faint">{t.you_.notifyDenied}</span>
          ) : leave === "default" ? (
            <button type="button" className="btn" onClick={() => void notify(true)}>
              {t.you_.notifyAsk}
            </button>
          ) : (
            <Choice label={t.you_.notify} value={settings.notify ? "on" : "off"} choose={(value) => void notify(value === "on")} options={onOff} />
          )}
        </Setting>
      </div>
      <footer className="d-foot">
        <button type="button" className="btn" onClick={() => void work.signOut()}>
          {t.you_.signOut}
        </button>
      </footer>
    </Modal>
  );
}

function Setting({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="setting">
      <span>{name}</span>
      {children}
    </div>
  );
}
