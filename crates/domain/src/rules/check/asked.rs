//! The functions that are asked from outside.

use crate::rules::told::{Told, told};

/// A function that is asked about an event.
#[derive(Debug)]
pub(in crate::rules) struct Hook {
    /// Its name.
    pub(in crate::rules) name: &'static str,
    /// The sensitive thing because of which it is asked, if it is one, in English and in Japanese.
    pub(in crate::rules) because: Option<(&'static str, &'static str)>,
    /// What is told of it.
    pub(in crate::rules) told: Told,
}

/// Every one there is.
pub(in crate::rules) const HOOKS: &[Hook] = &[
    Hook {
        name: "on_enrolled",
        because: None,
        told: told(
            "参加されたとき",
            "A resident takes part",
            "nudge(\"short_loop\");\nset_goal(\"steps_per_day\", 6000, 28);",
        ),
    },
    Hook {
        name: "on_consent",
        because: None,
        told: told(
            "同意されたとき",
            "A resident agrees to a purpose",
            "if event.purpose == \"engagement\" { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_channel",
        because: None,
        told: told(
            "LINEか電話番号がつながったとき",
            "LINE or a telephone number is linked",
            "if event.channel == \"line\" { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_steps",
        because: None,
        told: told(
            "その日の歩数として数える値が変わったとき",
            "What counts for a day's steps has changed",
            "if event.steps >= 8000 { award(\"goal_day\"); }\nif event.is_today && me.streak == 3 { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_goal",
        because: None,
        told: told(
            "目標がきまったとき",
            "A goal is set",
            "if event.metric == \"steps_per_day\" { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_notebook",
        because: None,
        told: told(
            "健康手帳に記録があったとき",
            "An entry in the notebook",
            "if event.is_today && me.notebook_days(35) == 1 { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_visit",
        because: None,
        told: told(
            "健診、検診、催し、教室に来られたとき",
            "The resident came to a checkup, a screening, an event or a class",
            "if event.kind == \"class\" { award(\"class_day\"); }",
        ),
    },
    Hook {
        name: "on_stamp",
        because: None,
        told: told(
            "この取り組みのスタンプを押されたとき。同じ日の同じ場所では1回だけ",
            "A stamp of this campaign's rally; once a day and place",
            "award(\"goal_day\");\nif event.is_complete { nudge(\"well_done\"); }",
        ),
    },
    Hook {
        name: "on_forecast",
        because: Some(("a forecast", "健康予測")),
        told: told(
            "新しい健康予測が届いたとき。はじめの1行目から要配慮",
            "A new forecast; sensitive from its first line",
            "if event.has(\"mi_stroke\") && event.worst(\"mi_stroke\").ratio_low >= 2.0 { invite(\"talk\"); }",
        ),
    },
    Hook {
        name: "on_checkup",
        because: Some(("a checkup", "健診の結果")),
        told: told(
            "いちばん新しい健診の結果が届いたとき、直されたとき。はじめの1行目から要配慮",
            "The newest checkup's results, or a correction of them; sensitive from its first line",
            "if event.item(\"stage_of_change\") == \"soon\" { invite(\"talk\"); }",
        ),
    },
    Hook {
        name: "on_guidance",
        because: Some(("health guidance", "保健指導")),
        told: told(
            "保健指導が行われたとき。はじめの1行目から要配慮",
            "A session of health guidance was held; sensitive from its first line",
            "if event.session == 1 { invite(\"talk\"); }",
        ),
    },
    Hook {
        name: "on_reply",
        because: None,
        told: told(
            "ボタンを押されたとき、言葉が届いたとき",
            "The resident tapped a reply or wrote",
            "if event.message == \"talk\" && event.action == \"yes\" {\n    flag_for_staff(\"お話をご希望です。お電話をお願いします。\");\n    nudge(\"well_done\");\n}",
        ),
    },
];

/// What the names of functions begin with that are asked at a point in time.
pub(in crate::rules) const POINT: &str = "at_";

/// What is told of them.
pub(in crate::rules) const POINT_TOLD: Told = told(
    "`campaign.toml` の時刻、または `schedule(\"<name>\", …)` で予定した時刻になったとき",
    "A decision point of `campaign.toml`, or what `schedule(\"<name>\", …)` asked for",
    "fn at_evening(me) {\n    if me.days_since(\"message\") >= 3 { nudge(choose(\"walk_with_friend\", \"short_loop\")); }\n}",
);

/// The function that is asked before a message is considered.
pub(in crate::rules) const AVAILABLE: &str = "available";

/// What is told of it.
pub(in crate::rules) const AVAILABLE_TOLD: Told = told(
    "文面を送る前に。`false` なら `not_available` として送りません。答えるだけで、提案はできません",
    "Before a message is considered: `false` withholds it as `not_available`; it answers and proposes nothing",
    "fn available(me) {\n    me.days_since(\"reply\") <= 28 && !me.replied(\"not_now\", 7)\n}",
);

/// What the names of functions begin with that say how likely a message leaves at a decision point.
pub(in crate::rules) const PROBABILITY: &str = "probability_";

/// What is told of them.
pub(in crate::rules) const PROBABILITY_TOLD: Told = told(
    "`probability = { by = \"rule\", … }` の時刻に、文面を送ってよいと分かったあと。答えた数を `least`〜`most` におさめて、送る確率にします。\
     答えるだけで、提案はできません",
    "At a decision point with `probability = { by = \"rule\", … }`, once all else lets a message pass: the number it answers, \
     kept within `least` and `most`, is the probability of sending; it answers and proposes nothing",
    "fn probability_evening(me) {\n    if me.days_since(\"reply\") <= 7 { 0.6 } else { 0.3 }\n}",
);

/// The one of a name.
pub(in crate::rules) fn hook(name: &str) -> Option<&'static Hook> {
    HOOKS.iter().find(|hook| hook.name == name)
}

/// Whether a function of this name only answers, and proposes nothing.
pub(in crate::rules) fn is_answer(name: &str) -> bool {
    name == AVAILABLE || name.starts_with(PROBABILITY)
}

/// Their names.
pub(in crate::rules) fn hook_names() -> impl Iterator<Item = &'static str> {
    HOOKS.iter().map(|hook| hook.name)
}

/// Whether a function of this name is asked from outside, or looks as if it were.
pub(in crate::rules) fn is_asked(name: &str) -> bool {
    name.starts_with("on_") || name.starts_with(POINT) || is_answer(name)
}
