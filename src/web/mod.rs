//! The way in and out: routes, sockets, JSON shapes.

pub mod wire;
