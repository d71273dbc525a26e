//! Facts about the moment of deciding.

use super::words::WEEKDAYS;
use super::{PLAIN, fact};
use crate::rules::facts::Gives::{self, OneOf, Truth, Whole};
use crate::rules::facts::Takes::Nothing;
use crate::rules::facts::{Fact, FromFrame, Of, now};
use crate::rules::told::{Told, told, unit};

pub(super) static FACTS: &[Fact] = &[
    of_now(
        "hour",
        Whole(unit("時", "o'clock")),
        now::hour,
        told("いまの時（0〜23）", "The hour, 0 to 23", "if now.hour >= 16 && now.hour < 19 { nudge(\"short_loop\"); }"),
    ),
    of_now(
        "minute",
        Whole(unit("分", "minutes")),
        now::minute,
        told("いまの分（0〜59）", "The minute, 0 to 59", "if now.minute < 30 { nudge(\"short_loop\"); }"),
    ),
    of_now(
        "weekday",
        OneOf(WEEKDAYS),
        now::weekday,
        told(
            "いまの曜日（`\"mon\"`）",
            "The weekday, as `\"mon\"`",
            "if now.weekday == \"sun\" { nudge(\"well_done\"); }",
        ),
    ),
    of_now(
        "is_weekend",
        Truth,
        now::is_weekend,
        told("土曜か日曜か", "Whether it is Saturday or Sunday", "if now.is_weekend { nudge(\"walk_with_friend\"); }"),
    ),
    of_now(
        "month",
        Whole(unit("月", "")),
        now::month,
        told(
            "いまの月（1〜12）",
            "The month, 1 to 12",
            "if now.month >= 7 && now.month <= 9 { return; }\nnudge(\"short_loop\");",
        ),
    ),
    of_now(
        "day",
        Whole(PLAIN),
        now::day,
        told("いまの日（1〜31）", "The day of the month, 1 to 31", "if now.day == 1 { nudge(\"well_done\"); }"),
    ),
];

const fn of_now(name: &'static str, gives: Gives, get: FromFrame, told: Told) -> Fact {
    fact(Of::Now, name, Nothing, gives, get, told)
}
