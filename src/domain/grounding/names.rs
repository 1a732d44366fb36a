//! Names that no capital letter shows: of places, companies and people in Chinese, and at the beginning of a sentence.

use std::{collections::HashMap, sync::LazyLock};

use super::words;

/// Places, companies and products that Chinese writes without any mark.
const KNOWN: &str = "中国 美国 英国 法国 德国 日本 韩国 印度 俄罗斯 加拿大 澳大利亚 巴西 意大利 西班牙 荷兰 瑞士 瑞典 挪威 \
    芬兰 丹麦 波兰 新加坡 马来西亚 泰国 越南 印尼 印度尼西亚 菲律宾 墨西哥 阿根廷 智利 南非 埃及 土耳其 以色列 沙特 \
    阿联酋 爱尔兰 比利时 奥地利 葡萄牙 希腊 捷克 匈牙利 乌克兰 新西兰 欧洲 亚洲 非洲 北美 南美 欧盟 香港 澳门 台湾 \
    北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 武汉 成都 西安 长沙 郑州 青岛 大连 厦门 宁波 无锡 合肥 福州 济南 \
    沈阳 哈尔滨 长春 昆明 贵阳 南宁 海口 太原 石家庄 兰州 乌鲁木齐 呼和浩特 拉萨 银川 西宁 南昌 珠海 东莞 佛山 台北 \
    广东 浙江 江苏 山东 河南 河北 湖南 湖北 四川 福建 安徽 江西 云南 贵州 广西 海南 陕西 山西 甘肃 青海 宁夏 新疆 \
    西藏 内蒙古 辽宁 吉林 黑龙江 东京 大阪 首尔 曼谷 伦敦 巴黎 柏林 法兰克福 慕尼黑 罗马 米兰 马德里 里斯本 莫斯科 \
    纽约 洛杉矶 旧金山 西雅图 芝加哥 波士顿 华盛顿 硅谷 多伦多 温哥华 悉尼 墨尔本 孟买 新德里 迪拜 阿姆斯特丹 苏黎世 \
    阿里巴巴 阿里云 阿里 腾讯云 腾讯会议 腾讯 百度 华为云 华为 字节跳动 火山引擎 京东 美团 拼多多 网易 新浪 搜狐 小米 \
    联想 滴滴 快手 抖音 微博 知乎 淘宝 天猫 支付宝 微信支付 企业微信 微信 钉钉 飞书 金山 用友 金蝶 浪潮 中兴 海尔 \
    比亚迪 大疆 携程 顺丰 银联 招商银行 工商银行 建设银行 农业银行 中国银行 中国移动 中国联通 中国电信 七牛云 青云 \
    微软 谷歌 苹果 亚马逊 脸书 推特 甲骨文 思科 英特尔 英伟达 高通 三星 索尼 松下 佳能 诺基亚 爱立信 西门子 博世 \
    特斯拉 丰田 本田 大众汽车 宝马 奔驰 沃尔玛 星巴克 麦当劳 可口可乐 耐克 优步 领英 红帽 赛富时";
/// The names of [`KNOWN`] by their first character.
static BY_FIRST: LazyLock<HashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<&str>> = HashMap::new();
    for name in KNOWN.split_ascii_whitespace() {
        by_first.entry(name.chars().next().unwrap_or_default()).or_default().push(name);
    }
    by_first
});
/// Family names that seldom begin another word.
const FAMILY_NAMES: &str =
    "李王张刘陈赵吴徐孙胡郭林罗郑梁宋唐韩曹邓冯蔡彭潘董苏吕魏蒋沈姚卢傅钟汪戴崔廖谭邹贾郝龚孟侯欧阎薛";
/// What may stand after a person's name.
const AFTER_PERSON: &str = "在的是于为说表担任出和与对将把被负先女提创发写做曾也指";
/// English nouns of the trade that often begin a sentence and name nobody.
const COMMON_NOUNS: &str = "access traffic data user customer client server system service software application program \
    product feature function setting option default example support security storage memory network message request \
    response result value number list table page file folder document link button menu account password login name \
    nothing everything something anything nobody everyone everybody someone anyone people person today there \
    here both none many several most all code text content image video email mail chat team agent bot model query \
    search index database backup cluster node instance container host port address domain plugin token key secret \
    policy rule role group project workspace organization tool command script version release update change error \
    warning failure problem issue task job process job event log metric alert time date day week month year";

/// Returns the Chinese names in a text, as it stands.
pub(super) fn chinese(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to || !words::is_chinese(c) {
            continue;
        }
        let rest = &text[at..];
        let known = BY_FIRST.get(&c).and_then(|names| names.iter().find(|name| rest.starts_with(**name)));
        if let Some(name) = known.map(|name| (*name).to_owned()).or_else(|| person(rest, &text[..at])) {
            skip_to = at + name.len();
            found.push(name);
        }
    }
    found
}

/// Reads a person's name of three characters.
fn person(text: &str, before: &str) -> Option<String> {
    let mut chars = text.chars();
    let name: String = chars.by_ref().take(3).collect();
    let ends = chars.next().is_none_or(|c| !words::is_chinese(c) || AFTER_PERSON.contains(c));
    let begins = before
        .chars()
        .next_back()
        .is_none_or(|c| !words::is_chinese(c) || "由被是找为和与及向给请让的系问".contains(c));
    // 李明会: a name of two, and what it does.
    let name: String = if name.ends_with(|c| AFTER_PERSON.contains(c) || "会能可已".contains(c)) {
        return None;
    } else {
        name
    };
    let is_name = name.starts_with(|c| FAMILY_NAMES.contains(c))
        && name.chars().count() == 3
        && name.chars().all(words::is_chinese);
    (is_name && ends && begins).then_some(name)
}

/// Returns whether the first word of an English sentence is a name, by what follows it.
pub(super) fn leads(word: &str, rest: &str) -> bool {
    const VERBS: [&str; 14] = [
        "is ",
        "are ",
        "can ",
        "has ",
        "does ",
        "will ",
        "was ",
        "must ",
        "should ",
        "may ",
        "supports ",
        "provides ",
        "uses ",
        "lets ",
    ];
    const ENDINGS: [&str; 13] =
        ["tion", "sion", "ment", "ity", "ing", "ness", "ance", "ence", "ure", "age", "ism", "ship", "ers"];
    let lower = word.to_ascii_lowercase();
    let is_plural = lower.ends_with('s') && rest.trim_start().starts_with("are ");
    word.len() > 2
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && !words::is_empty(&lower)
        && !is_plural
        && !ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && !COMMON_NOUNS
            .split_ascii_whitespace()
            .any(|noun| noun == lower || lower.strip_suffix('s') == Some(noun))
        && (rest.starts_with("'s ")
            || VERBS.iter().any(|verb| rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(verb))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_mark_are_found() {
        assert_eq!(chinese("由王建国负责，部署在阿里云上；李明会来"), ["王建国", "阿里云"]);
        assert_eq!(chinese("张贴海报，高级设置，安全连接"), Vec::<String>::new());
        assert!(leads("Zendesk", " is used"));
        assert!(
            !leads("Users", " are asked")
                && !leads("Authentication", " is on")
                && !leads("Open", " the page")
        );
    }
}
