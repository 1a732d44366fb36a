//! The binary as a child: started on a free port, read, signalled, killed. It ends with its owner.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_firstline");
/// Longest wait for `listening on`: a debug build on a busy machine.
const START_WAIT: Duration = Duration::from_secs(30);

/// Two small documents, one in each language.
const DOCUMENTS: [(&str, &str); 3] = [
    (
        "install.md",
        "---\ntitle: Installing the relay\n---\n\n# Installing the relay\n\nThe relay is installed with the command \
         `relayctl install`. It needs 2 GB of memory and listens on port 7443.\n\n## Upgrade\n\nTo upgrade the relay, \
         stop it with `relayctl stop`, replace the package and start it again. The upgrade keeps all settings.\n",
    ),
    (
        "certificates.md",
        "---\ntitle: Certificates\n---\n\n# Certificates\n\nA certificate that has expired is replaced in the folder \
         `/etc/relay/tls`. The relay reads it again within 60 seconds.\n\n## Renewal\n\nCertificates are renewed \
         automatically 30 days before they expire.\n",
    ),
    (
        "zh/install.md",
        "---\ntitle: 安装中继\nlocale: zh\n---\n\n# 安装中继\n\n使用命令 `relayctl install` 安装中继。中继需要 2 GB 内存，\
         监听端口 7443。\n\n## 升级\n\n升级前请先用 `relayctl stop` 停止中继，然后替换软件包并重新启动。\n",
    ),
];

/// A folder for one test: data, documents, configuration.
pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    /// Makes the folder with a small corpus.
    pub(crate) fn new() -> Self {
        let place = Self::without_documents();
        for (path, text) in DOCUMENTS {
            place.write(&format!("docs/{path}"), text);
        }
        place
    }
    /// Makes the folder without any documents.
    pub(crate) fn without_documents() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    /// Names a command of the binary over this folder; nothing of the tester's environment reaches it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command
            .args(args)
            .env_clear()
            .current_dir(self.dir.path())
            .env("FIRSTLINE_DATA", self.path("data"))
            .env("FIRSTLINE_DOCS", self.path("docs"));
        let config = self.path("firstline.toml");
        if config.exists() {
            command.env("FIRSTLINE_CONFIG", config);
        }
        command
    }
    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }
    /// Runs a command that must succeed and returns what it printed.
    #[track_caller]
    pub(crate) fn succeed(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
    /// Runs a command that must fail with exit code 2, and returns what it complained about.
    #[track_caller]
    pub(crate) fn complain(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {complaint}");
        complaint
    }
    /// Adds an agent and returns their token.
    #[track_caller]
    pub(crate) fn add_agent(&self, name: &str) -> String {
        let printed = self.succeed(&["agent", "add", name]);
        printed.split_whitespace().last().unwrap().to_owned()
    }
}

/// A running server. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts the server on a free port and waits until it is ready.
    pub(crate) fn start(place: &Place) -> Self {
        Self::start_with(place, "127.0.0.1:0", &[])
    }
    /// Starts the server at an address with further arguments.
    pub(crate) fn start_with(place: &Place, listen: &str, args: &[&str]) -> Self {
        let mut command = place.command(&["serve", "--listen", listen]);
        command.args(args);
        Self::spawn(command)
    }
    /// Starts a server from a whole command.
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let mut stderr = child.stderr.take().unwrap();
        std::thread::spawn({
            let log = log.clone();
            move || {
                let mut piece = [0; 4096];
                while let Ok(n_bytes @ 1..) = stderr.read(&mut piece) {
                    log.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..n_bytes]));
                }
            }
        });
        let (told, lines) = mpsc::channel();
        let stdout = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = told.send(line);
            }
        });
        let first = lines.recv_timeout(START_WAIT);
        let address = first.as_deref().ok().and_then(|line| line.strip_prefix("listening on http://"));
        let Some(address) = address.map(str::to_owned) else {
            let _ = child.kill();
            panic!("the server did not get ready: {first:?}\n{}", log.lock().unwrap());
        };
        Self { child, address, log }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
    /// Returns what was logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
    pub(crate) fn is_up(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
    /// Ends it without any warning, as a power supply would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
    pub(crate) fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(done.unwrap().success());
    }
    /// Asks it to end and returns how it did.
    #[track_caller]
    pub(crate) fn terminate(mut self, within: Duration) -> ExitStatus {
        self.signal("TERM");
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < within, "still up {within:?} after SIGTERM\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    /// Returns resident memory in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Gets a page as JSON, as the agent with this token.
    pub(crate) async fn json(&self, token: &str, path: &str) -> Value {
        let (status, body) = get(&format!("http://{}{path}", self.address), Some(token)).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }
    /// Returns all conversations an agent sees.
    pub(crate) async fn conversations(&self, token: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.json(token, &format!("/v1/conversations?limit=100{cursor}")).await;
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }
    /// Returns the whole log of a conversation.
    pub(crate) async fn events(&self, token: &str, conversation: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let after = all.last().map_or(0, |event| event["seq"].as_u64().unwrap());
            let path = format!("/v1/conversations/{conversation}/events?after={after}&limit=200");
            let page = self.json(token, &path).await;
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            if page["more"] == false {
                return all;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Gets a page: its status and text.
pub(crate) async fn get(url: &str, token: Option<&str>) -> (u16, String) {
    // Fails only where a provider is installed already, which is what the HTTP client wants.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut request = reqwest::Client::new().get(url).timeout(Duration::from_secs(20));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Returns a file or folder of the team's shared material, where this machine has it.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("FIRSTLINE_SHARED").map_or_else(beside, PathBuf::from);
    Some(root.join(path)).filter(|path| path.exists())
}
