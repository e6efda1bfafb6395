//! Two hundred orders under everything that goes wrong at once; `make soak-execution` is the same with more.

use std::path::Path;

use soak::execution::{self, Plan};

/// Fixed, so that two runs order and break the same; what happens at the same time still differs.
const PLAN: Plan = Plan { orders: 200, seed: 20_260 };

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_stalled_servers_buy_no_order_twice_and_lose_none() {
    let outcome = execution::run(Path::new(env!("CARGO_BIN_EXE_purser")), PLAN).await.expect("a whole run");

    println!("{outcome}");
    assert!(outcome.is_good(), "{outcome}\n{}", outcome.findings().join("\n"));
}
