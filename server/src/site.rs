//! The pages' files: kept by browsers for ever, because their names change with their content.

use std::{path::Path, sync::Arc};

use app::site::Site;
use axum::{
    Router,
    http::{HeaderValue, header},
    middleware::map_response,
    response::Response,
};
use tower_http::services::ServeDir;

/// The names of the files, as the build wrote them down.
pub(crate) fn read(site_dir: &Path) -> Arc<Site> {
    let manifest = site_dir.join("manifest.json");
    let site = Site::read(&manifest).unwrap_or_else(|error| {
        tracing::warn!(%error, manifest = %manifest.display(), "the site files are not built: pages come without style");
        Site::unhashed()
    });
    Arc::new(site)
}

/// Serves them below `/pkg`, compressed where the build did so.
pub(crate) fn router(site_dir: &Path) -> Router {
    let files = ServeDir::new(site_dir.join("pkg")).precompressed_br().precompressed_gzip();
    let router = Router::new().nest_service("/pkg", files);
    router.layer(map_response(async |mut response: Response| {
        if response.status().is_success() || response.status().as_u16() == 304 {
            let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
            response.headers_mut().insert(header::CACHE_CONTROL, for_ever);
        }
        response
    }))
}
