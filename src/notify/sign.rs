//! Signatures: Standard Webhooks for programs, and what the robots of 飞书 and 钉钉 ask for.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;

/// Signs a webhook: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
pub(super) fn webhook(key: &[u8], id: &str, timestamp_s: i64, body: &[u8]) -> String {
    let mut signed = format!("{id}.{timestamp_s}.").into_bytes();
    signed.extend_from_slice(body);
    format!("v1,{}", hmac_sha256(key, &signed))
}

/// Signs for 飞书: nothing, by timestamp and secret as the key.
pub(super) fn feishu(secret: &str, timestamp_s: i64) -> String {
    hmac_sha256(format!("{timestamp_s}\n{secret}").as_bytes(), b"")
}

/// Signs for 钉钉: timestamp and secret, by the secret as the key.
pub(super) fn dingtalk(secret: &str, timestamp_ms: i64) -> String {
    hmac_sha256(secret.as_bytes(), format!("{timestamp_ms}\n{secret}").as_bytes())
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    STANDARD.encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_signed_as_the_standard_shows_it() {
        // The example of the specification's reference libraries.
        let key = crate::config::signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            webhook(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn robots_are_signed_as_their_makers_compute_it() {
        // Checked against `hmac.new(key, message, sha256)` of Python.
        assert_eq!(feishu("demo", 1_599_360_473), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
        assert_eq!(dingtalk("SECdemo", 1_599_360_473_000), "tGWkA5eQOQNCNPDgphtxIoNLO+/gD8Lcb705KQoRzeY=");
    }
}
