//! What a replay found, of any number of residents.

use super::difference::{Change, differences};
use super::{Lived, Pair, Plan, Tally, Volume, lists};
use crate::decide::Reason;
use crate::event::ChannelKind;
use crate::id::ResidentId;
use crate::pack::Cap;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// What a replay found. Reports of different residents add up, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Residents whose events were lived through.
    pub residents: u64,
    /// Residents that each version is for.
    pub concerned: Pair<u64>,
    /// Residents for whom anything differs, be it a message or points.
    pub touched: u64,
    /// Residents whom a rule enrolled before the window, and whom the change does not reach.
    pub pinned: u64,
    /// Messages.
    pub total: Tally,
    /// How those differ that both versions have: `text`, `channel` or `time`.
    pub changes: BTreeMap<String, u64>,
    /// Messages by the civil day on which they leave.
    #[serde(with = "lists::days")]
    pub days: BTreeMap<Day, Tally>,
    /// Messages by their names.
    pub messages: BTreeMap<String, Tally>,
    /// Messages by who gets them.
    #[serde(with = "lists::groups")]
    pub groups: BTreeMap<Group, Tally>,
    /// Messages that were proposed and withheld, by why.
    pub withheld: BTreeMap<Reason, Pair<u64>>,
    /// Of those that a cap withheld, which: `city_per_day`, `campaign_per_week`, ….
    pub caps: BTreeMap<String, Pair<u64>>,
    /// Messages that waited for the end of quiet hours or closed days, and then left or did not.
    pub waited: Pair<u64>,
    /// Points entered, and those taken back counted off, by award.
    pub points: BTreeMap<String, Pair<i64>>,
    /// Points that were proposed and withheld, by why.
    pub points_withheld: BTreeMap<Reason, Pair<u64>>,
    /// Residents who get more points, and who get fewer.
    pub points_more: u64,
    /// Residents who get fewer points.
    pub points_fewer: u64,
    /// Times a script stopped before its end.
    pub stopped: Pair<u64>,
    /// Goals, enrolments and notes for staff, by kind.
    pub others: BTreeMap<String, Pair<u64>>,
    /// What is paid for.
    pub volume: Pair<Volume>,
    /// Events of the window, by the function of a script that is asked about them.
    pub heard: BTreeMap<String, u64>,
    /// Replies that were left out, as what they answer would not have been sent.
    pub unanswered: Pair<u64>,
    /// The residents for whom most differs, with how many messages do.
    pub most: Vec<(ResidentId, u64)>,
}

/// Residents of a district and of an age.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Group {
    /// The district; `None` where none is known.
    pub district: Option<String>,
    /// The first age of ten: 60 for 60 to 69. `None` where it is not known.
    pub age: Option<i32>,
}

/// How many residents are named.
const MOST: usize = 50;

impl Report {
    /// Counts one resident in.
    pub fn count(&mut self, plan: &Plan, lived: &Lived) {
        self.residents += 1;
        self.concerned += lived.concerned.map(|concerned| u64::from(*concerned));
        self.pinned += u64::from(lived.pinned);
        for (hook, times) in &lived.heard {
            *known(&mut self.heard, hook) += times;
        }
        let messages = self.count_messages(plan, lived);
        let points = self.count_points(lived);
        self.touched += u64::from(messages > 0 || points);
        if messages > 0 {
            self.name([(lived.resident.clone(), messages)]);
        }
        self.count_others(lived);
    }

    /// Gives how many messages differ.
    fn count_messages(&mut self, plan: &Plan, lived: &Lived) -> u64 {
        let zone = plan.rules.live.current.city.zone;
        let (mut differ, mut sum) = (0, Tally::default());
        for one in differences(lived) {
            let change = one.change();
            differ += u64::from(change != Change::Same);
            let live = one.live.map(|said| (zone.day(said.left), false));
            let new = one.new.map(|said| (zone.day(said.left), true));
            let differs = |is_new: bool| Tally {
                live: u64::from(!is_new),
                new: u64::from(is_new),
                added: u64::from(is_new && change == Change::Added),
                removed: u64::from(!is_new && change == Change::Removed),
                changed: u64::from(is_new && matches!(change, Change::Text | Change::Channel | Change::Time)),
            };
            for (day, is_new) in [live, new].into_iter().flatten() {
                let tally = differs(is_new);
                *self.days.entry(day).or_default() += tally;
                if let Some(said) = one.either() {
                    *known(&mut self.messages, &said.message) += tally;
                }
                sum += tally;
            }
            let name = match change {
                Change::Text => "text",
                Change::Channel => "channel",
                Change::Time => "time",
                Change::Same | Change::Added | Change::Removed => continue,
            };
            *known(&mut self.changes, name) += 1;
        }
        if sum != Tally::default() {
            let group = Group { district: lived.district.clone(), age: lived.age.map(|age| age.div_euclid(10) * 10) };
            *self.groups.entry(group).or_default() += sum;
            self.total += sum;
        }
        self.volume += lived.led.map(|led| {
            let mut volume = Volume::default();
            for said in &led.said {
                match said.channel {
                    ChannelKind::Line => volume.line_messages += 1,
                    ChannelKind::Sms => {
                        volume.sms_messages += 1;
                        volume.sms_parts += said.parts;
                    }
                    ChannelKind::Paper => {}
                }
            }
            volume
        });
        differ
    }

    /// Tells whether any differ.
    fn count_points(&mut self, lived: &Lived) -> bool {
        let mut sums: BTreeMap<(&str, Day), Pair<i64>> = BTreeMap::new();
        for one in &lived.led.live.entered {
            sums.entry((&one.award, one.period)).or_default().live += one.points;
        }
        for one in &lived.led.new.entered {
            sums.entry((&one.award, one.period)).or_default().new += one.points;
        }
        let (mut live, mut new) = (0, 0);
        for ((award, _), sum) in &sums {
            *known(&mut self.points, award) += *sum;
            (live, new) = (live + sum.live, new + sum.new);
        }
        self.points_more += u64::from(live < new);
        self.points_fewer += u64::from(new < live);
        sums.values().any(|sum| sum.live != sum.new)
    }

    fn count_others(&mut self, lived: &Lived) {
        self.waited += lived.led.map(|led| led.waited);
        self.unanswered += lived.led.map(|led| led.unanswered);
        let Pair { live, new } = &lived.led;
        for (led, one) in [(live, Pair { live: 1, new: 0 }), (new, Pair { live: 0, new: 1 })] {
            for withheld in &led.withheld {
                match withheld.kind {
                    "award" => *self.points_withheld.entry(withheld.reason).or_default() += one,
                    "rule" => self.stopped += one,
                    // That nothing is proposed at a randomised point is no message withheld.
                    "point" => {}
                    _ => *self.withheld.entry(withheld.reason).or_default() += one,
                }
                if let Some((whose, cap)) = &withheld.cap {
                    let span = match cap {
                        Cap::PerDay(_) => "per_day",
                        Cap::PerWeek(_) => "per_week",
                    };
                    *self.caps.entry(format!("{whose}_{span}")).or_default() += one;
                }
            }
            for (kind, times) in &led.others {
                let times = Pair { live: one.live * times, new: one.new * times };
                *known(&mut self.others, kind) += times;
            }
        }
    }

    /// Names residents, those with the most differences first.
    fn name(&mut self, more: impl IntoIterator<Item = (ResidentId, u64)>) {
        self.most.extend(more);
        self.most.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        self.most.truncate(MOST);
    }
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.residents += other.residents;
        self.concerned += other.concerned;
        self.touched += other.touched;
        self.pinned += other.pinned;
        self.total += other.total;
        add(&mut self.changes, other.changes);
        add(&mut self.days, other.days);
        add(&mut self.messages, other.messages);
        add(&mut self.groups, other.groups);
        add(&mut self.withheld, other.withheld);
        add(&mut self.caps, other.caps);
        self.waited += other.waited;
        add(&mut self.points, other.points);
        add(&mut self.points_withheld, other.points_withheld);
        self.points_more += other.points_more;
        self.points_fewer += other.points_fewer;
        self.stopped += other.stopped;
        add(&mut self.others, other.others);
        self.volume += other.volume;
        add(&mut self.heard, other.heard);
        self.unanswered += other.unanswered;
        self.name(other.most);
    }
}

fn add<K: Ord, V: AddAssign + Default>(to: &mut BTreeMap<K, V>, from: BTreeMap<K, V>) {
    for (key, value) in from {
        *to.entry(key).or_default() += value;
    }
}

/// What is counted under a name.
fn known<'m, V: Default>(map: &'m mut BTreeMap<String, V>, name: &str) -> &'m mut V {
    map.entry(name.to_owned()).or_default()
}
