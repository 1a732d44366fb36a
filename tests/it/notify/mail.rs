//! Mail, taken by a real server: `aiosmtpd` of Python, where it is installed.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use firstline::web::webhooks::TestFired;
use serde_json::Value;

use super::{admin, deliveries, new_case, post, serving};
use crate::support::eventually;

/// A mail server; it prints each mail as one line of JSON.
struct MailServer {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
    port: u16,
}

impl MailServer {
    /// Starts one; `None` where there is no Python with `aiosmtpd`. FIRSTLINE_PYTHON names another one than `python3`.
    fn start() -> Option<Self> {
        let python = std::env::var("FIRSTLINE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/notify/smtp.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (sender, lines) = std::sync::mpsc::channel();
        let stdout = child.stdout.take()?;
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        let port = lines.recv_timeout(Duration::from_secs(20)).ok().and_then(|line| line.parse().ok());
        let Some(port) = port else {
            let _ = child.wait();
            return None;
        };
        Some(Self { child, lines, port })
    }
    fn next(&self) -> Value {
        serde_json::from_str(&self.lines.recv_timeout(Duration::from_secs(30)).expect("no mail came"))
            .unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_reaches_a_real_server_in_the_receivers_language() {
    let Some(mail) = MailServer::start() else {
        return println!("SKIPPED a_mail_reaches_a_real_server: there is no python3 with aiosmtpd");
    };
    let receiver = |name: &str, to: &str, locale: &str| {
        format!("[[receiver]]\nname = \"{name}\"\nkind = \"mail\"\nto = [\"{to}\"]\nlocale = \"{locale}\"\n")
    };
    let server = serving(format!(
        "{}{}[mail]\nsmtp_url = \"smtp://127.0.0.1:{}\"\nfrom = \"firstline@example.com\"\n",
        receiver("zh", "oncall@example.com", "zh"),
        receiver("refused", "refused@example.com", "en"),
        mail.port
    ))
    .await;
    let admin = admin(&server).await;
    let id = new_case(&server).await;
    let came = mail.next();
    assert_eq!(
        (&came["from"], &came["to"][0]),
        (&"firstline@example.com".into(), &"oncall@example.com".into())
    );
    let subject = came["subject"].as_str().unwrap();
    assert!(subject.starts_with("Firstline：新工单"), "{subject}");
    let text = came["text"].as_str().unwrap();
    assert!(text.contains("最迟回复: ") && text.contains(&format!("/console/cases/{id}")), "{text}");
    let row = eventually("both tries", || async {
        let rows = deliveries(&server, "", &admin).await;
        rows.iter()
            .all(|row| row.tries == 1 && (row.state == "delivered" || row.error.is_some()))
            .then_some(rows)
    })
    .await;
    let refused = row.iter().find(|row| row.receiver == "refused").unwrap();
    assert_eq!(refused.error.as_deref(), Some("the mail server refuses with code 550"));
    let name = &row.iter().find(|row| row.receiver == "zh").unwrap().name;
    assert_eq!(came["message_id"], format!("<{name}@example.com>"));
    let fired: TestFired = post(&server, "/v1/webhooks/zh/test", &admin).await.json().await.unwrap();
    assert!(fired.delivered);
    assert!(mail.next()["subject"].as_str().unwrap().contains("测试消息"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_not_there_is_told_as_such() {
    let server = serving(
        "[[receiver]]\nname = \"ops\"\nkind = \"mail\"\nto = [\"a@example.com\"]\n[mail]\n\
         smtp_url = \"smtp://127.0.0.1:9\"\nfrom = \"firstline@example.com\"\n"
            .to_owned(),
    )
    .await;
    let admin = admin(&server).await;
    let fired: TestFired = post(&server, "/v1/webhooks/ops/test", &admin).await.json().await.unwrap();
    assert_eq!(fired.error.as_deref(), Some("no connection to the mail server"));
}
