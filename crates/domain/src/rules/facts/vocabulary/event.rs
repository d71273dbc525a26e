//! Facts about what happened.

use super::words::{CHANNELS, CONDITIONS, ITEMS, KINDS, METRICS, PURPOSES, SOURCES};
use super::{PLAIN, STEPS, fact};
use crate::rules::facts::Gives::{self, Item, OneOf, Prediction, Text, Truth, Whole};
use crate::rules::facts::Takes::{self, Nothing, Word};
use crate::rules::facts::{Fact, FromFrame, Of, checkup, event};
use crate::rules::told::{Told, told, unit};

pub(super) static FACTS: &[Fact] = &[
    of_event(
        "date",
        Nothing,
        Text,
        event::date,
        told(
            "その出来事の日（`\"2026-11-21\"`）。健診、保健指導、健康予測、お返事では、記録された日です",
            "The day it is about, as `\"2026-11-21\"`; of a checkup, guidance, a forecast or a reply the day on which it was said",
            "if event.date.ends_with(\"-01\") { nudge(\"well_done\"); }",
        ),
    ),
    of_event(
        "is_today",
        Nothing,
        Truth,
        event::is_today,
        told(
            "きょうのことか。あとから届いた歩数では `false`",
            "Whether it is about today; `false` for what arrived late",
            "if !event.is_today { return; }\nnudge(\"well_done\");",
        ),
    ),
    of_event(
        "steps",
        Nothing,
        Whole(STEPS),
        event::steps,
        told(
            "その日の歩数として、いま数える値",
            "What counts for the day now, whichever source brought it",
            "if event.steps >= 8000 { award(\"goal_day\"); }",
        ),
    )
    .only_in(&["on_steps"]),
    of_event(
        "source",
        Nothing,
        OneOf(SOURCES),
        event::source,
        told("どの歩数計か", "What the steps came from", "if event.source == \"paper\" { nudge(\"well_done\"); }"),
    )
    .only_in(&["on_steps"]),
    of_event(
        "kind",
        Nothing,
        OneOf(KINDS),
        event::kind,
        told(
            "記録の種類、来られたものの種類",
            "What the entry is about, what the resident came to",
            "if event.kind == \"blood_pressure\" { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_notebook", "on_visit"]),
    of_event(
        "place",
        Nothing,
        Text,
        event::place,
        told(
            "来られた場所、スタンプを押された場所。書かれていなければ `\"\"`",
            "Where the resident came, or whose stamp it is; `\"\"` when not said",
            "if event.place != \"\" { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_visit", "on_stamp"]),
    of_event(
        "count",
        Nothing,
        Whole(unit("か所", "places")),
        event::count,
        told(
            "この取り組みのスタンプを、いま何か所分お持ちか",
            "At how many places of this campaign's stamp rally the resident has been",
            "if event.count == 1 { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_stamp"]),
    of_event(
        "is_complete",
        Nothing,
        Truth,
        event::is_complete,
        told(
            "`[stamps]` の `complete` の数がそろったか。そろったあとのスタンプでも `true`",
            "Whether as many places as `complete` of `[stamps]` says are reached; `true` for stamps after that too",
            "if event.is_complete { award(\"class_day\"); }",
        ),
    )
    .only_in(&["on_stamp"]),
    of_event(
        "metric",
        Nothing,
        OneOf(METRICS),
        event::metric,
        told(
            "目標の種類",
            "What the goal counts",
            "if event.metric == \"steps_per_day\" { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_goal"]),
    of_event(
        "target",
        Nothing,
        Whole(PLAIN),
        event::target,
        told("目標の数", "How much the goal asks for", "if event.target >= 8000 { nudge(\"well_done\"); }"),
    )
    .only_in(&["on_goal"]),
    of_event(
        "action",
        Nothing,
        Gives::Action,
        event::action,
        told(
            "返事の名前。言葉の返事では `\"yes\"`、`\"not_now\"`、`\"text\"`、`\"stop\"` のどれか",
            "The reply's name; of written words it is `\"yes\"`, `\"not_now\"`, `\"text\"` or `\"stop\"`",
            "if event.action == \"text\" { flag_for_staff(\"文章でお返事がありました。読んで、お返事をお願いします。\"); }",
        ),
    )
    .only_in(&["on_reply"]),
    of_event(
        "message",
        Nothing,
        Text,
        event::message,
        told(
            "どの文面への返事か。ほかの取り組みの文面なら `\"\"`",
            "The name of the message that is answered; `\"\"` when it is of another campaign",
            "if event.message == \"talk\" && event.action == \"yes\" { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_reply"]),
    of_event(
        "channel",
        Nothing,
        OneOf(CHANNELS),
        event::channel,
        told("何がつながったか", "What was linked", "if event.channel == \"line\" { nudge(\"well_done\"); }"),
    )
    .only_in(&["on_channel"]),
    of_event(
        "purpose",
        Nothing,
        OneOf(PURPOSES),
        event::purpose,
        told(
            "同意の目的",
            "What the resident agreed to",
            "if event.purpose == \"engagement\" { nudge(\"well_done\"); }",
        ),
    )
    .only_in(&["on_consent"]),
    of_event(
        "worst",
        Word(CONDITIONS),
        Prediction,
        event::worst,
        told(
            "届いた健康予測で、いちばん高いもの。まず `ratio_high`、次に `probability` で比べます。なければ `()`",
            "The worst prediction of this forecast, by `ratio_high`, then by `probability`; `()` when there is none",
            "if event.has(\"mi_stroke\") && event.worst(\"mi_stroke\").ratio_low >= 2.0 { invite(\"talk\"); }",
        ),
    )
    .or_nothing()
    .only_in(&["on_forecast"])
    .sensitive(),
    of_event(
        "has",
        Word(CONDITIONS),
        Truth,
        event::has,
        told(
            "届いた健康予測に、その種類の予測があるか",
            "Whether this forecast says anything about it",
            "if event.has(\"dementia\") { invite(\"talk\"); }",
        ),
    )
    .only_in(&["on_forecast"])
    .sensitive(),
    of_event(
        "item",
        Word(ITEMS),
        Item,
        checkup::item,
        told(
            "届いた健診の項目。なければ `()`",
            "What this checkup says about an item; `()` when it does not say",
            "if event.item(\"guidance_level\") == \"motivational\" { invite(\"talk\"); }",
        ),
    )
    .or_nothing()
    .only_in(&["on_checkup"])
    .sensitive(),
    of_event(
        "has_item",
        Word(ITEMS),
        Truth,
        checkup::has_item,
        told(
            "届いた健診に、その項目があるか",
            "Whether this checkup says anything about an item",
            "if event.has_item(\"bmi\") && event.item(\"bmi\") >= 25.0 { invite(\"talk\"); }",
        ),
    )
    .only_in(&["on_checkup"])
    .sensitive(),
    of_event(
        "program",
        Nothing,
        Text,
        event::program,
        told(
            "保健指導のプログラムの名前",
            "The name of the programme of guidance",
            "if event.program == \"dynamic_support_2026\" { invite(\"talk\"); }",
        ),
    )
    .only_in(&["on_guidance"])
    .sensitive(),
    of_event(
        "session",
        Nothing,
        Whole(unit("回目", "of the sessions")),
        event::session,
        told("保健指導の何回目か", "Which session of the guidance it was", "if event.session == 1 { invite(\"talk\"); }"),
    )
    .only_in(&["on_guidance"])
    .sensitive(),
];

const fn of_event(name: &'static str, takes: Takes, gives: Gives, get: FromFrame, told: Told) -> Fact {
    fact(Of::Event, name, takes, gives, get, told)
}
