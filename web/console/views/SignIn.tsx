/** The way in: an API token becomes a session of this browser. */

import { type FormEvent, useEffect, useRef, useState } from "react";

import { Refused } from "../api";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Choice } from "./parts";

export function SignIn() {
  const { t, language } = useWords();
  const work = useWork();
  const why = useView((state) => (state.session.is === "out" ? state.session.why : undefined));
  const [token, setToken] = useState("");
  const [shown, show] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, refuse] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (token.trim() === "") return refuse(t.signIn.empty);
    setBusy(true);
    refuse(undefined);
    try {
      await work.signIn(token.trim());
    } catch (error) {
      const status = error instanceof Refused ? error.status : 0;
      const words = {
        401: t.signIn.wrong,
        403: t.signIn.foreign,
        429: t.signIn.often((error instanceof Refused && error.retryAfter) || 30),
        0: t.signIn.unreachable,
      }[status];
      refuse(words ?? t.toast.refused(error instanceof Refused ? error.message : ""));
      setBusy(false);
      field.current?.select();
    }
  };

  return (
    <main className="whole">
      <form className="sign-in card" onSubmit={(event) => void submit(event)}>
        <span className="brand">
          <Icon name="mark" />
        </span>
        <h1>{t.signIn.title}</h1>
        <p className="muted" role="status">
          {why === "expired" ? t.signIn.expired : why === "left" ? t.signIn.out : t.signIn.why}
        </p>
        <div className="field-of">
          <label className="label" htmlFor="token">
            {t.signIn.token}
          </label>
          <span className="with-button">
            <input
              ref={field}
              id="token"
              className="field mono"
              type={shown ? "text" : "password"}
              name="token"
              value={token}
              autoComplete="current-password"
              autoCapitalize="none"
              spellCheck={false}
              aria-invalid={refusal !== undefined}
              aria-describedby="token-hint"
              onChange={(event) => setToken(event.target.value)}
            />
            <button type="button" className="btn" aria-pressed={shown} onClick={() => show(!shown)}>
              {shown ? t.signIn.hide : t.signIn.show}
            </button>
          </span>
          <span className="hint" id="token-hint">
            {t.signIn.hint}
          </span>
        </div>
        {refusal && (
          <p className="strip wash-red" role="alert">
            <span className="c-red">
              <Icon name="warn" small />
            </span>
            {refusal}
          </p>
        )}
        <button type="submit" className={`btn main tall${busy ? " busy" : ""}`} aria-busy={busy}>
          {t.signIn.go}
        </button>
        <Choice label={t.you_.language} value={language} choose={(chosen) => work.settle({ language: chosen })} options={[["en", t.english], ["zh", t.chinese]]} />
      </form>
    </main>
  );
}
