//! Facts about the resident and the resident's goals.

use super::words::{CONDITIONS, DAYS_SINCE, ITEMS, SENSITIVE_SINCE, SEXES, VISITS};
use super::{DAYS, STEPS, fact};
use crate::resident::WINDOW_DAYS;
use crate::rules::facts::Gives::{self, Item, OneOf, Prediction, Text, Truth, Whole};
use crate::rules::facts::Takes::{self, Days, Nothing, Word, WordAndDays};
use crate::rules::facts::{Fact, FromFrame, Of, checkup, me};
use crate::rules::told::{Told, told, unit};

const WINDOW: i64 = WINDOW_DAYS as i64;

pub(super) static FACTS: &[Fact] = &[
    of_me(
        "age",
        Nothing,
        Whole(unit("歳", "years")),
        me::age,
        told(
            "その年に迎える年齢。参加の登録の前は `()`",
            "Years, reached in the calendar year; `()` before enrolment",
            "if me.age != () && me.age >= 75 { nudge(\"short_loop\"); }",
        ),
    )
    .or_nothing(),
    of_me(
        "sex",
        Nothing,
        OneOf(SEXES),
        me::sex,
        told(
            "性別。分からなければ `\"\"`",
            "Sex; `\"\"` when not known",
            "if me.sex == \"male\" { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "district",
        Nothing,
        Text,
        me::district,
        told(
            "お住まいの地区の、市での名前。分からなければ `\"\"`",
            "The district, by the city's own name for it; `\"\"` when not known",
            "if me.district == \"荒尾第一\" { nudge(\"short_loop\"); }",
        ),
    ),
    of_me(
        "language",
        Nothing,
        Text,
        me::language,
        told(
            "お知らせの言葉（`\"ja\"`、`\"easy_ja\"` など）。分からなければ `\"\"`",
            "The language of messages, such as `\"ja\"` or `\"easy_ja\"`; `\"\"` when not known",
            "if me.language == \"easy_ja\" { nudge(\"short_loop\"); }",
        ),
    ),
    of_me(
        "arm",
        Nothing,
        Text,
        me::arm,
        told(
            "この取り組みの、比べるグループの名前。なければ `\"\"`",
            "The arm of this campaign's experiment; `\"\"` without one",
            "if me.arm == \"with_friend\" { nudge(\"walk_with_friend\"); }",
        ),
    ),
    of_me(
        "goal",
        Nothing,
        Gives::Goal,
        me::goal,
        told(
            "その日の目標。`me.goal.steps` のように、点のあとに書きます",
            "The goals that hold that day; what is counted follows a dot",
            "let goal = me.goal;\nif goal.steps != () { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "steps",
        Nothing,
        Whole(STEPS),
        me::steps,
        told(
            "その日の歩数。届いていなければ `()`（0歩とは違います）",
            "Steps that count that day; `()` when nothing arrived, which is not zero",
            "if me.steps != () && me.steps >= 8000 { nudge(\"well_done\"); }",
        ),
    )
    .or_nothing(),
    of_me(
        "steps_ago",
        Days(0, WINDOW),
        Whole(STEPS),
        me::steps_ago,
        told(
            "n日前の歩数。届いていなければ `()`",
            "Steps that count n days before; `()` when nothing arrived",
            "if me.steps_ago(1) == () { nudge(\"welcome_back\"); }",
        ),
    )
    .or_nothing(),
    of_me(
        "average_steps",
        Days(1, WINDOW),
        Whole(STEPS),
        me::average_steps,
        told(
            "前のn日間の、届いた日の平均（1歩単位）。届いた日がなければ `()`",
            "Mean of the n days before, over days with data, in whole steps; `()` when there are none",
            "let usual = me.average_steps(28);\nif usual != () && me.steps > usual { nudge(\"well_done\"); }",
        ),
    )
    .or_nothing(),
    of_me(
        "days_with_steps",
        Days(1, WINDOW),
        Whole(DAYS),
        me::days_with_steps,
        told(
            "その日までのn日間で、歩数が届いた日数",
            "How many of the n days up to that day have data",
            "if me.days_with_steps(7) == 7 { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "goal_days",
        Days(1, WINDOW),
        Whole(DAYS),
        me::goal_days,
        told(
            "その日までのn日間で、歩数の目標に届いた日数",
            "How many of the n days up to that day reached the steps goal",
            "if me.goal_days(7) >= 5 { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "streak",
        Nothing,
        Whole(DAYS),
        me::streak,
        told(
            "その日まで続けて目標に届いた日数",
            "Days in a row at the steps goal, up to that day",
            "if me.streak == 7 { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "notebook_days",
        Days(1, WINDOW),
        Whole(DAYS),
        me::notebook_days,
        told(
            "その日までのn日間で、健康手帳に記録のある日数",
            "How many of the n days up to that day have an entry in the notebook",
            "if me.notebook_days(7) >= 4 { nudge(\"well_done\"); }",
        ),
    ),
    of_me(
        "visits",
        WordAndDays(VISITS, 1, WINDOW),
        Whole(DAYS),
        me::visits,
        told(
            "その日までのn日間で、健診、検診、催し、教室に来られた日数",
            "On how many of the n days up to that day the resident came to it",
            "if me.visits(\"class\", 28) == 0 { nudge(\"walk_with_friend\"); }",
        ),
    ),
    of_me(
        "days_since",
        Word(DAYS_SINCE),
        Whole(DAYS),
        me::days_since,
        told(
            "最後のときからの日数（どの取り組みでも）。一度もなければ 9999",
            "Whole days since the latest, of any campaign; 9999 when never",
            "if me.days_since(\"message\") >= 3 { nudge(choose(\"walk_with_friend\", \"short_loop\")); }",
        ),
    )
    .sensitive_for(SENSITIVE_SINCE),
    of_me(
        "replied",
        WordAndDays(&[], 0, 365),
        Truth,
        me::replied,
        told(
            "最後の返事がその名前の返事で、n日以内か",
            "Whether the latest reply was that action, at most n days ago",
            "if me.replied(\"not_now\", 14) { return; }\nnudge(\"walk_with_friend\");",
        ),
    ),
    of_me(
        "points",
        Nothing,
        Whole(unit("ポイント", "points")),
        me::points,
        told("ポイントの合計", "Points in all", "if me.points >= 100 { nudge(\"well_done\"); }"),
    ),
    of_me(
        "enrolled",
        Word(&[]),
        Truth,
        me::enrolled,
        told(
            "ルールがその取り組みに加えた方か",
            "Whether a rule enrolled the resident in that campaign",
            "if !me.enrolled(\"care\") { nudge(\"walk_with_friend\"); }",
        ),
    ),
    of_me(
        "worst",
        Word(CONDITIONS),
        Prediction,
        me::worst,
        told(
            "最新の健康予測で、いちばん高いもの。なければ `()`",
            "The worst prediction of the latest forecast; `()` when there is none",
            "let worst = me.worst(\"dementia\");\nif worst != () && worst.ratio_low >= 2.0 { invite(\"talk\"); }",
        ),
    )
    .or_nothing()
    .sensitive(),
    of_me(
        "checkup",
        Word(ITEMS),
        Item,
        checkup::latest,
        told(
            "いちばん新しい健診の項目。結果にないとき、健診がないときは `()`",
            "What the newest checkup says about an item; `()` when it does not say, or there is none",
            "if me.checkup(\"stage_of_change\") == \"soon\" { invite(\"talk\"); }",
        ),
    )
    .or_nothing()
    .sensitive(),
];

pub(super) static GOALS: &[Fact] = &[
    fact(
        Of::Goal,
        "steps",
        Nothing,
        Whole(STEPS),
        me::goal_steps,
        told(
            "その日の歩数の目標。なければ `()`",
            "The steps goal that holds that day; `()` when there is none",
            "if me.goal.steps != () && me.steps >= me.goal.steps { nudge(\"well_done\"); }",
        ),
    )
    .or_nothing(),
    fact(
        Of::Goal,
        "notebook_days",
        Nothing,
        Whole(DAYS),
        me::goal_notebook_days,
        told(
            "健康手帳に記録する日数の、1週間の目標。なければ `()`",
            "The goal of days in a week with an entry in the notebook; `()` when there is none",
            "let goal = me.goal.notebook_days;\nif goal != () && me.notebook_days(7) >= goal { nudge(\"well_done\"); }",
        ),
    )
    .or_nothing(),
];

const fn of_me(name: &'static str, takes: Takes, gives: Gives, get: FromFrame, told: Told) -> Fact {
    fact(Of::Me, name, takes, gives, get, told)
}
