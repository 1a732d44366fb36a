//! What is known by its own digits: cards, identity numbers, telephone numbers, bank accounts.

use super::{CARD, IDENTITY, PHONE, run};

/// The longest number known, an IBAN in groups, takes as much; what is further away belongs to something else.
const NUMBER_BYTES_MAX: usize = 44;

/// Finds a number at the beginning of a text; returns its length and what it is.
pub(super) fn number(rest: &str) -> Option<(usize, &'static str)> {
    let near = &rest[..rest.floor_char_boundary(NUMBER_BYTES_MAX)];
    let first = near.chars().next()?;
    if first.is_ascii_uppercase() {
        return account(near).map(|length| (length, CARD));
    }
    if !(first.is_ascii_digit() || "+(".contains(first)) {
        return None;
    }
    let candidate = run(near, |c| c.is_ascii_digit() || " -()+".contains(c));
    let next = near[candidate.len()..].chars().next();
    if matches!(next, Some('x' | 'X')) && is_identity(&near[..=candidate.len()]) {
        return Some((candidate.len() + 1, IDENTITY));
    }
    if next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && !candidate.ends_with(' ') {
        return None;
    }
    // "+86 138 0013 8000 2": what follows a number after a space may belong to it or not, so shorter ends are tried.
    let mut end = candidate.trim_end_matches([' ', '-', '(', '+']).len();
    while end > 0 {
        if let Some(put) = kind_of(&candidate[..end]) {
            return Some((end, put));
        }
        end = candidate[..end].rfind(' ').map_or(0, |space| candidate[..space].trim_end().len());
    }
    dotted(near)
}

fn kind_of(written: &str) -> Option<&'static str> {
    let digits = digits_of(written);
    let shape = shape_of(written);
    let is_grouped = !written.contains("  ") && !written.contains("--");
    if is_identity(written) {
        return Some(IDENTITY);
    }
    if is_grouped && !written.contains(['+', '(']) && is_card(&digits) {
        return Some(CARD);
    }
    // A social security number.
    if shape == [3, 2, 4] && written.matches('-').count() == 2 {
        return Some(IDENTITY);
    }
    is_phone(written, &digits, &shape).then_some(PHONE)
}

fn is_phone(written: &str, digits: &str, shape: &[usize]) -> bool {
    let is_mobile = |digits: &str| {
        digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
    };
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    let is_international = written.starts_with('+') && (8..=15).contains(&digits.len());
    let is_american = matches!(shape, [3, 3, 4] | [1, 3, 3, 4]) && written.contains(['-', '(']);
    // An area code and a subscriber, in China: "010-62345678", "0755 8888 9999".
    let is_landline = matches!(shape, [3, 8] | [4, 7 | 8] | [3 | 4, 4, 4] | [4, 3, 4])
        && digits.starts_with('0')
        && !digits.starts_with("00");
    is_mobile(digits) || is_mobile(national) || is_international || is_american || is_landline
}

/// Finds what is grouped by dots, which only a card and a telephone number are taken for: versions and addresses are, too.
fn dotted(near: &str) -> Option<(usize, &'static str)> {
    let written = run(near, |c| c.is_ascii_digit() || c == '.').trim_end_matches('.');
    match shape_of(written).as_slice() {
        [4, 4, 4, 4] if is_card(&digits_of(written)) => Some((written.len(), CARD)),
        [3, 3, 4] => Some((written.len(), PHONE)),
        _ => None,
    }
}

/// Finds an international bank account number by its length and check digits.
fn account(near: &str) -> Option<usize> {
    let written = run(near, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ').trim_end();
    let mut end = written.len();
    loop {
        let compact: Vec<u8> = written[..end].bytes().filter(|byte| *byte != b' ').collect();
        if is_account(&compact) {
            return Some(end);
        }
        end = written[..end].rfind(' ')?;
    }
}

fn is_account(compact: &[u8]) -> bool {
    let [a, b, c, d, tail @ ..] = compact else { return false };
    let has_head =
        [a, b].into_iter().all(u8::is_ascii_uppercase) && [c, d].into_iter().all(u8::is_ascii_digit);
    if !has_head || !(11..=30).contains(&tail.len()) {
        return false;
    }
    let rest = tail.iter().chain([a, b, c, d]).fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

fn digits_of(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

/// Returns how many digits stand in each group.
fn shape_of(written: &str) -> Vec<usize> {
    written.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect()
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
    let is_whole = matches!(shape_of(written).as_slice(), [18 | 17] | [6, 8, 4 | 3]);
    let bytes: Vec<u8> = written.bytes().filter(|byte| !b" -".contains(byte)).collect();
    if !is_whole || bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let check = b"10X98765432"[sum as usize % 11];
    bytes[17].to_ascii_uppercase() == check
}
