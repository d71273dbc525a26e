mod closed;
mod costs;
mod holdout;
mod my_page;
mod topics;
mod wording;

pub use costs::Costs;
pub use holdout::Holdout;
pub use my_page::MyPage;
pub use wording::{HowToStop, Wording};

use super::city_os::{self, CityOsRow};
use super::text::{is_host, is_shortener, sensitive_word, tells_how_to_stop};
use super::told::{ConsentFile, ConsentText, LinkFile, LinkTexts};
use super::{Caps, Fallback, no_clock, toml_words};
use crate::event::SourceKind;
use crate::points::{GoodFor, PointCaps};
use crate::sentence::Sentence;
use crate::time::{Closed, QuietHours, Zone, parse_clock};
use closed::ClosedFile;
use holdout::HoldoutFile;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// What holds for every campaign of a city.
///
/// ```toml
/// name = "荒尾市"
/// time_zone = "Asia/Tokyo"
/// sender = "荒尾市 健康づくり"
/// quiet_hours = { from = "21:00", until = "8:00" }
/// caps = { per_day = 2, per_week = 5 }
/// known_as = ["Arao City"]
/// links = ["www.city.arao.lg.jp"]
/// fallback_after = "never"
/// also_on_line = { ja = "LINEでもお送りしています。" }
/// my_page = { ja = "わたしのページは、こちらです。" }
///
/// [how_to_stop]
/// sms = { ja = "停止は「停止」と返信", en = "To stop: reply STOP" }
///
/// [topics]
/// walking = { ja = "歩くこと", easy_ja = "あるくこと", en = "Walking" }
///
/// [closed]
/// holidays = true
/// days = [{ from = "12-29", until = "01-03", name = "年末年始" }]
///
/// [steps]
/// priority = ["tracker", "phone", "pedometer_reader", "paper"]
/// close_after_days = 7
///
/// [points]
/// per_day = 20
/// per_month = 300
/// good_for_months = 12
///
/// [costs]
/// line_message_yen = 3.0
/// sms_part_yen = 8.0
///
/// [holdout]
/// share = 0.05
/// seed = "arao-2026"
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct City {
    /// The city's name as residents read it.
    pub name: String,
    /// Where its days begin and end.
    pub zone: Zone,
    /// Who a message says it is from.
    pub sender: String,
    /// When nothing may leave.
    pub quiet: QuietHours,
    /// The days on which messages rest.
    pub closed: Closed,
    /// The most messages a resident gets from all campaigns together.
    pub caps: Caps,
    /// Other names by which residents know who writes, beside `name` and `sender`.
    pub known_as: Vec<String>,
    /// How to stop, told in the messages.
    pub how_to_stop: HowToStop,
    /// What campaigns can be about, by name: residents choose which they want no messages of.
    pub topics: BTreeMap<String, Wording>,
    /// The hosts to which texts may lead.
    pub links: Vec<String>,
    /// Whether an SMS follows where nothing is heard by LINE; a campaign may say otherwise.
    pub fallback: Fallback,
    /// How such an SMS begins.
    pub also_on_line: Option<Wording>,
    /// What stands above the address of their own page that residents ask for.
    pub my_page: MyPage,
    /// Which source of steps counts, the first that has a reading.
    pub step_priority: Vec<SourceKind>,
    /// After how many days a day's points no longer change.
    pub close_after_days: i32,
    /// The most points that a resident is granted.
    pub points: PointCaps,
    /// For how long points can be used; without end when `None`.
    pub points_good_for: Option<GoodFor>,
    /// What a message costs.
    pub costs: Costs,
    /// Residents to whom no campaign speaks; nobody is held out when `None`.
    pub holdout: Option<Holdout>,
    /// The wordings that residents agree to, by version.
    pub consent_texts: BTreeMap<String, ConsentText>,
    /// How accounts and telephones are linked.
    pub link: Option<LinkTexts>,
    /// Which entities of the city's data platform become which events, in order of name.
    pub city_os: Vec<CityOsRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    time_zone: Spanned<String>,
    sender: Spanned<String>,
    quiet_hours: QuietFile,
    caps: Spanned<Caps>,
    #[serde(default)]
    known_as: Vec<Spanned<String>>,
    #[serde(default)]
    links: Vec<Spanned<String>>,
    fallback_after: Option<Spanned<String>>,
    also_on_line: Option<Spanned<Wording>>,
    my_page: Option<Spanned<Wording>>,
    #[serde(default)]
    how_to_stop: Option<Spanned<HowToStop>>,
    #[serde(default)]
    topics: BTreeMap<Spanned<String>, Spanned<Wording>>,
    #[serde(default)]
    closed: ClosedFile,
    #[serde(default = "no_steps")]
    steps: Spanned<StepsFile>,
    #[serde(default)]
    points: Option<Spanned<PointsFile>>,
    #[serde(default)]
    costs: Option<Spanned<Costs>>,
    holdout: Option<HoldoutFile>,
    #[serde(default)]
    consent_texts: BTreeMap<String, ConsentFile>,
    link: Option<LinkFile>,
    #[serde(default)]
    city_os: BTreeMap<Spanned<String>, city_os::RowFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuietFile {
    from: Spanned<String>,
    until: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StepsFile {
    priority: Vec<SourceKind>,
    close_after_days: i32,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(deny_unknown_fields, default)]
struct PointsFile {
    per_day: Option<i64>,
    per_month: Option<i64>,
    per_year: Option<i64>,
    good_for_months: Option<i64>,
}

impl PointsFile {
    fn caps(self) -> PointCaps {
        PointCaps { per_day: self.per_day, per_month: self.per_month, per_year: self.per_year }
    }

    /// What is wrong with them.
    fn complaint(self) -> Option<Sentence> {
        if !self.caps().are_sensible() {
            return Some(PointCaps::complaint());
        }
        self.good_for_months.filter(|months| GoodFor::months(*months).is_none()).map(|_| GoodFor::complaint())
    }
}

fn no_steps() -> Spanned<StepsFile> {
    Spanned::new(0..0, StepsFile::default())
}

impl Default for StepsFile {
    fn default() -> Self {
        let priority = vec![SourceKind::Tracker, SourceKind::Phone, SourceKind::PedometerReader, SourceKind::Paper];
        Self { priority, close_after_days: 7 }
    }
}

impl City {
    /// Reads `city.toml` of a city with these campaigns.
    pub(super) fn read(
        text: &str,
        campaigns: &[String],
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Option<Self> {
        let file: File = toml_words::read(text, problem)?;
        let names = [&file.name, &file.sender].into_iter().chain(&file.known_as);
        let names = names.map(|name| (name.span(), vec![name.get_ref().as_str()]));
        let stops = file.how_to_stop.iter().map(|stop| {
            let HowToStop { sms, line } = stop.get_ref();
            (stop.span(), sms.iter().chain(line).flat_map(Wording::all).collect())
        });
        let also = file.also_on_line.iter().chain(&file.my_page);
        let also = also.map(|also| (also.span(), also.get_ref().all().collect()));
        for (span, said) in names.chain(stops).chain(also) {
            complain_of_words(span, &said, problem);
        }
        complain_of_additions(&file, problem);
        let zone = file.time_zone.get_ref().parse::<Zone>().map_err(|message| {
            let name = file.time_zone.get_ref();
            let ja = format!("`{name}` という地域はありません。日本は `Asia/Tokyo` と書いてください。");
            problem(file.time_zone.span(), Sentence::new(message, ja));
        });
        let mut clock = |value: &Spanned<String>| {
            let time = parse_clock(value.get_ref());
            if time.is_none() {
                problem(value.span(), no_clock(value.get_ref(), "21:00"));
            }
            time
        };
        let quiet = clock(&file.quiet_hours.from).zip(clock(&file.quiet_hours.until));
        if file.caps.get_ref().per_day.is_none() || file.caps.get_ref().per_week.is_none() {
            let said = Sentence::new(
                "a city's caps need both `per_day` and `per_week`",
                "市の上限 `caps` には、`per_day`（1日）と `per_week`（続く7日間）の両方を書いてください。",
            );
            problem(file.caps.span(), said);
        }
        if !(1..=28).contains(&file.steps.get_ref().close_after_days) {
            let said = Sentence::new(
                "`steps.close_after_days` can be 1 to 28",
                "`steps.close_after_days` は1〜28の整数にしてください。",
            );
            problem(file.steps.span(), said);
        }
        if let Some((said, points)) =
            file.points.as_ref().and_then(|points| points.get_ref().complaint().zip(Some(points)))
        {
            problem(points.span(), said);
        }
        if let Some(costs) = file.costs.as_ref().filter(|costs| !costs.get_ref().are_sensible()) {
            problem(costs.span(), Costs::complaint());
        }
        let is_holdout = file.holdout.is_some();
        let holdout = file.holdout.and_then(|holdout| holdout.read(campaigns, problem));
        let holdout = (holdout.is_some() == is_holdout).then_some(holdout);
        let texts = file.consent_texts.into_iter();
        let consent_texts = texts.map(|(version, text)| (version, text.read(problem))).collect();
        let link = file.link.map(|link| link.read(problem));
        let city_os = city_os::read(file.city_os, problem);
        let topics = topics::read(file.topics, problem);
        let my_page = MyPage::read(file.my_page, problem);
        let closed = file.closed.read(problem);
        let fallback = file.fallback_after.map(|after| {
            let read = Fallback::read(after.get_ref());
            if read.is_none() {
                problem(after.span(), Fallback::complaint(after.get_ref()));
            } else if read != Some(Fallback::Never) && file.also_on_line.is_none() {
                problem(after.span(), no_also_on_line());
            }
            read
        });
        let (from, until) = quiet?;
        let steps = file.steps.into_inner();
        let points = file.points.map(Spanned::into_inner).unwrap_or_default();
        Some(Self {
            name: file.name.into_inner(),
            zone: zone.ok()?,
            sender: file.sender.into_inner(),
            quiet: QuietHours { from, until },
            closed: closed?,
            caps: file.caps.into_inner(),
            known_as: file.known_as.into_iter().map(Spanned::into_inner).collect(),
            how_to_stop: file.how_to_stop.map(Spanned::into_inner).unwrap_or_default(),
            topics,
            links: file.links.into_iter().map(Spanned::into_inner).collect(),
            fallback: fallback.map_or(Some(Fallback::Never), |fallback| fallback)?,
            also_on_line: file.also_on_line.map(Spanned::into_inner),
            my_page,
            step_priority: steps.priority,
            close_after_days: steps.close_after_days,
            points: points.caps(),
            points_good_for: points.good_for_months.and_then(GoodFor::months),
            costs: file.costs.map(Spanned::into_inner).unwrap_or_default(),
            holdout: holdout?,
            consent_texts,
            link,
            city_os: city_os?,
        })
    }
}

/// An SMS that follows without these words would be the same thing twice.
pub(super) fn no_also_on_line() -> Sentence {
    Sentence::new(
        "an SMS that follows a LINE message says so; add `also_on_line = { ja = \"LINEでもお送りしています。\" }` to \
         city.toml",
        "LINEのあとに続くSMSには、始まりの言葉が要ります。city.toml に \
         `also_on_line = { ja = \"LINEでもお送りしています。\" }` を足してください。",
    )
}

fn complain_of_words(span: Range<usize>, said: &[&str], problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    for text in said {
        if let Some(word) = sensitive_word(text) {
            let said = Sentence::new(
                format!("「{word}」 tells of health, and this stands in every message"),
                format!(
                    "「{word}」は病気や検査を思わせる言葉です。どの文面にも入るところなので、ほかの言葉にしてください。"
                ),
            );
            problem(span.clone(), said);
        }
        if text.trim().is_empty() || text.contains(['\n', '{', '}']) {
            let said = Sentence::new(
                format!("「{text}」 stands in messages as it is: words in one line, without `{{` and `}}`"),
                format!("「{text}」は文面にそのまま入ります。空にせず、`{{` や `}}` を使わずに、1行で書いてください。"),
            );
            problem(span.clone(), said);
        }
    }
}

fn complain_of_additions(file: &File, problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    if let Some(stop) = &file.how_to_stop {
        let HowToStop { sms, line } = stop.get_ref();
        for text in sms.iter().chain(line).flat_map(Wording::all).filter(|text| !tells_how_to_stop(text)) {
            let said = Sentence::new(
                format!("「{text}」 does not tell how to stop; name the word, as in 「停止」 or STOP"),
                format!(
                    "「{text}」では止め方が伝わりません。返信する言葉を、「停止」（かぎかっこ付き）か STOP のように書いて\
                     ください。"
                ),
            );
            problem(stop.span(), said);
        }
    }
    for host in &file.links {
        let (span, host) = (host.span(), host.get_ref());
        if is_shortener(host) {
            let said = Sentence::new(
                format!("`{host}` shortens links, and hides where they lead; list the page's own host"),
                format!("`{host}` は短縮URLで、行き先が分かりません。もとのページの置き場所を書いてください。"),
            );
            problem(span, said);
        } else if !is_host(host) {
            let said = Sentence::new(
                format!("`{host}` is not a host; write it as `www.city.arao.lg.jp`, without `https://`"),
                format!(
                    "`{host}` はページの置き場所の形ではありません。`https://` をつけずに、`www.city.arao.lg.jp` のように\
                     書いてください。"
                ),
            );
            problem(span, said);
        }
    }
}
