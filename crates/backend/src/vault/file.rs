//! The key file: one key a line, `<key id> <32 bytes in base64>`, newest first.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use data_encoding::{BASE64, HEXLOWER};
use rustix::fs::{FlockOperation, flock};
use zeroize::Zeroizing;

use super::VaultError;
use crate::Random;

/// The file's text, if nobody but its owner may read it.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let refuse = |source| VaultError::File { path: path.display().to_string(), source };
    let mut file = File::open(path).map_err(refuse)?;
    let mode = file.metadata().map_err(refuse)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultError::Readable { path: path.display().to_string(), mode });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(refuse)?;
    Ok(text)
}

/// A key's id and its bytes.
pub(super) type Line = (String, Zeroizing<[u8; 32]>);

/// The keys of a file's text; empty lines and lines that begin with `#` are passed over.
pub(super) fn keys(text: &str) -> Result<Vec<Line>, VaultError> {
    let lines = text.lines().map(str::trim).enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| key(line).ok_or(VaultError::Line { line: index + 1 }))
        .collect()
}

fn key(line: &str) -> Option<Line> {
    let (id, encoded) = line.split_once(char::is_whitespace)?;
    let known = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if id.len() > 64 || !id.bytes().all(known) {
        return None;
    }
    let bytes = Zeroizing::new(BASE64.decode(encoded.trim().as_bytes()).ok()?);
    Some((id.to_owned(), Zeroizing::new(bytes.as_slice().try_into().ok()?)))
}

/// Writes a new file beside the old one and puts it in its place, so that no moment lacks a key.
pub(super) fn create_key(path: &Path, random: &Random) -> Result<String, VaultError> {
    let refuse = |source| VaultError::File { path: path.display().to_string(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(folder).map_err(refuse)?;
    // Two commands at the same time take turns.
    flock(&folder, FlockOperation::LockExclusive).map_err(|error| refuse(error.into()))?;

    let old = match read(path) {
        Ok(text) => text,
        Err(VaultError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Zeroizing::default()
        }
        Err(error) => return Err(error),
    };
    keys(&old)?;

    let id = format!("k{}", HEXLOWER.encode(&random.bytes::<6>()));
    let bytes = Zeroizing::new(random.bytes::<32>());
    let line = Zeroizing::new(format!("{id} {}\n", BASE64.encode(bytes.as_slice())));

    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    // A left-over of a command that was killed.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refuse(error)),
        Ok(()) | Err(_) => {}
    }
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).map_err(refuse)?;
    file.write_all(line.as_bytes())
        .and_then(|()| file.write_all(old.as_bytes()))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| folder.sync_all())
        .map_err(refuse)?;
    Ok(id)
}
