//! Ready policies by name, built in from `policies/`.

const SCENES: [(&str, &str); 4] = [
    ("one_to_one_calls", include_str!("../../policies/one_to_one_calls.toml")),
    ("live_show", include_str!("../../policies/live_show.toml")),
    ("voice_service", include_str!("../../policies/voice_service.toml")),
    ("ai_assistant", include_str!("../../policies/ai_assistant.toml")),
];

/// Returns the names of the ready policies.
#[must_use]
pub fn names() -> [&'static str; 4] {
    SCENES.map(|(name, _)| name)
}

/// Returns a ready policy as TOML, with its reasons.
#[must_use]
pub fn named(name: &str) -> Option<&'static str> {
    SCENES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
