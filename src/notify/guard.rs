//! Keeps requests out of our own network: every address a name resolves to is looked at, and only those are connected to.
//!
//! Looked at when connecting, not before: a name that resolves otherwise the second time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A name or address leads where nobody may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Inwards {
    /// Into a private network.
    #[error("its address lies in a private network; where that is meant, set allow_private = true")]
    Private,
    /// To what only machines themselves talk to: metadata of clouds, neighbours on the wire.
    #[error("its address is one that nobody is told at (link-local, metadata, multicast)")]
    Never,
}

/// Resolves names and refuses those with a single address that is not allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guarded {
    pub(super) allow_private: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            for address in &found {
                guard.check(address.ip())?;
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

impl Guarded {
    /// Returns whether somebody may be told at this address.
    pub(super) fn check(self, address: IpAddr) -> Result<(), Inwards> {
        match place(address) {
            Place::Public => Ok(()),
            Place::Private if self.allow_private => Ok(()),
            Place::Private => Err(Inwards::Private),
            Place::Never => Err(Inwards::Never),
        }
    }
}

/// Where an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Public,
    Private,
    Never,
}

/// Answers machines about themselves, though it looks like any other address.
const AZURE_WIRE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
/// The same, in the range that carriers share.
const ALIBABA_METADATA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
/// The same, in a unique local range.
const AWS_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

const fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(v4) => place_v4(v4),
        IpAddr::V6(v6) => place_v6(v6),
    }
}

const fn place_v4(v4: Ipv4Addr) -> Place {
    let [a, b, c, _] = v4.octets();
    if v4.to_bits() == AZURE_WIRE.to_bits() || v4.to_bits() == ALIBABA_METADATA.to_bits() {
        return Place::Never;
    }
    match (a, b, c) {
        (10 | 127, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Place::Private,
        (0, ..)
        | (169, 254, _)
        | (192, 0, 0 | 2)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113)
        | (224.., ..) => Place::Never,
        _ => Place::Public,
    }
}

const fn place_v6(v6: Ipv6Addr) -> Place {
    let [a, b, c, d, e, f, g, h] = v6.segments();
    let [high, low] = [g.to_be_bytes(), h.to_be_bytes()];
    let inner = Ipv4Addr::new(high[0], high[1], low[0], low[1]);
    if v6.to_bits() == AWS_METADATA.to_bits() {
        return Place::Never;
    }
    match [a, b, c, d, e, f] {
        // The same address in other clothes: mapped, and behind a translator.
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => place_v4(inner),
        [0, 0, 0, 0, 0, 0] if g == 0 && h == 1 => Place::Private,
        [0xfc00..=0xfdff, ..] => Place::Private,
        // Teredo, documentation, 6to4: tunnels whose end nobody sees here.
        [0x2001, 0 | 0xdb8, ..] | [0x2002, ..] => Place::Never,
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(want: Place, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(place(address.parse().unwrap()), want, "{address}");
        }
    }

    #[test]
    fn every_way_inwards_is_known() {
        check(
            Place::Private,
            &[
                "127.0.0.1",
                "127.8.8.8",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "::1",
                "fc00::1",
                "fd12:3456::1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:1",
            ],
        );
        check(
            Place::Never,
            &[
                "0.0.0.0",
                "169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "192.0.2.1",
                "198.18.0.1",
                "::",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "fd00:ec2::254",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "::7f00:1",
            ],
        );
        check(
            Place::Public,
            &[
                "1.1.1.1",
                "172.32.0.1",
                "172.15.0.1",
                "100.128.0.1",
                "192.0.1.1",
                "2606:4700::1111",
                "::ffff:8.8.8.8",
            ],
        );
    }

    #[test]
    fn a_private_receiver_must_be_meant_and_metadata_never_is() {
        let (open, shut) = (Guarded { allow_private: true }, Guarded { allow_private: false });
        let at = |text: &str| text.parse().unwrap();
        assert_eq!(shut.check(at("10.0.0.1")), Err(Inwards::Private));
        assert_eq!(open.check(at("10.0.0.1")), Ok(()));
        assert_eq!(open.check(at("169.254.169.254")), Err(Inwards::Never));
        assert_eq!(shut.check(at("1.1.1.1")), Ok(()));
    }
}
