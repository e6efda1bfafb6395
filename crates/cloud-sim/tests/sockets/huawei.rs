//! Huawei's side, asked with requests that are signed by hand: nothing between the test and the wire.

mod client;
mod desk;
mod faults;
mod gate;
mod iam;
mod instances;
mod lookups;
mod orders;
mod portal;
mod prices;
mod purchase;
mod restart;
mod tokens;
