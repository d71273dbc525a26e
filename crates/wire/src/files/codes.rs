//! The item codes of the specific health checkup, fourth term (from 2024), as far as they are known
//! here: 70 of 322. `checkup_codes.csv` is from the lists that the ministry publishes: facts, without
//! a licence of their own.

use std::collections::BTreeSet;

const TABLE: &str = include_str!("checkup_codes.csv");

/// The names that a sheet may use for an item, without the units in brackets: code, names, unit.
/// Of several methods of measuring, the name stands for the one that comes first in the table.
const NAMES: [(&str, &[&str], &str); 26] = [
    ("9N001000000000001", &["身長", "height"], "cm"),
    ("9N006000000000001", &["体重", "weight"], "kg"),
    ("9N011000000000001", &["bmi"], "kg/m2"),
    ("9N016160100000001", &["腹囲", "腹囲(実測)", "waist"], "cm"),
    ("9A751000000000001", &["収縮期血圧", "最高血圧", "収縮期血圧(1回目)", "systolic"], "mmHg"),
    ("9A761000000000001", &["拡張期血圧", "最低血圧", "拡張期血圧(1回目)", "diastolic"], "mmHg"),
    ("9A752000000000001", &["収縮期血圧(2回目)"], "mmHg"),
    ("9A762000000000001", &["拡張期血圧(2回目)"], "mmHg"),
    ("3F015000002327101", &["中性脂肪", "空腹時中性脂肪", "triglycerides"], "mg/dL"),
    ("3F015129902327101", &["随時中性脂肪"], "mg/dL"),
    ("3F070000002327101", &["hdl", "hdlコレステロール"], "mg/dL"),
    ("3F077000002327101", &["ldl", "ldlコレステロール"], "mg/dL"),
    ("3D010000001926101", &["空腹時血糖", "血糖", "glucose"], "mg/dL"),
    ("3D010129901926101", &["随時血糖"], "mg/dL"),
    ("3D046000001906202", &["hba1c", "hba1c(ngsp値)"], "%"),
    ("9N501000000000011", &["メタボリックシンドローム判定", "メタボ判定", "metabolic"], ""),
    ("9N506000000000011", &["保健指導レベル", "guidancelevel"], ""),
    ("9N701000000000011", &["服薬1(血圧)", "服薬1", "medicationbloodpressure"], ""),
    ("9N706000000000011", &["服薬2(血糖)", "服薬2", "medicationglucose"], ""),
    ("9N711000000000011", &["服薬3(脂質)", "服薬3", "medicationlipids"], ""),
    ("9N736000000000011", &["喫煙", "smoking"], ""),
    ("9N746000000000011", &["30分以上の運動習慣", "運動習慣", "exercisehabit"], ""),
    ("9N751000000000011", &["歩行又は身体活動", "歩行", "walking"], ""),
    ("9N756000000000011", &["歩行速度", "walkingspeed"], ""),
    ("9N801000000000011", &["生活習慣の改善", "stageofchange"], ""),
    ("9N808000000000011", &["特定保健指導の受診歴", "guidancehistory"], ""),
];

/// The code that a column's name stands for; the name as `sheet::header::plain` makes it.
pub(super) fn named(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(_, names, _)| names.contains(&name)).map(|(code, ..)| *code)
}

/// The unit in which a sheet gives an item, if it is known.
pub(super) fn unit(code: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, ..)| *known == code).map(|(.., unit)| *unit).filter(|unit| !unit.is_empty())
}

/// Every name that a column may have, for the page that lists them.
#[cfg(test)]
fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().flat_map(|(_, names, _)| names.iter().copied())
}

/// The codes of the table.
pub(super) fn known() -> BTreeSet<&'static str> {
    TABLE.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

/// What the last two digits of a code say of its value: `11` is the code of a choice.
pub(super) fn is_choice(code: &str) -> bool {
    code.ends_with("11")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::files::sheet::plain;

    #[test]
    fn names_stand_for_codes_of_the_table_and_each_for_one() {
        let known = known();
        assert_eq!(known.len(), 70);
        for (code, ..) in NAMES {
            assert!(known.contains(code), "{code}");
        }
        let all: Vec<&str> = names().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for name in all {
            assert_eq!(plain(name), name, "a name is written as it is looked for");
        }
        assert_eq!(unit(named("hba1c").unwrap()), Some("%"));
    }
}
