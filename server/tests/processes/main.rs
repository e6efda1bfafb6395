//! The program itself, as processes that are started, stopped and killed: one test binary for all of it.

mod canaries;
mod clocks;
mod clusters;
mod commands;
mod ending;
mod fail_over;
mod kill_minus_nine;
mod loopback;
mod one_cloud;
mod purser;
mod roles;
mod wares;
