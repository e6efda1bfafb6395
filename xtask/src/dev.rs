//! `make dev`: the debug build, served; after a change built again and started again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::postgres::PrivatePostgres;
use crate::site::{self, Kind, files_below};
use crate::{Result, process, root};

const LOOK_EVERY: Duration = Duration::from_millis(300);
const LOOKS: &[&str] = &["style", "public"];
const CODE: &[&str] = &["app", "crates", "server", "migrations", "Cargo.toml", "Cargo.lock"];

pub(crate) fn serve() -> Result<()> {
    // A share of our own keeps the database up while the server restarts.
    #[expect(clippy::disallowed_methods, reason = "a tool of the developers' own, not the portal")]
    let (elsewhere, data) = (std::env::var_os("DATABASE_URL"), std::env::var_os("PURSER_DATA_DIR"));
    let data = data.map_or_else(|| root().join("data"), PathBuf::from);
    let _postgres = if elsewhere.is_none() { Some(PrivatePostgres::start(&data)?) } else { None };

    let mut looks = seen(LOOKS)?;
    let mut code = seen(CODE)?;
    let mut server = started(build_all());
    while !process::interrupted() {
        thread::sleep(LOOK_EVERY);
        let (looks_now, code_now) = (seen(LOOKS)?, seen(CODE)?);
        if looks_now == looks && code_now == code {
            continue;
        }
        let built = if code_now == code { site::build_without_wasm(Kind::Dev) } else { build_all() };
        (looks, code) = (looks_now, code_now);
        // The old one serves on while the new one does not compile.
        if let Err(error) = built {
            eprintln!("{error}");
            continue;
        }
        if let Some(old) = server.take() {
            process::stop(old)?;
        }
        server = started(Ok(()));
    }
    server.map_or(Ok(()), process::stop)
}

fn build_all() -> Result<()> {
    process::run(&mut process::cargo(&["build", "-p", "server"]))?;
    site::build(Kind::Dev)
}

/// The server, unless the build failed; then the next change may mend it.
fn started(built: Result<()>) -> Option<Child> {
    let spawn = || {
        let mut purser = process::command("target/debug/purser");
        Ok(purser.arg("serve").env("PURSER_SITE_DIR", Kind::Dev.folder()).spawn()?)
    };
    match built.and_then(|()| spawn()) {
        Ok(server) => Some(server),
        Err(error) => {
            eprintln!("{error}");
            None
        }
    }
}

/// When each file was last written.
fn seen(places: &[&str]) -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut found = BTreeMap::new();
    for place in places {
        let place = root().join(place);
        let files = if place.is_dir() { files_below(&place)? } else { vec![place] };
        for file in files {
            if let Some(written) = written(&file) {
                found.insert(file, written);
            }
        }
    }
    Ok(found)
}

/// Nothing for a file that vanished in between, as editors make them.
fn written(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|file| file.modified()).ok()
}
