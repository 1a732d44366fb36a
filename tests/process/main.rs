//! Tests of the real binary as a child process: what only a whole process can show, such as being killed.
//!
//! Modules are marked `cfg(test)` so that helpers outside test functions may unwrap, too.

#[cfg(test)]
#[path = "../scripted_model/mod.rs"]
#[expect(dead_code, reason = "each test crate plays some of the scripts")]
mod scripted_model;

#[cfg(test)]
mod client;
#[cfg(test)]
mod disk_full;
#[cfg(test)]
mod doctest;
#[cfg(test)]
mod eval;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod real_model;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod server;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod traffic;
#[cfg(test)]
mod ws_rows;
