//! The simulator over real sockets, asked by the portal's own client and by hand.

mod ask;
mod bench;
mod bss;
mod bss_prices;
mod bss_reads;
mod change;
mod configure;
mod control;
mod doors;
mod effects;
mod faults;
mod gate;
mod huawei;
mod purchase;
mod reads;
