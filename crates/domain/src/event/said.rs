//! What people write: words that mean "no more messages", those that ask for one's own page, and those that mean yes or no.

use super::Reply;
use unicode_normalization::UnicodeNormalization;

/// Whether what a person wrote asks to stop, and says nothing else. Width, case, spaces and
/// marks do not matter, nor katakana for hiragana, nor polite endings. A sentence that merely holds
/// such a word is no request: people do write 「停止線でころんだ」.
///
/// ```
/// use domain::event::is_stop;
/// assert!(is_stop("配信停止してください。"));
/// assert!(is_stop("ＳＴＯＰ"));
/// assert!(!is_stop("停止線でころんだ"));
/// ```
pub fn is_stop(text: &str) -> bool {
    // What is longer says something else, and need not be looked through.
    if text.chars().nth(60).is_some() {
        return false;
    }
    let plain = plain(text);
    let mut rest = plain.as_str();
    let is_word = |rest: &str| WORDS.split_whitespace().any(|word| word == rest);
    loop {
        let mut bare = rest;
        while let Some(shorter) = BEGINNINGS.iter().find_map(|beginning| bare.strip_prefix(beginning)) {
            bare = shorter;
        }
        if is_word(rest) || is_word(bare) {
            return true;
        }
        match ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// Whether what a person wrote asks for their own page, and says nothing else; in whatever dress, as [`is_stop`] hears it.
///
/// ```
/// use domain::event::is_my_page;
/// assert!(is_my_page("マイページを開きたいです"));
/// assert!(is_my_page("Ｍｙ　ｐａｇｅ"));
/// assert!(!is_my_page("マイページを見て歩きました"));
/// ```
pub fn is_my_page(text: &str) -> bool {
    if text.chars().nth(40).is_some() {
        return false;
    }
    let plain = plain(text);
    let mut rest = plain.strip_prefix("please").unwrap_or(&plain);
    loop {
        if MY_PAGE.split_whitespace().any(|word| word == rest) {
            return true;
        }
        match PAGE_ENDINGS.iter().chain(&ENDINGS).find_map(|ending| rest.strip_suffix(ending)) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// The actions that written words can stand for.
pub(crate) const WRITTEN: [&str; 4] = [Reply::STOP, "yes", "not_now", "text"];

/// The action that written words stand for, so that an SMS can be answered as a tap answers LINE:
/// `stop`, `yes`, `not_now`, or `text` for all that people have to read.
pub fn understood(text: &str) -> &'static str {
    if is_stop(text) { Reply::STOP } else { plain_answer(text).unwrap_or("text") }
}

fn plain_answer(text: &str) -> Option<&'static str> {
    if text.chars().nth(20).is_some() {
        return None;
    }
    let plain = plain(text);
    let said = |words: &str| words.split_whitespace().any(|word| word == plain.trim_end_matches("です"));
    if said(YES) {
        Some("yes")
    } else if said(NO) {
        Some("not_now")
    } else {
        None
    }
}

/// Letters of any width become plain ones, in lower case, and katakana becomes hiragana; spaces and
/// marks go.
fn plain(text: &str) -> String {
    let letters = text.nfkc().filter(|c| !is_mark(*c));
    letters.map(|c| hiragana(c.to_ascii_lowercase())).collect()
}

fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '。' | '、' | '・' | '…' | '〜' | '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{fe0f}')
        || matches!(c, '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}' | '“' | '”' | '‘' | '’' | '♪' | '☆' | '★')
}

fn hiragana(c: char) -> char {
    match c {
        '\u{30a1}'..='\u{30f6}' => u32::from(c).checked_sub(0x60).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    }
}

/// What people say first, and what the rest is about.
const BEGINNINGS: [&str; 14] = [
    "もう",
    "今後",
    "これ以上",
    "すみませんが",
    "らいんの",
    "らいんを",
    "lineの",
    "lineを",
    "smsを",
    "お知らせを",
    "お知らせの",
    "めっせーじを",
    "連絡を",
    "参加を",
];

const ENDINGS: [&str; 28] = [
    "くださいませんか",
    "下さいませんか",
    "いただけませんか",
    "いただけますか",
    "いただきたいです",
    "もらえませんか",
    "ほしいのですが",
    "をお願いできますか",
    "お願いいたします",
    "お願い致します",
    "お願いします",
    "おねがいします",
    "願います",
    "ください",
    "下さい",
    "ほしいです",
    "ほしい",
    "欲しい",
    "もらえますか",
    "希望",
    "します",
    "したい",
    "です",
    "して",
    "する",
    "を",
    "で",
    "の",
];

/// The words alone, as [`plain`] writes them, with a space between them; the English ones are those
/// that carriers themselves take for a stop.
const WORDS: &str = "stop stopall unsubscribe cancel end quit \
    optout revoke stopmessages pleasestop \
    停止 停止ていし 配信停止 配信を停止 配信の停止 通知停止 通知を停止 通知の停止 送信停止 送信を停止 ていし \
    はいしんていし 配信をとめて 配信を止めて 通知をとめて 通知を止めて \
    配信をとめる 配信を止める 通知をとめる 通知を止める 配信とめて 配信止めて 通知とめて 通知止めて \
    止めて 止める とめて とめる すとっぷ 中止 配信中止 \
    やめる やめて やめます 辞める 辞めて 辞めます やめたい 配信をやめて 通知をやめて 配信やめて \
    解除 登録解除 登録を解除 配信解除 配信を解除 退会 解約 配信不要 受信拒否 配信拒否 \
    送らないで もう送らないで もう送らなくていい 送ってこないで 送信しないで 送らなくていい 送らなくて結構 \
    お断り いりません いらない 不要 拒否 迷惑 もう結構 てーし stopplease";

/// What is asked for, as [`plain`] writes it.
const MY_PAGE: &str = "まいぺーじ まいぺえじ わたしのぺーじ 私のぺーじ 自分のぺーじ じぶんのぺーじ mypage myownpage";

/// What is to be done with it.
const PAGE_ENDINGS: [&str; 21] = [
    "please",
    "のりんく",
    "のあどれす",
    "のurl",
    "を開いて",
    "を開く",
    "を開き",
    "をひらく",
    "をひらき",
    "を見せて",
    "をみせて",
    "を見る",
    "を見",
    "がみたい",
    "が見たい",
    "を送って",
    "をおくって",
    "を教えて",
    "をおしえて",
    "へ",
    "たい",
];

const YES: &str = "はい はーい yes ok 希望 希望します お願いします おねがいします はいお願いします \
    はいおねがいします はい希望します";

const NO: &str = "いいえ no 今はいい 今はやめておく";

#[cfg(test)]
mod tests {
    use super::{is_my_page, is_stop, understood};

    #[test]
    fn a_stop_is_known_in_every_dress() {
        let stops = "STOP|stop|Stop.|ＳＴＯＰ|ｓｔｏｐ！| stop \n|Unsubscribe|STOP ALL|配信停止|停止|停止する|やめる|配信停止。|\
                     配信停止してください|配信停止をお願いします|配信停止希望です|配信 停止|「停止」|停止（ていし）|ストップ|ｽﾄｯﾌﾟ|退会したい|\
                     やめてください|もう送らないでください|登録解除お願いします|解除|すとっぷ|ヤメテ|ﾃｲｼ|止めて|とめてください|配信解除|\
                     配信を解除してください|退会|退会します|『配信停止』|【停止】|“STOP”|stop.|(停止)|＜停止＞|停止でお願い致します|\
                     配信を停止してほしいです|通知を止めてほしい|配信をやめてもらえますか|STOP♪|停\u{200b}止|もうやめてください|もうやめてくださいませんか|参加をやめます|もう送ってこないで|\
                     送信しないでください|お知らせを止めてもらえますか|LINEの配信を停止してください|お断りします|いりません|もういりません|\
                     不要です|拒否|迷惑です|もう結構です|すみませんが、配信をとめていただけますか|てーし|stop please";
        for text in stops.split('|') {
            assert!(is_stop(text), "{text}");
            assert_eq!(understood(text), "stop", "{text}");
        }
    }

    #[test]
    fn a_sentence_is_no_stop() {
        let others = "停止線でころんだ|やめるつもりはない|歩くのをやめるか迷う|bus stop|the end of the day|ストップウォッチ|\
                      してください|お願いします||。|はい|散歩する|end of week|電車が止まった|バスが止まって歩けなかった|雨が止んだ|\
                      ストップしないで|配信停止しないで|止めないで|やめないで|やめられない|タバコをやめた|タバコをやめたい|退会しません|\
                      もう歩くのをやめたい|もうやめられない|参加を迷う|結構です|もう送りました|迷惑をかけた|杖はいりません|解除の方法は？|通知が来ない|中止になりました|大会が中止|おくらないと|ほしい|の|endo|stopped";
        for text in others.split('|') {
            assert!(!is_stop(text), "{text}");
        }
        assert!(!is_stop(&"stop ".repeat(100)));
    }

    #[test]
    fn ones_own_page_is_asked_for_in_every_dress() {
        let asked = "マイページ|まいぺーじ|ﾏｲﾍﾟｰｼﾞ|マイ ページ|「マイページ」|わたしのページ|わたしの ページ|私のページ|自分のページ|\
                     マイページ。|マイページお願いします|マイページをお願いします|マイページのリンクをください|マイページを開きたい|\
                     わたしのページを見たいです|マイページが見たい|わたしのページを送ってください|マイページのURLを教えてください|マイページへ|\
                     マイページを開く|my page|My Page|MYPAGE|ＭＹ　ＰＡＧＥ|my page please|Please, my page!";
        for text in asked.split('|') {
            assert!(is_my_page(text), "{text}");
            assert_eq!(understood(text), "text", "{text}");
        }
        let others = "ページ|マイページが開けません|マイページを見て歩きました|マイページは見ません|マイホーム|page|on my page|\
                      わたしのページをめくる|マイページを停止|停止|はい||。|私の歩数";
        for text in others.split('|') {
            assert!(!is_my_page(text), "{text}");
        }
        assert!(!is_my_page(&"マイページ".repeat(20)));
    }

    #[test]
    fn yes_and_no_are_known_by_themselves() {
        for text in
            "はい|ハイ|ﾊｲ|「はい」|はい。|はい！|は い|ＹＥＳ|yes.|はいです|希望します|お願いします|はーい".split('|')
        {
            assert_eq!(understood(text), "yes", "{text}");
        }
        for text in "いいえ|イイエ|ｲｲｴ|No|今はいいです".split('|') {
            assert_eq!(understood(text), "not_now", "{text}");
        }
        for text in
            "はいはい、歩きました|ハイキングに行った|いいえ、歩きました|灰|not yet|yesterday|結構歩いた".split('|')
        {
            assert_eq!(understood(text), "text", "{text}");
        }
    }
}
