//! Carries deliveries out: signed webhooks, chats' robots, mail; and fetches calendars by address. One try a call; when
//! to try again is not decided here.

mod feed;
mod guard;
mod http;
mod mail;
mod sign;

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;

use crate::{
    config::{MailSettings, Receiver},
    domain::alert::{Content, Message},
    ports::{Notifier, Outcome, Prepared},
};

pub use self::feed::Calendars;
use self::{http::Post, mail::Mailer};

/// Settings that cannot work, with what to change.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

/// All receivers of the settings.
pub struct Receivers {
    posts: HashMap<String, Post>,
    mails: HashMap<String, Vec<lettre::message::Mailbox>>,
    mailer: Option<Mailer>,
}

impl Receivers {
    /// Prepares the receivers, each of which may take so long; nothing is sent yet. The process's TLS provider must be installed before.
    ///
    /// # Errors
    /// Settings that cannot work, with what to change.
    pub fn new(receivers: &[Receiver], mail: &MailSettings, wait: Duration) -> Result<Self, SettingsError> {
        let (mut posts, mut mails) = (HashMap::new(), HashMap::new());
        let clients = http::Clients::new(wait)?;
        for receiver in receivers {
            if receiver.message == Message::Mail {
                mails.insert(receiver.name.clone(), mail::mailboxes(receiver)?);
            } else {
                posts.insert(receiver.name.clone(), Post::new(receiver, &clients)?);
            }
        }
        let mailer = (!mails.is_empty()).then(|| Mailer::new(mail, wait)).transpose()?;
        Ok(Self { posts, mails, mailer })
    }
}

#[async_trait]
impl Notifier for Receivers {
    async fn send(&self, prepared: &Prepared) -> Outcome {
        let name = prepared.receiver.as_str();
        match (&prepared.content, self.posts.get(name), self.mails.get(name), &self.mailer) {
            (Content::Json(body), Some(post), ..) => post.send(prepared, body).await,
            (Content::Mail { subject, text }, _, Some(to), Some(mailer)) => {
                mailer.send(prepared, to, subject, text).await
            }
            _ => failed("there is no such receiver in the settings any more"),
        }
    }
}

fn failed(why: impl Into<String>) -> Outcome {
    Outcome::Failed { why: why.into(), wait: None }
}
