//! The rules, pure: no clock, no disk, no socket. `now` and facts come in as arguments.

pub mod applies;
pub mod asking;
pub mod blocks;
pub mod chunk;
pub mod conversation;
pub mod corpus;
pub mod dossier;
pub mod event;
pub mod evidence;
pub mod extract;
pub mod grounding;
pub mod hours;
pub mod ids;
pub mod intent;
pub mod lines;
pub mod mask;
pub mod personal;
pub mod policy;
pub mod reading;
pub mod routing;
pub mod sla;
pub mod time;
pub mod triage;
pub mod verdict;
pub mod words;
