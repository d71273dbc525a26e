//! What people write: words that mean "no more messages", and those that mean yes or no.

use super::Reply;

/// Whether what a person wrote asks to stop, and says nothing else. Width, case, spaces and
/// marks do not matter, nor do polite endings. A sentence that merely holds such a word is
/// no request: people do write 「停止線でころんだ」.
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
    let plain: String = text.chars().filter_map(plain).collect();
    let mut rest = plain.as_str();
    loop {
        if WORDS.split_whitespace().any(|word| word == rest) {
            return true;
        }
        match ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// The action that written words stand for, so that an SMS can be answered as a tap answers LINE:
/// `stop`, `yes`, `not_now`, or `text` for all that people have to read.
pub fn understood(text: &str) -> &'static str {
    if is_stop(text) { Reply::STOP } else { plain_answer(text).unwrap_or("text") }
}

fn plain_answer(text: &str) -> Option<&'static str> {
    if text.chars().nth(20).is_some() {
        return None;
    }
    let plain: String = text.chars().filter_map(plain).collect();
    match plain.trim_end_matches("です") {
        "はい"
        | "ハイ"
        | "yes"
        | "希望"
        | "希望します"
        | "お願いします"
        | "おねがいします"
        | "はいお願いします"
        | "はいおねがいします"
        | "はい希望します" => Some("yes"),
        "いいえ" | "イイエ" | "no" | "今はいい" | "今はやめておく" => Some("not_now"),
        _ => None,
    }
}

/// Full-width letters become plain ones, in lower case; spaces and marks go.
fn plain(c: char) -> Option<char> {
    let narrow = match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32)?,
        _ => c,
    };
    let is_mark = narrow.is_whitespace()
        || narrow.is_ascii_punctuation()
        || matches!(
            narrow,
            '。' | '、' | '「' | '」' | '『' | '』' | '・' | '…' | '〜' | '｡' | '､' | '｢' | '｣' | '\u{feff}'
        );
    (!is_mark).then(|| narrow.to_ascii_lowercase())
}

const ENDINGS: [&str; 13] = [
    "お願いします",
    "おねがいします",
    "願います",
    "ください",
    "下さい",
    "希望",
    "します",
    "したい",
    "です",
    "して",
    "する",
    "を",
    "で",
];

/// The words alone, with a space between them; the English ones are those that carriers
/// themselves take for a stop.
const WORDS: &str = "stop stopall unsubscribe cancel end quit \
    optout revoke stopmessages pleasestop \
    停止 停止ていし 配信停止 配信を停止 配信の停止 通知停止 通知を停止 送信停止 ていし \
    はいしんていし 配信をとめて 配信を止めて 通知をとめて 通知を止めて \
    配信をとめる 配信を止める 通知をとめる 通知を止める 止めて 止める とめて \
    とめる ストップ ｽﾄｯﾌﾟ \
    やめる やめて やめます 辞める 辞めます やめたい \
    解除 登録解除 配信解除 退会 配信不要 受信拒否 送らないで もう送らないで";

#[cfg(test)]
mod tests {
    use super::is_stop;

    #[test]
    fn a_stop_is_known_in_every_dress() {
        let stops = "STOP|stop|Stop.|ＳＴＯＰ|ｓｔｏｐ！| stop \n|Unsubscribe|STOP ALL|配信停止|停止|停止する|やめる|配信停止。|\
                     配信停止してください|配信停止をお願いします|配信停止希望です|配信 停止|「停止」|停止（ていし）|ストップ|ｽﾄｯﾌﾟ|退会したい|\
                     やめてください|もう送らないでください|登録解除お願いします|解除";
        for text in stops.split('|') {
            assert!(is_stop(text), "{text}");
        }
    }

    #[test]
    fn a_sentence_is_no_stop() {
        let others = "停止線でころんだ|やめるつもりはない|歩くのをやめるか迷う|bus stop|the end of the day|ストップウォッチ|\
                      してください|お願いします||。|はい|散歩する|end of week";
        for text in others.split('|') {
            assert!(!is_stop(text), "{text}");
        }
        assert!(!is_stop(&"stop ".repeat(100)));
    }
}
