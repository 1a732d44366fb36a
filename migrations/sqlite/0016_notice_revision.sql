-- What the newest revisions of a notice said: whoever was told of one is told of each that follows, in order.
CREATE TABLE notice_revision (
  notice   TEXT NOT NULL,
  revision INTEGER NOT NULL,
  fact     TEXT NOT NULL,                     -- JSON
  PRIMARY KEY (notice, revision)
) WITHOUT ROWID;
INSERT INTO notice_revision SELECT id, revision, fact FROM notice;

-- Every open case is held against notices: the desk itself is in the order that they are read in.
DROP INDEX desk_critical;
