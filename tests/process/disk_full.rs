//! A full disk: nothing is acknowledged, the server stays up and says so, and everything goes on once there is room.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use serde_json::json;
use tokio::time::sleep;

use super::{
    client::{Dice, Socket},
    server::{Place, Server, get},
};

const SAYS: &str = "How do I install the relay?";

/// A small file system of its own; unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts it, or says that this machine does not let us.
    fn mount(path: PathBuf) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path));
        }
        println!("SKIPPED a_full_disk: no small file system can be mounted here (needs root)");
        None
    }
    /// Takes all the room there is.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.0.join("ballast")).unwrap();
        while std::io::Write::write(&mut ballast, &[7; 4096]).is_ok() {}
    }
    fn free(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_acknowledges_nothing_and_is_survived() {
    let mut dice = Dice::new(3);
    let place = Place::new();
    place.write("firstline.toml", "[limits]\nmessages_burst = 1000\nmessages_per_second = 100\n");
    let Some(disk) = SmallDisk::mount(place.path("data")) else { return };
    let token = place.add_agent("Ada");
    let mut server = Server::start(&place);
    let address = server.address().to_owned();
    let (mut visitor, _) = Socket::chat(&address, None).await;
    assert_eq!(visitor.say(&mut dice, SAYS).await["type"], "ack");
    visitor.until_event("turn_ended").await;

    disk.fill();
    let mut refused = Vec::new();
    for _ in 0..30 {
        let frame = json!({ "type": "message", "client_id": dice.id(), "text": SAYS });
        let answer = visitor.ask(frame.clone()).await;
        assert_eq!(answer["code"], "unavailable", "while the disk was full: {answer}");
        refused.push(frame);
    }
    assert!(server.is_up());
    assert_eq!(get(&format!("http://{address}/healthz"), None).await.0, 200);
    assert_eq!(get(&format!("http://{address}/readyz"), None).await.0, 503);

    disk.free();
    for frame in &refused {
        let mut answer = visitor.ask(frame.clone()).await;
        while answer["code"] == "unavailable" {
            sleep(Duration::from_millis(100)).await;
            answer = visitor.ask(frame.clone()).await;
        }
        assert_eq!(answer["type"], "ack", "{answer}");
    }
    assert_eq!(get(&format!("http://{address}/readyz"), None).await.0, 200);
    let conversations = server.conversations(&token).await;
    assert_eq!(conversations.len(), 1);
    let events = server.events(&token, conversations[0]["id"].as_str().unwrap()).await;
    for frame in &refused {
        let n_times = events.iter().filter(|event| event["body"]["client_id"] == frame["client_id"]).count();
        assert_eq!(n_times, 1, "said once: {frame}");
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
    assert!(server.terminate(Duration::from_secs(30)).success());
}
