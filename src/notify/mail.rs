//! Mail over SMTP: plain text, one message for all addresses of a receiver.

use std::time::{Duration, SystemTime};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};

use crate::{
    config::{MailSettings, Receiver},
    ports::{Outcome, Prepared},
};

use super::{SettingsError, failed};

/// A mail takes several answers of its server: so many waits for it whole.
const WAITS_WHOLE: u32 = 2;

/// The way out for mail.
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    wait: Duration,
}

/// Reads the addresses of a receiver.
///
/// # Errors
/// One of them is none.
pub(super) fn mailboxes(receiver: &Receiver) -> Result<Vec<Mailbox>, SettingsError> {
    let read = |text: &String| {
        text.parse()
            .map_err(|_| SettingsError(format!("receiver {}: {text:?} is no mail address", receiver.name)))
    };
    receiver.to.iter().map(read).collect()
}

impl Mailer {
    /// Prepares the way out; no connection is made yet.
    ///
    /// # Errors
    /// The server's address cannot be read, or nobody is named as sender.
    pub(super) fn new(settings: &MailSettings, wait: Duration) -> Result<Self, SettingsError> {
        let url = settings.smtp_url.as_deref().unwrap_or_default();
        let unreadable = |_| SettingsError("mail.smtp_url is no address; write smtps://USER@HOST".to_owned());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(unreadable)?;
        let user = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map(|(user, _)| user);
        if let (Some(user), Some(password)) = (user, &settings.password) {
            let user = percent_encoding::percent_decode_str(user).decode_utf8_lossy().into_owned();
            builder = builder.credentials(Credentials::new(user, password.expose().trim().to_owned()));
        }
        let from = settings.from.as_deref().unwrap_or_default();
        let from =
            from.parse().map_err(|_| SettingsError(format!("mail.from: {from:?} is no mail address")))?;
        Ok(Self { transport: builder.timeout(Some(wait)).build(), from, wait })
    }

    pub(super) async fn send(
        &self,
        prepared: &Prepared,
        to: &[Mailbox],
        subject: &str,
        text: &str,
    ) -> Outcome {
        let host = self.from.email.domain();
        let at = Duration::from_millis(u64::try_from(prepared.now.as_millis()).unwrap_or_default());
        let mut head = Message::builder()
            .from(self.from.clone())
            .date(SystemTime::UNIX_EPOCH + at)
            // The same name at each try: mail programs show doubles once.
            .message_id(Some(format!("<{}@{host}>", prepared.name)))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN);
        for mailbox in to {
            head = head.to(mailbox.clone());
        }
        let Ok(mail) = head.body(text.to_owned()) else { return failed("the mail cannot be written") };
        match tokio::time::timeout(self.wait * WAITS_WHOLE, self.transport.send(mail)).await {
            Ok(Ok(_)) => Outcome::Delivered,
            Ok(Err(error)) => failed(match error.status() {
                Some(code) => format!("the mail server refuses with code {code}"),
                None if error.is_timeout() => "the mail server does not answer".to_owned(),
                None if error.is_tls() => "the mail server's certificate or TLS does not fit".to_owned(),
                None => "no connection to the mail server".to_owned(),
            }),
            Err(_) => failed("the mail server does not answer"),
        }
    }
}
