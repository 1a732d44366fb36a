-- What the console shows of a conversation, remade from the log like the rest of its row.
ALTER TABLE conversation ADD COLUMN last TEXT;          -- who wrote last: user, bot, agent
ALTER TABLE conversation ADD COLUMN contact_name TEXT;  -- how the user said to be called
UPDATE conversation SET
  last = (SELECT json_extract(fact, '$.body.author.role') FROM event
          WHERE event.conversation = conversation.id AND kind = 'message' ORDER BY event.seq DESC LIMIT 1),
  contact_name = (SELECT json_extract(fact, '$.body.name') FROM event
                  WHERE event.conversation = conversation.id AND kind = 'contact_updated'
                  AND json_extract(fact, '$.body.name') IS NOT NULL ORDER BY event.seq DESC LIMIT 1);

-- Sign-ins of the console. Only the hash is kept; the secret is in the browser's cookie.
CREATE TABLE session (
  secret  BLOB PRIMARY KEY,                             -- SHA-256
  agent   BLOB NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_agent ON session (agent, expires);
CREATE TRIGGER agent_removed AFTER DELETE ON agent BEGIN
  DELETE FROM session WHERE agent = OLD.id;
  DELETE FROM agent_inbox WHERE agent = OLD.id;
END;
