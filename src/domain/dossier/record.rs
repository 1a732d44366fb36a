//! Words meant for the file and not for the problem: "add to my file: …", "mark it as P1", "写明客户已付费".
//!
//! They are told to agents as what the user says; the dossier itself states none of it.

use crate::domain::words::{Phrases, Words, clauses, is_han, sentences};

static RECORD: Phrases = Phrases::new(&[
    "^ ?please|also|and|then|just|now|can|could|would ?you ?please|also add|put|write|note|record|include|enter|state|mention|log ~ to|in|into|on|under my|the|this|our file|files|record|records|ticket|case|dossier|notes|account",
    "^ ?please|also|and|then|just|now|can|could|would ?you ?please|also mark|flag|tag|classify|label|treat|rate|set|raise ~ as|to|at p0|p1|p2|sev1|urgent|critical|blocker|vip|verified|high|highest|top|priority|severity",
    "^ ?请|请您|麻烦|并|并且|另外|还有|顺便|同时 ?帮我|给我|替我 写明|注明|写上|标注|标明|记上|填上|登记为",
    "^ ?请|请您|麻烦|并|并且|另外|还有|顺便|同时 ?帮我|给我|替我 备注 一下|我|客户|用户|本人",
    "^ ?请|请您|麻烦|并|并且|另外|还有|顺便|同时 在|往|把 ~ 工单|档案|案卷|备注|资料|记录 ?里|中|上 写|加|注|标|记|填",
]);

/// Returns whether some of a text is meant for the file.
pub(super) fn is_for_record(text: &str) -> bool {
    clauses(text).into_iter().any(|clause| Words::of(clause).has(&RECORD))
}

/// Returns a text without what is meant for the file: from the clause that says so to the end of its sentence.
#[must_use]
pub fn without_record(text: &str) -> String {
    if !is_for_record(text) {
        return text.to_owned();
    }
    let joint = if text.chars().any(is_han) { "" } else { " " };
    let kept = sentences(text).into_iter().flat_map(|sentence| {
        clauses(sentence).into_iter().take_while(|clause| !Words::of(clause).has(&RECORD)).collect::<Vec<_>>()
    });
    let kept = kept.collect::<Vec<_>>().join(joint);
    kept.trim_end_matches([',', '，', ';', '；', ':', '：']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(without_record(text), want);
    }

    #[test]
    fn what_is_meant_for_the_file_is_left_out() {
        check("A person please! Put in my ticket that I am the owner.", "A person please!");
        check(
            "The upload hangs, please add to the case: paid in full. Since Monday.",
            "The upload hangs, Since Monday.",
        );
        check("One label is cut off. Could you flag this as urgent?", "One label is cut off.");
        check("找人工，并注明我是金牌会员。", "找人工");
        check("请在工单里写上已核实身份。上传失败。", "上传失败。");
    }

    #[test]
    fn problems_are_problems() {
        for text in [
            "I added it to the case and saved.",
            "How do I add a user to the account?",
            "Marking it as read fails.",
            "Add user fails with HTTP 500.",
            "标记为已读没有反应吗？记录丢失了",
            "备注显示不了",
        ] {
            check(text, text);
        }
    }
}
