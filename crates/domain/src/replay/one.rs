//! What differs for one resident, message by message.

use super::difference::{Change, differences};
use super::side::{Entered, Said, Withheld};
use super::{Lived, Pair, Plan};
use crate::ResidentId;
use crate::decide::Bodies;
use crate::event::ChannelKind;
use crate::time::Zone;
use crate::why::{Language, reason_words};
use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Serialize;
use std::fmt::Write as _;

/// What differs for one resident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct One {
    /// The resident.
    pub resident: ResidentId,
    /// The campaign.
    pub campaign: String,
    /// Whether a rule enrolled the resident before the window, so that nothing changes.
    pub pinned: bool,
    /// Every message of either version, in order of time.
    pub messages: Vec<Differing>,
    /// What each version withheld that the other did not withhold at the same time for the same reason.
    pub withheld: Pair<Vec<Withheld>>,
    /// Points that each version enters and the other does not.
    pub points: Pair<Vec<Entered>>,
    #[serde(skip)]
    zone: Zone,
}

/// A message of either version, or both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differing {
    /// How it differs.
    pub change: Change,
    /// How the live version says it.
    pub live: Option<Said>,
    /// How the changed one does.
    pub new: Option<Said>,
}

impl One {
    /// What of a life differs.
    pub fn new(plan: &Plan, lived: &Lived) -> Self {
        let messages = differences(lived).into_iter().map(|one| Differing {
            change: one.change(),
            live: one.live.cloned(),
            new: one.new.cloned(),
        });
        let Pair { live, new } = &lived.led;
        Self {
            resident: lived.resident.clone(),
            campaign: plan.campaign.clone(),
            pinned: lived.pinned,
            messages: messages.collect(),
            withheld: Pair {
                live: without(&live.withheld, &new.withheld),
                new: without(&new.withheld, &live.withheld),
            },
            points: Pair { live: without(&live.entered, &new.entered), new: without(&new.entered, &live.entered) },
            zone: plan.rules.live.current.city.zone,
        }
    }

    /// In words.
    pub fn tell(&self, language: Language) -> String {
        let words = Words { language, zone: self.zone };
        let mut said = String::new();
        let (resident, campaign) = (&self.resident, &self.campaign);
        let differ = self.messages.iter().filter(|one| one.change != Change::Same).count();
        let same = self.messages.len() - differ;
        let head = words.say(
            format!("住民 {resident} の方への「{campaign}」のお知らせは、{differ}通に違いがあり、{same}通は同じです。"),
            format!("Of the messages of `{campaign}` to resident {resident}, {differ} differ and {same} are the same."),
        );
        _ = writeln!(said, "{head}");
        if self.pinned {
            let pinned = words.say(
                "この期間より前に加わった方で、加わったときの版のままのため、変わりません。".to_owned(),
                "The resident joined before these days and stays on the version of then.".to_owned(),
            );
            _ = writeln!(said, "{pinned}");
        }
        for one in self.messages.iter().filter(|one| one.change != Change::Same) {
            words.message(one, &mut said);
        }
        for (sides, ja, en) in [(&self.withheld.live, "今の版", "live"), (&self.withheld.new, "変更後", "changed")]
        {
            for withheld in sides {
                let (why_ja, why_en) = reason_words(withheld.reason);
                let (at, name) = (words.time(withheld.at), &withheld.name);
                let line = words.say(
                    format!("[{ja}で送らない・つけない] {at} {name}: {why_ja}"),
                    format!("[withheld, {en}] {at} {name}: {why_en}"),
                );
                _ = writeln!(said, "{line}");
            }
        }
        for (sides, ja, en) in
            [(&self.points.live, "今の版だけ", "live only"), (&self.points.new, "変更後だけ", "changed only")]
        {
            for Entered { at, award, points, .. } in sides {
                let at = words.time(*at);
                let line = words.say(
                    format!("[ポイント・{ja}] {at} {award} {points}"),
                    format!("[points, {en}] {at} {award} {points}"),
                );
                _ = writeln!(said, "{line}");
            }
        }
        said
    }
}

/// What of some is not among others; of equal ones, each counts.
pub(super) fn without<T: PartialEq + Clone>(some: &[T], others: &[T]) -> Vec<T> {
    let mut left: Vec<&T> = others.iter().collect();
    let mut kept = some.to_vec();
    kept.retain(|one| match left.iter().position(|other| *other == one) {
        Some(place) => {
            left.swap_remove(place);
            false
        }
        None => true,
    });
    kept
}

struct Words {
    language: Language,
    zone: Zone,
}

impl Words {
    fn say(&self, ja: String, en: String) -> String {
        match self.language {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        let civil = self.zone.civil(at);
        let ja = format!("{}月{}日 {}:{:02}", civil.month(), civil.day(), civil.hour(), civil.minute());
        self.say(ja, civil.format("%-d %b %H:%M").to_string())
    }

    fn message(&self, one: &Differing, to: &mut String) {
        let (ja, en) = match one.change {
            Change::Same => return,
            Change::Added => ("増える", "added"),
            Change::Removed => ("なくなる", "removed"),
            Change::Text => ("文面が変わる", "other text"),
            Change::Channel => ("届け方が変わる", "another way"),
            Change::Time => ("届く時刻が変わる", "another time"),
        };
        let name = one.new.as_ref().or(one.live.as_ref()).map(|said| said.message.as_str()).unwrap_or_default();
        let head = self.say(format!("[{ja}] {name}"), format!("[{en}] {name}"));
        _ = writeln!(to, "{head}");
        for (said, ja, en) in [(&one.live, "今の版", "live   "), (&one.new, "変更後", "changed")] {
            if let Some(said) = said {
                let way = match said.channel {
                    ChannelKind::Line => "LINE",
                    ChannelKind::Sms => "SMS",
                    ChannelKind::Paper => "-",
                };
                let (version, at) = (self.say(ja.to_owned(), en.to_owned()), self.time(said.left));
                _ = writeln!(to, "    {version} {at} {way} {}", text(&said.body));
            }
        }
    }
}

/// What a message says, in one line.
fn text(body: &Bodies) -> String {
    let line = body.line.as_ref().map(|line| line.text.as_str());
    line.or(body.sms.as_deref()).unwrap_or_default().trim().replace('\n', " / ")
}
