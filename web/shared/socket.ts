/** A WebSocket that comes back: hello, reconnecting with patience, and frames that are kept until the server has them on disk. */

/** What every frame has; `client_id` where it changes something and is answered by `ack` or `error`. */
interface Frame {
  type: string;
  client_id?: string | null;
}

/** How the connection stands. `retryAt` is in milliseconds since 1970. */
export type Phase =
  | { is: "connecting" }
  | { is: "open" }
  | { is: "waiting"; retryAt: number }
  /** The server will not have us: `code` is the close code; only a new hello may help. */
  | { is: "refused"; code: number };

/** What the owner of a connection decides. */
export interface Options<Sent extends Frame, Received extends Frame> {
  url: string;
  /** Makes the first frame, anew for each connection. */
  hello(): Sent;
  /** Types this build knows; all others are dropped, so that an old client survives a new server. */
  known: ReadonlySet<Received["type"]>;
  onFrame(frame: Received): void;
  onPhase(phase: Phase): void;
  /** Called when what waits for its `ack` has changed, so that it can be kept over a reload. */
  onOutbox?(waiting: readonly Sent[]): void;
  /** The token was refused (4401). Return true when the next `hello` is another one, and it is tried at once. */
  onUnauthorized?(): boolean | Promise<boolean>;
}

/** First pause before coming back, doubled each time, in milliseconds. */
const PAUSE_MS = 500;
/** Longest pause: a minute would feel like for ever, a second would hammer a server that starts. */
const PAUSE_MS_MAX = 15_000;
/** A server that drains asks for a random pause up to this, so that not everybody comes at once. */
const DRAIN_MS_MAX = 10_000;
/** Without a `welcome` or an `ack` for this long the line is taken for dead: a browser is not told when a network just goes silent. */
const ACK_MS_MAX = 12_000;
/** Close codes of the protocol. */
const DRAINING = 1001, OVERLOADED = 1013, BAD_HELLO = 4400, UNAUTHORIZED = 4401, REFUSED = 4403, RATE_LIMITED = 4429;

/** One socket to the server, for as long as its owner wants it. */
export class Connection<Sent extends Frame, Received extends Frame> {
  #socket: WebSocket | undefined;
  #waiting: Sent[] = [];
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #greeted = false;
  #ended = false;
  /** The owner was asked for another token since the last welcome. */
  #asked = false;

  constructor(private readonly options: Options<Sent, Received>) {
    addEventListener("online", this.retry);
    addEventListener("offline", this.#lost);
    addEventListener("pageshow", this.retry);
  }

  /** Opens the socket. `waiting` are frames of an earlier page that were never acknowledged; the same ids have one effect. */
  open(waiting: readonly Sent[] = []): void {
    this.#ended = false;
    this.#waiting = [...waiting, ...this.#waiting];
    this.#dial();
  }

  /** Sends a frame: one that changes something is kept and sent again until it is acknowledged, others only on an open line. */
  send(frame: Sent): void {
    if (frame.client_id) {
      this.#waiting.push(frame);
      this.options.onOutbox?.(this.#waiting);
    }
    if (this.#greeted) this.#put(frame);
    else if (frame.client_id) this.retry();
  }

  /** Takes a frame back that the server has not acknowledged. It may have arrived all the same. */
  forget(clientId: string): void {
    const left = this.#waiting.filter((frame) => frame.client_id !== clientId);
    if (left.length === this.#waiting.length) return;
    this.#waiting = left;
    this.options.onOutbox?.(this.#waiting);
  }

  /** Tries now instead of at the end of the pause. */
  readonly retry = (): void => {
    if (!this.#ended && !this.#socket) this.#dial();
  };

  /** Says hello anew, where what hello says has changed. */
  renew(): void {
    this.#tries = 0;
    this.#asked = false;
    if (this.#socket) this.#drop(0);
    else this.retry();
  }

  /** Closes for good. */
  close(): void {
    this.#ended = true;
    removeEventListener("online", this.retry);
    removeEventListener("offline", this.#lost);
    removeEventListener("pageshow", this.retry);
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#greeted = false;
  }

  #dial(): void {
    clearTimeout(this.#timer);
    this.options.onPhase({ is: "connecting" });
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.options.url, "firstline.v1");
    } catch {
      // A content policy or a broken address: the pause keeps us from spinning.
      return this.#pause(this.#backoff());
    }
    this.#socket = socket;
    this.#greeted = false;
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => mine() && this.#drop(this.#backoff()), ACK_MS_MAX);
    const mine = () => this.#socket === socket;
    socket.onopen = () => mine() && socket.send(JSON.stringify(this.options.hello()));
    socket.onmessage = (message) => mine() && this.#receive(String(message.data));
    socket.onclose = (event) => mine() && void this.#closed(event.code);
  }

  #receive(data: string): void {
    let frame: Received;
    try {
      frame = JSON.parse(data) as Received;
    } catch {
      return;
    }
    if (!frame || !this.options.known.has(frame.type)) return;
    if (frame.type === "welcome") {
      this.#tries = 0;
      this.#asked = false;
      this.#greeted = true;
      clearTimeout(this.#watch);
      this.options.onFrame(frame);
      this.options.onPhase({ is: "open" });
      // In order, and the same as before: the server knows what it has seen.
      for (const waiting of [...this.#waiting]) this.#put(waiting);
      return;
    }
    if ((frame.type === "ack" || frame.type === "error") && frame.client_id) this.#answered(frame);
    this.options.onFrame(frame);
  }

  #answered(frame: Received): void {
    const error = frame as unknown as { code?: string; retry_after_ms?: number | null };
    const passing = error.code === "rate_limited" || error.code === "unavailable";
    if (frame.type === "error" && passing) {
      // Refused for now only: the same frame again, after the pause that was asked for.
      const again = this.#waiting.find((waiting) => waiting.client_id === frame.client_id);
      setTimeout(() => again && this.#waiting.includes(again) && this.#greeted && this.#put(again), error.retry_after_ms ?? 1000);
      return;
    }
    if (frame.client_id) this.forget(frame.client_id);
    clearTimeout(this.#watch);
    if (this.#waiting.length > 0) this.#expectAck();
  }

  #put(frame: Sent): void {
    this.#socket?.send(JSON.stringify(frame));
    if (frame.client_id) this.#expectAck();
  }

  #expectAck(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#waiting.length > 0 && this.#drop(0), ACK_MS_MAX);
  }

  async #closed(code: number): Promise<void> {
    this.#socket = undefined;
    this.#greeted = false;
    clearTimeout(this.#watch);
    if (this.#ended) return;
    if (code === UNAUTHORIZED && !this.#asked) {
      this.#asked = true;
      const other = await this.options.onUnauthorized?.();
      if (this.#ended || this.#socket) return;
      if (other) return this.#dial();
    }
    if (code === UNAUTHORIZED || code === BAD_HELLO || code === REFUSED) return this.options.onPhase({ is: "refused", code });
    if (code === DRAINING) return this.#pause(Math.random() * DRAIN_MS_MAX);
    this.#pause(code === OVERLOADED || code === RATE_LIMITED ? PAUSE_MS_MAX * (0.5 + Math.random() / 2) : this.#backoff());
  }

  #backoff(): number {
    const most = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** this.#tries++);
    return most * (0.5 + Math.random() / 2);
  }

  #pause(ms: number): void {
    this.options.onPhase({ is: "waiting", retryAt: Date.now() + ms });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.retry, ms);
  }

  readonly #lost = (): void => {
    if (this.#socket) this.#drop(this.#backoff());
  };

  #drop(ms: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#greeted = false;
    clearTimeout(this.#watch);
    socket?.close();
    if (!this.#ended) this.#pause(ms);
  }
}
