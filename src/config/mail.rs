//! The mail server that mails to receivers go through.

use super::{
    field::{Field, field},
    read::Reader,
    receiver::is_mail_address,
    secret::Secret,
};

/// Settings of outgoing mail. Without `smtp_url` there is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MailSettings {
    /// The server, such as `smtps://user@mail.example.com`.
    pub smtp_url: Option<String>,
    /// Variable of the environment that holds the password.
    pub password_env: Option<String>,
    /// The password itself; never from the file.
    pub password: Option<Secret>,
    /// The address that mails come from.
    pub from: Option<String>,
}

impl MailSettings {
    pub(super) fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("smtp_url", &mut self.smtp_url, "", "The server and its user: smtps:// for TLS from the start (port 465), smtp:// with ?tls=required for STARTTLS (port 587); none: no mail is sent.")
                .sample("\"smtps://firstline@mail.example.com\""),
            field("password_env", &mut self.password_env, "", "The variable of the environment that holds the password of that user.")
                .sample("\"SMTP_PASSWORD\""),
            field("from", &mut self.from, "mail address", "The address that mails come from.")
                .sample("\"firstline@example.com\""),
        ]
    }

    /// Notes what cannot be and finds the password. `is_used`: some receiver is told by mail.
    pub(super) fn check(
        &mut self,
        is_used: bool,
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        self.password = self.password_env.as_deref().and_then(env).map(Secret::new);
        if let (Some(name), None) = (&self.password_env, &self.password)
            && is_used
        {
            let message = format!("the environment has no variable {name}; set it to the password");
            reader.note("mail.password_env", message);
        }
        if is_used && self.smtp_url.is_none() {
            reader.note("mail.smtp_url", "is not set, and a receiver is told by mail");
        }
        if is_used && self.from.is_none() {
            reader.note("mail.from", "is not set, and a receiver is told by mail");
        }
        if self.from.as_deref().is_some_and(|from| !is_mail_address(from)) {
            reader.note("mail.from", "is no mail address; write it alone, such as \"firstline@example.com\"");
        }
        let url: http::Uri = match self.smtp_url.as_deref()?.parse() {
            Ok(url) => url,
            Err(_) => {
                reader.note("mail.smtp_url", "is no address; write smtps://USER@HOST");
                return None;
            }
        };
        let user =
            url.authority().and_then(|authority| authority.as_str().split_once('@')).map(|(user, _)| user);
        if !matches!(url.scheme_str(), Some("smtp" | "smtps")) || url.host().is_none_or(str::is_empty) {
            reader.note("mail.smtp_url", "must begin with smtps:// or smtp:// and name a host");
        } else if user.is_some_and(|user| user.contains(':')) {
            reader.note(
                "mail.smtp_url",
                "holds a password; put it into the environment and name it by password_env",
            );
        }
        let is_clear =
            url.scheme_str() == Some("smtp") && !url.query().unwrap_or_default().contains("tls=required");
        let is_here = url.host().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host));
        (is_clear && !is_here).then(|| {
            "mail.smtp_url: mails may go in clear text; write smtps://, or add ?tls=required".to_owned()
        })
    }
}
