//! Compressed as far as it goes, once, instead of a little at every request.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::Result;

/// Writes `.br` and `.gz` beside a file, where they are missing.
pub(super) fn beside(path: &Path, content: &[u8]) -> Result<()> {
    let br = with_suffix(path, ".br");
    if !br.exists() {
        let params = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &content[..], &mut packed, &params)?;
        super::write(&br, &packed)?;
    }
    let gz = with_suffix(path, ".gz");
    if !gz.exists() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content)?;
        super::write(&gz, &encoder.finish()?)?;
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
