use super::Gives::{self, Plain};
use super::Marks::{Always, Never, Words};
use super::Takes::{self, Days, Nothing, Word, WordAndDays};
use super::checkup::ITEMS;
use super::prediction::CONDITIONS;
use super::{Fact, Get, Of, checkup, event, me, now, prediction};
use crate::resident::WINDOW_DAYS;

/// What `me.days_since` knows.
const DAYS_SINCE: &[&str] = &["steps", "notebook", "visit", "reply", "message", "enrolled", "checkup", "guidance"];

/// What of it is sensitive: that there was one tells.
const SENSITIVE_SINCE: &[&str] = &["checkup", "guidance"];

/// What a resident can have come to.
const VISITS: &[&str] = &["checkup", "screening", "event", "class"];

const WINDOW: i64 = WINDOW_DAYS as i64;
const STEPS: &[&str] = &["on_steps"];
const VISIT: &[&str] = &["on_visit"];
const NOTEBOOK_AND_VISIT: &[&str] = &["on_notebook", "on_visit"];
const CHECKUP: &[&str] = &["on_checkup"];
const GUIDANCE: &[&str] = &["on_guidance"];
const GOAL: &[&str] = &["on_goal"];
const REPLY: &[&str] = &["on_reply"];
const CHANNEL: &[&str] = &["on_channel"];
const CONSENT: &[&str] = &["on_consent"];
const FORECAST: &[&str] = &["on_forecast"];

/// Every fact there is.
pub(in crate::rules) static FACTS: &[Fact] = &[
    of_me("age", Nothing, Get::Frame(me::age)),
    of_me("sex", Nothing, Get::Frame(me::sex)),
    of_me("district", Nothing, Get::Frame(me::district)),
    of_me("language", Nothing, Get::Frame(me::language)),
    of_me("arm", Nothing, Get::Frame(me::arm)),
    giving(Of::Me, "goal", Nothing, Gives::Goal, &[], Get::Frame(me::goal)),
    fact(Of::Goal, "steps", Nothing, &[], Get::Frame(me::goal_steps)),
    fact(Of::Goal, "notebook_days", Nothing, &[], Get::Frame(me::goal_notebook_days)),
    of_me("steps", Nothing, Get::Frame(me::steps)),
    of_me("steps_ago", Days(0, WINDOW), Get::Frame(me::steps_ago)),
    of_me("average_steps", Days(1, WINDOW), Get::Frame(me::average_steps)),
    of_me("days_with_steps", Days(1, WINDOW), Get::Frame(me::days_with_steps)),
    of_me("goal_days", Days(1, WINDOW), Get::Frame(me::goal_days)),
    of_me("streak", Nothing, Get::Frame(me::streak)),
    of_me("notebook_days", Days(1, WINDOW), Get::Frame(me::notebook_days)),
    of_me("visits", WordAndDays(VISITS, 1, WINDOW), Get::Frame(me::visits)),
    Fact { marks: Words(SENSITIVE_SINCE), ..of_me("days_since", Word(DAYS_SINCE), Get::Frame(me::days_since)) },
    of_me("replied", WordAndDays(&[], 0, 365), Get::Frame(me::replied)),
    of_me("points", Nothing, Get::Frame(me::points)),
    of_me("enrolled", Word(&[]), Get::Frame(me::enrolled)),
    giving(Of::Me, "worst", Word(CONDITIONS), Gives::Prediction, &[], Get::Frame(me::worst)),
    sensitive(Of::Me, "checkup", Word(ITEMS), &[], Get::Frame(checkup::latest)),
    fact(Of::Event, "date", Nothing, &[], Get::Frame(event::date)),
    fact(Of::Event, "is_today", Nothing, &[], Get::Frame(event::is_today)),
    fact(Of::Event, "steps", Nothing, STEPS, Get::Frame(event::steps)),
    fact(Of::Event, "source", Nothing, STEPS, Get::Frame(event::source)),
    fact(Of::Event, "kind", Nothing, NOTEBOOK_AND_VISIT, Get::Frame(event::kind)),
    fact(Of::Event, "place", Nothing, VISIT, Get::Frame(event::place)),
    fact(Of::Event, "metric", Nothing, GOAL, Get::Frame(event::metric)),
    fact(Of::Event, "target", Nothing, GOAL, Get::Frame(event::target)),
    giving(Of::Event, "action", Nothing, Gives::Action, REPLY, Get::Frame(event::action)),
    fact(Of::Event, "message", Nothing, REPLY, Get::Frame(event::message)),
    fact(Of::Event, "channel", Nothing, CHANNEL, Get::Frame(event::channel)),
    fact(Of::Event, "purpose", Nothing, CONSENT, Get::Frame(event::purpose)),
    giving(Of::Event, "worst", Word(CONDITIONS), Gives::Prediction, FORECAST, Get::Frame(event::worst)),
    sensitive(Of::Event, "has", Word(CONDITIONS), FORECAST, Get::Frame(event::has)),
    sensitive(Of::Event, "item", Word(ITEMS), CHECKUP, Get::Frame(checkup::item)),
    sensitive(Of::Event, "has_item", Word(ITEMS), CHECKUP, Get::Frame(checkup::has_item)),
    sensitive(Of::Event, "program", Nothing, GUIDANCE, Get::Frame(event::program)),
    sensitive(Of::Event, "session", Nothing, GUIDANCE, Get::Frame(event::session)),
    fact(Of::Now, "hour", Nothing, &[], Get::Frame(now::hour)),
    fact(Of::Now, "minute", Nothing, &[], Get::Frame(now::minute)),
    fact(Of::Now, "weekday", Nothing, &[], Get::Frame(now::weekday)),
    fact(Of::Now, "is_weekend", Nothing, &[], Get::Frame(now::is_weekend)),
    fact(Of::Now, "month", Nothing, &[], Get::Frame(now::month)),
    fact(Of::Now, "day", Nothing, &[], Get::Frame(now::day)),
    fact(Of::Prediction, "ratio_low", Nothing, &[], Get::Prediction(prediction::ratio_low)),
    fact(Of::Prediction, "ratio_high", Nothing, &[], Get::Prediction(prediction::ratio_high)),
    fact(Of::Prediction, "probability", Nothing, &[], Get::Prediction(prediction::probability)),
    fact(Of::Prediction, "horizon_years", Nothing, &[], Get::Prediction(prediction::horizon_years)),
];

/// The facts of one thing.
pub(in crate::rules) fn facts_of(of: Of) -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().filter(move |fact| fact.of == of)
}

const fn of_me(name: &'static str, takes: Takes, get: Get) -> Fact {
    fact(Of::Me, name, takes, &[], get)
}

const fn fact(of: Of, name: &'static str, takes: Takes, hooks: &'static [&'static str], get: Get) -> Fact {
    Fact { of, name, takes, gives: Plain, hooks, marks: Never, get }
}

const fn sensitive(of: Of, name: &'static str, takes: Takes, hooks: &'static [&'static str], get: Get) -> Fact {
    Fact { of, name, takes, gives: Plain, hooks, marks: Always, get }
}

const fn giving(
    of: Of,
    name: &'static str,
    takes: Takes,
    gives: Gives,
    hooks: &'static [&'static str],
    get: Get,
) -> Fact {
    let marks = if matches!(gives, Gives::Prediction) { Always } else { Never };
    Fact { of, name, takes, gives, hooks, marks, get }
}
