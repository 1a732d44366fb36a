//! Firstline: answers support questions from a team's own documentation, and gets a person in, well briefed.
//!
//! The rooms in reading order. Who may name whom is written in `ARCHITECTURE.md` and checked by `tests/it/layers.rs`.

pub mod app;
pub mod bus;
pub mod config;
pub mod domain;
pub mod flow;
pub mod llm;
pub mod notify;
pub mod ports;
pub mod search;
pub mod store;
pub mod web;
