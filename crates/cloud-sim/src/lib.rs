//! A simulated Alibaba Cloud that is strict where the real one is: signatures, clock, nonces, parameters, money.
//!
//! It shares nothing with the portal but the signing functions, so that a mistake in the portal's rules is
//! refused here and not agreed with. Money is a ledger that only grows; where it is written to a file, a
//! restarted simulator still knows its instances, its tokens and who is poor.
//!
//! # Faults
//!
//! Queued by [`Sim::fault`] or `POST /_sim/faults`, or reached through the real form by these regions as source
//! or destination ("first": at the first request with a client token; its resend goes well):
//!
//! | region | what happens |
//! |---|---|
//! | `cn-x-drop-before` | first: the connection closes, nothing was bought |
//! | `cn-x-drop-after` | first: it is bought, the connection closes |
//! | `cn-x-lost` | it is bought, and no answer ever arrives |
//! | `cn-x-500` | first: 500, nothing was bought |
//! | `cn-x-500-after` | first: it is bought, 500 |
//! | `cn-x-html` | first: it is bought, a gateway answers with HTML |
//! | `cn-x-slow` | first: it is bought, the answer takes 12 s |
//! | `cn-x-refuse` | refused: not on sale |
//! | `cn-x-throttle` | first: refused, too many requests |
//! | `cn-x-odd` | refused with a code that nobody knows |
//!
//! # Control
//!
//! On the same port, for loopback callers alone: `GET /_sim/ledger`, `GET /_sim/requests`, `GET`, `POST` and
//! `DELETE /_sim/faults`, `POST /_sim/clock`.

mod config;
mod control;
mod dts;
mod fault;
mod gate;
mod ledger;
mod reply;
mod serve;
mod sim;
mod state;

pub use self::{
    config::{Account, Clock, DEMO_KEYS, DemoKey, SimConfig},
    fault::{Effect, Fault, SENTINELS, When},
    ledger::{LedgerEntry, LedgerError},
    serve::serve,
    sim::Sim,
    state::Arrival,
};
