-- What agents corrected of a verdict, each kind by itself: the severity, the topic, the mood. The words stay in the log
-- alone, so that erasing them there erases them here.
CREATE TABLE correction (
  conversation BLOB NOT NULL,
  what         TEXT NOT NULL,     -- severity, topic, mood
  value        TEXT NOT NULL,     -- JSON: what the agent said
  inbox        TEXT NOT NULL,
  seq          INTEGER NOT NULL,  -- of the correction; the words are those before it
  at           INTEGER NOT NULL,
  PRIMARY KEY (conversation, what)
) WITHOUT ROWID;
CREATE INDEX correction_inbox ON correction (inbox, at);
INSERT INTO correction SELECT conversation, 'severity', CAST(severity AS TEXT), inbox, seq, at FROM triage_example;
DROP TABLE triage_example;

ALTER TABLE desk ADD COLUMN product TEXT;
