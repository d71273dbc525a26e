use super::noted::Found;
use super::reads::Reads;
use super::{History, Wanted};
use crate::sentence::Sentence;

/// What is on record and has no word in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unsaid {
    /// The enrolment changed.
    Enrolled,
    /// The resident chose something on their page.
    Choices,
    /// A way was linked.
    Linked,
    /// A goal of days in the notebook.
    GoalOfNotebook,
    /// A goal for other days than from its own on.
    DaysOfGoal,
    /// An entry about another day.
    DayOfEntry,
    /// A forecast that is compared with nobody.
    ForecastAlone,
    /// A reply to a message that does not leave in the case.
    ReplyToOther,
    /// Something was taken back that the case does not tell.
    Withdrawn,
    /// An alert over several days.
    DaysOfAlert,
    /// Messages of other campaigns, which count for caps.
    OfOthers,
    /// Messages of the campaign from before.
    Before,
    /// What rules hear when somebody joins comes first in the case.
    Joining,
    /// The date itself is read.
    Dates,
}

/// What the record as a whole has and the case has not.
pub(super) fn of_record(history: &History<'_>, wanted: &Wanted<'_>, found: &Found, reads: &Reads) -> Vec<Unsaid> {
    let records = history.past.messages.iter().filter_map(|message| Some((message.at, message.record.as_ref()?)));
    let of_messages = records.filter_map(|(at, record)| match record.campaign == wanted.campaign {
        true => Some(Unsaid::Before),
        false => (at >= found.first()).then_some(Unsaid::OfOthers),
    });
    let mut unsaid: Vec<Unsaid> = of_messages.collect();
    // Topics, hours and a pause; language and way are in the case.
    if found.before.choices.is_some() {
        unsaid.push(Unsaid::Choices);
    }
    let joining = ["fn on_enrolled(", "fn on_consent(", "fn on_channel(", "fn on_goal("];
    if joining.iter().any(|hook| reads.names(hook)) {
        unsaid.push(Unsaid::Joining);
    }
    if reads.dates() {
        unsaid.push(Unsaid::Dates);
    }
    unsaid
}

impl Unsaid {
    /// In words, of so many.
    pub(super) fn told(self, count: usize) -> Sentence {
        let (en, ja) = match self {
            Self::Enrolled => ("changes of the enrolment", "参加の登録の変更"),
            Self::Choices => ("choices on the resident's own page", "ご本人がページで選んだこと"),
            Self::Linked => ("ways that were linked in between", "途中で連携された連絡先"),
            Self::GoalOfNotebook => ("goals of days in the notebook", "健康手帳の日数の目標"),
            Self::DaysOfGoal => ("goals that begin or end on a day of their own", "始まりや終わりの日のある目標"),
            Self::DayOfEntry => ("entries about another day", "別の日についての記入"),
            Self::ForecastAlone => ("predictions that are compared with nobody", "比べる値のない健康予測"),
            Self::ReplyToOther => ("replies to messages that are not in this case", "この見本にないお知らせへの返信"),
            Self::Withdrawn => ("records from before that were taken back", "これより前の記録の取り消し"),
            Self::DaysOfAlert => (
                "alerts over several days (here to the end of the day)",
                "日をまたぐ警戒の情報（見本ではその日の終わりまで）",
            ),
            Self::OfOthers => (
                "messages of other campaigns, which count for the city's caps",
                "ほかの取り組みのお知らせ（市の上限に数えるもの）",
            ),
            Self::Before => ("messages of this campaign from before", "これより前に届いた、この取り組みのお知らせ"),
            Self::Joining => {
                return Sentence::new(
                    "what the rules say to someone who joins comes first in the case",
                    "参加したときのルール（on_enrolled など）の提案が、はじめに出ます",
                );
            }
            Self::Dates => {
                return Sentence::new(
                    "the rules read the date itself, which is another here",
                    "日付や月を読むルールなので、ずらした日付では結果が違うことがあります",
                );
            }
        };
        Sentence::new(format!("{en}: {count}"), format!("{ja}：{count}件"))
    }
}
