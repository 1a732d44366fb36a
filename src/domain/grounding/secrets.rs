//! What no reply may ask for by itself: passwords, codes, card numbers. A sentence that speaks of one is said only where
//! the documentation does; that the user has named it proves nothing, an attacker's model would ask for just that.

/// Compared in lowercase.
const SECRETS: [&str; 22] = [
    "password",
    "passcode",
    "passphrase",
    "pin code",
    "cvv",
    "verification code",
    "one-time code",
    "security code",
    "recovery code",
    "recovery phrase",
    "seed phrase",
    "card number",
    "private key",
    "密码",
    "口令",
    "验证码",
    "校验码",
    "安全码",
    "卡号",
    "身份证",
    "私钥",
    "助记词",
];

/// Returns a secret that a text speaks of and `stands` does not know of.
pub(super) fn unknown(text: &str, stands: impl Fn(&str) -> bool) -> Option<&'static str> {
    let text = text.to_lowercase();
    SECRETS.into_iter().find(|secret| text.contains(secret) && !stands(secret))
}
