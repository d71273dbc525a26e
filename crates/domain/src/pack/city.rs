use super::Caps;
use super::city_os::{self, CityOsRow};
use super::text::sensitive_word;
use super::told::{ConsentFile, ConsentText, LinkFile, LinkTexts};
use crate::event::SourceKind;
use crate::time::{QuietHours, Zone, parse_clock};
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
///
/// [steps]
/// priority = ["tracker", "phone", "pedometer_reader", "paper"]
/// close_after_days = 7
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
    /// The most messages a resident gets from all campaigns together.
    pub caps: Caps,
    /// Which source of steps counts, the first that has a reading.
    pub step_priority: Vec<SourceKind>,
    /// After how many days a day's points no longer change.
    pub close_after_days: i32,
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
    steps: StepsFile,
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

impl Default for StepsFile {
    fn default() -> Self {
        let priority = vec![SourceKind::Tracker, SourceKind::Phone, SourceKind::PedometerReader, SourceKind::Paper];
        Self { priority, close_after_days: 7 }
    }
}

impl City {
    pub(super) fn read(text: &str, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<Self> {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                problem(error.span().unwrap_or_default(), error.message().to_owned());
                return None;
            }
        };
        for said in [&file.name, &file.sender] {
            if let Some(word) = sensitive_word(said.get_ref()) {
                problem(said.span(), format!("「{word}」 tells of health, and this stands in every message"));
            }
        }
        let zone = file.time_zone.get_ref().parse::<Zone>().map_err(|message| {
            problem(file.time_zone.span(), message);
        });
        let mut clock = |value: &Spanned<String>| {
            let time = parse_clock(value.get_ref());
            if time.is_none() {
                problem(value.span(), format!("`{}` is not a time of day; write it as `21:00`", value.get_ref()));
            }
            time
        };
        let quiet = clock(&file.quiet_hours.from).zip(clock(&file.quiet_hours.until));
        if file.caps.get_ref().per_day.is_none() || file.caps.get_ref().per_week.is_none() {
            problem(file.caps.span(), "a city's caps need both `per_day` and `per_week`".to_owned());
        }
        if !(1..=28).contains(&file.steps.close_after_days) {
            problem(0..0, "`steps.close_after_days` can be 1 to 28".to_owned());
        }
        let texts = file.consent_texts.into_iter();
        let consent_texts = texts.map(|(version, text)| (version, text.read(problem))).collect();
        let link = file.link.map(|link| link.read(problem));
        let city_os = city_os::read(file.city_os, problem);
        let (from, until) = quiet?;
        Some(Self {
            name: file.name.into_inner(),
            zone: zone.ok()?,
            sender: file.sender.into_inner(),
            quiet: QuietHours { from, until },
            caps: file.caps.into_inner(),
            step_priority: file.steps.priority,
            close_after_days: file.steps.close_after_days,
            consent_texts,
            link,
            city_os: city_os?,
        })
    }
}
