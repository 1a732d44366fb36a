//! Questions kept beside the documents: they are asked, an edit that breaks one is told, a solved conversation is kept.

use std::{fs, path::Path};

use serde_json::json;

use crate::{
    client::{Dice, Socket},
    server::{Place, Server},
};

/// Runs `docs test` and returns its exit code and what it printed.
fn asked(place: &Place) -> (i32, String) {
    let output = place.run(&["docs", "test"]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout).replace(&place.path("").display().to_string(), "");
    (output.status.code().unwrap(), format!("{printed}{complaint}"))
}

#[test]
fn our_own_manual_keeps_its_answers() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs_corpus");
    let place = Place::without_documents();
    let output = place.run(&["docs", "test", manual.to_str().unwrap()]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    for language in ["en", "zh"] {
        let tests = fs::read_to_string(manual.join(format!("tests/{language}.yaml"))).unwrap();
        let n_declined = tests.matches("unanswerable: true").count();
        assert!(tests.matches("- question:").count() >= 40 + n_declined && n_declined >= 8, "{language}");
    }
}

#[test]
fn an_edit_that_breaks_a_test_is_reported_with_file_and_line() {
    let place = Place::new();
    place.write(
        "docs/tests/relay.yaml",
        "# what users ask\n- question: how do I upgrade the relay\n  page: install.md#upgrade\n  answer: relayctl stop\n\
         - question: my certificate has expired\n  page: certificates.md\n\
         - question: 怎么安装中继\n  page: zh/install.md\n  top: 1\n\
         - question: who won the football game\n  unanswerable: true\n",
    );
    let (code, printed) = asked(&place);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.starts_with("4 tests, 4 kept, 0 broken"), "{printed}");

    let install = fs::read_to_string(place.path("docs/install.md")).unwrap();
    place.write("docs/install.md", &install.replace("## Upgrade", "## Upgrading it"));
    let certificates = fs::read_to_string(place.path("docs/certificates.md")).unwrap();
    place.write("docs/certificates.md", &certificates.replace("---\n\n", "draft: true\n---\n\n"));
    fs::remove_file(place.path("docs/zh/install.md")).unwrap();
    let (code, printed) = asked(&place);
    assert_eq!(code, 1, "{printed}");
    for told in [
        "docs/tests/relay.yaml:2: \"how do I upgrade the relay\" expected install.md#upgrade in the first 3",
        "  docs/install.md:9: no heading has the anchor #upgrade; this one is #upgrading-it",
        "docs/tests/relay.yaml:5: \"my certificate has expired\" expected certificates.md in the first 3",
        "  docs/certificates.md:3: the page is a draft",
        "docs/tests/relay.yaml:7: \"怎么安装中继\" expected zh/install.md in the first 1",
        "  docs/zh/install.md: there is no such page; there is install.md",
        "4 tests, 1 kept, 3 broken",
    ] {
        assert!(printed.contains(told), "{told:?} is missing in\n{printed}");
    }

    place.write("docs/install.md", &install.replace("relayctl stop", "relayctl halt"));
    let (_, printed) = asked(&place);
    assert!(
        printed.contains("found install.md, expected its quotation to hold \"relayctl stop\""),
        "{printed}"
    );
    assert!(printed.contains("  docs/install.md: the page does not say it any more"), "{printed}");
}

#[test]
fn tests_that_cannot_be_read_are_told_with_file_and_line() {
    let place = Place::new();
    assert!(place.complain(&["docs", "test"]).contains("- question:"));
    place.write("docs/tests/a.yaml", "- question: how do I upgrade\n  pages: install.md\n");
    assert!(place.complain(&["docs", "test"]).contains("docs/tests/a.yaml:2:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_solution_becomes_a_test_and_nothing_else_does() {
    let place = Place::new();
    let server = Server::start(&place);
    let mut dice = Dice::printed("a confirmed solution becomes a test");
    let (mut socket, _) = Socket::chat(server.address(), None).await;
    let text = "how do I upgrade the relay? write to jane.doe@example.com";
    socket.send(&json!({ "type": "message", "client_id": dice.id(), "text": text })).await;
    let ended = socket.until_event("turn_ended").await;
    let conversation = ended["conversation"].as_str().unwrap().to_owned();
    let refused = place.complain(&["docs", "keep", &conversation]);
    assert!(refused.contains("it is not solved"), "{refused}");

    let reply = &ended["body"]["reply"];
    let feedback = json!({ "type": "feedback", "client_id": dice.id(), "reply": reply, "solved": true });
    socket.send(&feedback).await;
    socket.until_event("resolved").await;
    let printed = place.succeed(&["docs", "keep", &conversation]);
    assert!(printed.contains("docs/tests/kept.yaml:2:") && printed.contains("install.md"), "{printed}");
    let kept = fs::read_to_string(place.path("docs/tests/kept.yaml")).unwrap();
    assert!(kept.contains("how do I upgrade the relay? write to [email]"), "{kept}");
    assert!(!kept.contains("jane"), "{kept}");
    let (code, printed) = asked(&place);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.starts_with("1 tests, 1 kept"), "{printed}");
    let again = place.complain(&["docs", "keep", &conversation]);
    assert!(again.contains("kept already"), "{again}");

    let unknown = place.complain(&["docs", "keep", &dice.id()]);
    assert!(unknown.contains("there is no conversation"), "{unknown}");
    assert!(place.complain(&["docs", "keep", "nonsense"]).contains("is no conversation"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_of_what_cites_nothing_is_not_kept() {
    let place = Place::new();
    let server = Server::start(&place);
    let mut dice = Dice::printed("a confirmation of what cites nothing");
    let (mut socket, _) = Socket::chat(server.address(), None).await;
    socket
        .send(&json!({ "type": "message", "client_id": dice.id(), "text": "which vitamins are in spinach?" }))
        .await;
    let ended = socket.until_event("turn_ended").await;
    let conversation = ended["conversation"].as_str().unwrap().to_owned();
    let feedback = json!({ "type": "feedback", "client_id": dice.id(), "reply": ended["body"]["reply"], "solved": true });
    socket.send(&feedback).await;
    socket.until_event("resolved").await;
    let refused = place.complain(&["docs", "keep", &conversation]);
    assert!(refused.contains("cites no document") || refused.contains("confirmed no answer"), "{refused}");
    assert!(!place.path("docs/tests").exists());
}
