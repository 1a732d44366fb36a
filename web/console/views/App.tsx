/** The whole page: signed out, or the desk. Keys, title, theme and language are set here, once. */

import { useEffect } from "react";

import { tagOf } from "../../shared/when";
import { runKey } from "../acts";
import { actOf, AFTER_G_MS } from "../keys";
import { useOpen, useView, useWords, useWork } from "../state";
import { CaseDialogs } from "./Dialogs";
import { CaseView, NoCase } from "./Case";
import { Documents } from "./Documents";
import { KeysDialog } from "./KeysDialog";
import { LineStrip, Toasts } from "./Line";
import { Palette } from "./Palette";
import { Empty, IS_MAC } from "./parts";
import { Queue } from "./Queue";
import { Settings } from "./Settings";
import { KeyStrip, Rail } from "./Shell";
import { SignIn } from "./SignIn";
import { You } from "./You";

export function App() {
  const { t } = useWords();
  const work = useWork();
  const session = useView((state) => state.session.is);
  useTheme();
  useTitle();
  if (session === "asking")
    return (
      <main className="whole">
        <Empty text={t.loading} />
      </main>
    );
  if (session === "unreachable")
    return (
      <main className="whole">
        <Empty text={t.signIn.unreachable} act={t.again} run={() => void work.start()} />
      </main>
    );
  return session === "in" ? <Desk /> : <SignIn />;
}

function Desk() {
  const { t } = useWords();
  const page = useView((state) => state.ui.page.is);
  const open = useOpen();
  const queueOpen = useView((state) => state.settings.queueOpen);
  const sideOpen = useView((state) => state.settings.sideOpen);
  useKeys();
  return (
    <div className={`frame ${page}${open === undefined ? "" : " has-case"}${queueOpen ? "" : " no-queue"}${sideOpen ? "" : " no-side"}`}>
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <Rail />
      {page === "cases" ? (
        <main className="both">
          <Queue />
          <div id="main" className="room" tabIndex={-1}>
            <LineStrip />
            {open === undefined ? <NoCase /> : <CaseView key={open} id={open} />}
          </div>
        </main>
      ) : page === "documents" ? (
        <Documents />
      ) : (
        <Settings />
      )}
      <KeyStrip />
      <Toasts />
      <CaseDialogs />
      <Palette />
      <KeysDialog />
      <You />
    </div>
  );
}

/** Light and dark follow the system unless chosen; the language stands on the page. */
function useTheme(): void {
  const theme = useView((state) => state.settings.theme);
  const language = useView((state) => state.settings.language);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const set = () => {
      document.documentElement.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
    };
    set();
    dark.addEventListener("change", set);
    return () => dark.removeEventListener("change", set);
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = tagOf(language);
  }, [language]);
}

/** The tab says how many cases call. */
function useTitle(): void {
  const { t } = useWords();
  const work = useWork();
  const count = useView((state) => (state.session.is === "in" ? work.calling() : 0));
  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${t.console}` : t.console;
  }, [count, t]);
}

/** Keys act here and nowhere else. */
function useKeys(): void {
  const work = useWork();
  useEffect(() => {
    let gAt = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat && event.key === "Escape") return;
      const target = event.target;
      const inText = target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select"));
      const act = actOf({
        key: event.key,
        ctrl: event.ctrlKey,
        shift: event.shiftKey,
        meta: event.metaKey,
        alt: event.altKey,
        inText,
        mac: IS_MAC,
        single: work.store.get().settings.keys,
        afterG: Date.now() - gAt < AFTER_G_MS,
      });
      gAt = act === "g" ? Date.now() : 0;
      if (act === undefined || act === "g") return;
      // A dialog has its own keys; only the palette's opens and closes over it.
      if (work.store.get().ui.dialog !== undefined && act !== "palette") return;
      if (runKey(work, act)) event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [work]);
}
