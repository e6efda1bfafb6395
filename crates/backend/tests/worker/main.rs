//! The worker and the log, in a whole portal without pages: one test binary, because each one links for seconds.

mod audit;
mod holds;
mod orders;
mod portal;
mod purchase;
mod start;
