/** What travels on the agent socket, as this page reads it. */

import type { AgentFrame, AgentServerFrame } from "../shared/wire";

/** A frame of the server. */
export type ServerFrame = AgentServerFrame;

/** A frame that changes something: it is kept until the server has it on disk. */
export type Change = Extract<AgentFrame, { client_id: string }>;

/** Every type this page understands; others are dropped by the socket, so that an old page survives a new server. */
export const KNOWN: ReadonlySet<ServerFrame["type"]> = new Set<ServerFrame["type"]>([
  "welcome",
  "queue_item",
  "queue_removed",
  "caught_up",
  "ack",
  "event",
  "delta",
  "draft",
  "presence",
  "typing",
  "read",
  "error",
]);
