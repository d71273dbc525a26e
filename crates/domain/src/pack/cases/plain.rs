//! The words of cases, as a colleague reads them who writes none: `nudge almost_there` is 「あと少し」を送る.

use crate::decide::Reason;
use crate::sentence::{Sentence, thousands};
use crate::why::reason_words;
use std::collections::BTreeMap;

/// How messages are called, by name: [`Campaign::called`](crate::pack::Campaign::called).
pub(super) type Named = BTreeMap<String, String>;

/// A word of `expect`; one that is none stays as it is.
pub(super) fn decided(word: &str, named: &Named) -> Sentence {
    let (kind, rest) = word.trim().split_once(' ').unwrap_or((word.trim(), ""));
    let (names, last) = match kind {
        "award" | "set_goal" | "withheld" => rest.rsplit_once(' ').unwrap_or((rest, "")),
        _ => (rest, ""),
    };
    let called = called(names, named);
    let (ja, en) = (&called.ja, &called.en);
    match kind {
        "nudge" | "invite" if !rest.is_empty() => Sentence::new(format!("{en} is sent"), format!("{ja}を送る")),
        "award" if last.starts_with('-') => {
            let points = number(last.trim_start_matches('-'));
            Sentence::new(
                format!("{points} points for {en} are taken back"),
                format!("{ja}の{points}ポイントを取り消す"),
            )
        }
        "award" => {
            let points = number(last);
            Sentence::new(format!("{points} points for {en}"), format!("{ja}で{points}ポイントをつける"))
        }
        "set_goal" => {
            let target = number(last);
            match names {
                "notebook_days_per_week" => Sentence::new(
                    format!("the goal is set to {target} days of notes a week"),
                    format!("目標を週{target}日の記録にする"),
                ),
                _ => Sentence::new(
                    format!("the goal is set to {target} steps a day"),
                    format!("目標を1日{target}歩にする"),
                ),
            }
        }
        "enrol" => Sentence::new(format!("taken into the campaign {en}"), format!("取り組み{ja}に加える")),
        "schedule" => Sentence::new(format!("{en} is scheduled"), format!("{ja}の予定を入れる")),
        "flag_for_staff" => Sentence::new("staff are asked to look", "対応の一覧に加える"),
        "withheld" => match Reason::from_name(last).map(reason_words) {
            Some((why_ja, why_en)) => {
                Sentence::new(format!("{en} is withheld: {why_en}"), format!("{ja}を見合わせる：{why_ja}"))
            }
            None => Sentence::new(format!("{en} is withheld"), format!("{ja}を見合わせる")),
        },
        _ => Sentence::new(word, word),
    }
}

/// A word of `sent`.
pub(super) fn left(word: &str, named: &Named) -> Sentence {
    match word.trim().strip_suffix(" sms") {
        Some(name) => {
            let Sentence { en, ja } = called(name, named);
            Sentence::new(format!("{en} by SMS too"), format!("{ja}をSMSでも送る"))
        }
        None => {
            let Sentence { en, ja } = called(word.trim(), named);
            Sentence::new(en, format!("{ja}を送る"))
        }
    }
}

/// One name, or several of which any will do.
fn called(names: &str, named: &Named) -> Sentence {
    let each: Vec<&str> =
        names.split(" | ").map(|name| named.get(name.trim()).map_or(name.trim(), String::as_str)).collect();
    Sentence::new(format!("“{}”", each.join("” or “")), format!("「{}」", each.join("」か「")))
}

fn number(digits: &str) -> String {
    digits.parse::<u64>().map_or_else(|_| digits.to_owned(), thousands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_plain_ones() {
        let named: Named = [("almost", "あと少し"), ("thanks", "ありがとう")]
            .map(|(name, called)| (name.to_owned(), called.to_owned()))
            .into();
        for (word, ja) in [
            ("nudge almost", "「あと少し」を送る"),
            ("nudge almost | thanks", "「あと少し」か「ありがとう」を送る"),
            ("invite other", "「other」を送る"),
            ("award goal_day 1200", "「goal_day」で1,200ポイントをつける"),
            ("award goal_day -10", "「goal_day」の10ポイントを取り消す"),
            ("set_goal steps_per_day 7000", "目標を1日7,000歩にする"),
            ("set_goal notebook_days_per_week 3", "目標を週3日の記録にする"),
            ("enrol walk", "取り組み「walk」に加える"),
            ("schedule tomorrow", "「tomorrow」の予定を入れる"),
            ("flag_for_staff", "対応の一覧に加える"),
            ("withheld almost no_consent", "「あと少し」を見合わせる：同意をいただいていないため、送りません"),
            (
                "withheld お返事を お願いします capped",
                "「お返事を お願いします」を見合わせる：1日または7日間の通数の上限に達しています",
            ),
            ("nudge", "nudge"),
            ("", ""),
        ] {
            assert_eq!(decided(word, &named).ja, ja, "{word}");
        }
        assert_eq!(
            decided("withheld almost no_consent", &named).en,
            "“あと少し” is withheld: the resident has not agreed"
        );
        assert_eq!(left("almost", &named).ja, "「あと少し」を送る");
        assert_eq!(left("almost sms", &named).ja, "「あと少し」をSMSでも送る");
    }
}
