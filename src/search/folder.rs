//! The documents folder as it lies on disk: which files are pages, and what keeps one from being read.
//!
//! The folder itself may be a symbolic link, and may be swapped for another between two scans. Inside it, a link to a
//! file is read where it leads to a file of the same folder and refused where it leads outside; links to folders are
//! not followed, so there are no loops.

use std::{
    collections::HashMap,
    fs::{self, File, Metadata},
    io::{self, Read as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use crate::ports::{Folder, FolderError, SourceFile, VOCABULARY_FILE};

/// Endings of files that are pages.
const ENDINGS: [&str; 3] = ["md", "markdown", "mdx"];

/// How much of a folder is read.
#[derive(Clone, Copy, Debug)]
pub struct FolderLimits {
    /// Size of one file in bytes.
    pub file_bytes_max: u64,
    /// Number of pages.
    pub n_files_max: usize,
    /// Folders inside folders.
    pub depth_max: usize,
}

impl Default for FolderLimits {
    /// A page of 2 MB is a dump, and 20,000 pages are ten times the largest documentation we know.
    fn default() -> Self {
        Self { file_bytes_max: 2_000_000, n_files_max: 20_000, depth_max: 16 }
    }
}

/// A folder of Markdown files.
#[derive(Debug)]
pub struct MarkdownFolder {
    dir: PathBuf,
    limits: FolderLimits,
    /// What was read when a file looked like this: a file that still does is not read again.
    seen: Mutex<HashMap<String, (Look, String)>>,
}

/// A file from outside; the same look means the same content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    device: u64,
    inode: u64,
    n_bytes: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

impl MarkdownFolder {
    /// Names the folder; it is looked at when it is scanned.
    #[must_use]
    pub fn new(dir: &Path, limits: FolderLimits) -> Self {
        Self { dir: dir.to_owned(), limits, seen: Mutex::default() }
    }

    fn source(&self, root: &Path, entry: &DirEntry, known: &HashMap<String, String>) -> Option<SourceFile> {
        let path = path_below(root, entry.path());
        let (hash, text) = match self.read(root, entry, &path, known) {
            Ok(read) => read,
            // Deleted while the folder was read: it is simply not there.
            Err(Unread::Gone) => return None,
            Err(Unread::Refused { hash, error }) => {
                let text = (known.get(&path) != Some(&hash)).then_some(Err(error));
                return Some(SourceFile { path, hash, text });
            }
        };
        Some(SourceFile { path, hash, text: text.map(Ok) })
    }

    fn read(
        &self,
        root: &Path,
        entry: &DirEntry,
        path: &str,
        known: &HashMap<String, String>,
    ) -> Result<(String, Option<String>), Unread> {
        let real = if entry.path_is_symlink() {
            target_inside(root, entry.path())?
        } else {
            entry.path().to_owned()
        };
        let metadata = fs::metadata(&real).map_err(|e| Unread::from_io(&e))?;
        if !metadata.is_file() {
            return Err(Unread::refused("", "is not a regular file; remove it or give it another ending"));
        }
        let look = Look::new(&metadata);
        let max = self.limits.file_bytes_max;
        if metadata.len() > max {
            let said =
                format!("has {} bytes, more than {max} are not read; split it into pages", metadata.len());
            return Err(Unread::refused(&format!("{look:?}"), &said));
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some((before, hash)) = seen
            && before == look
            && known.get(path) == Some(&hash)
        {
            return Ok((hash, None));
        }
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(|e| Unread::from_io(&e))?;
        file.take(max + 1).read_to_end(&mut bytes).map_err(|e| Unread::from_io(&e))?;
        let hash = hex(&bytes);
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.to_owned(), (look, hash.clone()));
        if known.get(path) == Some(&hash) {
            return Ok((hash, None));
        }
        match text(bytes) {
            Ok(text) => Ok((hash, Some(text))),
            Err(error) => Err(Unread::Refused { hash, error }),
        }
    }
}

impl Folder for MarkdownFolder {
    fn scan(&self, known: &HashMap<String, String>) -> Result<Vec<SourceFile>, FolderError> {
        let root = self.dir.canonicalize().map_err(|e| folder_error(&self.dir, &e))?;
        fs::read_dir(&root).map_err(|e| folder_error(&self.dir, &e))?;
        let mut files = Vec::new();
        let walk = WalkDir::new(&root).max_depth(self.limits.depth_max).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            match entry {
                Ok(entry) if is_page(&entry) => files.extend(self.source(&root, &entry, known)),
                Ok(_) => {}
                Err(error) => files.extend(unreadable(&root, &error)),
            }
            if files.len() > self.limits.n_files_max {
                return Err(FolderError {
                    line: None,
                    message: format!(
                        "{} holds more than {} pages; name a smaller folder",
                        self.dir.display(),
                        self.limits.n_files_max
                    ),
                });
            }
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > files.len() {
            let there: std::collections::HashSet<_> = files.iter().map(|file| file.path.as_str()).collect();
            seen.retain(|path, _| there.contains(path.as_str()));
        }
        Ok(files)
    }

    fn vocabulary(&self) -> Result<String, FolderError> {
        let path = self.dir.join(VOCABULARY_FILE);
        let bytes_max = self.limits.file_bytes_max;
        let unread = |message: String| FolderError { line: None, message };
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 > bytes_max => {
                Err(unread(format!("has more than {bytes_max} bytes; keep the words that users need")))
            }
            Ok(_) => text(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let misnamed = path.with_extension("yml").exists();
                let message = "is not there; a file synonyms.yml is not read, rename it";
                if misnamed { Err(unread(message.to_owned())) } else { Ok(String::new()) }
            }
            Err(error) => Err(unread(format!("cannot be read: {error}"))),
        }
    }
}

/// Why a file gives no text.
enum Unread {
    Gone,
    Refused { hash: String, error: FolderError },
}

impl Unread {
    /// Refuses a file whose bytes were not read; `look` tells two states of it apart.
    fn refused(look: &str, message: &str) -> Self {
        let error = FolderError { line: None, message: format!("the file {message}") };
        Self::Refused { hash: hex(format!("{look}{message}").as_bytes()), error }
    }
    fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Gone,
            io::ErrorKind::PermissionDenied => {
                Self::refused("", "may not be read by this process; correct its permissions")
            }
            _ => Self::refused("", &format!("cannot be read ({error}); check the disk or save it again")),
        }
    }
}

impl Look {
    fn new(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            n_bytes: metadata.len(),
            written: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Hidden files are tools' own, and editors' locks and swap files are hidden.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with(['.', '#', '~'])
}

fn is_page(entry: &DirEntry) -> bool {
    let ending = entry.path().extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    !entry.file_type().is_dir() && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn target_inside(root: &Path, link: &Path) -> Result<PathBuf, Unread> {
    let target = match link.canonicalize() {
        Ok(target) => target,
        Err(_) => return Err(Unread::refused("", "is a link that leads nowhere; remove it or mend it")),
    };
    if target.starts_with(root) {
        return Ok(target);
    }
    Err(Unread::refused("", "is a link that leads out of the documents folder; put a copy in its place"))
}

fn path_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A folder inside the folder that cannot be read is told like a file, so that its pages do not vanish in silence.
fn unreadable(root: &Path, error: &walkdir::Error) -> Option<SourceFile> {
    let cause = error.io_error()?;
    if cause.kind() == io::ErrorKind::NotFound {
        return None;
    }
    let message = format!("the folder cannot be read ({cause}); correct its permissions");
    Some(SourceFile {
        path: path_below(root, error.path()?),
        hash: hex(message.as_bytes()),
        text: Some(Err(FolderError { line: None, message })),
    })
}

fn folder_error(dir: &Path, cause: &io::Error) -> FolderError {
    let message = format!(
        "the documents folder {} cannot be read ({cause}); create it or correct its name",
        dir.display()
    );
    FolderError { line: None, message }
}

fn text(bytes: Vec<u8>) -> Result<String, FolderError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(broken(1, "the file is UTF-16; save it as UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        broken(line_of(good), "this line is not UTF-8; save the file as UTF-8")
    })?;
    if let Some(at) = text.find('\0') {
        return Err(broken(line_of(&text.as_bytes()[..at]), "this line holds a NUL byte; remove it"));
    }
    let text = text.strip_prefix('\u{feff}').map_or(text.as_str(), |rest| rest);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn line_of(before: &[u8]) -> u32 {
    let n_lines = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(n_lines).unwrap_or(u32::MAX - 1) + 1
}

fn broken(line: u32, message: &str) -> FolderError {
    FolderError { line: Some(line), message: message.to_owned() }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn scan(dir: &Path) -> Vec<SourceFile> {
        let limits = FolderLimits { file_bytes_max: 1_000, ..FolderLimits::default() };
        MarkdownFolder::new(dir, limits).scan(&HashMap::new()).expect("scans")
    }
    #[track_caller]
    fn check(bytes: &[u8], want: Result<&str, (Option<u32>, &str)>) {
        let dir = TempDir::new().expect("a folder");
        fs::write(dir.path().join("a.md"), bytes).expect("writes");
        let file = scan(dir.path()).remove(0);
        match (file.text.expect("is new"), want) {
            (Ok(text), Ok(want)) => assert_eq!(text, want),
            (Err(error), Err((line, words))) => {
                assert_eq!(error.line, line);
                assert!(error.message.contains(words), "{error}");
            }
            (found, want) => panic!("{found:?} instead of {want:?}"),
        }
    }

    #[test]
    fn a_file_is_text_or_its_author_is_told_where_and_why_not() {
        check(b"\xef\xbb\xbf# A\r\nb\r\n", Ok("# A\nb\n"));
        check(b"a\nb\n\xff\xfe", Err((Some(3), "UTF-8")));
        check(b"a\n\0", Err((Some(2), "NUL")));
        check(b"\xff\xfea\0", Err((Some(1), "UTF-16")));
        check(&[b'a'; 1_001], Err((None, "1000")));
    }

    #[test]
    fn only_pages_are_read_and_links_stay_inside() {
        let dir = TempDir::new().expect("a folder");
        let outside = TempDir::new().expect("a folder");
        let root = dir.path();
        fs::write(outside.path().join("x.md"), "secret").expect("writes");
        fs::create_dir_all(root.join("deep/.git")).expect("creates");
        for name in
            ["a.md", "b.markdown", "c.mdx", "d.txt", ".e.md", "f.md~", "#g.md", "deep/h.MD", "deep/.git/i.md"]
        {
            fs::write(root.join(name), name).expect("writes");
        }
        symlink(outside.path().join("x.md"), root.join("j.md")).expect("links");
        symlink(root.join("a.md"), root.join("k.md")).expect("links");
        symlink(root, root.join("deep/loop")).expect("links");
        symlink(root.join("nothing"), root.join("l.md")).expect("links");
        let files = scan(root);
        let found: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(found, ["a.md", "b.markdown", "c.mdx", "deep/h.MD", "j.md", "k.md", "l.md"]);
        let refused: Vec<_> = files.iter().filter(|file| matches!(file.text, Some(Err(_)))).collect();
        assert_eq!(refused.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["j.md", "l.md"]);
    }

    #[test]
    fn known_files_are_not_read_again_and_changed_ones_are() {
        let dir = TempDir::new().expect("a folder");
        fs::write(dir.path().join("a.md"), "one").expect("writes");
        fs::write(dir.path().join("b.md"), "two").expect("writes");
        let folder = MarkdownFolder::new(dir.path(), FolderLimits::default());
        let first = folder.scan(&HashMap::new()).expect("scans");
        let known = first.into_iter().map(|file| (file.path, file.hash)).collect();
        assert!(folder.scan(&known).expect("scans").iter().all(|file| file.text.is_none()));
        fs::write(dir.path().join("a.md"), "won").expect("writes");
        let changed = folder.scan(&known).expect("scans");
        assert_eq!(changed[0].text, Some(Ok("won".to_owned())));
        assert_eq!(changed[1].text, None);
    }

    #[test]
    fn a_swapped_link_to_the_folder_is_followed() {
        let dir = TempDir::new().expect("a folder");
        for version in ["one", "two"] {
            fs::create_dir(dir.path().join(version)).expect("creates");
            fs::write(dir.path().join(version).join("a.md"), version).expect("writes");
        }
        let link = dir.path().join("docs");
        symlink(dir.path().join("one"), &link).expect("links");
        let folder = MarkdownFolder::new(&link, FolderLimits::default());
        assert_eq!(folder.scan(&HashMap::new()).expect("scans")[0].text, Some(Ok("one".to_owned())));
        fs::remove_file(&link).expect("removes");
        assert!(folder.scan(&HashMap::new()).expect_err("is gone").message.contains("create it"));
        symlink(dir.path().join("two"), &link).expect("links");
        assert_eq!(folder.scan(&HashMap::new()).expect("scans")[0].text, Some(Ok("two".to_owned())));
    }
}
