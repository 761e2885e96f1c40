//! The live page of a training: loss and metrics as they come, in a browser.
//!
//! Served from memory on the loopback address, under a path with a token that nobody can guess. It reads
//! what a callback has written down and never holds the training up.

mod page;

use crate::error::{Error, Result};
use kerros::callbacks::{Callback, Logs, Training};
use page::Page;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tiny_http::{Header, Request, Response, Server};

/// How long the end of a training waits for the page to read it: three of its rounds.
const LAST_LOOK: Duration = Duration::from_secs(3);

/// A live page that is served.
pub(crate) struct View {
    url: String,
    page: Arc<Mutex<Page>>,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl View {
    /// Serves the page of a training of so many epochs.
    ///
    /// # Errors
    ///
    /// If no port can be had.
    pub(crate) fn open(epochs: usize) -> Result<Self> {
        let server = Server::http(("127.0.0.1", 0)).map_err(|e| Error::View(e.to_string()))?;
        let server = Arc::new(server);
        let token = token();
        let port = server.server_addr().to_ip().map_or(0, |address| address.port());
        let page = Arc::new(Mutex::new(Page::new(epochs)));
        let (serving, pages, prefix) = (server.clone(), page.clone(), format!("/{token}/"));
        let thread = std::thread::spawn(move || {
            for request in serving.incoming_requests() {
                // A browser that goes away is no error of ours.
                let _ = answer(request, &prefix, &pages);
            }
        });
        let url = format!("http://127.0.0.1:{port}/{token}/");
        Ok(View { url, page, server, thread: Some(thread) })
    }

    /// Where the page is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A callback that writes down the numbers of each epoch.
    pub(crate) fn callback(&self) -> impl Callback + use<> {
        Recorder(self.page.clone())
    }
}

/// The training is over: a page that was looked at gets a moment to read the last numbers.
impl Drop for View {
    fn drop(&mut self) {
        lock(&self.page).finish();
        let end = Instant::now() + LAST_LOOK;
        while lock(&self.page).is_behind() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Recorder(Arc<Mutex<Page>>);

impl Callback for Recorder {
    fn on_epoch_end(
        &mut self,
        _training: &mut Training<'_>,
        _epoch: usize,
        logs: &mut Logs,
    ) -> kerros::Result<()> {
        lock(&self.0).push(logs.iter());
        Ok(())
    }
}

fn answer(request: Request, prefix: &str, page: &Mutex<Page>) -> std::io::Result<()> {
    let path = request.url().strip_prefix(prefix);
    let (text, kind) = match path {
        Some("") => (lock(page).html(), "text/html; charset=utf-8"),
        Some("metrics.json") => (lock(page).read_metrics(), "application/json"),
        _ => return request.respond(Response::empty(404)),
    };
    let response = Response::from_string(text)
        .with_header(header("Content-Type", kind))
        .with_header(header("Cache-Control", "no-store"));
    request.respond(response)
}

fn header(name: &'static str, value: &'static str) -> Header {
    // Both are literals of plain ASCII.
    Header::from_bytes(name, value).unwrap_or_else(|()| unreachable!("{name}"))
}

/// The page's numbers; a thread that panicked while it held them has left them whole.
fn lock(page: &Mutex<Page>) -> MutexGuard<'_, Page> {
    page.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 128 random bits: the standard library seeds its hashers from the operating system.
fn token() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn get(url: &str) -> String {
        let (address, path) = url["http://".len()..].split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn the_page_is_served_under_its_token_only() {
        let view = View::open(3).unwrap();
        lock(&view.page).push([("loss", 0.5), ("val_loss", f64::NAN)].into_iter());
        let page = get(view.url());
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("data-epochs=\"3\"") && !page.contains("{{"), "{page}");
        let metrics = get(&format!("{}metrics.json", view.url()));
        assert!(
            metrics.ends_with(r#"{"loss":[0.5,null,null],"val_loss":[null,null,null]}"#),
            "{metrics}"
        );
        let root = view.url().split('/').take(3).collect::<Vec<_>>().join("/");
        for wrong in [format!("{root}/"), format!("{root}/metrics.json"), format!("{root}/0/")] {
            assert!(get(&wrong).starts_with("HTTP/1.1 404"), "{wrong}");
        }
        assert!(get(&format!("{}../secret", view.url())).starts_with("HTTP/1.1 404"));
    }

    #[test]
    fn a_page_that_nobody_looks_at_does_not_hold_the_end_up() {
        let start = Instant::now();
        drop(View::open(1).unwrap());
        assert!(start.elapsed() < LAST_LOOK);
    }

    #[test]
    fn tokens_differ() {
        assert_ne!(token(), token());
        assert_eq!(token().len(), 32);
    }
}
