//! Says when the documents folder should be read again. It does not say what changed: a scan finds that out.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    time::{Duration, Instant},
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use tokio::sync::mpsc;

/// Stillness after which a burst of changes is over: editors write, rename and touch within a few milliseconds.
const QUIET: Duration = Duration::from_millis(150);
/// A burst is reported after this long even if it goes on.
const BURST_MAX: Duration = Duration::from_millis(700);
/// How often the folder's identity is looked at, for swaps that no event tells.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often a scan is asked for where the system reports no changes.
const POLL_EVERY: Duration = Duration::from_secs(3);
/// How often a scan is asked for in any case: network folders may keep silent about changes.
const ANYWAY_EVERY: Duration = Duration::from_secs(60);
/// Events waiting at most; beyond, one more says nothing new.
const N_EVENTS_MAX: usize = 256;

/// Watches a folder and sends a wake-up when it should be scanned again; many changes at once are one wake-up.
///
/// The folder may be missing, a link, removed, created anew or swapped. Dropping the receiver ends the watch.
///
/// # Errors
/// No thread can be started.
pub fn watch(dir: &Path) -> io::Result<mpsc::Receiver<()>> {
    let (wake, wakes) = mpsc::channel(1);
    let dir = std::path::absolute(dir)?;
    let (events, heard) = sync_channel(N_EVENTS_MAX);
    // The watch stands when this returns: no change after the call is missed.
    let watched = Watched::new(&dir, &events);
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
        follow(&Ears { dir, events, heard, wake }, watched);
    })?;
    Ok(wakes)
}

struct Ears {
    dir: PathBuf,
    events: SyncSender<Event>,
    heard: Receiver<Event>,
    wake: mpsc::Sender<()>,
}

/// The folder as it was when the watch on it began.
struct Watched {
    real: Option<(PathBuf, u64, u64)>,
    /// Absent where the system cannot watch; dropping it ends the watch.
    watcher: Option<RecommendedWatcher>,
}

fn follow(ears: &Ears, mut watched: Watched) {
    let mut last_wake = Instant::now();
    while !ears.wake.is_closed() {
        let is_changed = match ears.heard.recv_timeout(LOOK_EVERY) {
            Ok(event) => {
                watched.concerns(&ears.dir, &event) && {
                    settle(ears, &watched);
                    true
                }
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let is_swapped = identity(&ears.dir) != watched.real;
        if is_swapped {
            watched = Watched::new(&ears.dir, &ears.events);
        }
        let patience = if watched.watcher.is_some() { ANYWAY_EVERY } else { POLL_EVERY };
        if is_changed || is_swapped || last_wake.elapsed() >= patience {
            last_wake = Instant::now();
            // A full channel holds a wake-up that is not yet taken: it covers this one.
            let _pending = ears.wake.try_send(());
        }
    }
}

/// Waits for the end of a burst.
fn settle(ears: &Ears, watched: &Watched) {
    let start = Instant::now();
    let mut quiet_since = start;
    loop {
        let waited = quiet_since.elapsed();
        let left = BURST_MAX.saturating_sub(start.elapsed());
        if waited >= QUIET || left.is_zero() {
            return;
        }
        match ears.heard.recv_timeout((QUIET - waited).min(left)) {
            Ok(event) if watched.concerns(&ears.dir, &event) => quiet_since = Instant::now(),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl Watched {
    fn new(dir: &Path, events: &SyncSender<Event>) -> Self {
        let real = identity(dir);
        let watcher = watcher(dir, real.as_ref().map(|(path, ..)| path.as_path()), events);
        if let Err(cause) = &watcher {
            tracing::warn!(%cause, "Changes of the documents folder are not reported, it is read every few seconds");
        }
        Self { real, watcher: watcher.ok() }
    }

    /// Tells events of the folder from those of its neighbours and from reading.
    fn concerns(&self, dir: &Path, event: &Event) -> bool {
        if event.need_rescan() {
            return true;
        }
        let is_change = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => false,
            _ => true,
        };
        let is_below = |path: &PathBuf| self.real.as_ref().is_some_and(|(real, ..)| path.starts_with(real));
        is_change
            && event.paths.iter().any(|path| is_below(path) || dir.starts_with(path) || path.starts_with(dir))
    }
}

fn identity(dir: &Path) -> Option<(PathBuf, u64, u64)> {
    let real = dir.canonicalize().ok()?;
    let metadata = fs::metadata(&real).ok().filter(fs::Metadata::is_dir)?;
    Some((real, metadata.dev(), metadata.ino()))
}

fn watcher(
    dir: &Path,
    real: Option<&Path>,
    events: &SyncSender<Event>,
) -> notify::Result<RecommendedWatcher> {
    let events = events.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error means events were lost, which a scan makes good.
        let event =
            event.unwrap_or_else(|_| Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan));
        let _full = events.try_send(event);
    })?;
    if let Some(real) = real {
        watcher.watch(real, RecursiveMode::Recursive)?;
    }
    // The nearest folder above that exists tells when the folder is created, removed or swapped.
    let above = dir.ancestors().skip(1).find(|above| above.is_dir());
    if let Some(above) = above
        && real.is_none_or(|real| !above.starts_with(real))
        && watcher.watch(above, RecursiveMode::NonRecursive).is_err()
    {
        // Its identity is looked at every two seconds anyway.
        tracing::debug!("The folder above the documents folder cannot be watched");
    }
    Ok(watcher)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;
    use tokio::time::timeout;

    use super::*;

    /// A saved file must be found within a second; this is the part of it that waiting may take.
    const SOON: Duration = Duration::from_millis(900);

    async fn is_woken(wakes: &mut mpsc::Receiver<()>, within: Duration) -> bool {
        timeout(within, wakes.recv()).await.is_ok_and(|wake| wake.is_some())
    }

    #[tokio::test]
    async fn a_burst_of_changes_is_one_wake_up_and_reading_is_none() {
        let dir = TempDir::new().expect("a folder");
        fs::create_dir(dir.path().join("docs")).expect("creates");
        let docs = dir.path().join("docs");
        let mut wakes = watch(&docs).expect("watches");
        fs::create_dir(docs.join("deep")).expect("creates");
        for name in ["a.md", "b.md", "deep/c.md"] {
            fs::write(docs.join(name), "text").expect("writes");
        }
        assert!(is_woken(&mut wakes, SOON).await);
        fs::read(docs.join("a.md")).expect("reads");
        fs::write(dir.path().join("neighbour.db"), "text").expect("writes");
        assert!(!is_woken(&mut wakes, Duration::from_millis(400)).await);
        fs::write(docs.join("new"), "text").expect("writes");
        fs::rename(docs.join("new"), docs.join("deep/c.md")).expect("renames");
        assert!(is_woken(&mut wakes, SOON).await);
    }

    #[tokio::test]
    async fn a_missing_folder_is_noticed_when_it_appears_and_when_it_comes_again() {
        let dir = TempDir::new().expect("a folder");
        let docs = dir.path().join("above/docs");
        let mut wakes = watch(&docs).expect("watches");
        fs::create_dir_all(&docs).expect("creates");
        assert!(is_woken(&mut wakes, Duration::from_secs(3)).await);
        fs::remove_dir_all(&docs).expect("removes");
        assert!(is_woken(&mut wakes, Duration::from_secs(3)).await);
        fs::create_dir_all(&docs).expect("creates");
        assert!(is_woken(&mut wakes, Duration::from_secs(3)).await);
        fs::write(docs.join("a.md"), "text").expect("writes");
        assert!(is_woken(&mut wakes, Duration::from_secs(3)).await);
    }

    #[tokio::test]
    async fn a_swapped_link_is_noticed_and_the_new_folder_watched() {
        let dir = TempDir::new().expect("a folder");
        for version in ["one", "two"] {
            fs::create_dir(dir.path().join(version)).expect("creates");
        }
        let docs = dir.path().join("docs");
        symlink(dir.path().join("one"), &docs).expect("links");
        let mut wakes = watch(&docs).expect("watches");
        symlink(dir.path().join("two"), dir.path().join("next")).expect("links");
        fs::rename(dir.path().join("next"), &docs).expect("swaps");
        assert!(is_woken(&mut wakes, SOON).await);
        fs::write(dir.path().join("two/a.md"), "text").expect("writes");
        assert!(is_woken(&mut wakes, SOON).await);
    }
}
