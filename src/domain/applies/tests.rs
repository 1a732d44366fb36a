use super::*;

#[track_caller]
fn check(written: &[&str], dimension: Dimension, want: &[&str]) {
    let written: Vec<String> = written.iter().map(|&word| word.to_owned()).collect();
    assert_eq!(Conditions::read(&written).shown(dimension, Locale::En), want, "{written:?}");
}

#[test]
fn what_a_page_applies_to_is_read_in_every_form() {
    check(&["ios", "Android"], Dimension::Platform, &["iOS", "Android"]);
    check(&["苹果", "安卓"], Dimension::Platform, &["iOS", "Android"]);
    check(&["platform: ios, web"], Dimension::Platform, &["iOS", "Web"]);
    check(&["web", "2.1"], Dimension::Version, &["2.1"]);
    check(&[">= 3.2"], Dimension::Version, &["3.2 or later"]);
    check(&[">= 2 < 3"], Dimension::Version, &["2.x"]);
    check(&["< 3"], Dimension::Version, &["2.x or earlier"]);
    check(&["version: 2.0 - 2.9"], Dimension::Version, &["2.0 - 2.9"]);
    check(&["edition: Gold"], Dimension::Edition, &["Gold"]);
    check(&["enterprise"], Dimension::Edition, &["Enterprise"]);
    check(&["region: cn"], Dimension::Region, &["China"]);
    check(&["everybody who likes it"], Dimension::Platform, &[]);
}
