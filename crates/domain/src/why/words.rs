//! The sentences of a story, in Japanese and English.

use super::{StoryCause, StoryDecision, StoryDelivery, StoryEvent};
use crate::chance::{Draw, Place};
use crate::decide::{Detail, Outgoing, Reason};
use crate::sentence::Language;
use crate::time::Zone;
use chrono::{DateTime, Datelike, Timelike, Utc};

/// Words of a language, and times of a zone.
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) zone: Zone,
}

impl Words {
    pub(super) fn say(&self, ja: impl Into<String>, en: impl Into<String>) -> String {
        match self.language {
            Language::Ja => ja.into(),
            Language::En => en.into(),
        }
    }

    pub(super) fn time(&self, at: DateTime<Utc>) -> String {
        let civil = self.zone.civil(at);
        let ja =
            format!("{}年{}月{}日 {}:{:02}", civil.year(), civil.month(), civil.day(), civil.hour(), civil.minute());
        self.say(ja, civil.format("%-d %B %Y, %H:%M").to_string())
    }

    pub(super) fn unknown_resident(&self, id: &str) -> String {
        self.say(
            format!("住民 {id} の記録はありません。番号をお確かめください。\n"),
            format!("There is no record of resident {id}. Please check the id.\n"),
        )
    }

    pub(super) fn nothing_decided(&self, message: Option<&str>) -> String {
        match message {
            Some(id) => self.say(
                format!("メッセージ {id} は、この住民の最近の記録にありません。\n"),
                format!("Message {id} is not among the recent records of this resident.\n"),
            ),
            None => self.say(
                "どのルールも、まだ何も提案していません。届いた出来事は次のとおりです。\n",
                "No rule has proposed anything yet. This is what has happened:\n",
            ),
        }
    }

    pub(super) fn title(&self, decision: &StoryDecision) -> String {
        let (campaign, name) = (&decision.campaign, &decision.name);
        let when = self.time(decision.at);
        let allowed = decision.outcome == "allowed";
        let ja = match (decision.kind.as_str(), allowed) {
            ("nudge" | "invite", true) => format!("■ {when} 「{name}」を送ることにしました({campaign})"),
            ("nudge" | "invite", false) => format!("■ {when} 「{name}」は送りませんでした({campaign})"),
            ("award", true) if decision.trace.takes_back() => {
                format!("■ {when} ポイント「{name}」を取り消しました({campaign})")
            }
            ("award", true) => format!("■ {when} ポイント「{name}」を記録しました({campaign})"),
            ("award", false) => format!("■ {when} ポイント「{name}」はつけませんでした({campaign})"),
            ("schedule", _) => format!("■ {when} 「{name}」の予定を入れました({campaign})"),
            ("set_goal", true) => format!("■ {when} 目標({name})を決めました({campaign})"),
            ("enrol", true) => format!("■ {when} 取り組み「{name}」に加えました({campaign})"),
            ("enrol", false) => format!("■ {when} 取り組み「{name}」には加えませんでした({campaign})"),
            ("flag_for_staff", true) => format!("■ {when} 対応の一覧に加えました: {name}({campaign})"),
            ("point", _) => format!("■ {when} 決まった時刻「{name}」に判断し、提案はありませんでした({campaign})"),
            ("rule", _) => format!("■ {when} ルールが途中で止まりました({campaign})"),
            (kind, true) => format!("■ {when} {kind}「{name}」を行いました({campaign})"),
            (kind, false) => format!("■ {when} {kind}「{name}」は行いませんでした({campaign})"),
        };
        let verb = if allowed { "allowed" } else { "withheld" };
        let en = format!("# {when}: {} `{name}` {verb} ({campaign})", decision.kind);
        self.say(ja, en)
    }

    pub(super) fn cause(&self, decision: &StoryDecision, event: Option<&StoryEvent>) -> String {
        match &decision.cause {
            StoryCause::Event { source, id, kind } => {
                let when = event.map(|event| self.time(event.time));
                let ja = when.as_ref().map(|when| format!("{when} の出来事。")).unwrap_or_default();
                let en = when.map(|when| format!(" of {when}")).unwrap_or_default();
                let name = event_name(Language::Ja, kind);
                self.say(
                    format!("  きっかけ  {name}({ja}送信元 {source}、番号 {id})"),
                    format!("  event     {kind}{en} ({source} {id})"),
                )
            }
            StoryCause::Point { point, at, once, .. } => {
                let when = self.time(*at);
                if *once {
                    self.say(
                        format!("  きっかけ  ルールが予定した「{point}」({when})"),
                        format!("  point     `{point}`, scheduled by a rule for {when}"),
                    )
                } else {
                    self.say(
                        format!("  きっかけ  決まった時刻「{point}」({when})"),
                        format!("  point     decision point `{point}` of {when}"),
                    )
                }
            }
        }
    }

    pub(super) fn rule(&self, decision: &StoryDecision) -> String {
        let version: String = decision.version.chars().take(12).collect();
        let (campaign, hook, line) = (&decision.campaign, &decision.hook, decision.trace.line);
        let own = format!("{campaign}/rules.rhai");
        let file = decision.trace.file.as_deref().unwrap_or(&own);
        let ja_line = if line > 0 { format!("{line}行目、") } else { String::new() };
        let en_line = if line > 0 { format!(", line {line}") } else { String::new() };
        self.say(
            format!("  ルール    {file} {ja_line}{hook}(版 {version})"),
            format!("  rule      {file}{en_line}, {hook} (version {version})"),
        )
    }

    pub(super) fn draw(&self, draw: &Draw) -> String {
        // The seed stays in the record: who knows it can tell the arms of others.
        let Draw { point, arm, probability, number, cluster, place, .. } = draw;
        let (mut ja, mut en) = (String::new(), String::new());
        if let Some(cluster) = cluster {
            (ja, en) = (format!("「{cluster}」、"), format!("for `{cluster}`, "));
        }
        if let Some(Place { rank, of }) = place {
            (ja, en) = (format!("{ja}{of}のうち{rank}番目、"), format!("{en}in place {rank} of {of}, "));
        }
        self.say(
            format!("  くじ      {point}: 「{arm}」({ja}確率 {probability:.3}、出た数 {number:.6})"),
            format!("  chance    {point}: `{arm}` ({en}probability {probability:.3}, drew {number:.6})"),
        )
    }

    pub(super) fn guard(&self, guard: Reason, withheld: bool) -> String {
        let name = guard_words(self.language, guard);
        if withheld { format!("  ✕ {name}") } else { format!("  ○ {name}") }
    }

    /// Why something was not done, with what the guard found.
    pub(super) fn why_not(&self, reason: Reason, detail: Option<&Detail>) -> String {
        let detail = detail.map(|detail| self.detail(detail)).unwrap_or_default();
        let (ja, en) = reason_words(reason);
        format!("{}{detail}", self.say(ja, en))
    }

    pub(super) fn outcome(&self, decision: &StoryDecision, reason: Option<Reason>) -> String {
        let detail = decision.trace.detail.as_ref().map(|detail| self.detail(detail)).unwrap_or_default();
        let done = match decision.kind.as_str() {
            "nudge" | "invite" => "送ってよいと判断しました",
            _ => "記録しました",
        };
        match reason {
            None => self.say(format!("  結論      {done}{detail}"), format!("  outcome   allowed{detail}")),
            Some(reason) => {
                let (ja, en) = reason_words(reason);
                self.say(
                    format!("  結論      {ja}({reason}){detail}"),
                    format!("  outcome   withheld as {reason}: {en}{detail}"),
                )
            }
        }
    }

    pub(super) fn text(&self, outgoing: &Outgoing) -> String {
        let body = outgoing.bodies.line.as_ref().map(|line| line.text.as_str());
        let body = body.or(outgoing.bodies.sms.as_deref()).unwrap_or_default().replace('\n', " / ");
        self.say(format!("  文面      {body}"), format!("  text      {body}"))
    }

    pub(super) fn delivery(&self, step: &StoryDelivery, parts: Option<usize>) -> String {
        let when = self.time(step.at);
        let channel = step.channel.as_deref().unwrap_or("-");
        let code = step.code.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
        let request = step.request.as_deref().map(|id| format!(" [{id}]")).unwrap_or_default();
        let ja = step_words(Language::Ja, step);
        let (parts_ja, parts_en) = match parts {
            Some(parts) => (format!("（{parts}通分）"), format!(", {parts} part(s)")),
            None => (String::new(), String::new()),
        };
        let of = if step.follows { ("続くSMS   ", "sms after ") } else { ("配信      ", "delivery  ") };
        self.say(
            format!("  {}{when} {channel} {}回目 {ja}{parts_ja}{code}{request}", of.0, step.attempt),
            format!("  {}{when} {channel}, try {}: {}{parts_en}{code}{request}", of.1, step.attempt, step.step),
        )
    }

    pub(super) fn followed_by(&self, sms: &Outgoing) -> String {
        let when = self.time(sms.not_before);
        self.say(
            format!("  続くSMS   お返事がなければ、{when}にSMSでも送ります"),
            format!("  sms after {when}, unless something is heard"),
        )
    }

    pub(super) fn state(&self, state: &str, reason: Option<&str>) -> String {
        let why = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let ja = match state {
            "waiting" => "送信待ち",
            "claimed" | "sending" => "送信中",
            "accepted" => "送信先が受け取り済み(届いたかどうかは別に記録します)",
            "dead" => "送れなかった",
            "withheld" => "取りやめた",
            other => other,
        };
        self.say(format!("  いま      {ja}{why}"), format!("  now       {state}{why}"))
    }

    pub(super) fn event(&self, event: &StoryEvent) -> String {
        let when = self.time(event.time);
        self.say(
            format!("  {when} {}({} {})", event_name(Language::Ja, &event.kind), event.source, event.id),
            format!("  {when} {} ({} {})", event.kind, event.source, event.id),
        )
    }
}

/// What an event is called; a type that is not known by its own name.
pub(crate) fn event_name(language: Language, kind: &str) -> &str {
    let (ja, en) = match kind {
        "ayumi.resident.enrolled.v1" => ("参加の登録", "an enrolment"),
        "ayumi.consent.given.v1" => ("同意", "a consent"),
        "ayumi.consent.withdrawn.v1" => ("同意の取り消し", "a consent withdrawn"),
        "ayumi.channel.linked.v1" => ("連絡先の登録", "a way to reach the resident"),
        "ayumi.channel.unlinked.v1" => ("連絡先の解除", "a way that was taken away"),
        "ayumi.steps.recorded.v1" => ("歩数の記録", "a record of steps"),
        "ayumi.goal.set.v1" => ("目標の設定", "a goal"),
        "ayumi.notebook.entry.v1" => ("健康手帳の記入", "an entry in the health notebook"),
        "ayumi.forecast.issued.v1" => ("健康予測の到着", "a health forecast"),
        "ayumi.checkup.recorded.v1" => ("健診結果の到着", "results of a checkup"),
        "ayumi.guidance.held.v1" => ("保健指導の実施", "health guidance"),
        "ayumi.visit.recorded.v1" => ("受診・参加の記録", "a visit"),
        "ayumi.stamp.collected.v1" => ("スタンプ", "a stamp"),
        "ayumi.record.withdrawn.v1" => ("記録の取り消し", "a record taken back"),
        "ayumi.reply.received.v1" => ("本人の返信", "an answer of the resident"),
        "ayumi.delivery.updated.v1" => ("配信の結果", "the outcome of a delivery"),
        "ayumi.challenge.joined.v1" => ("歩くチャレンジへの参加", "joining a walking challenge"),
        "ayumi.challenge.left.v1" => ("歩くチャレンジの取りやめ", "leaving a walking challenge"),
        "ayumi.challenge.paused.v1" => ("歩くチャレンジのお休み", "a rest in a walking challenge"),
        "ayumi.choices.made.v1" => ("ご本人がページで選んだこと", "choices on the resident's own page"),
        "ayumi.environment.alert.v1" => ("熱中症の警戒・災害の情報", "an alert"),
        other => (other, other),
    };
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

/// What a step of a message's way means.
pub(super) fn step_words(language: Language, step: &StoryDelivery) -> &str {
    let code = step.code.as_deref();
    let (ja, en) = match step.step.as_str() {
        "accepted" => ("送信先が受け取りました", "the provider took it"),
        "retry" if step.is_of_closed_address() => {
            ("この宛先には届かないため、ほかの方法で送ります", "the address takes nothing; it goes another way")
        }
        "withheld" if step.follows && code == Some("duplicate") => {
            ("お返事があったため、送りませんでした", "not sent, since something was heard")
        }
        "withheld" if code == Some("not_available") => {
            ("ご本人がお知らせを休んでいるため、送りませんでした", "not sent, since the resident has paused messages")
        }
        "withheld" if code == Some("opted_out") => (
            "ご本人が、お知らせ全部か、この話題のお知らせを止められたため、送りませんでした",
            "not sent, since the resident stopped messages, or those of its topic",
        ),
        "retry" => ("送信できなかったため、時間をおいて送り直します", "it did not go, and is tried again later"),
        "dead" => ("送れませんでした", "it could not be sent"),
        "withheld" => ("送る直前に取りやめました", "held back right before it left"),
        "waiting" if code == Some("neighbours") => {
            ("同じ方へのほかのお知らせを待ちます", "waits for another message to the same person")
        }
        "waiting" if code == Some("closed_day") => {
            ("お休みの日が明けるまで待ちます", "waits until the closed days are over")
        }
        "waiting" if code == Some("own_hours") => {
            ("ご本人が選ばれた時間になるまで待ちます", "waits for the hours that the resident chose")
        }
        "waiting" if code == Some("pace") => ("混み合っているため、順番を待ちます", "waits for its turn"),
        "waiting" if code == Some("unreachable") => {
            ("つながらなかったため、時間をおいて送り直します", "nobody was reached; it is tried again later")
        }
        "waiting" => ("送れる時間まで待ちます", "waits until it may leave"),
        "sent" => ("送信先から携帯会社に渡りました", "handed on to the carrier"),
        "failed" => ("届きませんでした", "it did not arrive"),
        "refused" => ("受け取りを断られました", "it was refused"),
        "delivered" => ("端末に届きました", "it arrived"),
        "read" => ("読まれました", "it was read"),
        other => (other, other),
    };
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

/// What is asked of every proposal, by the reason that it would give.
pub(super) fn guard_words(language: Language, guard: Reason) -> &'static str {
    let (ja, en) = guard_names(guard);
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

fn guard_names(guard: Reason) -> (&'static str, &'static str) {
    match guard {
        Reason::SensitiveText => ("文面の配慮", "neutral text"),
        Reason::Duplicate => ("同じ用件で二度送らない", "not said before"),
        Reason::NoConsent => ("同意がある", "consent given"),
        Reason::OptedOut => ("停止の希望がない", "not opted out"),
        Reason::NoChannel => ("連絡手段がある", "a way to reach"),
        Reason::Suspended => ("熱中症の警戒・災害の情報がない", "no alert"),
        Reason::Expired => ("読む意味のある時間内", "worth reading still"),
        Reason::QuietHours => ("送ってよい時間帯", "outside quiet hours"),
        Reason::Capped => ("通数の上限内", "within caps"),
        Reason::NotAvailable => ("声をかけてよい時期", "available"),
        Reason::ControlArm => ("くじ・グループ", "chance and arm"),
        Reason::SensitiveAward => ("ポイントの配慮", "points for effort only"),
        Reason::Budget => ("ルールの計算量", "script budget"),
        Reason::RuleError => ("ルールの誤り", "script error"),
    }
}

pub(crate) fn reason_words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::NoConsent => ("同意をいただいていないため、送りません", "the resident has not agreed"),
        Reason::OptedOut => ("停止のご希望があるため、送りません", "the resident asked to stop"),
        Reason::NoChannel => ("送れる連絡手段がありません", "there is no linked way for this message"),
        Reason::QuietHours => ("送らない時間帯のため、送りません", "it is a quiet hour"),
        Reason::Capped => ("1日または7日間の通数の上限に達しています", "a cap is reached"),
        Reason::Suspended => ("熱中症の警戒か災害の情報が出ているため、見合わせました", "an alert is on"),
        Reason::ControlArm => {
            ("効果を確かめるためのくじで、送らない側になりました", "chance held it back, for the evaluation")
        }
        Reason::NotAvailable => ("いまは対象になりませんでした", "not available now"),
        Reason::Expired => ("届いても遅すぎるため、送りません", "it would come too late"),
        Reason::Duplicate => ("同じ用件ですでにお知らせしています", "it was said for this occasion already"),
        Reason::SensitiveText => (
            "健康情報がきっかけですが、文面が「健康のことが伝わらない」と確認されていません",
            "the text is not approved as neutral",
        ),
        Reason::SensitiveAward => ("病気の可能性に対してポイントはつけません", "risk earns no points"),
        Reason::Budget => ("ルールが使える計算量を超えました", "the script used up its budget"),
        Reason::RuleError => ("ルールに誤りがありました", "the script stopped with an error"),
    }
}
