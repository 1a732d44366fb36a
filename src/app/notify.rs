//! `firstline notify`: tries a receiver out, beside a running server or without one.

use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::{
    config::Settings,
    flow::notify::test_message,
    ports::{Clock as _, Ids as _, Notifier as _, Outcome},
};

use super::{
    args::NotifyCommand,
    real::{RandomIds, SystemClock},
};

pub(super) fn run(command: &NotifyCommand, settings: &Settings) -> anyhow::Result<ExitCode> {
    let NotifyCommand::Test { name } = command;
    let Some(receiver) = settings.receivers.iter().find(|receiver| receiver.name == *name) else {
        let known: Vec<&str> = settings.receivers.iter().map(|receiver| receiver.name.as_str()).collect();
        match known.as_slice() {
            [] => {
                bail!("there is no [[receiver]] in the configuration; `firstline config example` shows one")
            }
            known => bail!("there is no receiver {name:?}; known are {}", known.join(", ")),
        }
    };
    let message = test_message(settings, name, RandomIds.random(), SystemClock.now());
    let message = message.with_context(|| format!("there is no receiver {name:?}"))?;
    let outcome = super::runtime()?.block_on(async {
        let notifier = super::serve::notifier(settings)?;
        Ok::<_, anyhow::Error>(notifier.send(&message).await)
    })?;
    match outcome {
        Outcome::Delivered => {
            let tiers = receiver.listener.tiers.as_ref().map(|tiers| {
                let tiers: Vec<String> = tiers.iter().map(u8::to_string).collect();
                format!(" It hears of tier {} alone.", tiers.join(" and "))
            });
            super::say(&format!("{name} took the test message.{}\n", tiers.unwrap_or_default()))
                .map(|()| ExitCode::SUCCESS)
        }
        Outcome::Failed { why, .. } => bail!("{name} was not told: {why}"),
    }
}
