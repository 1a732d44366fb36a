//! Where the chat socket of a server is, from what a person types.

use std::{fmt, str::FromStr};

use tokio_tungstenite::tungstenite::http::Uri;

use super::ClientError;

/// The path of the chat socket below the server's address.
const CHAT_PATH: &str = "/v1/chat";

/// The address of a chat socket: `ws://` or `wss://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Uri);

impl Address {
    /// Returns the socket's address.
    #[must_use]
    pub const fn uri(&self) -> &Uri {
        &self.0
    }
    /// Returns the address of the server's pages, without a slash at its end.
    #[must_use]
    pub fn site(&self) -> String {
        let scheme = if self.0.scheme_str() == Some("wss") { "https" } else { "http" };
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        let path = self.0.path();
        format!("{scheme}://{authority}{}", path.strip_suffix(CHAT_PATH).unwrap_or(path))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Address {
    type Err = ClientError;

    /// Reads `http`, `https`, `ws` or `wss` addresses, and bare hosts: those are taken as plain on this machine,
    /// encrypted elsewhere.
    fn from_str(text: &str) -> Result<Self, ClientError> {
        let text = text.trim();
        let refused = || ClientError::Address(text.to_owned());
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => "ws",
            "https" | "wss" => "wss",
            "" if is_this_machine(authority) => "ws",
            "" => "wss",
            _ => return Err(refused()),
        };
        // A token in the query would be refused, and a password in the address would be shown in messages.
        if authority.is_empty() || rest.contains(['?', '#', '@']) {
            return Err(refused());
        }
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix(CHAT_PATH).unwrap_or(path);
        format!("{scheme}://{authority}{path}{CHAT_PATH}").parse().map(Self).map_err(|_| refused())
    }
}

fn is_this_machine(authority: &str) -> bool {
    let is_port = |rest: &str| rest.is_empty() || rest.starts_with(':');
    ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]
        .iter()
        .any(|host| authority.strip_prefix(host).is_some_and(is_port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(
            text.parse::<Address>().ok().map(|address| address.to_string()).as_deref(),
            want,
            "{text}"
        );
    }

    #[test]
    fn web_addresses_become_socket_addresses() {
        check("http://127.0.0.1:8080", Some("ws://127.0.0.1:8080/v1/chat"));
        check("https://help.example.com/", Some("wss://help.example.com/v1/chat"));
        check("wss://example.com/support", Some("wss://example.com/support/v1/chat"));
        check("ws://localhost:1/v1/chat", Some("ws://localhost:1/v1/chat"));
    }

    #[test]
    fn the_pages_stand_beside_the_socket() {
        for (text, want) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("wss://example.com/support/v1/chat", "https://example.com/support"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().site(), want);
        }
    }

    #[test]
    fn a_bare_host_is_encrypted_unless_it_is_this_machine() {
        check("localhost:8080", Some("ws://localhost:8080/v1/chat"));
        check("[::1]:8080", Some("ws://[::1]:8080/v1/chat"));
        check("help.example.com", Some("wss://help.example.com/v1/chat"));
        check("localhost.example.com", Some("wss://localhost.example.com/v1/chat"));
    }

    #[test]
    fn secrets_and_other_schemes_are_refused() {
        for text in
            ["ftp://example.com", "http://", "", "http://a?token=b", "http://me:pw@example.com", "a b"]
        {
            check(text, None);
        }
    }
}
