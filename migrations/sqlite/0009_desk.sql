-- What routing needs to know of cases and agents.
ALTER TABLE desk ADD COLUMN topic TEXT;
ALTER TABLE desk ADD COLUMN offered_to BLOB;               -- the agent who is asked to take it
ALTER TABLE desk ADD COLUMN offered_until INTEGER;
ALTER TABLE desk ADD COLUMN had_by BLOB;                   -- the agent who had it last
CREATE INDEX desk_waiting ON desk (severity > 1, coalesce(respond_by, resolve_by, 9e18), waiting_since, conversation)
  WHERE agent IS NULL;
CREATE INDEX desk_agent ON desk (agent) WHERE agent IS NOT NULL;

ALTER TABLE agent ADD COLUMN tier INTEGER NOT NULL DEFAULT 1;
ALTER TABLE agent ADD COLUMN capacity INTEGER NOT NULL DEFAULT 5;   -- open cases until nothing more is offered
ALTER TABLE agent ADD COLUMN skills TEXT NOT NULL DEFAULT '{}';     -- {skill: level 1 to 5}

ALTER TABLE timer ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
