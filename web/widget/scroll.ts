/** Where the reader is in the log, and that they stay there: a question stays on top while its answer grows, whoever has scrolled is never moved. */

/** Distance to the end that still counts as being there, in pixels. */
const END_PX = 24;
/** Room above a question that is held at the top, in pixels. */
const ROOM_PX = 16;

/** Keeps a log's scroll position while its rows change. */
export class Scroll {
  /** The question held at the top. */
  #pinned: HTMLElement | undefined;
  #following = true;
  #ours = -1;
  #anchor: { row: HTMLElement; top: number } | undefined;

  /** `tail` is an empty box behind the rows: it makes room for a question to get to the top. `moved` is called when the reader scrolls. */
  constructor(
    private readonly log: HTMLElement,
    private readonly rows: HTMLElement,
    private readonly tail: HTMLElement,
    private readonly moved: () => void,
  ) {
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#settle()).observe(log);
  }

  /** Holds this row at the top from now on. */
  pin(row: HTMLElement): void {
    this.#pinned = row;
    this.#following = false;
    this.#settle();
  }

  /** Goes to the end and stays there while more comes. */
  follow(): void {
    this.#pinned = undefined;
    this.#following = true;
    this.#settle();
  }

  /** Brings a row into view, at the top. */
  show(row: HTMLElement): void {
    this.#pinned = this.#anchor = undefined;
    this.#following = false;
    this.#put(row.offsetTop - ROOM_PX);
    this.moved();
  }

  /** To be called before rows change. */
  before(): void {
    const top = this.log.scrollTop;
    const row = [...this.rows.children].find((row) => (row as HTMLElement).offsetTop + (row as HTMLElement).offsetHeight > top) as HTMLElement | undefined;
    this.#anchor = row && { row, top: row.offsetTop - top };
  }

  /** To be called after rows have changed. */
  after(): void {
    if (this.#pinned && !this.#pinned.isConnected) this.#pinned = undefined;
    if (!this.#pinned && !this.#following && this.#anchor?.row.isConnected) this.#put(this.#anchor.row.offsetTop - this.#anchor.top);
    this.#anchor = undefined;
    this.#settle();
  }

  /** The lower edge of what is seen, in the log's own pixels. */
  get edge(): number {
    return this.log.scrollTop + this.log.clientHeight;
  }

  get atTop(): boolean {
    return this.log.scrollTop < END_PX;
  }

  #settle(): void {
    const room = this.#pinned ? this.log.clientHeight - (this.rows.offsetTop + this.rows.offsetHeight - this.#pinned.offsetTop) - ROOM_PX : 0;
    const height = `${Math.max(0, Math.floor(room))}px`;
    if (this.tail.style.blockSize !== height) this.tail.style.blockSize = height;
    if (this.#pinned) this.#put(this.#pinned.offsetTop - ROOM_PX);
    else if (this.#following) this.#put(this.log.scrollHeight);
  }

  #put(top: number): void {
    const most = this.log.scrollHeight - this.log.clientHeight;
    const whole = Math.round(Math.max(0, Math.min(top, most)));
    if (Math.abs(this.log.scrollTop - whole) < 1) return;
    this.log.scrollTop = whole;
    this.#ours = this.log.scrollTop;
  }

  #scrolled(): void {
    const top = this.log.scrollTop;
    if (Math.abs(top - this.#ours) > 1) {
      // The reader's own doing: from here on they decide.
      this.#pinned = undefined;
      this.#following = this.log.scrollHeight - this.log.clientHeight - top < END_PX;
    }
    this.#ours = -1;
    this.moved();
  }
}
