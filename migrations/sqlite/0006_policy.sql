-- Every version of every inbox's policy: an event names the one it was decided under.
CREATE TABLE policy (
  inbox   TEXT NOT NULL,
  version INTEGER NOT NULL,   -- 1, 2, 3, … without gaps
  source  TEXT NOT NULL,      -- file: from firstline.toml; import: by `firstline policy import`; api: by the API
  digest  TEXT NOT NULL,      -- SHA-256 of the document as it was written, hex
  body    TEXT NOT NULL,      -- JSON
  at      INTEGER NOT NULL,
  by      BLOB,               -- the agent who changed it
  PRIMARY KEY (inbox, version)
) WITHOUT ROWID;
