/** Small parts that many views share. */

import { type ReactNode, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import { drawBlocks, element, linkTo, safeUrl } from "../../shared/blocks";
import { type Language, span, tagOf } from "../../shared/when";
import type { Block, Citation } from "../../shared/wire";
import type { Correcting } from "../case";
import { faceOf, leftOf, type Promised } from "../clock";
import { type KeyedAct, shownKeys } from "../keys";
import { placeOf } from "../place";
import { useView, useWords } from "../state";
import type { Words } from "../words";
import { Icon, type IconName } from "./Icon";

/** Macs have Cmd where others have Ctrl. */
export const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

/** The keys of an act, small. They teach; a button's name does not need them. */
export function Keys({ of }: { of: KeyedAct }) {
  const on = useView((state) => state.settings.keys);
  const keys = shownKeys(of, IS_MAC);
  if (!on && keys.length === 1 && of !== "back") return null;
  return (
    <span className="keys" aria-hidden="true">
      {keys.map((key) => (
        <kbd className="kbd" key={key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** A severity's box; the words that show it stand beside it, or in its name. */
export function Severity({ level, named = false }: { level: number; named?: boolean }) {
  const { t } = useWords();
  const known = Math.min(4, Math.max(1, level));
  return (
    <span className={`sev s${known}`} {...(named ? { role: "img", "aria-label": t.severityOf(level) } : { "aria-hidden": true })}>
      {level}
    </span>
  );
}

/** To whom a case was sent up; the first line goes without saying. */
export function Tier({ tier }: { tier: number }) {
  const { t } = useWords();
  return tier > 1 ? <span className="tag tier">{t.queue.tier(tier)}</span> : null;
}

/** Initials: two Latin letters, or one Han. */
export function initialsOf(name: string): string {
  const han = /\p{Script=Han}/u.exec(name);
  if (han) return han[0];
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? `${[...words[0]!][0]}${[...words.at(-1)!][0]}` : [...(words[0] ?? "?")].slice(0, 2).join("");
  return letters.toUpperCase();
}

/** Somebody's initials: drawn, not written, for the name stands beside them or is said instead. */
export function Face({ name, small = false }: { name: string; small?: boolean }) {
  return <span className={small ? "face small-face" : "face"} data-initials={initialsOf(name)} aria-hidden="true" />;
}

// ── Time ──

const ticking = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

function onTick(listener: () => void): () => void {
  ticking.add(listener);
  ticker ??= setInterval(() => ticking.forEach((tell) => tell()), 1000);
  return () => {
    ticking.delete(listener);
    if (ticking.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}

/** Draws anew when what `pick` makes of the present becomes another; looked at each second. */
export function useTick<T extends string | number | boolean>(pick: (now: number) => T): T {
  return useSyncExternalStore(onTick, () => pick(Date.now()));
}

/** A promise's clock: what is left, or by how much it is over, in words. */
export function Clock({ promised, icon = false }: { promised: Promised; icon?: boolean }) {
  const { t, language } = useWords();
  const face = useTick((now) => {
    const { stand, ms, share } = faceOf(promised, now);
    return `${stand}|${leftOf({ stand, ms, share }, language)}`;
  });
  const [stand = "calm", left = ""] = face.split("|");
  const over = stand === "over";
  const stands = stand === "paused";
  return (
    <span className={`clock ${stand}`} title={over ? t.clock.over(left) : stands ? t.clock.paused(left) : t.clock.left(left)}>
      {(icon || stands) && <Icon name={stands ? "pause" : "clock"} small />}
      {over ? t.clock.over(left) : stands && icon ? t.clock.paused(left) : left}
    </span>
  );
}

/** The bar that drains under a promise. */
export function Drain({ promised }: { promised: Promised }) {
  const face = useTick((now) => {
    const { stand, share } = faceOf(promised, now);
    return `${stand}|${Math.round(share * 100)}`;
  });
  const [stand, share] = face.split("|");
  return (
    <div className={`drain ${stand}`}>
      <i style={{ inlineSize: `${stand === "over" ? 100 : share}%` }} />
    </div>
  );
}

/** "8 min" since an instant, or until it. */
export function Since({ at, make }: { at: number; make: (time: string) => string }) {
  const { language } = useWords();
  return <>{useTick((now) => make(span(now - at, language)))}</>;
}

// ── Text ──

/** The tag of a text's own language, where it is not the page's. */
export function langOf(locale: string | undefined, language: Language): { lang?: string } {
  return locale === undefined || locale === language ? {} : { lang: tagOf(locale === "zh" ? "zh" : "en") };
}

/** A message's headings stand below those of the page. */
function lowered(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => (block.type === "heading" ? { ...block, level: Math.min(6, block.level + 2) } : block));
}

/** Draws a message's tree of blocks. Nothing in it is ever HTML. */
export function Blocks({ blocks, citations = [] }: { blocks: readonly Block[]; citations?: readonly Citation[] }) {
  const { t } = useWords();
  const here = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
    const cite = (n: number) => {
      const citation = byNumber.get(n);
      if (!citation) return undefined;
      const href = safeUrl(citation.url, location.origin);
      const made = href === undefined ? element("span", String(n)) : linkTo(href, String(n));
      made.className = "cite";
      const place = placeOf(citation);
      made.title = citation.quote ? `${place}: ${citation.quote}` : place;
      if (href !== undefined) made.setAttribute("aria-label", t.talk.source(n, place));
      return made;
    };
    if (here.current) drawBlocks(here.current, lowered(blocks), 0, { cite, base: location.origin });
  }, [blocks, citations, t]);
  return <div className="say" dir="auto" ref={here} />;
}

/** A link to a document, in a tab of its own. */
export function DocLink({ url, title, lang }: { url: string; title: string; lang?: string | undefined }) {
  const href = safeUrl(url, location.origin);
  if (href === undefined) return <span dir="auto">{title}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" dir="auto" {...(lang ? { lang } : {})}>
      {title}
    </a>
  );
}

/** Says who corrected what was judged, and why where they did. */
export function correctedBy({ by, reason }: Correcting, t: Words): string {
  return `${t.side.correctedBy(by || t.agentSomebody)}${reason ? t.colon + reason : ""}`;
}

/** One sentence and one act, where there is nothing else. */
export function Empty({ text, act, run, icon }: { text: string; act?: string; run?: () => void; icon?: IconName }) {
  return (
    <div className="empty">
      {icon && <Icon name={icon} />}
      <p>{text}</p>
      {act && run && (
        <button type="button" className="btn" onClick={run}>
          {act}
        </button>
      )}
    </div>
  );
}

/** A modal dialog of the browser: it traps focus and gives it back, Escape closes it. */
export function Modal({ label, close, className = "", children }: { label: string; close: () => void; className?: string; children: ReactNode }) {
  const here = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = here.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    // Not the close button: what the dialog is for.
    dialog?.querySelector<HTMLElement>("[data-first], input:checked, textarea, select")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={here}
      className={`dialog ${className}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === here.current && close()}
    >
      {children}
    </dialog>
  );
}

/** A choice of a few: one stands out, arrows move. */
export function Choice<T extends string>({ label, value, options, choose }: { label: string; value: T; options: readonly (readonly [T, string])[]; choose: (value: T) => void }) {
  return (
    <div className="choice" role="radiogroup" aria-label={label}>
      {options.map(([option, text]) => (
        <label key={option} className={option === value ? "on" : ""}>
          <input type="radio" name={label} checked={option === value} onChange={() => choose(option)} />
          {text}
        </label>
      ))}
    </div>
  );
}
