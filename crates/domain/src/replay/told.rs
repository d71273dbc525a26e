//! What a replay found, as plain tables that a clerk reads.

use super::table::{Table, count, number};
use super::{Found, Pair, Tally};
use crate::decide::Reason;
use crate::time::weekday_in_japanese;
use crate::why::{Language, reason_words};
use chrono::Datelike;
use std::collections::BTreeMap;

impl Found {
    /// In words and tables.
    pub fn tell(&self, language: Language) -> String {
        let mut telling = Telling { found: self, language, said: String::new() };
        telling.head();
        telling.totals();
        telling.reasons();
        telling.messages();
        telling.groups();
        telling.days();
        telling.points();
        telling.costs();
        telling.notes();
        telling.said
    }
}

struct Telling<'f> {
    found: &'f Found,
    language: Language,
    said: String,
}

impl Telling<'_> {
    fn words<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        match self.language {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    fn line(&mut self, ja: &str, en: &str) {
        let said = self.words(ja, en).to_owned();
        self.said.push_str(&said);
        self.said.push('\n');
    }

    fn date(&self, date: chrono::NaiveDate) -> String {
        match self.language {
            Language::Ja => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.format("%-d %B %Y").to_string(),
        }
    }

    fn head(&mut self) {
        let Found { campaign, title, from, until, versions, .. } = self.found;
        let days = (*until - *from).num_days() + 1;
        let (first, last) = (self.date(*from), self.date(*until));
        let short = versions.map(|hash| hash.chars().take(12).collect::<String>());
        self.line(
            &format!("「{title}」（{campaign}）の変更を、{first}から{last}まで（{days}日間）の記録で試しました。"),
            &format!(
                "The change of \"{title}\" ({campaign}), tried on the records of {first} to {last} ({days} days)."
            ),
        );
        self.line(
            &format!("今の版は {}、変更した版は {} です。何も送らず、何も保存していません。", short.live, short.new),
            &format!("Live is version {}, changed is {}. Nothing was sent and nothing stored.", short.live, short.new),
        );
    }

    fn section(&mut self, ja: &str, en: &str, table: &Table) {
        if table.is_empty() {
            return;
        }
        self.line(&format!("\n■ {ja}"), &format!("\n# {en}"));
        table.say(&mut self.said);
    }

    fn tallies(&self, head: &str) -> Table {
        let names = [
            ("今の版", "live"),
            ("変更後", "changed"),
            ("増える", "added"),
            ("なくなる", "removed"),
            ("変わる", "altered"),
        ];
        let [live, new, added, removed, changed] = names.map(|(ja, en)| self.words(ja, en).to_owned());
        Table::new([head.to_owned(), live, new, added, removed, changed])
    }

    fn pairs(&self, head: &str) -> Table {
        let [live, new, more] = [("今の版", "live"), ("変更後", "changed"), ("差", "difference")]
            .map(|(ja, en)| self.words(ja, en).to_owned());
        Table::new([head.to_owned(), live, new, more])
    }

    fn totals(&mut self) {
        let report = &self.found.report;
        let mut table = self.tallies("");
        tally(&mut table, self.words("お知らせ（通）", "messages").to_owned(), &report.total);
        self.section("お知らせの数", "Messages", &table);
        let of = |name: &str| count(report.changes.get(name).copied().unwrap_or_default());
        let (text, time, channel) = (of("text"), of("time"), of("channel"));
        if report.total.changed > 0 {
            self.line(
                &format!("  変わるもののうち、文面 {text}通、届く時刻 {time}通、届け方（LINE・SMS） {channel}通"),
                &format!("  Altered are {text} in their text, {time} in when they arrive, {channel} in their way"),
            );
        }
        let (touched, all) = (count(report.touched), count(report.residents));
        let (live, new) = (count(report.concerned.live), count(report.concerned.new));
        self.line(
            &format!("  記録のある{all}人のうち、対象は 今の版 {live}人、変更後 {new}人。違いのある方は{touched}人です。"),
            &format!("  Of {all} residents on record, {live} are those of the live version and {new} of the changed one; {touched} see a difference."),
        );
    }

    fn reasons(&mut self) {
        let report = &self.found.report;
        let mut table = self.pairs("");
        self.of_reasons(&mut table, &report.withheld);
        if report.waited != Pair::default() {
            let name = self.words(
                "夜間・休みの日のため、待ってから送ったもの",
                "waited for the end of quiet hours or closed days",
            );
            pair(&mut table, name.to_owned(), unsigned(report.waited));
        }
        self.section(
            "送らなかったお知らせ（理由ごと）と、待ったお知らせ",
            "Messages withheld, by reason, and those that waited",
            &table,
        );
        let mut table = self.pairs("");
        for (cap, times) in &report.caps {
            let name = match cap.as_str() {
                "city_per_day" => ("市全体の、1日の上限", "the city's cap of a day"),
                "city_per_week" => ("市全体の、1週間の上限", "the city's cap of a week"),
                "campaign_per_day" => ("この取り組みの、1日の上限", "the campaign's cap of a day"),
                _ => ("この取り組みの、1週間の上限", "the campaign's cap of a week"),
            };
            pair(&mut table, self.words(name.0, name.1).to_owned(), unsigned(*times));
        }
        self.section("届いた上限", "Caps that were reached", &table);
    }

    fn of_reasons(&self, table: &mut Table, reasons: &BTreeMap<Reason, Pair<u64>>) {
        for (reason, times) in reasons {
            let (ja, en) = reason_words(*reason);
            pair(table, self.words(ja, en).to_owned(), unsigned(*times));
        }
    }

    fn messages(&mut self) {
        let mut table = self.tallies("");
        self.found.report.messages.iter().for_each(|(name, sums)| tally(&mut table, name.clone(), sums));
        self.section("お知らせごと", "By message", &table);
    }

    fn groups(&mut self) {
        let mut table = self.tallies("");
        for (group, sums) in &self.found.report.groups {
            let district = group.district.as_deref().unwrap_or_else(|| self.words("地区不明", "no district"));
            let age = match group.age {
                Some(age) => match self.language {
                    Language::Ja => format!("{age}〜{}歳", age + 9),
                    Language::En => format!("{age}–{}", age + 9),
                },
                None => self.words("年齢不明", "age not known").to_owned(),
            };
            tally(&mut table, format!("{district} {age}"), sums);
        }
        self.section("地区と年代ごと", "By district and age", &table);
    }

    fn days(&mut self) {
        let mut table = self.tallies("");
        for (day, sums) in &self.found.report.days {
            let date = day.date();
            let weekday = weekday_in_japanese(date.weekday());
            let name = match self.language {
                Language::Ja => format!("{}月{}日（{weekday}）", date.month(), date.day()),
                Language::En => date.format("%a %-d %b").to_string(),
            };
            tally(&mut table, name, sums);
        }
        self.section("日ごと", "By day", &table);
    }

    fn points(&mut self) {
        let report = &self.found.report;
        let mut table = self.pairs("");
        report.points.iter().for_each(|(award, sums)| pair(&mut table, award.clone(), *sums));
        self.section("ポイント", "Points", &table);
        if report.points_more + report.points_fewer > 0 {
            let (more, fewer) = (count(report.points_more), count(report.points_fewer));
            self.line(
                &format!("  増える方 {more}人、減る方 {fewer}人"),
                &format!("  {more} resident(s) get more, {fewer} get fewer"),
            );
        }
        let mut table = self.pairs("");
        self.of_reasons(&mut table, &report.points_withheld);
        self.section("つかなかったポイント（理由ごと）", "Points withheld, by reason", &table);
        let mut table = self.pairs("");
        for (kind, times) in &report.others {
            let name = match kind.as_str() {
                "set_goal" => ("目標を決めた回数", "goals set"),
                "enrol" => ("ほかの取り組みに加えた回数", "enrolments"),
                "flag_for_staff" => ("対応の一覧に加えた回数", "notes for staff"),
                other => (other, other),
            };
            pair(&mut table, self.words(name.0, name.1).to_owned(), unsigned(*times));
        }
        self.section("そのほか", "Other effects", &table);
    }

    fn costs(&mut self) {
        let volume = &self.found.report.volume;
        let mut table = self.pairs("");
        let mut row = |ja, en, of: fn(&super::Volume) -> u64| {
            let counts = volume.map(of);
            if counts != Pair::default() {
                pair(&mut table, self.words(ja, en).to_owned(), unsigned(counts));
            }
        };
        row("LINE（通）", "LINE messages", |volume| volume.line_messages);
        row("SMS（通）", "SMS messages", |volume| volume.sms_messages);
        row("SMS（通数分）", "SMS parts, each of which is paid for", |volume| volume.sms_parts);
        if let Some(yen) = self.found.yen {
            let yen = Pair { live: yen.live.round() as i64, new: yen.new.round() as i64 };
            pair(&mut table, self.words("費用のめやす（円）", "cost, about, in yen").to_owned(), yen);
        }
        self.section("通信の費用", "What it costs to send", &table);
        if self.found.yen.is_none() && *volume != Pair::default() {
            self.line(
                "  金額は、city.toml の [costs] に1通あたりの料金を書くと出ます。",
                "  With `[costs]` in city.toml it is told in yen.",
            );
        }
    }

    fn notes(&mut self) {
        self.line("\n■ ご覧になるときに", "\n# To read it rightly");
        for note in &self.found.notes {
            self.line(&format!("  ・{}", note.ja), &format!("  - {}", note.en));
        }
        self.line(
            "  ・ほかの取り組みのお知らせは、記録のとおりとしています。止めた期間や、届かなかったお知らせは再現していません。",
            "  - What other campaigns said is as recorded. Stops, and what did not arrive, are not replayed.",
        );
        self.line(
            "  ・増えるお知らせへのお返事は分からないため、なかったものとしています。",
            "  - Nobody knows what would have been answered to what is added; nothing was.",
        );
    }
}

fn tally(table: &mut Table, name: String, sums: &Tally) {
    table.row(name, [sums.live, sums.new, sums.added, sums.removed, sums.changed].map(count));
}

fn pair(table: &mut Table, name: String, sums: Pair<i64>) {
    let more = sums.new - sums.live;
    let more = if more > 0 { format!("+{}", number(more)) } else { number(more) };
    table.row(name, [number(sums.live), number(sums.new), more]);
}

fn unsigned(pair: Pair<u64>) -> Pair<i64> {
    pair.map(|count| i64::try_from(*count).unwrap_or(i64::MAX))
}
