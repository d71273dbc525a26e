//! What residents spend points on: `rewards.toml` of a city.

use super::campaign::{NaiveDateText, no_date};
use super::{Period, Wording, is_name, no_name, toml_words};
use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// Something that points are spent on.
///
/// ```toml
/// [bath_ticket]
/// title = { ja = "温泉の入浴券", en = "A bath ticket" }
/// about = { ja = "受付でこの画面をお見せください。" }
/// points = 300
/// from = 2026-12-01
/// until = 2027-02-28
/// per_person = 2
/// coupon = { stock = 100, days = 30 }
///
/// [rice]
/// title = { ja = "荒尾のお米5キロの抽選" }
/// points = 50
/// until = 2027-02-28
/// lottery = { winners = 10, drawn_on = 2027-03-05 }
///
/// [tree]
/// title = { ja = "地区の公園に木を植える" }
/// points = 10
/// cause = {}
///
/// [arao_coin]
/// title = { ja = "地域通貨に換える" }
/// points = 100
/// currency = { units = 100 }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    /// What residents read.
    pub title: Wording,
    /// How it is used.
    pub about: Option<Wording>,
    /// What one costs.
    pub points: i64,
    /// When it may be had.
    pub period: Period,
    /// How many one resident may have.
    pub per_person: Option<u32>,
    /// What one gets.
    pub kind: RewardKind,
}

/// What one gets for points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RewardKind {
    /// A code, which a shop confirms.
    Coupon {
        /// How many there are in all.
        stock: u32,
        /// For how many days the code is good, the first included.
        days: i32,
    },
    /// A ticket of a lottery.
    Lottery {
        /// How many tickets win.
        winners: u32,
        /// The day from which it may be drawn.
        drawn_on: Day,
    },
    /// Nothing: the points go to a cause.
    Cause,
    /// Units of a local currency.
    Currency {
        /// How many for one.
        units: u32,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<Wording>,
    about: Option<Spanned<Wording>>,
    points: Spanned<i64>,
    from: Option<Spanned<NaiveDateText>>,
    until: Option<Spanned<NaiveDateText>>,
    per_person: Option<Spanned<u32>>,
    coupon: Option<Spanned<CouponFile>>,
    lottery: Option<Spanned<LotteryFile>>,
    cause: Option<Spanned<Nothing>>,
    currency: Option<Spanned<CurrencyFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CouponFile {
    stock: u32,
    #[serde(default = "a_month")]
    days: i32,
}

fn a_month() -> i32 {
    30
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LotteryFile {
    winners: u32,
    drawn_on: Spanned<NaiveDateText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyFile {
    units: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// How many rewards a city may have, and the most of anything that is counted.
const REWARDS: usize = 100;
const MOST: u32 = 1_000_000;

type Tell<'a> = &'a mut dyn FnMut(Range<usize>, Sentence);

impl Reward {
    /// Reads all of a city's; none where something is not understood.
    pub(super) fn read_all(text: &str, problem: Tell<'_>) -> Option<BTreeMap<String, Self>> {
        let files: BTreeMap<Spanned<String>, File> = toml_words::read(text, problem)?;
        if files.len() > REWARDS {
            let said = Sentence::new(
                format!("there can be {REWARDS} rewards at most"),
                format!("特典は{REWARDS}件までです。終わったものを消してください。"),
            );
            problem(0..0, said);
        }
        let count = files.len();
        let read = |(name, file): (Spanned<String>, File)| {
            if !is_name(name.get_ref()) {
                problem(name.span(), no_name(name.get_ref()));
            }
            Some((name.clone().into_inner(), file.read(&name, problem)?))
        };
        let rewards: BTreeMap<String, Self> = files.into_iter().filter_map(read).collect();
        (rewards.len() == count).then_some(rewards)
    }
}

impl File {
    fn read(self, name: &Spanned<String>, problem: Tell<'_>) -> Option<Reward> {
        for words in [Some(&self.title), self.about.as_ref()].into_iter().flatten() {
            if words.get_ref().all().any(|text| text.trim().is_empty()) {
                let said =
                    Sentence::new("these words are empty", "ことばが空です。住民の方が読むことばを書いてください。");
                problem(words.span(), said);
            }
        }
        let most = i64::from(MOST);
        if !(1..=most).contains(self.points.get_ref()) {
            problem(self.points.span(), no_count("points", 1, MOST));
        }
        if let Some(per_person) = self.per_person.as_ref().filter(|most| !(1..=MOST).contains(most.get_ref())) {
            problem(per_person.span(), no_count("per_person", 1, MOST));
        }
        let from = self.from.as_ref().and_then(|date| day(date, problem)).unwrap_or(Day(0));
        let until = self.until.as_ref().and_then(|date| Some((day(date, problem)?, date.span())));
        if let Some((_, span)) = until.as_ref().filter(|(until, _)| *until < from) {
            let said =
                Sentence::new("`until` is before `from`", "`until` が `from` より前です。日付を直してください。");
            problem(span.clone(), said);
        }
        let until = until.map(|(until, _)| until);
        let mut kinds: Vec<(Range<usize>, RewardKind)> = Vec::new();
        if let Some(coupon) = &self.coupon {
            let CouponFile { stock, days } = *coupon.get_ref();
            if !(1..=MOST).contains(&stock) || !(1..=365).contains(&days) {
                let said = Sentence::new(
                    format!("`stock` can be 1 to {}, and `days` 1 to 365", thousands(MOST)),
                    format!(
                        "`stock`（在庫）は1〜{}、`days`（使える日数）は1〜365の整数にしてください。",
                        thousands(MOST)
                    ),
                );
                problem(coupon.span(), said);
            }
            kinds.push((coupon.span(), RewardKind::Coupon { stock, days }));
        }
        if let Some(lottery) = &self.lottery {
            let LotteryFile { winners, drawn_on } = lottery.get_ref();
            let drawn_on = day(drawn_on, problem)?;
            if !(1..=MOST).contains(winners) || until.is_none_or(|until| drawn_on <= until) {
                let said = Sentence::new(
                    "a lottery has one winner or more, an `until`, and is drawn on a later day than that: tickets are \
                     counted before it is drawn",
                    "抽選には、1以上の `winners`（当たりの数）と、応募の終わりの `until` が必要です。`drawn_on`（抽選の日）は \
                     `until` より後にしてください。",
                );
                problem(lottery.span(), said);
            }
            kinds.push((lottery.span(), RewardKind::Lottery { winners: *winners, drawn_on }));
        }
        if let Some(cause) = &self.cause {
            kinds.push((cause.span(), RewardKind::Cause));
        }
        if let Some(currency) = &self.currency {
            let units = currency.get_ref().units;
            if !(1..=MOST).contains(&units) {
                problem(currency.span(), no_count("units", 1, MOST));
            }
            kinds.push((currency.span(), RewardKind::Currency { units }));
        }
        let [(_, kind)] = kinds.as_slice() else {
            let said = Sentence::new(
                "a reward is one of `coupon`, `lottery`, `cause` and `currency`",
                "特典は、`coupon`（券）、`lottery`（抽選）、`cause`（寄付）、`currency`（地域通貨）のどれかひとつにして\
                 ください。",
            );
            problem(kinds.get(1).map_or_else(|| name.span(), |second| second.0.clone()), said);
            return None;
        };
        Some(Reward {
            title: self.title.into_inner(),
            about: self.about.map(Spanned::into_inner),
            points: self.points.into_inner(),
            period: Period { from, until },
            per_person: self.per_person.map(Spanned::into_inner),
            kind: *kind,
        })
    }
}

fn day(written: &Spanned<NaiveDateText>, problem: Tell<'_>) -> Option<Day> {
    let day = written.get_ref().day();
    if day.is_none() {
        problem(written.span(), no_date());
    }
    day
}

fn no_count(name: &str, least: u32, most: u32) -> Sentence {
    let most = thousands(most);
    Sentence::new(
        format!("`{name}` can be {least} to {most}"),
        format!("`{name}` は{least}〜{most}の整数にしてください。"),
    )
}
