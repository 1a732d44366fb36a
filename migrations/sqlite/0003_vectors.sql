-- Points of texts in an embedder's space: a cache, made again where it is lost.
CREATE TABLE vector (
  model  TEXT NOT NULL,
  number INTEGER NOT NULL,                    -- of the text, 64 bits of its SHA-256
  point  BLOB NOT NULL,                       -- 32-bit floats, little-endian
  PRIMARY KEY (model, number)
) WITHOUT ROWID;
