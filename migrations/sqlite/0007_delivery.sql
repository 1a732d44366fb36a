-- What somebody is to be told: written with its event, then spread over the receivers. Not remade from the log, because
-- what was told stays told.
CREATE TABLE occasion (
  event  BLOB PRIMARY KEY,                    -- the event it comes from: once for ever
  at     INTEGER NOT NULL,
  fact   TEXT NOT NULL,                       -- JSON
  spread INTEGER NOT NULL DEFAULT 0           -- its deliveries are made
) WITHOUT ROWID;
CREATE INDEX occasion_open ON occasion (at) WHERE spread = 0;

CREATE TABLE delivery (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  event       BLOB NOT NULL,
  receiver    TEXT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'waiting', -- waiting, delivered, failed
  tries       INTEGER NOT NULL DEFAULT 0,
  due         INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  updated_at  INTEGER NOT NULL,
  error       TEXT,
  UNIQUE (event, receiver)
);
CREATE INDEX delivery_due ON delivery (receiver, due) WHERE state = 'waiting';
CREATE INDEX delivery_state ON delivery (state, id);
