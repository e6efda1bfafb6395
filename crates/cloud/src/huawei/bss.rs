//! BSS (customer operations): orders of the cloud, what they brought, prices and balances; paying and cancelling.

pub mod settle;
