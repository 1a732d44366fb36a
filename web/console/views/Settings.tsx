/** What leads look after. Everybody sees who takes what; changing it is for administrators. */

import { type SettingsView, SETTINGS_VIEWS } from "../route";
import { useView, useWords, useWork } from "../state";
import { Agents } from "./Agents";
import { LineStrip } from "./Line";
import { Notices } from "./Notices";
import { Policies } from "./Policies";
import { Receivers } from "./Receivers";

const VIEWS: Record<SettingsView, () => React.ReactNode> = { agents: Agents, policies: Policies, receivers: Receivers, notices: Notices };

export function Settings() {
  const { t } = useWords();
  const work = useWork();
  const show = useView((state) => (state.ui.page.is === "settings" ? state.ui.page.show : SETTINGS_VIEWS[0]));
  const View = VIEWS[show];
  return (
    <main id="main" className="room docs-room" tabIndex={-1}>
      <LineStrip />
      <header className="docs-head">
        <h1>{t.lead.title}</h1>
        <div className="views" role="group" aria-label={t.lead.tabs}>
          {SETTINGS_VIEWS.map((name) => (
            <button key={name} type="button" aria-pressed={show === name} className={show === name ? "on" : ""} onClick={() => work.go({ is: "settings", show: name })}>
              {t.lead.tab[name]}
            </button>
          ))}
        </div>
      </header>
      <View />
    </main>
  );
}

/** Whether this agent may change what stands here. */
export function useAdmin(): boolean {
  return useView((state) => state.desk.me?.admin ?? false);
}
