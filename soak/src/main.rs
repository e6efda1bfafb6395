//! `soak execution PROGRAM ORDERS SEED SEEDS`: one line a run; fails when one of them was not good.
//! `soak speed PROGRAM`: one line with P3.

use std::{path::Path, process::ExitCode};

use soak::{
    Failure,
    execution::{self, Plan},
    speed,
};

const USAGE: &str = "soak execution PROGRAM ORDERS SEED SEEDS | soak speed PROGRAM";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["execution", program, orders, seed, seeds] => execute(program, orders, seed, seeds).await,
        ["speed", program] => speed::run(Path::new(program)).await.map(|speed| {
            println!("{speed}");
            true
        }),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// As many runs as there are seeds, counted up from the first.
async fn execute(program: &str, orders: &str, seed: &str, seeds: &str) -> Result<bool, Failure> {
    let (orders, first, seeds): (usize, u64, u64) = (orders.parse()?, seed.parse()?, seeds.parse()?);
    let mut is_good = true;
    for seed in first..first.saturating_add(seeds) {
        let outcome = execution::run(Path::new(program), Plan { orders, seed }).await?;
        println!("{outcome}");
        outcome.findings().iter().for_each(|finding| println!("  {finding}"));
        is_good &= outcome.is_good();
    }
    Ok(is_good)
}
