//! The index: tantivy schema, analyzers, query, and the folder it is built from.
