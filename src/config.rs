//! Settings: `firstline.toml`, environment, and every limit with its unit, default and reason.
