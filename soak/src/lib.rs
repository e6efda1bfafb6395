//! Whole portals, as processes, that are broken while they buy; and the books of portal and cloud compared at the end.
//!
//! A crate of its own, because it takes the program as a path: `make test` gives it the debug build, a soak whatever
//! one wants to know about. What breaks when is decided by the seed, which every run prints.

mod books;
mod chaos;
mod cloud_side;
mod dice;
pub mod execution;
mod fleet;
mod mix;
mod requester;
pub mod speed;

/// A run that could not be brought to its end. What the run found is no error.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
