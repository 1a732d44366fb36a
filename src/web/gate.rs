//! Who may come in and how often: origins, addresses, rates.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use axum::http::{HeaderMap, header};
use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};

use crate::{
    config::{Inbox, Limits, Settings},
    domain::ids::ContactId,
};

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

/// Frames of any kind a socket may send at once, then each second: far above any client of ours. A tool may work
/// through a whole queue for its agent.
const CONTACT_FRAMES_BURST: NonZeroU32 = NonZeroU32::new(200).unwrap();
const AGENT_FRAMES_BURST: NonZeroU32 = NonZeroU32::new(2_000).unwrap();
const FRAMES_PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();

/// Returns the rate limit of a contact's frames on one socket.
pub(super) fn contact_frames() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(FRAMES_PER_SECOND).allow_burst(CONTACT_FRAMES_BURST))
}

/// Returns the rate limit of an agent's frames on one socket.
pub(super) fn agent_frames() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(FRAMES_PER_SECOND).allow_burst(AGENT_FRAMES_BURST))
}

/// The rate limits of the server.
pub(super) struct Gate {
    messages: Keyed<ContactId>,
    suggests: Keyed<ContactId>,
    handshakes: Keyed<IpAddr>,
    sign_ins: Keyed<IpAddr>,
    reads: Keyed<IpAddr>,
    clock: DefaultClock,
}

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        let quota =
            |burst: NonZeroU32, per_second: NonZeroU32| Quota::per_second(per_second).allow_burst(burst);
        Self {
            messages: RateLimiter::keyed(quota(limits.messages_burst, limits.messages_per_second)),
            suggests: RateLimiter::keyed(quota(limits.suggests_burst, limits.suggests_per_second)),
            handshakes: RateLimiter::keyed(quota(limits.handshakes_burst, limits.handshakes_per_second)),
            sign_ins: RateLimiter::keyed(quota(limits.sign_ins_burst, limits.sign_ins_per_second)),
            reads: RateLimiter::keyed(quota(limits.reads_burst, limits.reads_per_second)),
            clock: DefaultClock::default(),
        }
    }
    /// A contact says something.
    pub(super) fn message(&self, contact: ContactId) -> Result<(), Duration> {
        self.check(&self.messages, &contact)
    }
    /// A contact's input is searched.
    pub(super) fn suggest(&self, contact: ContactId) -> Result<(), Duration> {
        self.check(&self.suggests, &contact)
    }
    /// A search, or a document read, from an address.
    pub(super) fn read(&self, address: IpAddr) -> Result<(), Duration> {
        self.check(&self.reads, &network(address))
    }
    /// A new socket, or a new contact, from an address.
    pub(super) fn handshake(&self, address: IpAddr) -> Result<(), Duration> {
        self.check(&self.handshakes, &network(address))
    }
    /// Somebody tries to sign in from an address.
    pub(super) fn sign_in(&self, address: IpAddr) -> Result<(), Duration> {
        self.check(&self.sign_ins, &network(address))
    }
    /// Forgets whoever has been quiet; to be called now and then.
    pub(super) fn tidy(&self) {
        self.messages.retain_recent();
        self.suggests.retain_recent();
        self.handshakes.retain_recent();
        self.sign_ins.retain_recent();
        self.reads.retain_recent();
    }

    fn check<K: std::hash::Hash + Eq + Clone>(&self, limiter: &Keyed<K>, key: &K) -> Result<(), Duration> {
        limiter.check_key(key).map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

/// A provider hands out whole /64 networks: whoever has one has all its addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// What the `Origin` header of a handshake means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// No browser, or the server's own page: judged by its token alone.
    Own,
    /// Allowed in some inbox; which one is known with `hello`.
    Foreign(String),
    /// Allowed nowhere.
    Refused,
}

impl Origin {
    /// Judges a handshake's headers.
    pub(super) fn of(headers: &HeaderMap, settings: &Settings) -> Self {
        let Some(origin) = headers.get(header::ORIGIN) else { return Self::Own };
        let Ok(origin) = origin.to_str() else { return Self::Refused };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let bare = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let public = settings.public_url.as_deref().map(|url| url.trim_end_matches('/'));
        if (bare == Some(host) && !host.is_empty()) || public == Some(origin) {
            return Self::Own;
        }
        if settings.inboxes.iter().any(|inbox| allows(inbox, origin)) {
            Self::Foreign(origin.to_owned())
        } else {
            Self::Refused
        }
    }
    /// Returns whether a request says that it comes from the server's own page; one that says nothing does not.
    pub(super) fn is_own(headers: &HeaderMap, settings: &Settings) -> bool {
        headers.contains_key(header::ORIGIN) && Self::of(headers, settings) == Self::Own
    }
    /// Returns whether this origin may use the inbox.
    pub(super) fn may_use(&self, inbox: &Inbox) -> bool {
        match self {
            Self::Own => true,
            Self::Foreign(origin) => allows(inbox, origin),
            Self::Refused => false,
        }
    }
}

fn allows(inbox: &Inbox, origin: &str) -> bool {
    inbox.allowed_origins.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

/// Returns whether the browser's connection is encrypted: as configured, or as a trusted proxy says.
pub(super) fn is_https(headers: &HeaderMap, settings: &Settings) -> bool {
    let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
        || (settings.trusted_proxies > 0 && forwarded.is_some_and(|scheme| scheme.trim() == "https"))
}

/// Returns the client's address: the peer's, or, behind trusted proxies, the entry they vouch for, counted from the
/// right; a client can forge the others.
pub(super) fn address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: usize) -> IpAddr {
    if trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    forwarded
        .len()
        .checked_sub(trusted_proxies)
        .and_then(|place| forwarded.get(place))
        .and_then(|address| address.parse().ok())
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forwarded: &str, trusted_proxies: usize, want: &str) {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(address(peer, &headers, trusted_proxies), want.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_forged_forwarding_entry_is_not_believed() {
        check("6.6.6.6, 7.7.7.7", 0, "10.0.0.1");
        check("6.6.6.6, 7.7.7.7", 1, "7.7.7.7");
        check("6.6.6.6", 2, "10.0.0.1");
        check("nonsense", 1, "10.0.0.1");
    }
}
