//! What is known by the word before it: `password: …`, `my passport number is …`, `手机号是…`.

use super::{CARD, IDENTITY, PHONE, is_token_char, run};

/// Words before a secret; compared in lowercase.
const SECRETS: [&str; 34] = [
    "pass",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "api key",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "access key",
    "accesskey",
    "secret_key",
    "secret key",
    "secretkey",
    "client_secret",
    "private_key",
    "private key",
    "x-api-key",
    "verification code",
    "one-time code",
    "recovery code",
    "backup code",
    "密码",
    "密碼",
    "口令",
    "密钥",
    "密鑰",
    "令牌",
    "验证码",
    "驗證碼",
];
/// Words before a secret that are parts of other words, too: they count as whole words alone.
const SHORT_SECRETS: [&str; 7] = ["pin code", "pin number", "pin", "cvv", "cvc", "otp", "pw"];
/// What a browser shows that it is signed in with.
const SESSIONS: [&str; 5] = ["session=", "sessionid=", "jsessionid=", "phpsessid=", "sid="];
/// Characters of such a value.
const SESSION_CHARS_MIN: usize = 8;
/// Words before a number, and what it is.
const NUMBERS: [(&str, &str); 47] = [
    ("driver license", IDENTITY),
    ("driver licence", IDENTITY),
    ("driving license", IDENTITY),
    ("call me on", PHONE),
    ("call me at", PHONE),
    ("reach me on", PHONE),
    ("reach me at", PHONE),
    ("text me on", PHONE),
    ("座机", PHONE),
    ("passport", IDENTITY),
    ("identity card", IDENTITY),
    ("id card", IDENTITY),
    ("id number", IDENTITY),
    ("social security", IDENTITY),
    ("ssn", IDENTITY),
    ("driver's license", IDENTITY),
    ("driving licence", IDENTITY),
    ("护照", IDENTITY),
    ("身份证", IDENTITY),
    ("身分證", IDENTITY),
    ("通行证", IDENTITY),
    ("台胞证", IDENTITY),
    ("回乡证", IDENTITY),
    ("居住证", IDENTITY),
    ("驾驶证", IDENTITY),
    ("证件号", IDENTITY),
    ("社保", IDENTITY),
    ("card number", CARD),
    ("credit card", CARD),
    ("debit card", CARD),
    ("bank account", CARD),
    ("iban", CARD),
    ("银行卡", CARD),
    ("信用卡", CARD),
    ("卡号", CARD),
    ("银行账号", CARD),
    ("phone", PHONE),
    ("mobile", PHONE),
    ("tel", PHONE),
    ("cell", PHONE),
    ("whatsapp", PHONE),
    ("wechat", PHONE),
    ("手机", PHONE),
    ("手機", PHONE),
    ("电话", PHONE),
    ("微信", PHONE),
    ("qq", PHONE),
];
/// Words before the month and year of a card.
const EXPIRY: [&str; 7] =
    ["expiration date", "expiry date", "valid thru", "expiry", "exp", "有效期至", "有效期"];
/// Words that a secret follows without a sign.
const SAID: [&str; 12] = [
    "password",
    "passwd",
    "passcode",
    "pin",
    "cvv",
    "cvc",
    "otp",
    "pwd",
    "verification code",
    "one-time code",
    "recovery code",
    "backup code",
];
/// What may stand between a name and its number.
const FILLERS: [&str; 16] =
    ["id", " ", ":", "：", "=", "#", "(", "（", "number", "no.", "is", "号码", "号", "號", "是", "为"];
/// Digits of a number that is known by its name alone: the shortest subscriber numbers have as many.
const DIGITS_MIN: usize = 6;

/// Finds `name = value`, `Authorization: Bearer value`; returns the bytes before the value and its length.
///
/// The end of a longer name counts where an equals sign or a colon makes it sure.
pub(super) fn secret(rest: &str, begins_word: bool) -> Option<(usize, usize)> {
    let head: String = rest.chars().take(20).collect::<String>().to_lowercase();
    for scheme in ["bearer ", "basic "] {
        let value = rest
            .get(scheme.len()..)
            .filter(|_| begins_word && head.starts_with(scheme))
            .map(|tail| run(tail, is_token_char));
        if let Some(value) = value.filter(|value| value.len() >= 8 && looks_random(value)) {
            return Some((scheme.len(), value.len()));
        }
    }
    if begins_word && let Some(name) = SESSIONS.iter().find(|name| head.starts_with(*name)) {
        let value = rest.get(name.len()..).map(|tail| run(tail, is_token_char)).unwrap_or_default();
        return (value.len() >= SESSION_CHARS_MIN && looks_random(value))
            .then_some((name.len(), value.len()));
    }
    let short = SHORT_SECRETS.iter().filter(|_| begins_word);
    let names = SECRETS.iter().chain(short).filter(|name| head.starts_with(*name));
    let name = names.max_by_key(|name| name.len())?;
    let after = rest.get(name.len()..)?;
    let tail = after.trim_start_matches(['"', '\'', ' ']);
    // "my password is hunter2", "the password for root is hunter2"
    let spoken = spoken_is(tail).filter(|_| begins_word);
    // "I set my password to Sommer2024"
    if let Some(value) = tail.strip_prefix("to ").filter(|_| begins_word) {
        let value = run(value, |c| !c.is_whitespace() && !"\"',;，。；、".contains(c)).trim_end_matches('.');
        let is_word = value.bytes().any(|byte| byte.is_ascii_alphabetic()) && value.len() >= 6;
        if is_word && mixes(value) && value.is_ascii() {
            return Some((rest.len() - tail.len() + "to ".len(), value.len()));
        }
    }
    let sign = tail.chars().next().filter(|c| "=:：是为".contains(*c));
    let (mark_len, is_spoken) = match (sign, spoken) {
        (Some(sign), _) => (sign.len_utf8(), false),
        (None, Some(length)) => (length, true),
        // "验证码482913", "密码 Abc12345"
        (None, None) => {
            let value =
                run(tail, |c| c.is_ascii_graphic() && !"\"',;".contains(c)).trim_end_matches(['.', '?', ')']);
            let short = run(tail, |c| c.is_ascii_alphanumeric() || c == '/');
            // What stands right behind a Chinese word ends where another sign does.
            let value = if name.is_ascii() { value } else { short };
            let is_parted = tail.len() < after.len();
            let is_bare = value.len() >= 4 && !name.is_ascii();
            // "password Tiger77", "passcode 991122", "cvv 123"
            let has_letter = value.bytes().any(|byte| byte.is_ascii_alphabetic());
            let is_said = begins_word
                && is_parted
                && value.len() >= 3
                && (SAID.contains(name) || *name == "pass" && has_letter && value.len() >= 6);
            let is_bare = (is_bare || is_said) && mixes(value);
            return is_bare.then(|| (rest.len() - tail.len(), value.len()));
        }
    };
    let value_at = &tail[mark_len..];
    let value_text = value_at.trim_start_matches(['"', '\'', ' ']);
    let value = run(value_text, |c| !c.is_whitespace() && !"\"',;，。；、".contains(c));
    let is_sure = !is_spoken && (sign.is_some_and(|sign| "=：".contains(sign)) || value_at == value_text);
    let is_value = if is_sure { !value.is_empty() } else { looks_random(value) };
    // "密码：小明2024!"
    let is_written = value.is_ascii() || is_sure && mixes(value) && value.ends_with(|c: char| c.is_ascii());
    (is_value && !value.starts_with('[') && value.chars().count() >= 3 && is_written)
        .then_some((rest.len() - value_text.len(), value.len()))
}

/// Finds a number by the word before it; returns the bytes before it, its length, and what it is.
pub(super) fn number(rest: &str) -> Option<((usize, usize), &'static str)> {
    let head: String = rest.chars().take(20).collect::<String>().to_lowercase();
    if let Some(found) = expiry(rest, &head) {
        return Some((found, CARD));
    }
    let (name, put) = NUMBERS.iter().find(|(name, _)| head.starts_with(name))?;
    let mut tail = rest.get(name.len()..)?;
    while let Some(shorter) = FILLERS.iter().find_map(|filler| {
        let head = tail.get(..filler.len())?;
        head.eq_ignore_ascii_case(filler).then(|| &tail[filler.len()..])
    }) {
        tail = shorter;
    }
    let before = rest.len() - tail.len();
    if let Some((length, put)) = super::numbers::number(tail) {
        return Some(((before, length), put));
    }
    let value = run(tail, |c| c.is_ascii_alphanumeric() || c == '-');
    // Groups of digits may be parted by spaces; a word may not follow that way.
    let groups = run(tail, |c| c.is_ascii_digit() || " -".contains(c)).trim_end_matches([' ', '-']);
    let value = if groups.len() > value.len() { groups } else { value.trim_end_matches('-') };
    let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
    let n_letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    // WeChat calls its users by names: a letter, then letters, digits and marks.
    let called = run(tail, |c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let is_called = called.starts_with(|c: char| c.is_ascii_alphabetic())
        && (6..=20).contains(&called.len())
        && called.bytes().any(|byte| !byte.is_ascii_alphabetic());
    // "微信号：zhangsan": who says that it is one need not be proven right by a digit.
    let is_told = rest[name.len()..before].contains(['号', '號', '是', ':', '：', '=']);
    let is_name = called.len() >= 6 && called.bytes().all(|byte| byte.is_ascii_alphabetic());
    if ["wechat", "微信"].contains(name) && (is_called || is_told && is_name && !name.is_ascii()) {
        return Some(((before, called.len()), *put));
    }
    let shape: Vec<usize> = value.split(['-', ' ']).map(str::len).collect();
    let is_date = shape == [4, 2, 2];
    (n_digits >= DIGITS_MIN && n_letters <= 4 && !is_date).then_some(((before, value.len()), *put))
}

/// Finds the month and year of a card behind the word for it: "exp 08/27".
fn expiry(rest: &str, head: &str) -> Option<(usize, usize)> {
    let name = EXPIRY.iter().find(|name| head.starts_with(**name))?;
    let value = rest.get(name.len()..)?.trim_start_matches([':', '：', '.', ' ']);
    let date = run(value, |c| c.is_ascii_digit() || c == '/');
    let (month, year) = date.split_once('/')?;
    let is_month = month.parse().is_ok_and(|month: u32| (1..=12).contains(&month));
    (is_month && matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((rest.len() - value.len(), date.len()))
}

/// Returns the length of what leads to a value in a sentence: "is ", "for root is ".
fn spoken_is(tail: &str) -> Option<usize> {
    let leads = |word: &str| tail.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if let Some(word) = ["is ", "was "].iter().find(|word| leads(word)) {
        return Some(word.len());
    }
    let mut words = tail.split(' ');
    let (about, whom) = (words.next()?, words.next()?);
    let is_about = ["for", "of", "to"].contains(&about) && words.next() == Some("is");
    is_about.then(|| about.len() + whom.len() + " is  ".len())
}

fn mixes(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

fn looks_random(value: &str) -> bool {
    let has = |accept: fn(&char) -> bool| value.chars().any(|c| accept(&c));
    has(char::is_ascii_digit)
        || has(char::is_ascii_punctuation)
        || (has(char::is_ascii_uppercase) && value.chars().skip(1).any(|c| c.is_ascii_uppercase()))
}
