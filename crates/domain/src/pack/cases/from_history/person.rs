use super::noted::Found;
use super::reads::Reads;
use super::shift::Shift;
use super::text::quoted;
use crate::event::{ChannelKind, Purpose, Sex};
use crate::pack::Campaign;
use crate::time::Day;
use chrono::Datelike;

/// Who a case is about: no more of the resident than the campaign looks at.
pub(super) struct Person {
    birth_year: i32,
    /// Whether the year of birth is the beginning of five years.
    pub(super) age: Age,
    sex: Option<Sex>,
    district: Option<String>,
    language: Option<String>,
    reach: Vec<ChannelKind>,
    prefer: Option<ChannelKind>,
    goal: Option<i64>,
    consents: bool,
}

/// How exact the age is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Rounded,
    Exact,
}

/// How many years of birth are taken together.
const BAND: i32 = 5;

/// From this age on there are so few that years are not told apart.
const OLDEST: i32 = 90;

impl Person {
    /// The resident as known when a case begins; `None` without an enrolment.
    pub(super) fn new(
        found: &Found,
        campaign: &Campaign,
        reads: &Reads,
        ((first, last), shift): ((Day, Day), Shift),
    ) -> Option<Self> {
        let snapshot = &found.before;
        let enrolled = &snapshot.profile.as_ref()?.enrolled;
        let year = |day: Day| day.date().year();
        let moved = enrolled.birth_year + year(shift.day(first)) - year(first);
        let oldest = year(shift.day(first)) - OLDEST;
        let rounded = if moved <= oldest { oldest } else { moved - moved.rem_euclid(BAND) };
        let is_of_age = |birth_year: i32, day: Day| {
            let age = year(day) - birth_year;
            let who = &campaign.who;
            who.min_age.is_none_or(|least| age >= least) && who.max_age.is_none_or(|most| age <= most)
        };
        let is_decisive = reads.names(".age")
            || [first, last]
                .into_iter()
                .any(|day| is_of_age(enrolled.birth_year, day) != is_of_age(rounded, shift.day(day)));
        let (birth_year, age) = if is_decisive { (moved, Age::Exact) } else { (rounded, Age::Rounded) };
        let reach = [ChannelKind::Line, ChannelKind::Sms].into_iter().filter(|kind| snapshot.way(*kind).is_some());
        let reach: Vec<ChannelKind> =
            reach.chain(Some(ChannelKind::Paper).filter(|kind| snapshot.wishes(*kind))).collect();
        let has_text = |language: &String| {
            language != "ja" && campaign.messages.values().any(|message| message.texts.contains_key(language))
        };
        let language = snapshot.language().map(str::to_owned);
        let looks_at_districts = !campaign.who.districts.is_empty() || reads.names(".district");
        Some(Self {
            birth_year,
            age,
            sex: enrolled.sex.filter(|_| reads.names(".sex")),
            district: enrolled.district.clone().filter(|_| looks_at_districts),
            language: language.filter(|language| has_text(language) || reads.names(".language")),
            prefer: snapshot.prefers().filter(|way| reach.contains(way)),
            reach,
            goal: found.goal.filter(|_| reads.goals()),
            consents: snapshot.consents_to(Purpose::Engagement),
        })
    }

    /// As a case says it.
    pub(super) fn text(&self) -> String {
        let mut said = vec![format!("birth_year = {}", self.birth_year)];
        said.extend(self.sex.map(|sex| {
            let sex = match sex {
                Sex::Female => "female",
                Sex::Male => "male",
                Sex::Other => "other",
            };
            format!("sex = {}", quoted(sex))
        }));
        said.extend(self.district.iter().map(|district| format!("district = {}", quoted(district))));
        said.extend(self.language.iter().map(|language| format!("language = {}", quoted(language))));
        let reach: Vec<String> = self.reach.iter().map(|way| quoted(way.as_str())).collect();
        said.push(format!("reach = [{}]", reach.join(", ")));
        said.extend(self.prefer.map(|way| format!("prefer = {}", quoted(way.as_str()))));
        said.extend(self.goal.map(|goal| format!("goal = {goal}")));
        if !self.consents {
            said.push("consent = false".to_owned());
        }
        format!("{{ {} }}", said.join(", "))
    }
}
