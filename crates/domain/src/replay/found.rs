//! What a whole replay found, beside what was compared: what is shown to staff.

use super::{Pair, Plan, Report};
use crate::decide::Reason;
use crate::pack::{Costs, Entry, Period};
use crate::why::{Language, event_name};
use crate::{CityCode, Day};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a whole replay found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The city.
    pub city: CityCode,
    /// The campaign.
    pub campaign: String,
    /// What staff call it; in the changed version, where it is in that.
    pub title: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The hashes of the packs.
    pub versions: Pair<String>,
    /// What was counted.
    pub report: Report,
    /// What messages cost, in yen, where the changed city.toml says it.
    pub yen: Option<Pair<f64>>,
    /// What has to be known to read it rightly, in both languages.
    pub notes: Vec<Note>,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Note {
    fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }
}

impl Found {
    /// What a report of all residents says of a plan.
    pub fn new(plan: &Plan, report: Report) -> Self {
        let versions = plan.versions();
        let campaigns = versions.map(|version| version.campaigns.get(&plan.campaign));
        let title = campaigns.new.or(campaigns.live).map(|campaign| campaign.title.clone()).unwrap_or_default();
        let yen = costs(plan).and_then(|costs| {
            let of = |volume: &super::Volume| costs.yen(volume.line_messages, volume.sms_parts);
            Some(Pair { live: of(&report.volume.live)?, new: of(&report.volume.new)? })
        });
        Self {
            city: versions.live.code.clone(),
            campaign: plan.campaign.clone(),
            title,
            from: plan.window.first.date(),
            until: plan.window.last.date(),
            versions: versions.map(|version| version.hash.clone()),
            yen,
            notes: notes(plan, &report),
            report,
        }
    }
}

/// What messages cost, as the changed version says, or else the live one.
fn costs(plan: &Plan) -> Option<Costs> {
    let costs = plan.versions().map(|version| version.city.costs);
    [costs.new, costs.live].into_iter().find(|costs| *costs != Costs::default())
}

/// The functions that are asked about events, each with the type of them.
const EVENTS: [(&str, &str); 12] = [
    ("on_enrolled", "ayumi.resident.enrolled.v1"),
    ("on_consent", "ayumi.consent.given.v1"),
    ("on_channel", "ayumi.channel.linked.v1"),
    ("on_steps", "ayumi.steps.recorded.v1"),
    ("on_goal", "ayumi.goal.set.v1"),
    ("on_notebook", "ayumi.notebook.entry.v1"),
    ("on_forecast", "ayumi.forecast.issued.v1"),
    ("on_checkup", "ayumi.checkup.recorded.v1"),
    ("on_guidance", "ayumi.guidance.held.v1"),
    ("on_visit", "ayumi.visit.recorded.v1"),
    ("on_stamp", "ayumi.stamp.collected.v1"),
    ("on_reply", "ayumi.reply.received.v1"),
];

fn notes(plan: &Plan, report: &Report) -> Vec<Note> {
    let versions = plan.versions();
    let campaigns = versions.map(|version| version.campaigns.get(&plan.campaign));
    let mut notes = Vec::new();
    let mut note = |ja: String, en: String| notes.push(Note::new(ja, en));
    if report.residents == 0 {
        note("この市には、まだどなたの記録もありません。".into(), "This city has no records of anyone yet.".into());
    }
    if campaigns.live.is_none() {
        note(
            "今の版にこの取り組みはありません。変更後のお知らせは、すべて「増える」に数えています。".into(),
            "The live version does not have this campaign: all its messages count as added.".into(),
        );
        if campaigns.new.is_some_and(|new| new.period.from == plan.window.first) {
            note(
                "新しい取り組みなので、試した日のはじめから動いていたものとして数えています。".into(),
                "It is new, and counted as if it had begun with the first of these days.".into(),
            );
        }
    }
    if campaigns.new.is_none() {
        note(
            "変更した版にこの取り組みはありません。今のお知らせは、すべて「なくなる」に数えています。".into(),
            "The changed version does not have this campaign: all its messages count as removed.".into(),
        );
    }
    let mut functions: Vec<&str> =
        versions.iter().flat_map(|version| version.rules.functions(&plan.campaign)).collect();
    functions.sort_unstable();
    functions.dedup();
    for function in
        functions.into_iter().filter(|function| report.residents > 0 && !report.heard.contains_key(*function))
    {
        if let Some((_, kind)) = EVENTS.into_iter().find(|(hook, _)| *hook == function) {
            note(
                format!(
                    "この期間には「{}」の記録がありません。{function} は一度も試されていません。",
                    event_name(Language::Ja, kind)
                ),
                format!(
                    "Nothing like “{}” is on record of these days: `{function}` was never tried.",
                    event_name(Language::En, kind)
                ),
            );
        }
    }
    let both = campaigns.live.map(|live| live.period) == campaigns.new.map(|new| new.period);
    for (campaign, whose) in
        [(campaigns.new, ("変更後", "changed")), (campaigns.live.filter(|_| !both), ("今", "live"))]
    {
        let Some(campaign) = campaign else { continue };
        if !overlaps(&campaign.period, plan.window.first, plan.window.last) {
            note(
                format!("{}の取り組みの期間は、試した日と重なりません。", whose.0),
                format!("The period of the {} campaign does not meet these days.", whose.1),
            );
        }
    }
    let concerned = [
        (campaigns.new, report.concerned.new, ("変更後の対象", "the changed version is for")),
        (campaigns.live, report.concerned.live, ("今の版の対象", "the live version is for")),
    ];
    for (campaign, residents, whose) in concerned {
        let Some(campaign) = campaign.filter(|_| residents == 0 && report.residents > 0) else { continue };
        match campaign.who.entry {
            Entry::Open => note(
                format!("{}（年齢・地区・届け方）に当てはまる方は、いませんでした。", whose.0),
                format!("Nobody matches whom {} (`who`).", whose.1),
            ),
            Entry::Enrolled => note(
                format!("{}は、ルールで加わった方だけです。そのような方は、いませんでした。", whose.0),
                format!("Nobody was enrolled by a rule, whom alone {}.", whose.1),
            ),
        }
    }
    if report.pinned > 0 {
        let pinned = report.pinned;
        note(
            format!("この期間より前に加わった{pinned}人の方は、加わったときの版のままのため、変わりません。"),
            format!(
                "{pinned} resident(s) joined before these days and stay on the version of then: nothing changes for them."
            ),
        );
    }
    if report.unanswered.new > report.unanswered.live {
        let left_out = report.unanswered.new - report.unanswered.live;
        note(
            format!("お返事{left_out}件は、もとのお知らせが送られないことになるため、変更後では除いています。"),
            format!(
                "{left_out} reply(s) answer messages that the changed version would not have sent, and are left out there."
            ),
        );
    }
    if report.withheld.contains_key(&Reason::RuleError) || report.stopped != Pair::default() {
        let Pair { live, new } = report.stopped;
        note(
            format!("ルールが途中で止まった回数は、今の版で{live}回、変更後で{new}回です。"),
            format!("Rules stopped before their end {live} time(s) in the live version and {new} in the changed one."),
        );
    }
    notes
}

fn overlaps(period: &Period, first: Day, last: Day) -> bool {
    period.from <= last && period.until.is_none_or(|until| first <= until)
}
