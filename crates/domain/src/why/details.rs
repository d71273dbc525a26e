//! What a verdict tells beyond its reason, in words.

use super::words::Words;
use crate::decide::{Detail, Reason};
use crate::event::Hours;
use crate::pack::Cap;
use crate::points::PointCap;
use chrono::Datelike;

impl Words {
    /// Why a message was held back as it left. What the detail tells is of when it was decided.
    pub(super) fn why_late(&self, reason: Reason, detail: Option<&Detail>) -> String {
        match reason {
            Reason::OptedOut => self.say(
                "ご本人が、お知らせ全部か、この話題のお知らせを止められたため、送りませんでした",
                "the resident stopped messages, or those of its topic, before it left",
            ),
            Reason::NotAvailable => self.say(
                "ご本人がお知らせを休んでいるため、送りませんでした",
                "the resident had paused messages when it was to leave",
            ),
            _ => self.why_not(reason, detail),
        }
    }

    /// More about an outcome than its reason, in brackets.
    pub(super) fn detail(&self, detail: &Detail) -> String {
        let cap = |cap: &Cap| match cap {
            Cap::PerDay(most) => (format!("1日{most}通まで"), format!("{most} a day")),
            Cap::PerWeek(most) => (format!("7日間で{most}通まで"), format!("{most} in seven days")),
        };
        let (ja, en) = match detail {
            Detail::NoSuchMessage(name) => {
                (format!("messages.toml に「{name}」がありません"), format!("messages.toml has no `{name}`"))
            }
            Detail::NoSuchAward(name) => (
                format!("campaign.toml にポイント「{name}」がありません"),
                format!("campaign.toml has no award `{name}`"),
            ),
            Detail::NoValue(name) => (
                format!("文面の {{{name}}} に入れる値を、ルールが渡していません"),
                format!("the text asks for `{name}`, which the rule does not give"),
            ),
            Detail::TellsOfHealth => (
                "文面に、健康を思わせる言葉が入ります".to_owned(),
                "the text would say a word that tells of health".to_owned(),
            ),
            Detail::SmsParts(parts) => (
                format!("値を入れると、SMSが{parts}通分の長さになります"),
                format!("with its values the SMS has {parts} parts"),
            ),
            Detail::Paused => ("止められています".to_owned(), "it is stopped".to_owned()),
            Detail::ClosedDay(name) => {
                (format!("{name}は、お知らせを休む日です"), format!("no messages leave on this day: {name}"))
            }
            Detail::TopicOff(topic) => (
                format!("ご本人が、「{}」のお知らせを止めています", topic.ja),
                format!("the resident wants no messages about {}", topic.en),
            ),
            Detail::NotJoined(why) => (why.ja.clone(), why.en.clone()),
            Detail::OwnPause(until) => (
                format!("ご本人が、{}年{}月{}日までお知らせを休んでいます", until.year(), until.month(), until.day()),
                format!("the resident has paused messages until {}", until.format("%-d %B %Y")),
            ),
            Detail::OwnHours(Hours { from, until }) => (
                format!("ご本人が選ばれた時間は、{from}時から{until}時までです"),
                format!("the resident chose the hours from {from}:00 to {until}:00"),
            ),
            Detail::CityCap(reached) => {
                let (ja, en) = cap(reached);
                (format!("市全体の上限: {ja}"), format!("the city's cap of {en}"))
            }
            Detail::CampaignCap(reached) => {
                let (ja, en) = cap(reached);
                (format!("この取り組みの上限: {ja}"), format!("the campaign's cap of {en}"))
            }
            Detail::PointsCapped(reached) => match reached {
                PointCap::PerDay(most) => {
                    (format!("1日のポイントの上限: {most}"), format!("the cap of {most} points a day"))
                }
                PointCap::PerMonth(most) => {
                    (format!("1か月のポイントの上限: {most}"), format!("the cap of {most} points a month"))
                }
                PointCap::PerYear(most) => {
                    (format!("1年のポイントの上限: {most}"), format!("the cap of {most} points a year"))
                }
            },
            Detail::DayRevised => ("この日の歩数が直されたため".to_owned(), "the day was revised".to_owned()),
            Detail::RecordWithdrawn => {
                ("もとの記録が取り消されたため".to_owned(), "the record was taken back".to_owned())
            }
            Detail::InControl => {
                ("送らないグループの方です".to_owned(), "the resident is in the arm `control`".to_owned())
            }
            Detail::HeldOut => (
                "市の取り組み全体の効果を確かめるため、お知らせを送らない方です".to_owned(),
                "the resident is held out of all campaigns".to_owned(),
            ),
            Detail::NotYet(day) => (
                format!("この地区では、{}年{}月{}日から始まります", day.year(), day.month(), day.day()),
                format!("not yet: begins in this district on {}", day.format("%-d %B %Y")),
            ),
            Detail::NoTeam => (
                "まだチームに入っていないため、どのグループにもなっていません".to_owned(),
                "the resident is in no team yet, and so in no arm".to_owned(),
            ),
            Detail::DrawnOut => ("この回のくじで決まりました".to_owned(), "by the draw at this point".to_owned()),
            Detail::Script(why) => (why.ja.clone(), why.en.clone()),
            Detail::Error(error) => (error.clone(), error.clone()),
        };
        self.say(format!("({ja})"), format!(" ({en})"))
    }
}
