//! Simulated Alibaba and Huawei Clouds on one port, strict where the real ones are: signatures, clock, nonces,
//! parameters, money.
//!
//! `/` is Alibaba's: the version says whether DTS (`2020-01-01`) or BSS (`2017-12-14`) is meant. Every other path
//! is Huawei's. They share nothing with the portal but the signing functions, so that a mistake in the portal's
//! rules is refused here and not agreed with. Money is a ledger that only grows; where it is written to a file, a
//! restarted simulator still knows its instances, its tokens, its unpaid orders and who is poor.
//!
//! # Faults
//!
//! Queued by [`Sim::fault`] or `POST /_sim/faults`, or reached through the real forms by a word
//! ([`SENTINELS`]): as a region of a synchronisation job or of its change (`cn-` and the word), as a product
//! code of BSS (the word), as the beginning of a DDM instance's name (the word and `-`). "First": at the first
//! call with a client token or name; its resend goes well. Calls with neither are each the first.
//!
//! | word | what happens |
//! |---|---|
//! | `x-drop-before` | first: the connection closes, nothing was bought |
//! | `x-drop-after` | first: it is bought, the connection closes |
//! | `x-lost` | it is bought, and no answer ever arrives |
//! | `x-500` | first: 500, nothing was bought |
//! | `x-500-after` | first: it is bought, 500 |
//! | `x-html` | first: it is bought, a gateway answers with HTML |
//! | `x-slow` | first: it is bought, the answer takes 12 s |
//! | `x-refuse` | refused: not on sale |
//! | `x-throttle` | first: refused, too many requests |
//! | `x-odd` | refused with a code that nobody knows |
//! | `x-fail` | names of DDM instances alone: it is bought, and its creation fails |
//!
//! A queued fault is JSON such as `{"action": "CreateInstance", "when": "after", "times": 2, "kind": "drop"}`. Kinds:
//! `drop`, `delay` (`ms`), `hang`, `status` (`status`), `empty`, `html`, `truncate`, `oversized`, `trickle` (`ms`),
//! `redirect`, `refuse` (`status`, `code`, `xml`). Said at less length, it is the next purchase of a
//! synchronisation job, before anything is bought, once.
//!
//! # Control
//!
//! On the same port, for loopback callers alone: `GET /_sim/ledger`, `GET /_sim/requests`, `GET`, `POST` and
//! `DELETE /_sim/faults`, `POST /_sim/clock` (`{"advance_seconds": 60}`), `POST /_sim/behaviour`
//! (`{"repeat_on_prepaid": "nothing" | "refuse" | "renew"}`), `POST /_sim/prices` (`{"percent": 150}` of the listed
//! ones, `{"are_told": false}`, `{"currency": "USD"}`; `{}` is as it was), `DELETE /_sim/tokens` (Huawei's bearer tokens die).

mod accounts;
mod alibaba;
mod config;
mod control;
mod door;
mod fault;
mod huawei;
mod ledger;
mod prices;
mod serve;
mod sim;
mod state;

pub use self::{
    accounts::{
        Account, DEMO_EXPIRED, DEMO_FORBIDDEN, DEMO_HUAWEI, DEMO_INCOMPLETE, DEMO_KEYS, DEMO_TEMPORARY,
        DemoHuawei, DemoKey, IamUser, Key, Project, Provider, Site, Standing,
    },
    config::{Clock, RepeatOnPrepaid, SimConfig},
    door::{Arrival, Auth},
    fault::{Counter, Effect, Fault, SENTINELS, Sentinel, SentinelEffect, When},
    ledger::{LedgerEffect, LedgerEntry, LedgerError},
    prices::Prices,
    serve::serve,
    sim::{Balance, Sim},
};
