//! The worker and the log, in a whole portal without pages: one test binary, because each one links for seconds.

mod audit;
mod classes;
mod clocks;
mod crashes;
mod cut_commits;
mod holdings;
mod holds;
mod keys;
mod lost;
mod lost_answers;
mod many;
mod modes;
mod options;
mod orders;
mod payments_in_doubt;
mod polls;
mod portal;
mod preflight;
mod prices;
mod purchase;
mod resolve;
mod secrets;
mod settlements;
mod start;
mod wares;
mod wire;
