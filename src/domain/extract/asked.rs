//! What a question is about, and of which kind it is.

use std::collections::BTreeSet;

use crate::domain::words::{Phrases, Words, terms};

/// What is asked.
pub(super) struct Asked {
    /// The words of the subject.
    pub(super) terms: BTreeSet<String>,
    /// How to take something away.
    pub(super) removes: bool,
    /// What something is.
    pub(super) defines: bool,
}

impl Asked {
    pub(super) fn of(question: &str) -> Self {
        let words = Words::of(question);
        let terms = subject(question);
        Self { terms, removes: words.has(&REMOVES), defines: words.has(&DEFINES) }
    }
}

/// Returns the words a text is about, without those that ask how where others are left.
pub(super) fn subject(text: &str) -> BTreeSet<String> {
    let all = terms(text);
    let named: BTreeSet<String> = all.iter().filter(|term| !ACTS.contains(&term.as_str())).cloned().collect();
    if named.is_empty() { all } else { named }
}

/// Returns whether a heading or question is about taking something away.
pub(super) fn removes(text: &str) -> bool {
    Words::of(text).has(&REMOVES)
}

static REMOVES: Phrases = Phrases::new(&[
    "delet*|remov*|disable|disabling|uninstall*|undo|revert|stop|turn ?off",
    "删除|移除|禁用|卸载|关闭|停用|取消|去掉|停止",
]);
/// Terms that ask how, and are no subject.
const ACTS: [&str; 18] = [
    "configur",
    "configuration",
    "set",
    "setup",
    "set-up",
    "sett",
    "use",
    "us",
    "mak",
    "make",
    "chang",
    "change",
    "work",
    "per",
    "config",
    "配置",
    "设置",
    "使用",
];
static DEFINES: Phrases = Phrases::new(&[
    "what is|are|does",
    "whats|define|definition",
    "meaning of",
    "是什么|什么是|是啥|何为|指什么|什么意思",
]);
/// Headings under which a page says what it is about.
pub(super) static OPENINGS: Phrases = Phrases::new(&[
    "description|overview|introduction|about|summary",
    "what is|are",
    "描述|简介|介绍|概述|概览|说明|什么是",
]);
