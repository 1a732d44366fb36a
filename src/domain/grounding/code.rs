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
}
