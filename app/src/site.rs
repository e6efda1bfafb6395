//! The static files' addresses. Their names carry a hash, so a browser may keep them for ever.

use std::{collections::BTreeMap, fs, io, path::Path};

/// Where the page finds its style, its script and the islands' module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub css: String,
    pub script: String,
    pub favicon: String,
    /// The module that loads `app_wasm`; only pages with an island ask for it.
    pub app_js: String,
    pub app_wasm: String,
}

impl Site {
    /// Reads the manifest that the build writes beside the files: `{"app.js": "/pkg/app.1a2b.js", …}`.
    pub fn read(manifest: &Path) -> io::Result<Self> {
        let names: BTreeMap<String, String> = serde_json::from_slice(&fs::read(manifest)?)?;
        let find = |name: &str| {
            names.get(name).cloned().ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{} does not name {name}", manifest.display()),
                )
            })
        };
        Ok(Self {
            css: find("purser.css")?,
            script: find("purser.js")?,
            favicon: find("favicon.svg")?,
            app_js: find("app.js")?,
            app_wasm: find("app_bg.wasm")?,
        })
    }

    /// Names without a hash, for tests that serve no static files.
    pub fn unhashed() -> Self {
        let at = |name: &str| format!("/pkg/{name}");
        Self {
            css: at("purser.css"),
            script: at("purser.js"),
            favicon: at("favicon.svg"),
            app_js: at("app.js"),
            app_wasm: at("app_bg.wasm"),
        }
    }
}
