//! The rule in words, for those who walk.

use super::{Between, Challenge, RanksBy, Ties};
use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use chrono::Datelike;

impl Challenge {
    /// The whole rule, sentence by sentence, as it stands on a page and beside a published result.
    pub fn told(&self) -> Vec<Sentence> {
        let mut said = vec![self.between(), self.days(), self.order(), self.cap()];
        said.extend(self.handicap.first().map(|_| self.ages()));
        said.push(self.entry());
        said.extend((self.pause_days > 0).then(|| rest(self.pause_days)));
        said.push(self.closing());
        said.extend((self.between != Between::People).then(|| self.sizes()));
        said.push(self.level_ones());
        said.push(self.names());
        said
    }

    fn between(&self) -> Sentence {
        match self.between {
            Between::People => Sentence::new("Everyone walks for themselves.", "お一人ずつの歩数で競います。"),
            Between::Teams => Sentence::new("Teams walk against teams.", "チームで競います。"),
            Between::Districts => Sentence::new("Districts walk against districts.", "地区で競います。"),
            Between::Workplaces => Sentence::new("Workplaces walk against workplaces.", "職場で競います。"),
        }
    }

    fn days(&self) -> Sentence {
        let (from, until) = (self.from, self.until);
        Sentence::new(
            format!("Steps from {from} to {until} count."),
            format!("{}から{}までの歩数を数えます。", date(from), date(until)),
        )
    }

    fn order(&self) -> Sentence {
        let least = thousands(self.least_steps);
        match (self.ranks_by, self.between) {
            (RanksBy::Mean, Between::People) => {
                Sentence::new("Steps a day decide.", "1日あたりの歩数（平均）で順位が決まります。")
            }
            (RanksBy::Mean, _) => Sentence::new(
                "Steps of a member and day decide, on average, however many members there are.",
                "お一人1日あたりの歩数（平均）で順位が決まります。人数の多い少ないは関係ありません。",
            ),
            (RanksBy::Median, _) => Sentence::new(
                "The steps a day of the member in the middle decide.",
                "歩数の順に並べて真ん中になる方の、1日あたりの歩数で順位が決まります。",
            ),
            (RanksBy::Participation, _) => Sentence::new(
                format!("The share of days with {least} steps or more decides."),
                format!("{least}歩以上になった日の割合で順位が決まります。"),
            ),
        }
    }

    fn cap(&self) -> Sentence {
        let cap = thousands(self.cap_per_day);
        Sentence::new(
            format!("Of a day, up to {cap} steps count. A longer walk wins nothing more."),
            format!("お一人1日{cap}歩まで数えます。無理をして多く歩いても、順位は変わりません。"),
        )
    }

    fn ages(&self) -> Sentence {
        let each = |join: &str, of: fn((i32, i64)) -> String| {
            let parts: Vec<String> = self.handicap.iter().map(|one| of((one.from_age, one.percent))).collect();
            parts.join(join)
        };
        let year = self.from.date().year();
        Sentence::new(
            format!(
                "Steps count more with age: {}. It is the age reached in {year}.",
                each(", ", |(age, percent)| format!("{percent}% from {age} on"))
            ),
            format!(
                "{}で数えます（{year}年に迎える年齢です）。",
                each("、", |(age, percent)| format!("{age}歳以上の方の歩数は{percent}%"))
            ),
        )
    }

    fn entry(&self) -> Sentence {
        let last = self.join_until;
        Sentence::new(
            format!("One can join until {last}, and counts from that day on."),
            format!("{}まで参加できます。参加した日から数えます。", date(last)),
        )
    }

    fn closing(&self) -> Sentence {
        let (days, end) = (self.closes_after, self.until.plus(self.closes_after + 1));
        Sentence::new(
            format!("Steps that arrive up to {days} days late count. The result is final on {end}."),
            format!("遅れて届いた歩数も、{days}日後までなら数えます。順位が決まるのは{}です。", date(end)),
        )
    }

    fn sizes(&self) -> Sentence {
        let min = self.team_size.min;
        let mut said = Sentence::new(
            format!("From {min} members on there is a place."),
            format!("順位は、{min}人以上になるとつきます。"),
        );
        if !self.leagues.is_empty() {
            let sizes = self.leagues.iter().map(i64::to_string).collect::<Vec<_>>();
            said.en = format!("{} A new league begins with {} members.", said.en, sizes.join(", "));
            said.ja =
                format!("{}人数の近いところどうしで競います（{}人から次のリーグ）。", said.ja, sizes.join("人、"));
        }
        said
    }

    fn level_ones(&self) -> Sentence {
        match &self.ties {
            Ties::Shared => Sentence::new("Those who are level share the place.", "同じ数のときは、同じ順位です。"),
            Ties::Participation => Sentence::new(
                "Of those who are level, the higher participation goes first.",
                "同じ数のときは、歩いた日の割合の高いほうが上です。",
            ),
            Ties::Draw { seed } => Sentence::new(
                format!("Of those who are level a draw decides, which anyone can repeat (`{seed}`)."),
                format!("同じ数のときは、だれでも確かめられるくじで決めます（くじの種「{seed}」）。"),
            ),
        }
    }

    fn names(&self) -> Sentence {
        match self.between {
            Between::Districts => Sentence::new(
                "Of a district with fewer than five members, the total is shown only.",
                "5人より少ない地区は、合計だけを出します。",
            ),
            Between::People => Sentence::new(
                "Names are shown in the upper half only.",
                "お名前が出るのは、順位の真ん中より上だけです。",
            ),
            Between::Teams | Between::Workplaces => Sentence::new(
                "Names are shown in the upper half only; of fewer than five members, the total.",
                "名前が出るのは、順位の真ん中より上だけです。5人より少ないところは、合計だけを出します。",
            ),
        }
    }
}

fn rest(days: i32) -> Sentence {
    Sentence::new(
        format!("Who is ill can rest for up to {days} days, which count neither for nor against."),
        format!("体調のすぐれない日は、{days}日までお休みできます。休んだ日は、順位に響きません。"),
    )
}

fn date(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
