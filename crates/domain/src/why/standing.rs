//! Whom a campaign does not reach at all, and why: of those there is no decision that could tell it.

use crate::Snapshot;
use crate::event::{ChannelKind, Purpose};
use crate::pack::{Campaign, Entry};
use crate::sentence::Sentence;
use crate::time::Day;
use chrono::Datelike;

/// What keeps every message from a resident on a day, whatever the campaign.
pub fn closed_to(snapshot: &Snapshot, on: Day) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut hindered = |is_so: bool, ja: &str, en: &str| {
        if is_so {
            all.push(Sentence::new(en, ja));
        }
    };
    hindered(
        snapshot.profile.is_none(),
        "参加の登録がまだ届いていません。どの取り組みの対象にもなりません。",
        "The enrolment has not arrived; no campaign is for this resident yet.",
    );
    hindered(
        !snapshot.consents_to(Purpose::Engagement),
        "お知らせへの同意がありません。",
        "There is no consent to messages.",
    );
    hindered(
        snapshot.contact.opted_out(),
        "ご本人が、お知らせを止めています。",
        "The resident has stopped all messages.",
    );
    if let Some(until) = snapshot.pause_on(on) {
        hindered(
            true,
            &format!("ご本人が、{}までお知らせを休んでいます。", ja(until)),
            &format!("The resident has paused all messages until {}.", en(until)),
        );
    }
    let reachable =
        [ChannelKind::Line, ChannelKind::Sms].into_iter().any(|kind| snapshot.contact.address(kind).is_some());
    hindered(
        !reachable,
        "LINEにも電話番号にも、つながっていません。",
        "Neither LINE nor a telephone number is linked.",
    );
    all
}

/// Why a campaign is not for a resident on a day; nothing where it is.
pub fn not_for(name: &str, campaign: &Campaign, snapshot: &Snapshot, on: Day) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut say = |ja: String, en: String| all.push(Sentence::new(en, ja));
    let period = campaign.period;
    if on < period.from {
        say(format!("{}に始まります。", ja(period.from)), format!("It begins on {}.", en(period.from)));
    }
    if let Some(until) = period.until.filter(|until| *until < on) {
        say(format!("{}に終わりました。", ja(until)), format!("It ended on {}.", en(until)));
    }
    let Some(profile) = &snapshot.profile else { return all };
    let age = snapshot.age(on).unwrap_or_default();
    let who = &campaign.who;
    if let Some(least) = who.min_age.filter(|least| age < *least) {
        say(
            format!("{least}歳以上の方が対象です（その年に迎える年齢で数えます）。"),
            format!("It is for people of {least} or more, by the age reached in the year."),
        );
    }
    if let Some(most) = who.max_age.filter(|most| age > *most) {
        say(
            format!("{most}歳までの方が対象です（その年に迎える年齢で数えます）。"),
            format!("It is for people of {most} or less, by the age reached in the year."),
        );
    }
    let district = profile.enrolled.district.as_ref();
    if !who.districts.is_empty() && !district.is_some_and(|name| who.districts.contains(name)) {
        say(
            format!("対象の地区（{}）の方ではありません。", who.districts.join("、")),
            format!("It is for the districts {}.", who.districts.join(", ")),
        );
    }
    if !who.reach.is_empty() && !who.reach.iter().any(|way| snapshot.wishes(*way)) {
        let ways = |name: fn(ChannelKind) -> &'static str| who.reach.iter().map(|way| name(*way)).collect::<Vec<_>>();
        say(
            format!("{}でのお知らせを希望された方が対象です。", ways(way_ja).join("または")),
            format!("It is for those who wish to be reached by {}.", ways(way_en).join(" or ")),
        );
    }
    if who.entry == Entry::Enrolled && !snapshot.enrolments.contains_key(name) {
        say(
            "ほかの取り組みのルールが加えた方だけが対象で、まだ加わっていません。".to_owned(),
            "It is for those whom a rule of another campaign has enrolled; this resident was not yet.".to_owned(),
        );
    }
    all
}

fn ja(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn en(day: Day) -> String {
    day.date().format("%-d %B %Y").to_string()
}

fn way_ja(way: ChannelKind) -> &'static str {
    match way {
        ChannelKind::Line => "LINE",
        ChannelKind::Sms => "SMS",
        ChannelKind::Paper => "郵便",
    }
}

fn way_en(way: ChannelKind) -> &'static str {
    match way {
        ChannelKind::Line => "LINE",
        ChannelKind::Sms => "SMS",
        ChannelKind::Paper => "post",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use super::*;
    use crate::Pack;
    use std::rc::Rc;

    fn ruleset(who: &str) -> Rc<crate::Ruleset> {
        let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";
        let files = [
            ("campaigns/432041/city.toml", city.to_owned()),
            (
                "campaigns/432041/walk/campaign.toml",
                format!("title = \"歩く\"\nfrom = 2026-04-01\nuntil = 2026-12-31\n{who}"),
            ),
            ("campaigns/432041/walk/messages.toml", String::new()),
            ("campaigns/432041/walk/rules.rhai", String::new()),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text)).into();
        Pack { city: "432041".parse().unwrap(), files }.compile().expect("a good pack")
    }

    fn resident(rest: &str) -> Snapshot {
        let json = format!(
            r#"{{ "profile": {{ "birth_year": 1952, "district": "荒尾", "reach": ["line"], "since": "2026-04-01T00:00:00Z" }} {rest} }}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn told(who: &str, on: &str) -> Vec<String> {
        let ruleset = ruleset(who);
        let campaign = ruleset.campaigns.get("walk").unwrap();
        let on = Day::from_date(on.parse().unwrap());
        not_for("walk", campaign, &resident(""), on).into_iter().map(|said| said.ja).collect()
    }

    #[test]
    fn each_reason_is_said_and_only_those() {
        assert_eq!(told("", "2026-11-25"), [""; 0]);
        assert_eq!(told("", "2026-03-31"), ["2026年4月1日に始まります。"]);
        assert_eq!(told("", "2027-01-01"), ["2026年12月31日に終わりました。"]);
        let who = "[who]\nmin_age = 75\ndistricts = [\"八幡\"]\nreach = [\"sms\"]\nentry = \"enrolled\"\n";
        let all = told(who, "2026-11-25");
        assert_eq!(all.len(), 4, "{all:?}");
        assert!(
            all.iter().any(|said| said.contains("75歳以上")) && all.iter().any(|said| said.contains("SMS")),
            "{all:?}"
        );
        assert_eq!(told("[who]\nmin_age = 74\nmax_age = 74\n", "2026-11-25"), [""; 0]);
        assert_eq!(told("[who]\nmax_age = 73\n", "2026-11-25").len(), 1);
    }

    #[test]
    fn what_closes_everything_is_said_for_all_campaigns() {
        let said = |snapshot: &Snapshot| {
            closed_to(snapshot, Day::from_date("2026-11-25".parse().unwrap()))
                .into_iter()
                .map(|said| said.en)
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&Snapshot::default()).len(), 3);
        let agreed = r#", "consents": { "engagement": { "given": true, "at": "2026-04-01T00:00:00Z", "text_version": "1" } },
            "contact": { "channels": { "line": { "address": "U1", "linked": true, "at": "2026-04-01T00:00:00Z" } } }"#;
        assert_eq!(said(&resident(agreed)), [""; 0]);
        let stopped = agreed.replace("\"contact\": {", "\"contact\": { \"stopped\": \"2026-05-01T00:00:00Z\",");
        assert_eq!(said(&resident(&stopped)), ["The resident has stopped all messages."]);
        let pause =
            |until| format!(r#"{agreed}, "choices": {{ "paused_until": "{until}", "at": "2026-11-01T00:00:00Z" }}"#);
        assert_eq!(said(&resident(&pause("2026-11-24"))), [""; 0]);
        assert_eq!(
            said(&resident(&pause("2026-11-25"))),
            ["The resident has paused all messages until 25 November 2026."]
        );
    }
}
