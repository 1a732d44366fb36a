/** Times as people say them: a time of day, and the day where it is not today. */

/** Languages we speak. */
export type Language = "en" | "zh";

/** Returns the language of a BCP 47 tag: Chinese where it begins with zh, English otherwise. */
export function languageOf(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Returns the tag for `lang` attributes and `Intl`. */
export function tagOf(language: Language): string {
  return language === "zh" ? "zh-Hans" : "en";
}

/** "14:19" today, "Mon 11:00" within the week, "30 Nov 11:00" beyond, by the reader's clock. */
export function timeOfDay(at: Date | string | number, language: Language, now = new Date()): string {
  const date = new Date(at);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", options).format(date);
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (date.toDateString() === now.toDateString()) return time;
  const near = Math.abs(Number(date) - Number(now)) < 6 * 86_400_000;
  return `${format(near ? { weekday: "short" } : { day: "numeric", month: "short" })} ${time}`;
}

/** "3 min", "1 h 12", "2 days": the largest two units that matter. `ms` below zero is taken as its size. */
export function span(ms: number, language: Language): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const zh = language === "zh";
  if (minutes < 1) return zh ? "不到 1 分钟" : "under a minute";
  if (minutes < 60) return zh ? `${minutes} 分钟` : `${minutes}\u00a0min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = minutes % 60;
    if (zh) return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
    return rest ? `${hours}\u00a0h ${String(rest).padStart(2, "0")}` : `${hours}\u00a0h`;
  }
  const days = Math.round(hours / 24);
  return zh ? `${days} 天` : days === 1 ? "1\u00a0day" : `${days}\u00a0days`;
}
