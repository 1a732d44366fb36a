//! The listening socket: HTTP/1 with bounded heads, slow clients cut off, sockets upgraded.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::config::Limits;

/// Pause after a failed accept: usually too many open files, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The least that the HTTP library takes as a buffer, in bytes.
const HEAD_BYTES_MIN: usize = 8192;

/// Serves the routes until `end`; connections that are open then go on by themselves.
pub async fn listen(listener: TcpListener, routes: Router, limits: &Limits, end: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_wait)
        .max_buf_size(limits.header_bytes_max.max(HEAD_BYTES_MIN));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = end.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => connection(&http, stream, peer, routes.clone()),
            Err(error) => {
                tracing::warn!(error = %error, "A connection could not be accepted; is the limit of open files reached?");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn connection(http: &http1::Builder, stream: TcpStream, peer: SocketAddr, routes: Router) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = %error, "A connection keeps its delay");
    }
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        routes.clone().oneshot(request)
    });
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(error = %error, "A connection ended badly");
        }
    });
}
