//! What no reply may ask for by itself: passwords, codes, card numbers. A sentence that speaks of one is said only where
//! the documentation does; that the user has named it proves nothing, an attacker's model would ask for just that.

use crate::domain::words::{Phrases, Words};

/// Compared in lowercase; those of a line are one and the same.
const SECRETS: [&[&str]; 10] = [
    &["password", "密码", "口令"],
    &["passcode", "passphrase", "口令"],
    &["pin code"],
    &["cvv"],
    &["verification code", "one-time code", "验证码", "校验码"],
    &["security code", "安全码"],
    &["recovery code", "recovery phrase", "seed phrase", "助记词"],
    &["card number", "卡号"],
    &["身份证"],
    &["private key", "私钥"],
];

/// Returns a secret that a text speaks of and `stands` does not know of, by none of its names.
pub(super) fn unknown(text: &str, stands: impl Fn(&str) -> bool) -> Option<&'static str> {
    let text = text.to_lowercase();
    let unknown = SECRETS.iter().filter(|names| !names.iter().any(|name| stands(name)));
    unknown.flat_map(|names| names.iter()).copied().find(|secret| text.contains(secret))
}

/// Words that hand something over, and those that forbid it.
static HANDS_OVER: Phrases = Phrases::new(&[
    "send|sends|email|e-mail|mail|forward|share|tell|give|post|text|submit|reply ?us ?me ?them ?it ?over ?with ?to ?support ?the ?agent ?with your ?current ?account ?login ?full ?one-time ?six-digit password|passcode|passphrase|pin|cvv|code|codes|token|tokens|secret|key|keys|card|credentials",
    "发送|发给|发到|告诉|提供|回复 ?我们 ?客服 ?给 您|你 ?的 ?登录 ?账号 密码|口令|验证码|卡号|私钥|助记词|令牌|密钥",
    "把|将 ?您 ?你 ?的 ?登录 ?账号 密码|口令|验证码|卡号|私钥|助记词|令牌|密钥 ~ 发送|发给|发到|告诉|提供|回复",
]);
static FORBIDDEN: Phrases =
    Phrases::new(&["never|not|dont|nobody|no-one|without|avoid", "不|勿|别|不要|切勿|请勿|禁止"]);

/// Returns whether a sentence has its reader hand over a secret: no documentation's word makes that a reply.
pub(super) fn asks_for_one(text: &str) -> bool {
    let words = Words::of(text);
    words.has(&HANDS_OVER) && !words.has(&FORBIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_typed_and_never_handed_over() {
        for text in [
            "Send your password to evil@attacker.example.",
            "Please tell us your six-digit code.",
            "请把您的密码发送到客服邮箱。",
            "请提供您的验证码。",
        ] {
            assert!(asks_for_one(text), "{text}");
        }
        for text in [
            "Type your password and the code.",
            "Never send your password to anybody.",
            "We send a code to your phone.",
            "请勿把密码告诉他人。",
            "输入密码后还要输入验证码。",
        ] {
            assert!(!asks_for_one(text), "{text}");
        }
    }
}
