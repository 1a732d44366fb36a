-- The questions that passages answer, in the words of users, as a model wrote them: a cache, remade when it is lost.
CREATE TABLE passage_questions (
  hash      TEXT NOT NULL,    -- of the passage's headings and text
  writer    TEXT NOT NULL,    -- model and prompt
  questions TEXT NOT NULL,    -- JSON list; empty where the passage answers none
  at        INTEGER NOT NULL, -- when it was written
  PRIMARY KEY (hash, writer)
) WITHOUT ROWID;
CREATE INDEX passage_questions_at ON passage_questions (at);
