//! What somebody changes while somebody else looks, decides or buys: parameters, price, credential and approver, each
//! between the page and the answer, and between the answer and the purchase. Eight races, two hundred rounds of each.
//!
//! Both sides of a round start together over connections of their own. One of them begins a little later, by as many
//! questions to the database as a seed says: that covers every order of events without waiting for any clock. What
//! became of it is judged by what the cloud and the database wrote down, not by what the code answered (`record`).

mod approver;
mod credential;
mod parameters;
mod price;
mod record;
mod track;

/// How often each race is run.
const ROUNDS: usize = 200;
