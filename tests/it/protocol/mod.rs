//! The chat socket, clause by clause of the protocol.

mod frames;
mod hello;
mod identity;
mod repeat;
mod resume;
mod sockets;
