//! Thresholds: which scores must not fall below, or rise above, a number.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::scores::Scores;

/// On which side of the number a score fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Under,
    Over,
}

/// A threshold as written: `r_at_3=0.75`, or of one group, `zh:r_at_3=0.75`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Threshold {
    group: String,
    score: String,
    number: f64,
    side: Side,
}

/// Reads the thresholds of `--fail-under` and `--fail-over`.
pub(super) fn read(under: &[String], over: &[String]) -> anyhow::Result<Vec<Threshold>> {
    let under = under.iter().map(|text| threshold(text, Side::Under));
    under.chain(over.iter().map(|text| threshold(text, Side::Over))).collect()
}

fn threshold(text: &str, side: Side) -> anyhow::Result<Threshold> {
    let option = match side {
        Side::Under => "--fail-under",
        Side::Over => "--fail-over",
    };
    let (name, number) = text
        .rsplit_once('=')
        .with_context(|| format!("{option} {text}: write a score and a number, r_at_3=0.75"))?;
    let number = number.parse::<f64>().ok().filter(|number| number.is_finite());
    let number = number.with_context(|| format!("{option} {text}: what stands after = is no number"))?;
    let (group, score) = name.rsplit_once(':').unwrap_or(("all", name));
    let known = names();
    if !known.iter().any(|known| known == score) {
        bail!("{option} {text}: there is no score {score:?}; there are {}", known.join(", "));
    }
    Ok(Threshold { group: group.to_owned(), score: score.to_owned(), number, side })
}

/// Returns the names of the scores that are numbers.
fn names() -> Vec<String> {
    let scores = json!(Scores::default());
    let names = scores.as_object().into_iter().flat_map(|scores| scores.keys().cloned());
    names.filter(|name| !name.ends_with("_ci")).collect()
}

/// Returns a sentence for each threshold that is not kept.
pub(super) fn failed(thresholds: &[Threshold], groups: &[(String, Scores)]) -> anyhow::Result<Vec<String>> {
    let mut failed = Vec::new();
    for threshold in thresholds {
        let Threshold { group, score, number, side } = threshold;
        let Some((_, scores)) = groups.iter().find(|(name, _)| name == group) else {
            let known: Vec<&str> = groups.iter().map(|(name, _)| name.as_str()).collect();
            bail!("there is no group {group:?} for {score}; there are {}", known.join(", "));
        };
        let name = if group == "all" { score.clone() } else { format!("{group}:{score}") };
        let found = json!(scores).get(score).and_then(Value::as_f64);
        failed.extend(match (found, side) {
            (None, _) => Some(format!("{name} cannot be measured on these questions")),
            (Some(found), Side::Under) if found < *number => {
                Some(format!("{name} is {found:.3}, under {number}"))
            }
            (Some(found), Side::Over) if found > *number => {
                Some(format!("{name} is {found:.3}, over {number}"))
            }
            (Some(_), _) => None,
        });
    }
    Ok(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(under: &[&str], over: &[&str]) -> anyhow::Result<Vec<String>> {
        let all = Scores { r_at_3: 0.7, ece: Some(0.08), ..Scores::default() };
        let zh = Scores { r_at_3: 0.5, ..Scores::default() };
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let thresholds = read(&words(under), &words(over))?;
        failed(&thresholds, &[("all".to_owned(), all), ("zh".to_owned(), zh)])
    }

    #[test]
    fn the_score_that_failed_is_named() {
        assert_eq!(judge(&["r_at_3=0.7"], &["ece=0.08"]).unwrap(), Vec::<String>::new());
        assert_eq!(judge(&["r_at_3=0.75", "mrr=0"], &[]).unwrap(), ["r_at_3 is 0.700, under 0.75"]);
        assert_eq!(judge(&[], &["ece=0.07"]).unwrap(), ["ece is 0.080, over 0.07"]);
        assert_eq!(judge(&["zh:r_at_3=0.6"], &[]).unwrap(), ["zh:r_at_3 is 0.500, under 0.6"]);
        assert_eq!(judge(&["auroc=0.9"], &[]).unwrap(), ["auroc cannot be measured on these questions"]);
    }

    #[test]
    fn a_mistyped_threshold_is_told_what_there_is() {
        for (under, words) in [
            ("r3=0.5", "r_at_3"),
            ("r_at_3", "r_at_3=0.75"),
            ("r_at_3=high", "no number"),
            ("r_at_3=NaN", "no number"),
            ("fr:r_at_3=0.5", "all, zh"),
            ("r_at_3_ci=0.5", "no score"),
        ] {
            let error = judge(&[under], &[]).expect_err(under).to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
