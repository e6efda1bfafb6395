//! What the make targets are made of. `cargo xtask` alone lists the commands.

mod database;
mod dev;
// The portal's own file, so that tests meet the same server as the portal. Its roles' addresses are the portal's.
#[path = "../../server/src/postgres.rs"]
#[expect(dead_code, reason = "xtask needs the superuser and starts with settings of its own")]
mod postgres;
mod process;
mod queries;
mod sdk;
mod simple_query;
mod site;
mod soak;
mod test;
mod twins;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A tool's failures are read by the person who ran it, and by nothing else.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask site [--release]          builds the site files into target/site (debug: target/site-dev)
cargo xtask postgres -- COMMAND…      runs a command with DATABASE_URL of a database that ends with it
cargo xtask sqlx                      describes the queries of crates/store anew in .sqlx
cargo xtask test [PART]               all of `make test`, or one part of it
cargo xtask soak [ORDERS SEED SEEDS]  buys under kills, stalls, faults and crashes
cargo xtask bench                     measures the release build: P3
cargo xtask twins [NAME]              breaks the purchase on purpose: its tests must notice
cargo xtask pictures                  takes pictures of every page into end2end/shots
cargo xtask dev                       serves the debug build, again after every change";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    process::stay_for_the_tidying();
    let done = match arguments.as_slice() {
        ["site"] => site::build(site::Kind::Dev),
        ["site", "--release"] => site::build(site::Kind::Release),
        ["postgres", "--", program, arguments @ ..] => database::run_with(program, arguments),
        ["sqlx"] => queries::describe(),
        ["test"] => test::all(),
        ["test", part] => test::one(part),
        ["soak", sizes @ ..] => soak::execution(sizes),
        ["bench"] => soak::bench(),
        ["twins"] => twins::run(None),
        ["twins", name] => twins::run(Some(name)),
        ["pictures"] => test::pictures(),
        ["dev"] => dev::serve(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout")
}

fn target() -> PathBuf {
    root().join("target")
}
