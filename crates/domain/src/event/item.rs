use super::{Checkup, CheckupItem, CheckupValue};
use crate::sentence::Sentence;

/// An item of the specific health checkup that rules may ask for, by a name.
///
/// The table is closed: whatever else a checkup says stays in the event log. Codes are those of the
/// fourth term, from 2024 (item code system 1.2.392.200119.6.1005), choices those of its value lists.
#[derive(Debug, PartialEq, Eq)]
pub struct Item {
    /// The name in scripts, cases and stored state.
    pub name: &'static str,
    /// Its codes. Where a checkup has several, the first of them counts.
    codes: &'static [&'static str],
    reads: Reads,
}

/// How an item's value is read.
#[derive(Debug, PartialEq, Eq)]
enum Reads {
    /// As a measured number.
    Number,
    /// As one of these choices: its code, and the word for it.
    Choice(&'static [(&'static str, &'static str)]),
}

/// はい, いいえ: value lists …2003 and …19090.
const YES_NO: Reads = Reads::Choice(&[("1", "yes"), ("2", "no")]);

/// メタボリックシンドローム判定, value list …1008: 基準該当, 予備群該当, 非該当, 判定不能.
const METABOLIC: Reads = Reads::Choice(&[("1", "yes"), ("2", "pre"), ("3", "no"), ("4", "undecided")]);

/// 保健指導レベル, value list …3001: 積極的支援, 動機付け支援, なし(情報提供), 判定不能.
const LEVEL: Reads =
    Reads::Choice(&[("1", "intensive"), ("2", "motivational"), ("3", "information"), ("4", "undecided")]);

/// 生活習慣の改善, value list …2007: 意志なし, 意志あり(6か月以内), 意志あり(近いうち), 取組済み(6ヶ月未満),
/// 取組済み(6ヶ月以上).
const STAGE: Reads = Reads::Choice(&[
    ("1", "no_intent"),
    ("2", "within_6_months"),
    ("3", "soon"),
    ("4", "under_6_months"),
    ("5", "over_6_months"),
]);

impl Item {
    /// Every item there is.
    pub const ALL: &[Self] = &[
        item("weight", &["9N006000000000001"], Reads::Number),
        item("bmi", &["9N011000000000001"], Reads::Number),
        // 実測, then 自己判定, then 自己申告.
        item("waist", &["9N016160100000001", "9N016160200000001", "9N016160300000001"], Reads::Number),
        // その他 (the mean, where there is one), then 2回目, then 1回目: the order of the official table.
        item("systolic", &["9A755000000000001", "9A752000000000001", "9A751000000000001"], Reads::Number),
        item("diastolic", &["9A765000000000001", "9A762000000000001", "9A761000000000001"], Reads::Number),
        // By method; a checkup has one of them.
        item(
            "hba1c",
            &["3D046000001906202", "3D046000001920402", "3D046000001927102", "3D046000001999902"],
            Reads::Number,
        ),
        item(
            "ldl",
            &["3F077000002327101", "3F077000002327201", "3F077000002399901", "3F077000002391901"],
            Reads::Number,
        ),
        item("metabolic", &["9N501000000000011"], METABOLIC),
        item("guidance_level", &["9N506000000000011"], LEVEL),
        item("stage_of_change", &["9N801000000000011"], STAGE),
        item("exercise_habit", &["9N746000000000011"], YES_NO),
        item("walking_habit", &["9N751000000000011"], YES_NO),
        // Whether one walks faster than others of the same age and sex.
        item("walking_pace", &["9N756000000000011"], YES_NO),
        item("guidance_history", &["9N808000000000011"], YES_NO),
        // Of the questionnaire for those of 75 and older (後期).
        item("slower_walking", &["9N938000000000011"], YES_NO),
        item("fall", &["9N939000000000011"], YES_NO),
        item("weekly_walking", &["9N940000000000011"], YES_NO),
        item("weekly_outing", &["9N944000000000011"], YES_NO),
    ];

    /// The item of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|item| item.name == name)
    }

    /// Its codes. Where a checkup has several, the first of them counts.
    pub(crate) fn codes(&self) -> &'static [&'static str] {
        self.codes
    }

    /// What a checkup's item says, where rules may ask for it: a number, or the word for a choice.
    pub(crate) fn read_of(item: &CheckupItem) -> Option<CheckupValue> {
        Self::ALL.iter().find(|known| known.codes.contains(&item.code.as_str()))?.read(&item.value)
    }

    /// What a checkup says about it: a number, or the word for a choice. `None` when it does not say, or
    /// says what is no answer.
    pub fn of(&self, checkup: &Checkup) -> Option<CheckupValue> {
        self.codes
            .iter()
            .filter_map(|code| checkup.items.iter().find(|item| item.code == *code))
            .find_map(|item| self.read(&item.value))
    }

    /// The item as a checkup says it: the other way round than [`Item::of`].
    ///
    /// # Errors
    /// A value that is none of this item.
    pub fn said(&self, value: &CheckupValue) -> Result<CheckupItem, Sentence> {
        let value = match (&self.reads, value) {
            (Reads::Number, CheckupValue::Number(number)) => CheckupValue::Number(*number),
            (Reads::Choice(choices), CheckupValue::Word(word)) => {
                let known = choices.iter().find(|choice| choice.1 == word);
                CheckupValue::Word(known.ok_or_else(|| self.wrong())?.0.to_owned())
            }
            _ => return Err(self.wrong()),
        };
        let code = self.codes.first().copied().unwrap_or_default().to_owned();
        Ok(CheckupItem { code, value, unit: None })
    }

    fn read(&self, value: &CheckupValue) -> Option<CheckupValue> {
        match (&self.reads, value) {
            (Reads::Number, CheckupValue::Number(number)) => Some(CheckupValue::Number(*number)),
            (Reads::Number, CheckupValue::Word(word)) => {
                let number: f64 = word.trim().parse().ok()?;
                number.is_finite().then_some(CheckupValue::Number(number))
            }
            (Reads::Choice(choices), CheckupValue::Word(code)) => choice(choices, code.trim()),
            // A sender may write the code of a choice as a number.
            (Reads::Choice(choices), CheckupValue::Number(code)) => choice(choices, &code.to_string()),
        }
    }

    fn wrong(&self) -> Sentence {
        let name = self.name;
        match self.reads {
            Reads::Number => Sentence::new(
                format!("`{name}` is a number"),
                format!("`{name}` には数を、`\" \"` で囲まずに書いてください。"),
            ),
            Reads::Choice(choices) => {
                let words: Vec<String> = choices.iter().map(|choice| format!("`\"{}\"`", choice.1)).collect();
                let ja = format!("`{name}` には {} のどれかを書いてください。", words.join("、"));
                Sentence::new(format!("`{name}` is one of {}", words.join(", ")), ja)
            }
        }
    }
}

const fn item(name: &'static str, codes: &'static [&'static str], reads: Reads) -> Item {
    Item { name, codes, reads }
}

fn choice(choices: &[(&str, &str)], code: &str) -> Option<CheckupValue> {
    let known = choices.iter().find(|choice| choice.0 == code)?;
    Some(CheckupValue::Word(known.1.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::event::Payload;

    fn checkup(items: &str) -> Checkup {
        let data = format!(r#"{{"date": "2026-06-12", "items": [{items}]}}"#);
        let Payload::Checkup(checkup) = Payload::parse("ayumi.checkup.recorded.v1", &data).unwrap() else {
            unreachable!()
        };
        checkup
    }

    fn of(name: &str, items: &str) -> Option<CheckupValue> {
        Item::named(name).unwrap().of(&checkup(items))
    }

    #[test]
    fn of_several_codes_the_first_that_says_something_counts() {
        let first = r#"{"code": "9A751000000000001", "value": 141}"#;
        let second = r#"{"code": "9A752000000000001", "value": 133}"#;
        let other = r#"{"code": "9A755000000000001", "value": 137}"#;
        let unread = r#"{"code": "9A755000000000001", "value": "測定せず"}"#;
        let says = |items: &[&str]| of("systolic", &items.join(","));
        assert_eq!(says(&[first, second, other]), Some(CheckupValue::Number(137.0)));
        assert_eq!(says(&[first, second]), Some(CheckupValue::Number(133.0)));
        assert_eq!(says(&[first, unread]), Some(CheckupValue::Number(141.0)));
        assert_eq!(says(&[unread]), None);
        assert_eq!(of("diastolic", first), None);
    }

    #[test]
    fn choices_are_words_however_their_codes_are_written() {
        let stage =
            |value: &str| of("stage_of_change", &format!(r#"{{"code": "9N801000000000011", "value": {value}}}"#));
        let soon = Some(CheckupValue::Word("soon".to_owned()));
        assert_eq!(stage("\"3\""), soon);
        assert_eq!(stage("3"), soon);
        assert_eq!(stage("3.0"), soon);
        assert_eq!(stage("6"), None);
        assert_eq!(stage("\"近いうち\""), None);
    }

    #[test]
    fn what_is_said_is_read_back() {
        for item in Item::ALL {
            let values = match item.reads {
                Reads::Number => vec![CheckupValue::Number(24.5)],
                Reads::Choice(choices) => {
                    choices.iter().map(|choice| CheckupValue::Word(choice.1.to_owned())).collect()
                }
            };
            for value in values {
                let said = Checkup {
                    items: vec![item.said(&value).unwrap()],
                    ..checkup(r#"{"code": "9N006000000000001", "value": 1}"#)
                };
                assert_eq!(item.of(&said), Some(value), "{}", item.name);
            }
            assert!(item.said(&CheckupValue::Word("soonish".to_owned())).is_err());
        }
    }

    #[test]
    fn no_code_and_no_name_is_there_twice() {
        let mut names: Vec<&str> = Item::ALL.iter().map(|item| item.name).collect();
        let mut codes: Vec<&str> = Item::ALL.iter().flat_map(|item| item.codes).copied().collect();
        let count = (names.len(), codes.len());
        for list in [&mut names, &mut codes] {
            list.sort_unstable();
            list.dedup();
        }
        assert_eq!((names.len(), codes.len()), count);
        assert!(codes.iter().all(|code| code.len() == 17));
    }
}
