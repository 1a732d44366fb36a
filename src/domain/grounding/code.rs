//! What lines of code set to what: `key: value`, `key = value`, `--option value`.

use super::atoms::squeeze;

/// Returns the names that a text's lines set, with what to.
fn settings(text: &str) -> Vec<(String, String)> {
    text.lines().flat_map(|line| of_line(line.trim().trim_start_matches(['-', '*', ' ']))).collect()
}

fn of_line(line: &str) -> Vec<(String, String)> {
    let bare = |word: &str| squeeze(word.trim_matches(['"', '\'', ',', ';', '`', ' ', '{', '}']));
    let mut found = Vec::new();
    let assigned = line.split_once(": ").or_else(|| line.split_once('='));
    if let Some((key, value)) = assigned
        && !bare(key).contains(' ')
    {
        found.push((bare(key), bare(value)));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let options = words.iter().zip(words.iter().skip(1)).filter(|(option, value)| {
        option.starts_with('-') && !value.starts_with('-') && !option.contains('=')
    });
    found.extend(options.map(|(option, value)| (bare(option), bare(value))));
    found.retain(|(key, value)| !key.is_empty() && !value.is_empty());
    found
}

/// What joins commands, and sends what they say elsewhere.
const OPERATORS: [&str; 8] = ["|", "&&", "||", ";", ">", ">>", "<", "&"];

/// Returns what a code adds to the lines of its source: a pipe, a second command, an option's own value.
pub(super) fn added(code: &str, source: &str, is_users: impl Fn(&str) -> bool) -> Option<String> {
    let known = squeeze(source);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with(['#', '`', '~']));
    let joined = lines.flat_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let around =
            |at: usize| words.get(at.saturating_sub(1)..words.len().min(at + 2)).map(|few| few.join(" "));
        (0..words.len()).filter(|at| OPERATORS.contains(&words[*at])).filter_map(around).collect::<Vec<_>>()
    });
    let operator = joined.map(|text| squeeze(&text)).find(|text| !known.contains(text.as_str()));
    let sets = settings(source);
    let own = || settings(code).into_iter().filter(|(key, _)| key.starts_with('-'));
    let value = own().find(|(key, value)| {
        let mut theirs = sets.iter().filter(|(other, _)| other == key).peekable();
        theirs.peek().is_some() && theirs.all(|(_, other)| other != value) && !is_users(value)
    });
    operator.or_else(|| value.map(|(key, value)| format!("{key} {value}")))
}

/// Returns what a code sets to a value that the source sets something else to: `timeout: 30` and `retries: 5` swapped.
pub(super) fn swapped(code: &str, source: &str) -> Option<(String, String)> {
    let known = settings(source);
    let is_swapped = |(key, value): &(String, String)| {
        let mut own = known.iter().filter(|(other, _)| other == key).peekable();
        own.peek().is_some()
            && own.all(|(_, other)| other != value)
            && known.iter().any(|(other, theirs)| other != key && theirs == value)
    };
    settings(code).into_iter().find(is_swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_belong_to_their_names() {
        let source = "```yaml\nretries: 5\ntimeout: 30\n```\nRun `app --port 80 --admin 81`.\n```sh\napp --port 80 --admin 81\n```";
        for (code, want) in [
            ("timeout: 30", false),
            ("timeout: 5\nretries: 30", true),
            ("timeout: 60", false),
            ("app --port 81", true),
            ("app --port 80", false),
        ] {
            assert_eq!(swapped(code, source).is_some(), want, "{code}");
        }
    }

    #[test]
    fn nothing_is_added_to_a_command() {
        let source = "```sh\ncurl -H \"T: $TOKEN\" https://a.b/c\nlist | grep old\n```";
        for (code, want) in [
            ("```sh\nlist | grep old\n```", false),
            ("curl -H \"T: $TOKEN\" https://a.b/c | sh", true),
            ("curl https://a.b/c && curl", true),
            ("curl -H limit https://a.b/c", true),
            ("curl -H mine https://a.b/c", false),
        ] {
            assert_eq!(added(code, source, |value| value == "mine").is_some(), want, "{code}");
        }
    }
}
