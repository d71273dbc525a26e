//! What scripts propose.

mod limits;
mod values;

pub(super) use limits::{
    GOAL_DAYS, SCHEDULE_DAYS, too_few_options, wrong_goal, wrong_options, wrong_reason, wrong_schedule,
};

use super::frame::{Frame, Slot, Stop};
use super::told::{Told, told};
use super::{Proposal, Proposed};
use crate::chance::{self, Draw};
use crate::event::Metric;
use crate::sentence::Sentence;
use crate::time::parse_clock;
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, NativeCallContext};
use std::any::TypeId;
use std::rc::Rc;

/// One proposal of the vocabulary.
#[derive(Debug)]
pub(super) struct Offer {
    /// Its name.
    pub(super) name: &'static str,
    /// With how many values it is called.
    pub(super) takes: std::ops::RangeInclusive<usize>,
    /// How it is written.
    pub(super) example: &'static str,
    /// What is told of it.
    pub(super) told: Told,
}

/// The most texts that `choose` takes one by one; a list may have more.
const OPTIONS: usize = 10;

/// Every proposal there is, and `choose`.
pub(super) const OFFERS: &[Offer] = &[
    Offer {
        name: "nudge",
        takes: 1..=2,
        example: "nudge(\"message\", #{ left: 1200 })",
        told: told(
            "`messages.toml` の文面を送る。文面の `{left}` などに入れる値も渡せます。整数は `1,200`、小数は1桁、文字は40文字まで",
            "A message of `messages.toml`, with values for what its text leaves open, such as `{left}`; whole numbers are written `1,200`, others with one decimal, texts have 40 characters at most",
            "if me.steps != () && me.steps < 10000 {\n    nudge(\"almost_there\", #{ left: 10000 - me.steps });\n}",
        ),
    },
    Offer {
        name: "invite",
        takes: 1..=2,
        example: "invite(\"message\")",
        told: told(
            "`nudge` と同じ。お返事を待つお誘いに使います。値も同じように渡せます",
            "The same as `nudge`, for what is to be answered; values are given in the same way",
            "if me.days_since(\"message\") >= 3 { invite(\"talk\"); }",
        ),
    },
    Offer {
        name: "award",
        takes: 1..=1,
        example: "award(\"goal_day\")",
        told: told(
            "`campaign.toml` のポイントをつける。歩数が直されて届かなくなったとき、もとの記録が取り消されたときは、その分を引きます",
            "Points as `campaign.toml` says; taken back when a revised day no longer earns them, or the record that did is taken back",
            "fn on_steps(me, event) {\n    if me.goal.steps != () && event.steps >= me.goal.steps { award(\"goal_day\"); }\n}",
        ),
    },
    Offer {
        name: "set_goal",
        takes: 3..=3,
        example: "set_goal(\"steps_per_day\", 6000, 28)",
        told: told(
            "翌日から、1〜365日の目標を決める。`notebook_days_per_week` も使えます",
            "A goal from the next day, for 1 to 365 days; or of `notebook_days_per_week`",
            "let usual = me.average_steps(28);\nif usual != () { set_goal(\"steps_per_day\", usual + 500, 28); }",
        ),
    },
    Offer {
        name: "enrol",
        takes: 1..=1,
        example: "enrol(\"campaign\")",
        told: told(
            "`entry = \"enrolled\"` の取り組みに加える。個人か地区で競う歩くチャレンジなら、その日から参加。一度やめた方は加えません",
            "Takes the resident into a campaign with `entry = \"enrolled\"`, or from that day on into a walking challenge between people or districts; not one who has left it",
            "if me.goal_days(14) >= 7 && !me.enrolled(\"care\") { enrol(\"care\"); }",
        ),
    },
    Offer {
        name: "schedule",
        takes: 2..=2,
        example: "schedule(\"check_in\", #{ days: 3, at: \"10:00\" })",
        told: told(
            "0〜365日後のその時刻に `at_check_in(me)` を呼ぶ。きょうの過ぎた時刻は、翌日になります",
            "`at_check_in(me)` is called then, 0 to 365 days later; a time that has passed today means tomorrow",
            "fn on_enrolled(me, event) {\n    schedule(\"check_in\", #{ days: 3, at: \"10:00\" });\n}\n\nfn at_check_in(me) {\n    nudge(\"short_loop\");\n}",
        ),
    },
    Offer {
        name: "flag_for_staff",
        takes: 1..=1,
        example: "flag_for_staff(\"reason\")",
        told: told(
            "職員の「対応の一覧」に加える（1行、200文字まで）",
            "Recorded for staff, 1 to 200 characters in one line",
            "fn on_reply(me, event) {\n    if event.action == \"yes\" { flag_for_staff(\"お話をご希望です。お電話をお願いします。\"); }\n}",
        ),
    },
    Offer {
        name: "choose",
        takes: 1..=OPTIONS,
        example: "choose(\"a\", \"b\")",
        told: told(
            "くじでひとつ選ぶ。どれも同じ割合で、結果は記録に残ります。リスト `choose([\"a\", \"b\"])` でも書けます",
            "One of them by keyed hash, each as likely, stored with what rests on it; a list does too, as `choose([\"a\", \"b\"])`",
            "nudge(choose(\"walk_with_friend\", \"short_loop\"));",
        ),
    },
];

type Done = Result<(), Box<EvalAltResult>>;

/// Makes every proposal known to an engine.
pub(super) fn register(engine: &mut Engine, slot: &Rc<Slot>) {
    for name in ["nudge", "invite"] {
        let (bare, filled) = (Rc::clone(slot), Rc::clone(slot));
        engine.register_fn(name, move |context: NativeCallContext, message: ImmutableString| -> Done {
            bare.with(|frame| say(frame, &context, name, &message, &Map::new()))
        });
        engine.register_fn(name, move |context: NativeCallContext, message: ImmutableString, values: Map| -> Done {
            filled.with(|frame| say(frame, &context, name, &message, &values))
        });
    }
    let here = Rc::clone(slot);
    engine.register_fn("award", move |context: NativeCallContext, award: ImmutableString| -> Done {
        here.with(|frame| {
            stop_if(frame.names.wrong_award(&award))?;
            propose(frame, &context, Proposed::Award { award: award.to_string() })
        })
    });
    let here = Rc::clone(slot);
    engine.register_fn(
        "set_goal",
        move |context: NativeCallContext, metric: ImmutableString, target: i64, days: i64| -> Done {
            here.with(|frame| {
                stop_if(wrong_goal(&metric, Some(target), Some(days)))?;
                let Some(metric) = Metric::from_name(&metric) else { return Ok(()) };
                propose(frame, &context, Proposed::SetGoal { metric, target, days })
            })
        },
    );
    let here = Rc::clone(slot);
    engine.register_fn("enrol", move |context: NativeCallContext, campaign: ImmutableString| -> Done {
        here.with(|frame| {
            stop_if(frame.names.wrong_campaign(&campaign))?;
            propose(frame, &context, Proposed::Enrol { campaign: campaign.to_string() })
        })
    });
    let here = Rc::clone(slot);
    engine.register_fn("schedule", move |context: NativeCallContext, point: ImmutableString, when: Map| -> Done {
        here.with(|frame| schedule(frame, &context, &point, &when))
    });
    let here = Rc::clone(slot);
    engine.register_fn("flag_for_staff", move |context: NativeCallContext, reason: ImmutableString| -> Done {
        here.with(|frame| {
            stop_if(wrong_reason(&reason))?;
            propose(frame, &context, Proposed::FlagForStaff { reason: reason.to_string() })
        })
    });
    register_choose(engine, slot);
}

fn register_choose(engine: &mut Engine, slot: &Rc<Slot>) {
    type Chosen = Result<Dynamic, Box<EvalAltResult>>;
    let here = Rc::clone(slot);
    engine.register_fn("choose", move |options: Array| -> Chosen {
        let texts: Option<Vec<String>> = options.into_iter().map(|option| option.into_string().ok()).collect();
        here.with(|frame| {
            let not_texts = || {
                Stop::because(Sentence::new(
                    "`choose` takes texts; something else is in the list",
                    "`choose` で選べるのは文字だけです。リストにほかのものがあります。",
                ))
            };
            choose(frame, texts.ok_or_else(not_texts)?)
        })
    });
    for count in 1..=OPTIONS {
        let here = Rc::clone(slot);
        let types = vec![TypeId::of::<ImmutableString>(); count];
        engine.register_raw_fn("choose", types, move |_: NativeCallContext, options: &mut [&mut Dynamic]| -> Chosen {
            let texts = options.iter_mut().filter_map(|option| option.take().into_string().ok()).collect();
            here.with(|frame| choose(frame, texts))
        });
    }
}

fn say(frame: &mut Frame, context: &NativeCallContext<'_>, kind: &str, name: &str, values: &Map) -> Result<(), Stop> {
    stop_if(frame.names.wrong_message(name))?;
    let given: Vec<&str> = values.keys().map(key_text).collect();
    stop_if(frame.names.wrong_values(name, &given))?;
    let values = values::fill(values)?;
    let message = name.to_owned();
    let what =
        if kind == "invite" { Proposed::Invite { message, values } } else { Proposed::Nudge { message, values } };
    propose(frame, context, what)
}

fn schedule(frame: &mut Frame, context: &NativeCallContext<'_>, point: &str, when: &Map) -> Result<(), Stop> {
    stop_if(frame.names.wrong_point(point))?;
    let days = when.get("days").and_then(|days| days.as_int().ok());
    let at = when.get("at").and_then(|at| at.clone().into_string().ok());
    let keys: Vec<&str> = when.keys().map(key_text).collect();
    stop_if(wrong_schedule(&keys, days, at.as_deref()))?;
    let (Some(days), Some(at)) = (days, at.as_deref().and_then(parse_clock)) else {
        return Err(Stop::because(Sentence::new(
            "`days` is a whole number and `at` a text, such as `#{ days: 3, at: \"10:00\" }`",
            "`days` は整数、`at` は文字にして、`#{ days: 3, at: \"10:00\" }` のように書いてください。",
        )));
    };
    propose(frame, context, Proposed::Schedule { point: point.to_owned(), days, at })
}

/// Draws one, each as likely as the others.
fn choose(frame: &mut Frame, options: Vec<String>) -> Result<Dynamic, Stop> {
    stop_if(wrong_options(&options))?;
    let share = 1.0 / options.len() as f64;
    let arms: Vec<(String, f64)> = options.into_iter().map(|option| (option, share)).collect();
    let facts = &frame.facts;
    // Each call of an evaluation is a draw of its own.
    let point = format!("{}#{}", facts.point, frame.draws.len() + 1);
    let Some(draw) = chance::draw(&facts.seed, facts.resident.as_str(), &point, &arms) else {
        return Err(Stop::because(Sentence::new(
            "`choose` has nothing to choose from",
            "`choose` に選ぶものがありません。",
        )));
    };
    let chosen = draw.arm.clone();
    frame.draws.push(draw);
    Ok(chosen.into())
}

fn propose(frame: &mut Frame, context: &NativeCallContext<'_>, what: Proposed) -> Result<(), Stop> {
    let line = context.call_position().line().unwrap_or_default();
    let file = context.call_source().filter(|file| *file != frame.names.script).map(str::to_owned);
    let draw = drawn(&frame.draws, what.kind_and_name().1);
    frame.propose(Proposal { what, line, file, draw })
}

/// The latest draw whose choice is named by a proposal.
fn drawn(draws: &[Draw], name: &str) -> Option<Draw> {
    draws.iter().rev().find(|draw| draw.arm == name).cloned()
}

fn stop_if(problem: Option<Sentence>) -> Result<(), Stop> {
    problem.map_or(Ok(()), |said| Err(Stop::because(said)))
}

fn key_text(key: &rhai::Identifier) -> &str {
    key.as_str()
}
