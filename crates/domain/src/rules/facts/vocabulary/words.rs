//! The words that facts are asked with, and those that they give.

use crate::rules::told::{Word, word};

/// What `me.days_since` knows.
pub(super) const DAYS_SINCE: &[Word] = &[
    word("steps", "最後に歩数が届いた日。35日前まで", "The latest day with steps, of 35 days"),
    word("notebook", "最後に記録のあった日。35日前まで", "The latest day with an entry in the notebook, of 35 days"),
    word("visit", "最後に来られた日。35日前まで", "The latest day on which the resident came, of 35 days"),
    word("reply", "最後の返事", "The latest reply"),
    word("message", "最後のお知らせ", "The latest message"),
    word("enrolled", "参加の登録", "The enrolment with the city"),
    word("checkup", "いちばん新しい健診", "The newest checkup"),
    word("guidance", "最後の保健指導", "The latest session of health guidance"),
];

/// What of it is sensitive: that there was one tells.
pub(super) const SENSITIVE_SINCE: &[&str] = &["checkup", "guidance"];

/// What a resident can have come to.
pub(super) const VISITS: &[Word] = &[
    word("checkup", "健診", "The yearly health checkup"),
    word("screening", "検診", "A screening for cancer or the like"),
    word("event", "催し", "An event of the city"),
    word("class", "教室", "A class or a course"),
];

/// What `event.kind` gives: entries of the notebook, then visits.
pub(super) const KINDS: &[Word] = &[
    word("weight", "体重", "Body weight"),
    word("blood_pressure", "血圧", "Blood pressure, measured at home"),
    word("meal", "食事", "A meal"),
    word("sleep", "睡眠", "Sleep"),
    word("mood", "気分", "Mood"),
    word("symptom", "体調", "Something felt"),
    word("note", "メモ", "Anything else"),
    word("checkup", "健診", "The yearly health checkup"),
    word("screening", "検診", "A screening for cancer or the like"),
    word("event", "催し", "An event of the city"),
    word("class", "教室", "A class or a course"),
];

/// What a forecast may be about.
pub(in crate::rules::facts) const CONDITIONS: &[Word] = &[
    word("mi_stroke", "心筋梗塞・脳卒中", "Heart attack and stroke"),
    word("dementia", "認知症", "Dementia"),
    word("lung_cancer", "肺がん", "Lung cancer"),
    word("renal_failure", "慢性腎不全", "Chronic renal failure"),
];

/// What rules may ask of a checkup: the names of [`crate::event::Item::ALL`].
pub(in crate::rules::facts) const ITEMS: &[Word] = &[
    word("weight", "体重（kg）", "Body weight in kg"),
    word("bmi", "BMI（kg/m²）", "BMI in kg/m²"),
    word(
        "waist",
        "腹囲（cm）。実測、自己判定、自己申告の順に、あるもの",
        "Waist in cm: as measured, or else as the resident measured it, or else as the resident says",
    ),
    word(
        "systolic",
        "収縮期血圧（mmHg）。その他、2回目、1回目の順に、あるもの",
        "Upper blood pressure in mmHg: 「その他」 where it is given, or else the second measurement, or else the first",
    ),
    word(
        "diastolic",
        "拡張期血圧（mmHg）。その他、2回目、1回目の順に、あるもの",
        "Lower blood pressure in mmHg, of the same measurement as the upper",
    ),
    word("hba1c", "HbA1c（NGSP値、%）。検査の方法は問いません", "HbA1c in % (NGSP), whatever the method"),
    word("ldl", "LDLコレステロール（mg/dL）。検査の方法は問いません", "LDL cholesterol in mg/dL, whatever the method"),
    word(
        "metabolic",
        "メタボリックシンドローム判定：`\"yes\"`（基準該当）、`\"pre\"`（予備群該当）、`\"no\"`（非該当）、`\"undecided\"`（判定不能）",
        "メタボリックシンドローム判定: `\"yes\"`, `\"pre\"` (予備群), `\"no\"`, `\"undecided\"`",
    ),
    word(
        "guidance_level",
        "保健指導レベル：`\"intensive\"`（積極的支援）、`\"motivational\"`（動機付け支援）、`\"information\"`（情報提供）、`\"undecided\"`（判定不能）",
        "保健指導レベル: `\"intensive\"` (積極的支援), `\"motivational\"` (動機付け支援), `\"information\"`, `\"undecided\"`",
    ),
    word(
        "stage_of_change",
        "生活習慣の改善：`\"no_intent\"`（意志なし）、`\"within_6_months\"`（6か月以内に）、`\"soon\"`（近いうちに）、`\"under_6_months\"`（取組み6か月未満）、`\"over_6_months\"`（取組み6か月以上）",
        "生活習慣の改善: `\"no_intent\"`, `\"within_6_months\"`, `\"soon\"`; already doing so `\"under_6_months\"`, `\"over_6_months\"`",
    ),
    word(
        "exercise_habit",
        "30分以上の運動習慣：`\"yes\"`、`\"no\"`",
        "Sweating for 30 minutes twice a week: `\"yes\"`, `\"no\"`",
    ),
    word("walking_habit", "歩行又は身体活動：`\"yes\"`、`\"no\"`", "Walking an hour a day: `\"yes\"`, `\"no\"`"),
    word(
        "walking_pace",
        "歩く速度が同年齢の同性より速いか：`\"yes\"`、`\"no\"`",
        "Walks faster than others of the same age and sex: `\"yes\"`, `\"no\"`",
    ),
    word(
        "guidance_history",
        "特定保健指導を受けたことがあるか：`\"yes\"`、`\"no\"`",
        "Has had health guidance before: `\"yes\"`, `\"no\"`",
    ),
    word(
        "slower_walking",
        "75歳以上の方：以前に比べて歩く速度が遅くなった：`\"yes\"`、`\"no\"`",
        "Of those who are 75 and older: walks slower than before: `\"yes\"`, `\"no\"`",
    ),
    word(
        "fall",
        "75歳以上の方：この1年間に転んだ：`\"yes\"`、`\"no\"`",
        "Of those who are 75 and older: fell within a year: `\"yes\"`, `\"no\"`",
    ),
    word(
        "weekly_walking",
        "75歳以上の方：週1回以上の運動：`\"yes\"`、`\"no\"`",
        "Of those who are 75 and older: walks or exercises weekly: `\"yes\"`, `\"no\"`",
    ),
    word(
        "weekly_outing",
        "75歳以上の方：週1回以上の外出：`\"yes\"`、`\"no\"`",
        "Of those who are 75 and older: goes out weekly: `\"yes\"`, `\"no\"`",
    ),
];

/// What `me.sex` gives.
pub(super) const SEXES: &[Word] = &[
    word("female", "女性", "Female"),
    word("male", "男性", "Male"),
    word("other", "どちらでもない、答えない", "Neither, or not to be said"),
    word("", "分からない", "Not known"),
];

/// What `event.source` gives.
pub(super) const SOURCES: &[Word] = &[
    word("phone", "スマートフォン", "A phone"),
    word("tracker", "活動量計", "A tracker"),
    word("pedometer_reader", "歩数計の読み取り機", "A reader for pedometers"),
    word("paper", "紙の記録", "A sheet of paper"),
];

/// What `event.metric` gives.
pub(super) const METRICS: &[Word] = &[
    word("steps_per_day", "1日の歩数", "Steps in a day"),
    word("notebook_days_per_week", "1週間に記録する日数", "Days in a week with an entry in the notebook"),
];

/// What `event.channel` gives.
pub(super) const CHANNELS: &[Word] =
    &[word("line", "LINE", "LINE"), word("sms", "SMS", "SMS"), word("paper", "紙", "Paper")];

/// What `event.purpose` gives.
pub(super) const PURPOSES: &[Word] = &[
    word("engagement", "お知らせ", "Messages"),
    word("research", "研究", "Research"),
    word("outcomes_sharing", "成果の共有", "Sharing of outcomes"),
];

/// What `now.weekday` gives.
pub(super) const WEEKDAYS: &[Word] = &[
    word("mon", "月曜", "Monday"),
    word("tue", "火曜", "Tuesday"),
    word("wed", "水曜", "Wednesday"),
    word("thu", "木曜", "Thursday"),
    word("fri", "金曜", "Friday"),
    word("sat", "土曜", "Saturday"),
    word("sun", "日曜", "Sunday"),
];
