-- The log is the truth; every table below the next line is either remade from it or holds people and documents.
CREATE TABLE event (
  conversation BLOB NOT NULL,
  seq          INTEGER NOT NULL,
  id           BLOB NOT NULL,
  at           INTEGER NOT NULL,              -- ms since 1970
  fact         TEXT NOT NULL,                 -- {"kind": …, "body": …}
  actor        BLOB,                          -- the frame that caused it
  client_id    BLOB,
  digest       BLOB,
  kind         TEXT GENERATED ALWAYS AS (json_extract(fact, '$.kind')) VIRTUAL,
  PRIMARY KEY (conversation, seq)
) WITHOUT ROWID;
CREATE INDEX event_turn_ended ON event (at) WHERE kind = 'turn_ended';

-- Remade from the log -----------------------------------------------------------------------------------------
CREATE TABLE conversation (
  id         BLOB PRIMARY KEY,
  inbox      TEXT NOT NULL,
  contact    BLOB NOT NULL,
  state      TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  locale     TEXT NOT NULL,
  severity   INTEGER,
  subject    TEXT
) WITHOUT ROWID;
CREATE UNIQUE INDEX conversation_unclosed ON conversation (contact) WHERE state <> 'closed';
CREATE INDEX conversation_contact ON conversation (contact, updated_at);
CREATE INDEX conversation_updated ON conversation (updated_at, id);

CREATE TABLE receipt (                        -- every changing frame, for ever
  actor        BLOB NOT NULL,
  client_id    BLOB NOT NULL,
  digest       BLOB NOT NULL,
  conversation BLOB NOT NULL,
  seq          INTEGER NOT NULL,
  PRIMARY KEY (actor, client_id)
) WITHOUT ROWID;

CREATE TABLE turn (                           -- turns that are owed
  reply        BLOB PRIMARY KEY,
  conversation BLOB NOT NULL,
  attempt      INTEGER NOT NULL DEFAULT 0,
  lease_until  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE timer (
  conversation BLOB NOT NULL,
  timer        TEXT NOT NULL,
  due          INTEGER NOT NULL,
  PRIMARY KEY (conversation, timer)
) WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due);

CREATE TABLE desk (                           -- cases that wait for a person or are with one
  conversation  BLOB PRIMARY KEY,
  seq           INTEGER NOT NULL,
  inbox         TEXT NOT NULL,
  contact       BLOB NOT NULL,
  queue         TEXT NOT NULL,
  tier          INTEGER NOT NULL,
  severity      INTEGER NOT NULL,
  subject       TEXT NOT NULL,
  locale        TEXT NOT NULL,
  waiting_since INTEGER NOT NULL,
  respond_by    INTEGER,
  resolve_by    INTEGER,
  agent         BLOB,
  claim         INTEGER
) WITHOUT ROWID;

-- People, documents, marks ------------------------------------------------------------------------------------
CREATE TABLE contact (
  id         BLOB PRIMARY KEY,
  inbox      TEXT NOT NULL,
  sub        TEXT,
  name       TEXT,
  token      BLOB,                            -- SHA-256 of the anonymous contact's token
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX contact_token ON contact (token) WHERE token IS NOT NULL;
CREATE UNIQUE INDEX contact_sub ON contact (inbox, sub) WHERE sub IS NOT NULL;

CREATE TABLE agent (
  id          BLOB PRIMARY KEY,
  name        TEXT NOT NULL,
  admin       INTEGER NOT NULL,
  all_inboxes INTEGER NOT NULL,
  token       BLOB NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE agent_inbox (
  agent BLOB NOT NULL,
  inbox TEXT NOT NULL,
  PRIMARY KEY (agent, inbox)
) WITHOUT ROWID;

CREATE TABLE document (
  path     TEXT PRIMARY KEY,
  seen     TEXT NOT NULL,                     -- hash of the newest bytes, good or broken
  revision INTEGER,                           -- of the version that serves
  head     TEXT,                              -- its front matter, JSON
  text     TEXT,
  error    TEXT                               -- what is wrong with the newest bytes, JSON
) WITHOUT ROWID;

CREATE TABLE read_mark (
  conversation BLOB NOT NULL,
  who          TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  PRIMARY KEY (conversation, who)
) WITHOUT ROWID;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('corpus_revision', '0');
