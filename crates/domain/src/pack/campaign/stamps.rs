//! A stamp rally: what `[stamps]` in `campaign.toml` makes of a campaign.

use super::Period;
use crate::event::is_place;
use crate::pack::Read;
use crate::resident::Snapshot;
use crate::sentence::Sentence;
use crate::time::Day;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// A stamp rally. Its days are those of its campaign; each place has a code of its own, which is read off there.
///
/// ```toml
/// [stamps]
/// places = [{ name = "四山神社" }, { name = "万田坑" }, { name = "荒尾干潟水鳥・湿地センター" }]
/// complete = 2
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampRally {
    /// The campaign's name.
    pub campaign: String,
    /// The days on which stamps count.
    pub period: Period,
    /// The places, as they are shown.
    pub places: Vec<String>,
    /// How many of them make it whole.
    pub complete: usize,
}

impl StampRally {
    /// The places where the resident has been, each with the first day, in the order in which they are shown.
    pub fn collected<'r>(&'r self, snapshot: &Snapshot) -> Vec<(&'r str, Day)> {
        let first = |place: &'r String| {
            let mut days = snapshot.stamps.days(&self.campaign, place);
            days.find(|day| self.period.contains(*day)).map(|day| (place.as_str(), day))
        };
        self.places.iter().filter_map(first).collect()
    }

    /// Whether the resident has been at as many places as make it whole.
    pub fn is_complete(&self, snapshot: &Snapshot) -> bool {
        self.collected(snapshot).len() >= self.complete
    }
}

/// `[stamps]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StampsFile {
    places: Spanned<Vec<Spanned<PlaceFile>>>,
    complete: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceFile {
    name: String,
}

impl StampsFile {
    /// The rally of a campaign, whose problems are told at their places.
    pub(super) fn read(
        self,
        campaign: &str,
        period: Period,
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Read<StampRally> {
        let mut is_whole = true;
        let mut told = |span: Range<usize>, said: Sentence| {
            is_whole = false;
            problem(span, said);
        };
        let (span, count) = (self.places.span(), self.places.get_ref().len());
        if !(2..=30).contains(&count) {
            let said = Sentence::new(
                "a stamp rally has 2 to 30 places",
                "スタンプラリーの `places` には、2〜30か所を書いてください。",
            );
            told(span, said);
        }
        let mut places = Vec::new();
        let mut known = BTreeSet::new();
        for place in self.places.into_inner() {
            let (span, PlaceFile { name }) = (place.span(), place.into_inner());
            if !is_place(&name) {
                let said = Sentence::new(
                    "a place of a stamp rally has a `name` of 1 to 20 characters, without spaces at its ends",
                    "スタンプを押す場所の `name` は1〜20文字にして、前後に空白を入れないでください。",
                );
                told(span, said);
            } else if !known.insert(name.clone()) {
                let said = Sentence::new(
                    format!("`{name}` is there already; each place is named once"),
                    format!("`{name}` が二度あります。場所の名前は、ひとつずつ別にしてください。"),
                );
                told(span, said);
            }
            places.push(name);
        }
        let complete = self.complete.map_or(count, |complete| {
            let said = usize::try_from(*complete.get_ref()).ok().filter(|said| (1..=count.max(1)).contains(said));
            if said.is_none() {
                let wrong = Sentence::new(
                    format!("`complete` can be 1 to {count}, the number of places"),
                    format!("`complete` は1から場所の数（{count}）までの整数にしてください。"),
                );
                told(complete.span(), wrong);
            }
            said.unwrap_or(count)
        });
        Read { value: StampRally { campaign: campaign.to_owned(), period, places, complete }, is_whole }
    }
}
