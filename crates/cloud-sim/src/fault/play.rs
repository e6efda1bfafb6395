//! Plays a fault on a connection.

use std::{io, time::Duration as Wait};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use futures::{StreamExt, stream};

use super::Effect;
use crate::{door::Incoming, serve::Peer};

const HANG: Wait = Wait::from_secs(600);

/// How long half a body gets to be written.
const FLUSH: Wait = Wait::from_millis(100);

/// More than a careful client reads.
const OVERSIZE: usize = 1024 * 1024 + 4096;

/// Who is at the other end of the call that a fault hits.
pub(crate) struct Wire<'a> {
    pub(crate) request: &'a Incoming,
    pub(crate) peer: Option<&'a Peer>,
    pub(crate) request_id: &'a str,
}

impl Wire<'_> {
    fn cut(&self) -> Response {
        if let Some(peer) = self.peer {
            peer.cut();
        }
        // Nobody reads this: the connection is cut before its first byte.
        StatusCode::BAD_GATEWAY.into_response()
    }
}

/// What becomes of an answer. `None` in and out: the cloud has not acted yet, and goes on.
pub(crate) async fn play(
    effect: Effect,
    answer: Option<Response>,
    wire: &Wire<'_>,
    refuse: impl FnOnce(u16, &str, bool) -> Response,
) -> Option<Response> {
    let whole = async |answer: Option<Response>| {
        let answer =
            answer.unwrap_or_else(|| format!(r#"{{"RequestId":"{}"}}"#, wire.request_id).into_response());
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        (parts, bytes)
    };
    Some(match effect {
        Effect::Delay { ms } => {
            tokio::time::sleep(Wait::from_millis(ms)).await;
            return answer;
        }
        Effect::Drop => wire.cut(),
        Effect::Hang => {
            tokio::time::sleep(HANG).await;
            wire.cut()
        }
        Effect::Status { status } => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Effect::Empty => StatusCode::OK.into_response(),
        Effect::Html => Html("<html><body><h1>Gateway</h1></body></html>").into_response(),
        Effect::Truncate => {
            let (mut parts, bytes) = whole(answer).await;
            parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
            let half = bytes.slice(..bytes.len() / 2);
            let end = stream::once(async {
                // An error at once would take the half that is not written yet with it.
                tokio::time::sleep(FLUSH).await;
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            });
            let body = stream::iter([Ok::<Bytes, io::Error>(half)]).chain(end);
            Response::from_parts(parts, Body::from_stream(body))
        }
        Effect::Oversized => {
            let (mut parts, bytes) = whole(answer).await;
            parts.headers.remove(header::CONTENT_LENGTH);
            let mut padded = bytes.to_vec();
            padded.resize(bytes.len() + OVERSIZE, b' ');
            Response::from_parts(parts, padded.into())
        }
        Effect::Trickle { ms } => {
            let (mut parts, bytes) = whole(answer).await;
            parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
            let body = stream::unfold(bytes, move |mut rest| async move {
                tokio::time::sleep(Wait::from_millis(ms)).await;
                (!rest.is_empty()).then(|| (Ok::<Bytes, io::Error>(rest.split_to(1)), rest))
            });
            Response::from_parts(parts, Body::from_stream(body))
        }
        Effect::Redirect => {
            let host = wire.request.header("host").unwrap_or_default();
            let to = HeaderValue::from_str(&format!("http://{host}{}", wire.request.target));
            let to = to.unwrap_or_else(|_| HeaderValue::from_static("/"));
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        Effect::Refuse { status, code, xml } => refuse(status, &code, xml),
    })
}
