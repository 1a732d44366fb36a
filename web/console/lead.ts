/** The HTTP side of what leads look after: who takes what. */

import { ask } from "./api";

/** An agent as listed. */
export interface AgentItem {
  id: string;
  name: string;
  admin: boolean;
  online: boolean;
  /** Takes cases up to this tier. */
  tier?: number | null;
  /** Open cases until nothing more is offered. */
  capacity?: number | null;
  /** Levels from 1 to 5 by skill. */
  skills?: Record<string, number>;
}

/** What is set anew of an agent; what is left out stays. */
export type AgentPatch = Partial<Record<"tier" | "capacity", number>> & { skills?: Record<string, number> };

/** Lists the agents of one's inboxes. */
export const agents = () => ask<{ items: AgentItem[] }>("GET", "/v1/agents");
/** Changes what an agent takes and can do. */
export const changeAgent = (id: string, patch: AgentPatch) => ask<AgentItem>("PATCH", `/v1/agents/${encodeURIComponent(id)}`, patch);
