use super::{Entry, What};
use crate::event::{ChannelKind, Purpose};
use crate::pack::City;
use crate::resident::Consent;
use crate::why::Language;
use chrono::{DateTime, Datelike, Utc};

/// Sentences for the resident, in plain words.
pub(super) struct Words<'c> {
    pub(super) language: Language,
    pub(super) city: &'c City,
}

impl Words<'_> {
    pub(super) fn entry(&self, entry: &Entry, title: Option<&str>) -> String {
        let (day, via) = (self.day(entry.at), self.via(&entry.via));
        let (purpose, about) = (self.purpose(entry.purpose), self.categories(&entry.categories));
        let text = entry.text_version.as_deref().map(|version| self.text(version, title)).unwrap_or_default();
        match (self.language, entry.what) {
            (Language::Ja, What::Given) => format!("{day} {via}、{purpose}{about}に同意しました{text}。"),
            (Language::Ja, What::Withdrawn) => format!("{day} {via}、{purpose}{about}への同意を取り消しました{text}。"),
            (Language::Ja, What::Stopped) => {
                format!("{day} {via}、お知らせを止めました。同意の取り消しではありません。")
            }
            (Language::Ja, What::Blocked) => {
                format!("{day} {}のLINEをブロックしました。同意の取り消しではありません。", self.city.name)
            }
            (Language::En, What::Given) => format!("On {day} you agreed {via} to {purpose}{about}{text}."),
            (Language::En, What::Withdrawn) => {
                format!("On {day} you withdrew {via} your consent to {purpose}{about}{text}.")
            }
            (Language::En, What::Stopped) => {
                format!("On {day} you stopped messages {via}. Your consent was not withdrawn by that.")
            }
            (Language::En, What::Blocked) => {
                format!("On {day} you blocked our LINE account. Your consent was not withdrawn by that.")
            }
        }
    }

    pub(super) fn holds(&self, purpose: Purpose, consent: &Consent) -> String {
        let (day, purpose) = (self.day(consent.at), self.purpose(purpose));
        match (self.language, consent.given) {
            (Language::Ja, true) => format!("{purpose}に同意しています（{day}から）。"),
            (Language::Ja, false) => format!("{purpose}には同意していません（{day}に取り消し）。"),
            (Language::En, true) => format!("You agree to {purpose} (since {day})."),
            (Language::En, false) => format!("You do not agree to {purpose} (withdrawn on {day})."),
        }
    }

    pub(super) fn way(&self, kind: ChannelKind, state: &str) -> String {
        let way = match kind {
            ChannelKind::Line => "LINE",
            ChannelKind::Sms => "SMS",
            ChannelKind::Paper => self.say("紙", "paper"),
        };
        match (self.language, state) {
            (Language::Ja, "open") => format!("{way}で、お知らせをお送りします。"),
            (Language::Ja, "no_consent") => format!("同意がないため、{way}ではお知らせをお送りしません。"),
            (Language::Ja, "stopped") => format!("お申し出により、{way}でのお知らせを止めています。"),
            (Language::Ja, "blocked") => format!("ブロックされているため、{way}ではお知らせをお送りしません。"),
            (Language::Ja, _) => format!("{way}では、お知らせをお送りしません。"),
            (Language::En, "open") => format!("We send you messages by {way}."),
            (Language::En, "no_consent") => format!("We send you nothing by {way}, as you have not agreed to it."),
            (Language::En, "stopped") => format!("We send you nothing by {way}, as you asked us to stop."),
            (Language::En, "blocked") => format!("We send you nothing by {way}, as you have blocked us there."),
            (Language::En, _) => format!("We send you nothing by {way}."),
        }
    }

    fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    fn day(&self, at: DateTime<Utc>) -> String {
        let date = self.city.zone.day(at).date();
        match self.language {
            Language::Ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.format("%-d %B %Y").to_string(),
        }
    }

    fn purpose(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Engagement => self.say("健康づくりのお手伝い", "being helped with your health"),
            Purpose::Research => self.say("研究での利用", "use in research"),
            Purpose::OutcomesSharing => self
                .say("事業の成果の提供（委託先の事業者へ）", "sharing outcomes with the contractor of the programme"),
        }
    }

    /// How it was said. What a city calls otherwise stands as it calls it.
    fn via(&self, via: &str) -> String {
        let known = match via {
            "counter" => self.say("窓口で", "at the counter"),
            "paper" => self.say("書面で", "on paper"),
            "line" => self.say("LINEで", "by LINE"),
            "sms" => self.say("SMSで", "by SMS"),
            "phone" => self.say("電話で", "by telephone"),
            "web" => self.say("ウェブで", "on the web"),
            "mail" => self.say("郵送で", "by mail"),
            "page" => self.say("ご自分のページで", "on your own page"),
            "other" => self.say("お申し出により", "on request"),
            other => {
                return match self.language {
                    Language::Ja => format!("「{other}」により"),
                    Language::En => format!("by “{other}”"),
                };
            }
        };
        known.to_owned()
    }

    /// The kinds of data, in brackets. What a city calls otherwise stands as it calls it.
    fn categories(&self, categories: &[String]) -> String {
        let names: Vec<&str> = categories
            .iter()
            .map(|category| match category.as_str() {
                "steps" => self.say("歩数", "steps"),
                "notebook" => self.say("健康手帳", "notebook"),
                "goal" | "goals" => self.say("目標", "goals"),
                "forecast" | "forecasts" => self.say("健康予測", "health forecast"),
                "checkup" | "checkups" => self.say("健診結果", "checkup results"),
                "guidance" => self.say("保健指導", "health guidance"),
                "visit" | "visits" => self.say("受診・参加の記録", "visits"),
                other => other,
            })
            .collect();
        match self.language {
            _ if names.is_empty() => String::new(),
            Language::Ja => format!("（{}）", names.join("・")),
            Language::En => format!(" ({})", names.join(", ")),
        }
    }

    /// Which wording was seen; one that the city's file does not have is named by its number.
    fn text(&self, version: &str, title: Option<&str>) -> String {
        match (self.language, title) {
            (Language::Ja, Some(title)) => format!("（説明文 {version}版「{title}」）"),
            (Language::Ja, None) => format!("（説明文 {version}版）"),
            (Language::En, Some(title)) => format!(" (text {version}, “{title}”)"),
            (Language::En, None) => format!(" (text {version})"),
        }
    }
}
