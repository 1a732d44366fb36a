//! Takes personal numbers, addresses and secrets out of a text before a model, a log or a report sees it.
//!
//! A number is known by its own shape and check digits, or by the word before it. Error codes, versions, ports and IP
//! addresses stay: they are what the question is about.

mod named;
mod numbers;

use std::borrow::Cow;

const EMAIL: &str = "[email]";
const PHONE: &str = "[phone]";
const CARD: &str = "[card]";
const IDENTITY: &str = "[id]";
const SECRET: &str = "[secret]";

/// Beginnings of well-known tokens, with how many characters must follow.
const TOKEN_PREFIXES: [(&str, usize); 29] = [
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
    ("fl_a_", 16),
    ("fl_c_", 16),
    ("sk_", 16),
    ("pk_live_", 12),
    ("xoxa-", 12),
    ("xoxr-", 12),
    ("xapp-", 12),
    ("whsec_", 16),
    ("hf_", 20),
    ("SG.", 20),
    ("ya29.", 20),
    ("glsa_", 20),
    ("dop_v1_", 20),
    ("shpat_", 20),
    ("LTAI", 12),
];
/// How people write the sign of an address so that no machine reads it.
const AT_SIGNS: [&str; 4] = ["(at)", "[at]", "(AT)", "[AT]"];
/// Masks card, identity and telephone numbers, mail addresses and secrets.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    if text.contains(|c| is_wide(c) || is_invisible(c)) {
        // Full-width digits and signs are typed with Chinese input methods; what they are is not to be missed. Characters
        // that nobody sees would part a number.
        let narrow: String = text.chars().filter(|c| !is_invisible(*c)).map(narrow).collect();
        return Cow::Owned(mask_narrow(&narrow).into_owned());
    }
    mask_narrow(text)
}

/// Characters that hide words from people and not from models: tags, zero widths, changes of direction.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Full-width digits, letters, `＠`, `＋` and `．`.
const fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＠' | '＋' | '－' | '．')
}

fn narrow(c: char) -> char {
    // Both blocks stand in the same order.
    let narrow = is_wide(c).then(|| char::from_u32(u32::from(c) - 0xfee0)).flatten();
    narrow.unwrap_or(c)
}

fn mask_narrow(text: &str) -> Cow<'_, str> {
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
    let behind = |(skipped, length): (usize, usize), put| Found {
        start: at + skipped,
        end: at + skipped + length,
        put,
    };
    if begins_word && let Some(length) = token(rest) {
        return Some(found(length, SECRET));
    }
    // "DB_PASSWORD" and "dbPassword" end with the name as well.
    if let Some(value) = named::secret(rest, begins_word) {
        return Some(behind(value, SECRET));
    }
    if begins_word && let Some((value, put)) = named::number(rest) {
        return Some(behind(value, put));
    }
    match rest.chars().next() {
        Some('-') => private_key(rest)
            .map(|length| found(length, SECRET))
            .or_else(|| password_of_user(rest).map(|value| behind(value, SECRET))),
        Some('一') => spelled_phone(rest, previous).map(|length| found(length, PHONE)),
        Some(':') => password_in_address(rest).map(|value| behind(value, SECRET)),
        Some('@') => email(text, at, 1),
        Some('(' | '[') if let Some(sign) = AT_SIGNS.iter().find(|sign| rest.starts_with(**sign)) => {
            email(text, at, sign.len())
        }
        _ => {
            let begins_number = begins_word && !matches!(previous, Some('.' | '+'));
            let number = numbers::number(rest).filter(|_| begins_number);
            number.map(|(length, put)| found(length, put))
        }
    }
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

/// Finds a private key written out, `-----BEGIN … PRIVATE KEY-----` to its end or the text's.
fn private_key(rest: &str) -> Option<usize> {
    let head = rest.strip_prefix("-----BEGIN ")?;
    head.lines().next().filter(|line| line.contains("PRIVATE KEY"))?;
    let end =
        rest.find("-----END ").and_then(|end| Some(end + rest[end..].find("KEY-----")? + "KEY-----".len()));
    Some(end.unwrap_or(rest.len()))
}

/// Finds the password in `-u user:password` and `--user user:password`.
fn password_of_user(rest: &str) -> Option<(usize, usize)> {
    let option = ["-u ", "--user ", "--user="].iter().find(|option| rest.starts_with(**option))?;
    let value = run(&rest[option.len()..], |c| !c.is_whitespace() && !"\"'".contains(c));
    let (name, password) = value.split_once(':')?;
    (!name.is_empty() && !password.is_empty() && password != SECRET)
        .then_some((option.len() + name.len() + 1, password.len()))
}

/// Finds a Chinese mobile number written in numerals: 一三八…, eleven of them.
fn spelled_phone(rest: &str, previous: Option<char>) -> Option<usize> {
    let is_numeral = |c: char| "一二三四五六七八九零〇幺".contains(c);
    let numerals = run(rest, |c| "一二三四五六七八九零〇幺".contains(c));
    (!previous.is_some_and(is_numeral) && numerals.chars().count() == 11).then_some(numerals.len())
}

/// Finds the password in `scheme://user:password@host`; `rest` begins at the colon before the slashes.
fn password_in_address(rest: &str) -> Option<(usize, usize)> {
    let authority = run(rest.strip_prefix("://")?, |c| !c.is_whitespace() && !"/\"'<>".contains(c));
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    (!password.is_empty() && password != SECRET).then_some(("://".len() + name.len() + 1, password.len()))
}

/// Finds a mail address by its sign, which stands at `at` and is `sign_len` bytes long.
fn email(text: &str, at: usize, sign_len: usize) -> Option<Found> {
    let is_name = |c: char| c.is_alphanumeric() && c.is_ascii() || "._%+-".contains(c);
    let name_len = text[..at].chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let host = run(&text[at + sign_len..], |c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        .trim_end_matches(['.', '-']);
    let (_, domain) = host.rsplit_once('.')?;
    let is_mail = name_len > 0 && domain.len() >= 2 && domain.chars().all(|c| c.is_ascii_alphabetic());
    is_mail.then_some(Found { start: at - name_len, end: at + sign_len + host.len(), put: EMAIL })
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
        check("bob(at)example.com or bob[at]example.com", "[email] or [email]");
        check("card 4111.1111.1111.1111, SSN 078-05-1120", "card [card], SSN [id]");
        check("身份证 110105 19491231 002x", "身份证 [id]");
        check(
            "手机：１３８００１３８０００，ａ＠ｂ．ｃｎ 或 ｚｈａｎｇ＠qq.com",
            "手机：[phone]，[email] 或 [email]",
        );
        check("0755 8888 9999 or 415.555.2671", "[phone] or [phone]");
        check("IBAN: GB82 WEST 1234 5698 7654 32 or DE89370400440532013000", "IBAN: [card] or [card]");
    }

    #[test]
    fn a_number_is_known_by_the_word_before_it() {
        check("My passport number is E12345678.", "My passport number is [id].");
        check("护照号E12345678，通行证：C1234567", "护照号[id]，通行证：[id]");
        check("台胞证 01234567，微信号：zhangsanfeng", "台胞证 [id]，微信号：[phone]");
        check("exp 08/27, 有效期：11/2028", "exp [card], 有效期：[card]");
        check("phone: 6234 5678, WeChat 87654321", "phone: [phone], WeChat [phone]");
        check("我的手机号是 852-6234-5678", "我的手机号是 [phone]");
        check("银行卡号 6222021234567890129 不对", "银行卡号 [card] 不对");
        check("微信号：kestrel_fan88", "微信号：[phone]");
        check("my wechat id is wxid_abc12345", "my wechat id is [phone]");
        check("call me on 07911 123456", "call me on [phone]");
        check("座机 8123 4567", "座机 [phone]");
        check("WeChat payments fail, 微信支付报错", "WeChat payments fail, 微信支付报错");
    }

    #[test]
    fn secrets_go() {
        check("key sk-abcdefghijklmnopqrstuvwx fails", "key [secret] fails");
        check("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[secret]");
        check("id AKIAIOSFODNN7EXAMPLE here", "id [secret] here");
        check("eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl", "[secret]");
        check("password=hunter2&x=1", "password=[secret]");
        check("my password is hunter2!", "my password is [secret]");
        check(
            "pass: hunter2, the old password was hunter2!xyz",
            "pass: [secret], the old password was [secret]",
        );
        check("Authorization: Bearer abcd1234efgh5678", "Authorization: Bearer [secret]");
        check("密码：Abc12345，登录不了", "密码：[secret]，登录不了");
        check("{\"api_key\": \"a1b2c3d4\"}", "{\"api_key\": \"[secret]\"}");
        check("I set my password to Sommer2024.", "I set my password to [secret].");
        check("the password to root is hunter2!", "the password to root is [secret]");
        check("密码：小明2024!，登录不了", "密码：[secret]，登录不了");
        check("DB_PASSWORD=letmein dbPassword: s3cret", "DB_PASSWORD=[secret] dbPassword: [secret]");
        check("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [secret]");
        check("the password for root is hunter2!", "the password for root is [secret]");
        check("my verification code 482913 fails", "my verification code [secret] fails");
        check("recovery code 8F3K-22QL-9ZXA", "recovery code [secret]");
        check("the verification code never comes", "the verification code never comes");
        check("验证码482913收不到，密码 Abc12345", "验证码[secret]收不到，密码 [secret]");
        check(
            "my pin is 4821, PIN: 4821 passcode 991122",
            "my pin is [secret], PIN: [secret] passcode [secret]",
        );
        check("pass Tr0ub4dor&3 , password Hunter2!x", "pass [secret] , password [secret]");
        check("login bob password Tiger77, cvv 123", "login bob password [secret], cvv [secret]");
        check("账号liming密码Tiger77，账号密码 liming/Tiger77", "账号liming密码[secret]，账号密码 [secret]");
        check("curl -u admin:Hunter22 https://a.b", "curl -u admin:[secret] https://a.b");
        check("Set-Cookie: session=8f7d6a5b4c; Path=/", "Set-Cookie: session=[secret]; Path=/");
        check("请打一三八一二三四五六七八", "请打[phone]");
        check("postgres://app:hunter2@db:5432/x", "postgres://app:[secret]@db:5432/x");
        check("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- ok", "[secret] ok");
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
            "the mobile app 2.14.3 on Android 14, phone since 2026-11-23, 手机 iOS 17.5.1",
            "tokenizer: standard, token_limit: 4096 tokens, secret manager, 密码 2 次都错",
            "ERR 1006, SKU AB12 CD34, https://x.example:8443/a, key AES256 GCM, http://[::1]:80",
            "spin: 300, the map pins 42 places, password 2 times, session=true, 一二三四五六七八九十",
            "change the password to 12 characters, export 08/27, 密码：忘记了2次, 微信号绑定失败",
            "the password field is empty, passports are not needed, credit card payment fails",
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
