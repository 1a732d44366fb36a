//! A release holds the front end, so there is no release without one. Any other build reads it from disk when it is
//! asked for a page, and needs none to compile.

use std::path::Path;

/// Pages and scripts that must be there; what they load stands beside them.
const FILES: [&str; 5] = ["index.html", "console.html", "docs.html", "chat.html", "widget.js"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-changed=web/dist");
    let missing: Vec<&str> =
        FILES.into_iter().filter(|file| !Path::new("web/dist").join(file).is_file()).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        println!(
            "cargo::error=a release binary needs the front end: run `make build` (web/dist lacks {missing})"
        );
    }
}
