-- Calendars of holidays by address, each as it was fetched last. What was read of them stands in the policies.
CREATE TABLE feed (
  url      TEXT PRIMARY KEY,
  etag     TEXT,              -- of the last good one
  modified TEXT,
  body     BLOB,              -- the last good one
  good_at  INTEGER,
  tried_at INTEGER NOT NULL,
  due      INTEGER NOT NULL,
  n_failed INTEGER NOT NULL,
  error    TEXT
);
