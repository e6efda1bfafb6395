//! The simulator over real sockets, asked by the portal's own client and by hand.

mod ask;
mod bench;
mod change;
mod configure;
mod control;
mod doors;
mod effects;
mod faults;
mod gate;
mod purchase;
mod reads;
