-- Notices by hand: incidents and announcements, each as it stands now.
CREATE TABLE notice (
  id         TEXT PRIMARY KEY,
  revision   INTEGER NOT NULL,
  is_live    INTEGER NOT NULL,
  opened_at  INTEGER NOT NULL,
  fact       TEXT NOT NULL                    -- JSON
) WITHOUT ROWID;
CREATE INDEX notice_live ON notice (is_live, opened_at);

-- Which conversation was told of which, up to which revision: remade from the log.
CREATE TABLE notice_link (
  conversation BLOB NOT NULL,
  notice       TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  PRIMARY KEY (notice, conversation)
) WITHOUT ROWID;
