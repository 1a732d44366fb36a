/** The line between a browser and the server: a TCP proxy that can cut, stall and restore it, also at a chosen frame. */

import { connect, createServer, type Server as Net, type Socket } from "node:net";
import { once } from "node:events";
import type { Server } from "./server";

/** What becomes of a frame of a WebSocket. `lose` swallows it; `cut` breaks the line before the frame, `cut after` once it is through. */
export type Fate = "pass" | "lose" | "cut" | "cut after";
export type Judge = (frame: { type: string; [field: string]: unknown }, from: "browser" | "server") => Fate;

export class Line {
  /** Decides about each frame; everything passes where it is not set. */
  judge: Judge = () => "pass";
  private isDown = false;
  private isStalled = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly net: Net,
    readonly port: number,
  ) {}

  static async to(server: Server): Promise<Line> {
    const net = createServer();
    net.listen(0, "127.0.0.1");
    await once(net, "listening");
    const line = new Line(net, (net.address() as { port: number }).port);
    net.on("connection", (browser) => line.join(browser, server.port));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Breaks what is open and refuses what comes, until `restore`. */
  cut(): void {
    this.isDown = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets nothing through, but keeps everything open: a network that went silent. */
  stall(): void {
    this.isStalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  restore(): void {
    this.isDown = this.isStalled = false;
    for (const socket of this.sockets) socket.resume();
  }

  async stop(): Promise<void> {
    this.cut();
    this.net.close();
  }

  private join(browser: Socket, port: number): void {
    if (this.isDown) return void browser.destroy();
    const server = connect(port, "127.0.0.1");
    for (const [from, to, name] of [[browser, server, "browser"], [server, browser, "server"]] as const) {
      this.sockets.add(from);
      if (this.isStalled) from.pause();
      const reader = new Reader();
      from.on("data", (data) => {
        for (const { bytes, frame } of reader.read(data as Buffer)) {
          const fate = frame ? this.judge(frame, name) : "pass";
          if (fate === "cut") return this.cut();
          if (fate === "lose") continue;
          to.write(bytes);
          // What was written is on its way before the line breaks.
          if (fate === "cut after") return void to.write("", () => this.cut());
        }
      });
      from.on("error", () => to.destroy());
      from.on("close", () => (this.sockets.delete(from), to.destroy()));
    }
  }
}

/** Splits one direction of a connection into what must stay together: HTTP as it comes, then WebSocket frames. */
class Reader {
  private rest = Buffer.alloc(0);
  private upgraded = false;

  *read(data: Buffer): Generator<{ bytes: Buffer; frame?: { type: string } }> {
    this.rest = Buffer.concat([this.rest, data]);
    if (!this.upgraded) {
      const end = this.rest.indexOf("\r\n\r\n");
      const head = this.rest.subarray(0, Math.max(0, end)).toString("latin1");
      const bytes = end >= 0 && /^upgrade: websocket/im.test(head) ? this.rest.subarray(0, end + 4) : this.rest;
      this.upgraded = bytes !== this.rest;
      this.rest = this.rest.subarray(bytes.length);
      yield { bytes };
      if (!this.upgraded) return;
    }
    for (let length = wholeFrame(this.rest); length !== undefined; length = wholeFrame(this.rest)) {
      const bytes = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      const frame = parsed(bytes);
      yield frame ? { bytes, frame } : { bytes };
    }
  }
}

function wholeFrame(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined;
  const { at, size } = measured(bytes);
  return size !== undefined && bytes.length >= at + size ? at + size : undefined;
}

/** Where the payload begins, and how long it is. */
function measured(bytes: Buffer): { at: number; size: number | undefined } {
  const masked = (bytes[1]! & 0x80) !== 0 ? 4 : 0;
  const short = bytes[1]! & 0x7f;
  if (short < 126) return { at: 2 + masked, size: short };
  if (short === 126) return { at: 4 + masked, size: bytes.length >= 4 ? bytes.readUInt16BE(2) : undefined };
  return { at: 10 + masked, size: bytes.length >= 10 ? Number(bytes.readBigUInt64BE(2)) : undefined };
}

/** The JSON of a text frame that is whole in itself; the tests' frames are. */
function parsed(bytes: Buffer): { type: string } | undefined {
  if ((bytes[0]! & 0x8f) !== 0x81) return undefined;
  const { at, size = 0 } = measured(bytes);
  const payload = Buffer.from(bytes.subarray(at, at + size));
  if ((bytes[1]! & 0x80) !== 0) for (let i = 0; i < payload.length; i++) payload[i]! ^= bytes[at - 4 + (i % 4)]!;
  try {
    return JSON.parse(payload.toString()) as { type: string };
  } catch {
    return undefined;
  }
}
