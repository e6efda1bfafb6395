//! How large a body may be.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;

/// 1 MiB: no form comes near it. A body that does not tell its length is cut there.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// A body that is too large is still read on for a while: a browser that is cut off while it sends shows no
/// answer at all.
const PATIENCE: Duration = Duration::from_secs(5);
const READ_ON: usize = 32 << 20;

pub(super) async fn limit(request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY as u64) {
        let _ = tokio::time::timeout(PATIENCE, read_on(request.into_body())).await;
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(request).await
}

async fn read_on(body: Body) {
    let mut chunks = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        read += chunk.len();
        if read > READ_ON {
            return;
        }
    }
}
