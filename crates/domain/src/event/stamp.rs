use super::{Kind, Refusal, sensible_date};
use crate::pack::is_name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A resident was at a place of a stamp rally. Once a day and place: said again of the same day, it is the same stamp.
///
/// ```json
/// {"campaign": "autumn_stamps", "place": "四山神社", "date": "2026-11-20"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// The campaign that the rally belongs to, by its name.
    pub campaign: String,
    /// The place, as the campaign names it.
    pub place: String,
    /// On which civil day.
    pub date: NaiveDate,
}

/// The longest name of a place, in characters.
const PLACE: usize = 20;

/// Whether a text may be the name of a place.
pub(crate) fn is_place(name: &str) -> bool {
    let is_plain = name.trim() == name && !name.chars().any(char::is_control);
    is_plain && (1..=PLACE).contains(&name.chars().count())
}

impl Kind for Stamp {
    fn check(&self) -> Result<(), Refusal> {
        if !is_name(&self.campaign) {
            let text: String = self.campaign.chars().filter(|c| !c.is_control()).take(60).collect();
            let said = format!("`campaign` is `{text}`, which is not a campaign's name: a–z, then a–z, 0–9 and `_`");
            return Err(Refusal::data(said));
        }
        if !is_place(&self.place) {
            return Err(Refusal::data(format!(
                "`place` has 1 to {PLACE} characters, none of them a control character, and no space at its ends"
            )));
        }
        sensible_date("date", self.date)
    }
}
