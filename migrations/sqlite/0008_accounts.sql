-- What a site vouches for of its users.
ALTER TABLE contact ADD COLUMN account TEXT;
ALTER TABLE contact ADD COLUMN plan TEXT;
ALTER TABLE contact ADD COLUMN email TEXT;
CREATE INDEX contact_account ON contact (inbox, account) WHERE account IS NOT NULL;

-- What solved a case, remade from the log: agents see it beside cases that are like it.
CREATE TABLE solved_case (
  conversation BLOB PRIMARY KEY,
  inbox        TEXT NOT NULL,
  at           INTEGER NOT NULL,   -- of the event that solved it
  terms        TEXT NOT NULL,      -- content terms of the problem, parted by blanks
  solved       TEXT NOT NULL       -- JSON: problem, solution, whose words, on what ground, documents
) WITHOUT ROWID;
CREATE INDEX solved_case_inbox ON solved_case (inbox, at);
