//! The site files: every name carries a hash of its content, so a browser may keep them for ever, and a manifest says
//! which name is whose. Only what has changed is made again.

mod compress;
pub(crate) mod wasm;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use sha2::{Digest as _, Sha256};

use crate::{Result, root, target};

/// Which build the files are for. They have folders of their own, so that tests disturb no running portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Dev,
    Release,
}

impl Kind {
    pub(crate) fn folder(self) -> PathBuf {
        target().join(match self {
            Self::Dev => "site-dev",
            Self::Release => "site",
        })
    }
}

/// `purser.css` to `/pkg/purser.1a2b3c4d5e6f.css`
type Manifest = BTreeMap<String, String>;

/// Everything.
pub(crate) fn build(kind: Kind) -> Result<()> {
    let mut site = Site::open(kind)?;
    wasm::build(kind, &mut site)?;
    site.add_style_and_statics()?;
    site.close()
}

/// What `style/` and `public/` decide, beside the wasm that is there.
pub(crate) fn build_without_wasm(kind: Kind) -> Result<()> {
    let mut site = Site::open(kind)?;
    site.keep("app.js");
    site.keep("app_bg.wasm");
    site.add_style_and_statics()?;
    site.close()
}

/// The site folder while it is being written. Pages see the old manifest until `close`.
struct Site {
    kind: Kind,
    folder: PathBuf,
    before: Manifest,
    now: Manifest,
}

impl Site {
    fn open(kind: Kind) -> Result<Self> {
        let folder = kind.folder();
        fs::create_dir_all(folder.join("pkg"))?;
        let before = match fs::read(folder.join("manifest.json")) {
            Ok(json) => serde_json::from_slice(&json)?,
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Manifest::new(),
            Err(other) => return Err(other.into()),
        };
        Ok(Self { kind, folder, before, now: Manifest::new() })
    }

    fn add_style_and_statics(&mut self) -> Result<()> {
        self.add("purser.css", style(&root().join("style/index.css"))?.as_bytes())?;
        let public = root().join("public");
        for file in files_below(&public)? {
            let name = file.strip_prefix(&public)?.to_string_lossy().into_owned();
            self.add(&name, &fs::read(&file)?)?;
        }
        Ok(())
    }

    /// Puts a file in under its hashed name.
    fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let hash = hex(&Sha256::digest(content));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let hashed = format!("{stem}.{}.{extension}", &hash[..12]);
        let path = self.folder.join("pkg").join(&hashed);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if !path.exists() {
            write(&path, content)?;
        }
        if self.kind == Kind::Release {
            compress::beside(&path, content)?;
        }
        self.now.insert(name.to_owned(), format!("/pkg/{hashed}"));
        Ok(())
    }

    /// Takes a file over from the last time; false when it is not there.
    fn keep(&mut self, name: &str) -> bool {
        let Some(url) = self.before.get(name) else { return false };
        let there = self.path_of(url).exists();
        if there {
            self.now.insert(name.to_owned(), url.clone());
        }
        there
    }

    fn path_of(&self, url: &str) -> PathBuf {
        self.folder.join(url.trim_start_matches('/'))
    }

    /// Publishes the manifest. The files of the one before stay for the pages that are open in browsers.
    fn close(self) -> Result<()> {
        let manifest = self.folder.join("manifest.json");
        if self.now != self.before || !manifest.exists() {
            write(&manifest, &serde_json::to_vec_pretty(&self.now)?)?;
            let wanted: Vec<PathBuf> =
                self.now.values().chain(self.before.values()).map(|url| self.path_of(url)).collect();
            for file in files_below(&self.folder.join("pkg"))? {
                let plain = match file.extension().and_then(|extension| extension.to_str()) {
                    Some("br" | "gz") => file.with_extension(""),
                    _ => file.clone(),
                };
                let is_snippet = file.components().any(|part| part.as_os_str() == "snippets");
                if !wanted.contains(&plain) && !is_snippet {
                    fs::remove_file(&file)?;
                }
            }
        }
        Ok(())
    }
}

/// One style sheet of all that the entry imports. Nothing is rewritten for old browsers: those that know `light-dark()`
/// know the rest.
fn style(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    // The errors borrow from the bundler, so they are told here.
    let mut sheet = bundler.bundle(entry).map_err(|error| error.to_string())?;
    sheet.minify(MinifyOptions::default()).map_err(|error| error.to_string())?;
    let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
    Ok(sheet.to_css(options).map_err(|error| error.to_string())?.code)
}

/// All or nothing, as far as readers can tell.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    fs::write(&name, content)?;
    Ok(fs::rename(&name, path)?)
}

pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => found.extend(files_below(&entry.path())?),
            false => found.push(entry.path()),
        }
    }
    Ok(found)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
