//! The simulator over real sockets, asked by the portal's own client.

mod bench;
mod control;
mod doors;
mod faults;
mod purchase;
mod reads;
