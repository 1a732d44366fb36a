-- Cases whose severity an agent corrected: what their users wrote counts as an example from then on. The words stay in
-- the log alone, so that erasing them there erases them here.
CREATE TABLE triage_example (
  conversation BLOB PRIMARY KEY,
  inbox        TEXT NOT NULL,
  seq          INTEGER NOT NULL,  -- of the correction; the words are those before it
  severity     INTEGER NOT NULL,  -- 1 to 4, what the agent said
  at           INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX triage_example_inbox ON triage_example (inbox, at);
