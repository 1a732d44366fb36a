//! Takes personal numbers, addresses and secrets out of a text before a model sees it.
//!
//! Error codes, versions, ports and IP addresses stay: they are what the question is about.

use std::borrow::Cow;

const EMAIL: &str = "[email]";
const PHONE: &str = "[phone]";
const CARD: &str = "[card]";
const IDENTITY: &str = "[id]";
const SECRET: &str = "[secret]";

/// Beginnings of well-known tokens, with how many characters must follow.
const TOKEN_PREFIXES: [(&str, usize); 14] = [
    ("sk-", 16),
    ("pk-", 16),
    ("sk_live_", 12),
    ("sk_test_", 12),
    ("rk_live_", 12),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghs_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("xoxb-", 12),
    ("xoxp-", 12),
    ("AIza", 30),
    ("npm_", 30),
];
/// Words before a secret; compared in lowercase.
const SECRET_NAMES: [&str; 19] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "secret_key",
    "client_secret",
    "private_key",
    "密码",
    "口令",
    "密钥",
    "令牌",
    "验证码",
    "x-api-key",
];

/// Masks card, identity and telephone numbers, mail addresses and secrets.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut kept_from = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let previous = text[..at].chars().next_back();
        match find(text, at, previous) {
            Some(Found { start, end, put }) if start >= kept_from => {
                masked.push_str(&text[kept_from..start]);
                masked.push_str(put);
                kept_from = end;
                at = end;
            }
            _ => at += c.len_utf8(),
        }
    }
    if kept_from == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[kept_from..]);
    Cow::Owned(masked)
}

/// What is to be replaced, as byte range, and by what.
struct Found {
    start: usize,
    end: usize,
    put: &'static str,
}

fn find(text: &str, at: usize, previous: Option<char>) -> Option<Found> {
    let rest = &text[at..];
    let begins_word = !previous.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let found = |length: usize, put| Found { start: at, end: at + length, put };
    if begins_word {
        if let Some(length) = token(rest) {
            return Some(found(length, SECRET));
        }
        if let Some((skipped, length)) = named_secret(rest) {
            return Some(Found { start: at + skipped, end: at + skipped + length, put: SECRET });
        }
    }
    if rest.starts_with('@') {
        return email(text, at);
    }
    let begins_number = begins_word && !matches!(previous, Some('.' | '+'));
    if begins_number && rest.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
        return number(rest).map(|(length, put)| found(length, put));
    }
    None
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.+/=~".contains(c)
}

fn run(text: &str, accept: fn(char) -> bool) -> &str {
    text.find(|c| !accept(c)).map_or(text, |end| &text[..end])
}

fn token(rest: &str) -> Option<usize> {
    let word = run(rest, is_token_char).trim_end_matches(['.', '/']);
    let is_known = TOKEN_PREFIXES
        .iter()
        .any(|(prefix, more)| word.strip_prefix(prefix).is_some_and(|tail| tail.len() >= *more));
    let is_aws = (word.starts_with("AKIA") || word.starts_with("ASIA"))
        && word.len() == 20
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_jwt = word.starts_with("eyJ") && word.len() >= 20 && word.matches('.').count() >= 2;
    (is_known || is_aws || is_jwt).then_some(word.len())
}

/// Finds `name = value`, `Authorization: Bearer value`; returns the bytes before the value and its length.
fn named_secret(rest: &str) -> Option<(usize, usize)> {
    let head: String = rest.chars().take(16).collect::<String>().to_lowercase();
    for scheme in ["bearer ", "basic "] {
        let value = rest
            .get(scheme.len()..)
            .filter(|_| head.starts_with(scheme))
            .map(|tail| run(tail, is_token_char));
        if let Some(value) = value.filter(|value| value.len() >= 8 && looks_random(value)) {
            return Some((scheme.len(), value.len()));
        }
    }
    let name = SECRET_NAMES.iter().filter(|name| head.starts_with(*name)).max_by_key(|name| name.len())?;
    let after = rest.get(name.len()..)?;
    let tail = after.trim_start_matches(['"', '\'', ' ']);
    let mark = tail.chars().next().filter(|c| "=:：是为".contains(*c)).or_else(|| {
        // "my password is hunter2"
        tail.starts_with("is ").then_some('i')
    })?;
    let mark_len = if mark == 'i' { 3 } else { mark.len_utf8() };
    let value_at = &tail[mark_len..];
    let value_text = value_at.trim_start_matches(['"', '\'', ' ']);
    let value = run(value_text, |c| !c.is_whitespace() && !"\"',;，。；、".contains(c));
    let is_sure = mark != 'i' && (matches!(mark, '=' | '：') || value_at.len() == value_text.len());
    let is_value = if is_sure { !value.is_empty() } else { looks_random(value) };
    let skipped = rest.len() - value_text.len();
    (is_value && !value.starts_with('[') && value.chars().count() >= 3 && value.is_ascii())
        .then_some((skipped, value.len()))
}

fn looks_random(value: &str) -> bool {
    let has = |accept: fn(&char) -> bool| value.chars().any(|c| accept(&c));
    has(char::is_ascii_digit)
        || has(char::is_ascii_punctuation)
        || (has(char::is_ascii_uppercase) && value.chars().skip(1).any(|c| c.is_ascii_uppercase()))
}

fn email(text: &str, at: usize) -> Option<Found> {
    let is_name = |c: char| c.is_alphanumeric() && c.is_ascii() || "._%+-".contains(c);
    let name_len = text[..at].chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let host = run(&text[at + 1..], |c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        .trim_end_matches(['.', '-']);
    let (_, domain) = host.rsplit_once('.')?;
    let is_mail = name_len > 0 && domain.len() >= 2 && domain.chars().all(|c| c.is_ascii_alphabetic());
    is_mail.then_some(Found { start: at - name_len, end: at + 1 + host.len(), put: EMAIL })
}

/// The longest number known has 19 digits in groups; what is further away belongs to something else.
const NUMBER_BYTES_MAX: usize = 40;

fn number(rest: &str) -> Option<(usize, &'static str)> {
    let near = &rest[..rest.floor_char_boundary(NUMBER_BYTES_MAX)];
    let candidate = run(near, |c| c.is_ascii_digit() || " -()+".contains(c));
    let next = rest[candidate.len()..].chars().next();
    if matches!(next, Some('x' | 'X')) && is_identity(&rest[..=candidate.len()]) {
        return Some((candidate.len() + 1, IDENTITY));
    }
    if next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && !candidate.ends_with(' ') {
        return None;
    }
    // "+86 138 0013 8000 2": what follows a number after a space may belong to it or not, so shorter ends are tried.
    let mut end = candidate.trim_end_matches([' ', '-', '(', '+']).len();
    while end > 0 {
        if let Some(put) = kind_of_number(&candidate[..end]) {
            return Some((end, put));
        }
        end = candidate[..end].rfind(' ').map_or(0, |space| candidate[..space].trim_end().len());
    }
    None
}

fn kind_of_number(written: &str) -> Option<&'static str> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let is_grouped = !written.contains("  ") && !written.contains("--");
    if is_identity(written) {
        return Some(IDENTITY);
    }
    if is_grouped && !written.contains(['+', '(']) && is_card(&digits) {
        return Some(CARD);
    }
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(&digits);
    let is_chinese_mobile = |digits: &str| {
        digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
    };
    let is_international = written.starts_with('+') && (8..=15).contains(&digits.len());
    let shape: Vec<usize> =
        written.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
    let is_split = matches!(shape.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 8] | [4, 7 | 8])
        && written.contains(['-', '(']);
    let is_landline = matches!(shape.as_slice(), [3, 8] | [4, 7 | 8]) && !digits.starts_with('0');
    (is_chinese_mobile(&digits)
        || is_chinese_mobile(national)
        || is_international
        || (is_split && !is_landline))
        .then_some(PHONE)
}

/// Checks a number's length, issuer and check digit.
fn is_card(digits: &str) -> bool {
    let has_issuer = match digits.len() {
        13 => digits.starts_with('4'),
        14 | 15 => digits.starts_with('3'),
        16..=19 => digits.starts_with(['2', '3', '4', '5', '6']),
        _ => false,
    };
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    has_issuer && sum.is_multiple_of(10)
}

/// Checks the length and check digit of a Chinese resident identity number.
fn is_identity(written: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = written.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let check = b"10X98765432"[sum as usize % 11];
    bytes[17].to_ascii_uppercase() == check
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(mask(text), want);
        assert_eq!(mask(want), want, "masking twice changes nothing");
    }

    #[test]
    fn personal_numbers_and_addresses_go() {
        check("card 4111 1111 1111 1111 ok", "card [card] ok");
        check("卡号6222021234567890128？", "卡号[card]？");
        check("我的身份证 11010519491231002X。", "我的身份证 [id]。");
        check("请打13800138000找我", "请打[phone]找我");
        check("call +86 138-0013-8000 or +1 (415) 555-2671.", "call [phone] or [phone].");
        check("call (415) 555-2671 or 010-62345678", "call [phone] or [phone]");
        check("mail to jane.doe+x@mail.example.com.", "mail to [email].");
        check("邮箱是zhang@qq.com，谢谢", "邮箱是[email]，谢谢");
    }

    #[test]
    fn secrets_go() {
        check("key sk-abcdefghijklmnopqrstuvwx fails", "key [secret] fails");
        check("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[secret]");
        check("id AKIAIOSFODNN7EXAMPLE here", "id [secret] here");
        check("eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl", "[secret]");
        check("password=hunter2&x=1", "password=[secret]");
        check("my password is hunter2!", "my password is [secret]");
        check("Authorization: Bearer abcd1234efgh5678", "Authorization: Bearer [secret]");
        check("密码：Abc12345，登录不了", "密码：[secret]，登录不了");
        check("{\"api_key\": \"a1b2c3d4\"}", "{\"api_key\": \"[secret]\"}");
    }

    #[test]
    fn what_the_question_is_about_stays() {
        for text in [
            "error 40014 on port 9080, version 3.2.0 at 192.168.10.254:8443",
            "at 1700000000000 and 2026-11-23 04:05:06, order 20261123000123",
            "how do I reset my password? The token expired.",
            "password is wrong, password: how to change it",
            "忘记密码怎么办？密码是什么格式",
            "ETIMEDOUT 10060, id 550e8400-e29b-41d4-a716-446655440000",
            "use bearer tokens, @mention, user@host, 10-20-30, 1,000,000",
            "step 1 2 3 4 5 6 7 8 9 10 11 12",
        ] {
            check(text, text);
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_masked(text in "(\\PC|[0-9+@.: =a-z密码]){0,80}") {
            let once = mask(&text).into_owned();
            prop_assert!(once.len() <= text.len() + 8 * text.len());
        }
    }
}
