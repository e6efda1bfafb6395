//! The islands' wasm and its glue.

use std::fs;

use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use super::{Kind, Site};
use crate::{Result, process, target};

/// What every cargo call about the browser's half begins with.
pub(crate) const BROWSER: &[&str] = &[
    "--package",
    "app",
    "--lib",
    "--target",
    "wasm32-unknown-unknown",
    "--no-default-features",
    "--features",
    "hydrate",
];

pub(super) fn build(kind: Kind, site: &mut Site) -> Result<()> {
    // A cdylib alone: with an rlib beside it the linker keeps more.
    let profile = if kind == Kind::Release { "wasm-release" } else { "dev" };
    let mut cargo = process::cargo(&["rustc"]);
    cargo.args(BROWSER).args(["--crate-type", "cdylib", "--profile", profile]);
    process::run(&mut cargo)?;

    let folder = if kind == Kind::Release { profile } else { "debug" };
    let wasm = target().join("wasm32-unknown-unknown").join(folder).join("app.wasm");
    let stamp = site.folder.join("app.wasm.made-from");
    let digest = super::hex(&Sha256::digest(fs::read(&wasm)?));
    if fs::read_to_string(&stamp).is_ok_and(|before| before == digest)
        && site.keep("app.js")
        && site.keep("app_bg.wasm")
    {
        return Ok(());
    }

    let out = target().join("xtask").join(folder);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    Bindgen::new()
        .input_path(&wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .remove_name_section(kind == Kind::Release)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&out)?;
    for name in ["app.js", "app_bg.wasm"] {
        site.add(name, &fs::read(out.join(name))?)?;
    }
    // The glue imports these by name; their folders carry a hash of their own.
    for snippet in super::files_below(&out.join("snippets"))? {
        let path = site.folder.join("pkg").join(snippet.strip_prefix(&out)?);
        fs::create_dir_all(path.parent().ok_or("a snippet has a folder")?)?;
        super::write(&path, &fs::read(&snippet)?)?;
    }
    Ok(fs::write(stamp, digest)?)
}
