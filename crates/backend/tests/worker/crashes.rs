//! A worker dies, fails, stalls or is overtaken in every crash window of `docs/execution.md`, and no order is bought
//! twice, lost or guessed.
//!
//! A crash is the worker's step dropped at a failpoint: its transaction rolls back and its lease stays. Windows W1
//! to W11, W16, W17 and W19 to W21 are here; W12 to W15 and W18 need other databases or other doors, and are tested
//! where those are.

mod at_the_cloud;
mod late_lists;
mod matrix;
mod stalls;
mod taken_back;
mod trial;
