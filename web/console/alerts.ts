/** A short sound and a notification when a case needs somebody. Both until the agent turns them off. */

let audio: AudioContext | undefined;

/** Two soft tones. Browsers let a page sound only after somebody has touched it. */
export function ring(): void {
  // What browsers hold back until then would all sound at once.
  if (navigator.userActivation?.hasBeenActive === false) return;
  audio ??= new AudioContext();
  void audio.resume().then(() => {
    if (!audio || audio.state !== "running") return;
    tone(audio, 659, 0);
    tone(audio, 880, 0.14);
  });
}

function tone(context: AudioContext, hertz: number, after: number): void {
  const at = context.currentTime + after;
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  // A ramp on both ends: an abrupt start clicks.
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.12, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.32);
}

/** Whether this browser may notify: `none` where it cannot. */
export function permission(): NotificationPermission | "none" {
  return typeof Notification === "undefined" ? "none" : Notification.permission;
}

/** Asks the person for leave to notify; only ever by their own click. */
export async function allow(): Promise<NotificationPermission | "none"> {
  return typeof Notification === "undefined" ? "none" : Notification.requestPermission();
}

/** Notifies where nobody looks at the page. One conversation has one notification at a time. */
export function announce(title: string, body: string, tag: string, open: () => void): void {
  if (permission() !== "granted" || (!document.hidden && document.hasFocus())) return;
  try {
    const notification = new Notification(title, { body: body.slice(0, 200), tag });
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  } catch {
    // Some phones know the permission but not the constructor.
  }
}
