/** What travels on the agent socket, as this page reads it. */

import type { AgentFrame, AgentServerFrame, QueueItem, Role } from "../shared/wire";

/** A frame of the server. */
export type ServerFrame = AgentServerFrame;

/** A frame that changes something: it is kept until the server has it on disk. */
export type Change = Extract<AgentFrame, { client_id: string }>;

/** A case at the desk. */
export type Item = QueueItem & {
  agent_name?: string | null;
  contact_name?: string | null;
  last?: Role | null;
  updated_at?: string | null;
};

/** An agent as the desk knows them. */
export interface Colleague {
  id: string;
  name: string;
  online: boolean;
}

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
