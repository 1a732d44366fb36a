//! Integration tests: one crate, real adapters, local ports only.
//!
//! Modules are marked `cfg(test)` so that helpers outside test functions may unwrap, too.

#[cfg(test)]
#[path = "../scripted_embedder/mod.rs"]
mod scripted_embedder;
#[cfg(test)]
#[path = "../scripted_model/mod.rs"]
mod scripted_model;
#[cfg(test)]
mod support;

#[cfg(test)]
mod meaning;
#[cfg(test)]
mod model;

#[cfg(test)]
mod grounding;
#[cfg(test)]
mod planted;

#[cfg(test)]
mod ask;
#[cfg(test)]
mod asking;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod security;

#[cfg(test)]
mod protocol;

#[cfg(test)]
mod desk;

#[cfg(test)]
mod promises;

#[cfg(test)]
mod triage;

#[cfg(test)]
mod http;

#[cfg(test)]
mod notices;
#[cfg(test)]
mod notify;

#[cfg(test)]
mod sessions;

#[cfg(test)]
mod policies;

#[cfg(test)]
mod front_end;

#[cfg(test)]
mod reading;

#[cfg(test)]
mod related;

#[cfg(test)]
mod console;

#[cfg(test)]
mod contact_view;

#[cfg(test)]
mod contract;

#[cfg(test)]
mod standalone;
#[cfg(test)]
mod stories;

#[cfg(test)]
mod turn_faults;

#[cfg(test)]
mod storage;

#[cfg(test)]
mod extracts;
#[cfg(test)]
mod feeds;

#[cfg(test)]
mod platforms;
