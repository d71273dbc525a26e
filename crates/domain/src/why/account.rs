//! A story as a page tells it to a colleague who writes no programs: what was done or not, why, and what became of
//! it. The record itself is beside each, as [`Story::tell`] has it.

use super::words::{Words, guard_words, step_words};
use super::{Story, StoryCause, StoryDecision, StoryEvent};
use crate::Zone;
use crate::decide::Reason;
use crate::sentence::Language;
use chrono::{DateTime, Utc};

/// One decision in plain words, as [`Story::accounts`] gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The decision's id.
    pub id: String,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The campaign's name.
    pub campaign: String,
    /// The name of what was proposed: of a message, an award, a goal, a campaign or a decision point.
    pub name: String,
    /// What was done, or not: one sentence; in Japanese without its 「。」, since it is a heading.
    pub done: String,
    /// How it ended.
    pub end: End,
    /// What led to it, as a whole sentence.
    pub because: String,
    /// Why not, with what the guard found; nothing where it was done.
    pub why_not: Option<String>,
    /// What stood in its way and did not hinder it, in the order in which it was asked: a few words each.
    pub asked: Vec<String>,
    /// What the resident reads; nothing where it may tell of health.
    pub text: Option<String>,
    /// Steps of its way, the oldest first: when, and what it was.
    pub way: Vec<(DateTime<Utc>, String)>,
    /// The record as [`Story::tell`] has it: lines for a page that keeps their breaks.
    pub record: String,
}

/// How a decision ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was done, or is on its way.
    Done,
    /// A guard or a draw withheld it.
    Withheld,
    /// It was let go, and did not arrive.
    Failed,
    /// Nothing was proposed.
    Nothing,
}

impl Story {
    /// Each decision in words, the newest first; only those about a message, where one is named.
    pub fn accounts(&self, language: Language, zone: Zone, message: Option<&str>) -> Vec<Account> {
        let words = Words { language, zone };
        let chosen = self.decisions.iter().rev().filter(|one| message.is_none_or(|id| one.is_about(id)));
        chosen.map(|decision| self.account(decision, &words)).collect()
    }

    fn account(&self, decision: &StoryDecision, words: &Words) -> Account {
        let event = self.event_of(decision);
        let reason = Reason::from_name(&decision.outcome);
        let late = decision.state_reason.as_deref().and_then(Reason::from_name);
        let detail = decision.trace.detail.as_ref();
        let end = end(decision, reason);
        let passed = decision.trace.passed.iter().filter(|guard| Some(**guard) != reason);
        let shown = decision.outgoing.as_ref().filter(|_| !decision.trace.sensitive);
        let text = shown.and_then(|outgoing| {
            let line = outgoing.bodies.line.as_ref().map(|line| line.text.clone());
            line.or_else(|| outgoing.bodies.sms.clone())
        });
        let mut record = String::new();
        self.tell_one(decision, words, &mut record);
        Account {
            id: decision.id.clone(),
            at: decision.at,
            campaign: decision.campaign.clone(),
            name: decision.name.clone(),
            done: done(decision, end, words),
            end,
            because: because(decision, event, words),
            why_not: reason
                .map(|reason| words.why_not(reason, detail))
                .or(late.map(|late| words.why_late(late, detail))),
            asked: passed.map(|guard| guard_words(words.language, *guard).to_owned()).collect(),
            text,
            way: decision
                .deliveries
                .iter()
                .map(|step| (step.at, step_words(words.language, step).to_owned()))
                .collect(),
            record: record.trim_end().to_owned(),
        }
    }
}

fn end(decision: &StoryDecision, reason: Option<Reason>) -> End {
    match (reason, decision.kind.as_str(), decision.state.as_deref()) {
        (Some(_), "rule", _) => End::Failed,
        (_, "point", _) => End::Nothing,
        (Some(_), ..) | (None, _, Some("withheld")) => End::Withheld,
        (None, _, Some("dead")) => End::Failed,
        (None, ..) => End::Done,
    }
}

fn done(decision: &StoryDecision, end: End, words: &Words) -> String {
    let arrived =
        decision.deliveries.iter().any(|step| matches!(step.step.as_str(), "accepted" | "delivered" | "read"));
    let (ja, en) = match (decision.kind.as_str(), end) {
        ("nudge" | "invite", End::Done) if arrived => ("お知らせを送りました", "A message was sent"),
        ("nudge" | "invite", End::Done) => ("お知らせを送ることにしました", "A message is to be sent"),
        ("nudge" | "invite", End::Failed) => ("お知らせが届きませんでした", "A message did not arrive"),
        ("nudge" | "invite", _) => ("お知らせを送りませんでした", "A message was not sent"),
        ("award", End::Done) if decision.trace.takes_back() => ("ポイントを取り消しました", "Points were taken back"),
        ("award", End::Done) => ("ポイントをつけました", "Points were given"),
        ("award", _) => ("ポイントをつけませんでした", "Points were not given"),
        ("schedule", End::Done) => ("あとで判断する予定を入れました", "A later look was planned"),
        ("set_goal", End::Done) => ("目標を決めました", "A goal was set"),
        ("set_goal", _) => ("目標を決めませんでした", "No goal was set"),
        ("enrol", End::Done) => ("ほかの取り組みに加えました", "The resident was enrolled"),
        ("enrol", _) => ("ほかの取り組みに加えませんでした", "The resident was not enrolled"),
        ("flag_for_staff", End::Done) => ("対応の一覧に加えました", "Staff were asked to look"),
        ("flag_for_staff", _) => ("対応の一覧に加えませんでした", "Staff were not asked"),
        ("point", _) => ("決まった時刻に判断し、提案はありませんでした", "Asked at its time; nothing was proposed"),
        ("rule", _) => ("ルールが途中で止まりました", "The rule stopped"),
        (_, End::Done) => ("行いました", "It was done"),
        (..) => ("行いませんでした", "It was not done"),
    };
    words.say(ja, en)
}

fn because(decision: &StoryDecision, event: Option<&StoryEvent>, words: &Words) -> String {
    match &decision.cause {
        StoryCause::Event { kind, .. } => {
            let name = super::event_name(words.language, kind);
            // An event from before the story begins is known by its name only.
            let Some(when) = event.map(|event| words.time(event.time)) else {
                return words.say(format!("「{name}」がきっかけです。"), format!("It followed {name}."));
            };
            words.say(format!("{when}の「{name}」がきっかけです。"), format!("It followed {name} of {when}."))
        }
        StoryCause::Point { at, once: true, .. } => {
            let when = words.time(*at);
            words.say(format!("前に入れた予定（{when}）です。"), format!("It was planned for {when}."))
        }
        StoryCause::Point { at, .. } => {
            let when = words.time(*at);
            words.say(format!("決まった時刻（{when}）に判断しました。"), format!("It was asked at its time, {when}."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(outcome: &str, state: Option<&str>, step: Option<&str>) -> serde_json::Result<Story> {
        let at = "2026-11-25T10:00:00Z";
        let deliveries: Vec<_> = step
            .map(|step| serde_json::json!({ "at": at, "step": step, "channel": "line", "attempt": 1, "code": null, "request": "r" }))
            .into_iter()
            .collect();
        let passed = if outcome == "capped" { vec!["no_consent", "capped"] } else { vec!["no_consent"] };
        serde_json::from_value(serde_json::json!({
            "city": "432041", "resident": "hana", "now": at, "known": true, "events": [],
            "decisions": [{
                "id": "d", "at": at, "campaign": "walk", "version": "0123456789ab", "hook": "at_evening",
                "cause": { "point": { "campaign": "walk", "point": "evening", "at": at, "once": false } }, "kind": "nudge",
                "name": "hello", "outcome": outcome, "message": "m",
                "trace": { "line": 1, "facts": [], "sensitive": false, "passed": passed },
                "state": state, "state_reason": null, "outgoing": null, "deliveries": deliveries,
            }],
        }))
    }

    fn told(outcome: &str, state: Option<&str>, step: Option<&str>) -> serde_json::Result<Option<Account>> {
        Ok(story(outcome, state, step)?.accounts(Language::Ja, Zone::default(), None).into_iter().next())
    }

    #[test]
    fn what_was_done_and_why_not_is_said_in_plain_words() -> serde_json::Result<()> {
        let capped = told("capped", None, None)?;
        let account = capped.as_ref().map(|one| (one.done.as_str(), one.end, one.why_not.as_deref(), one.asked.len()));
        let why = "1日または7日間の通数の上限に達しています";
        assert_eq!(account, Some(("お知らせを送りませんでした", End::Withheld, Some(why), 1)));
        let planned = told("allowed", Some("waiting"), None)?;
        assert_eq!(
            planned.map(|one| (one.done, one.end)),
            Some(("お知らせを送ることにしました".to_owned(), End::Done))
        );
        let arrived = told("allowed", Some("accepted"), Some("accepted"))?;
        assert_eq!(arrived.map(|one| (one.done, one.way.len())), Some(("お知らせを送りました".to_owned(), 1)));
        let dead = told("allowed", Some("dead"), Some("dead"))?;
        assert_eq!(dead.map(|one| (one.done, one.end)), Some(("お知らせが届きませんでした".to_owned(), End::Failed)));
        let because = told("allowed", None, None)?.map(|one| one.because);
        assert_eq!(because.as_deref(), Some("決まった時刻（2026年11月25日 19:00）に判断しました。"));
        Ok(())
    }

    #[test]
    fn what_led_to_it_is_named_in_the_language_that_is_read() -> serde_json::Result<()> {
        let at = "2026-11-25T10:00:00Z";
        let kind = "ayumi.steps.recorded.v1";
        let mut followed = story("allowed", None, None)?;
        for decision in &mut followed.decisions {
            decision.cause = StoryCause::Event { source: "//s".to_owned(), id: "1".to_owned(), kind: kind.to_owned() };
        }
        let because = |story: &Story, language| {
            story.accounts(language, Zone::default(), None).into_iter().map(|one| one.because).collect::<Vec<_>>()
        };
        assert_eq!(because(&followed, Language::Ja), ["「歩数の記録」がきっかけです。"]);
        assert_eq!(because(&followed, Language::En), ["It followed a record of steps."]);
        let event = serde_json::json!({
            "source": "//s", "id": "1", "type": kind, "time": at, "received": at, "data": "{}",
        });
        followed.events.push(serde_json::from_value(event)?);
        assert_eq!(because(&followed, Language::Ja), ["2026年11月25日 19:00の「歩数の記録」がきっかけです。"]);
        assert_eq!(because(&followed, Language::En), ["It followed a record of steps of 25 November 2026, 19:00."]);
        Ok(())
    }
}
