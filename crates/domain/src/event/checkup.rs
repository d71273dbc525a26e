use super::object::list;
use super::{Item, Kind, Refusal, sensible_date};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The result of a health checkup. Sensitive: nothing of it may travel.
///
/// ```json
/// {"date": "2026-06-12", "items": [{"code": "9N006000000000001", "value": 61.5, "unit": "kg"},
///                                  {"code": "9N506000000000011", "value": "2"}]}
/// ```
///
/// Codes are the 17 digits and letters of the specific health checkup (item code system
/// 1.2.392.200119.6.1005). A later word about the same date replaces the earlier as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkup {
    /// The day of the checkup.
    pub date: NaiveDate,
    /// What was found, each code once.
    #[serde(deserialize_with = "list")]
    pub items: Vec<CheckupItem>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckupItem {
    /// Seventeen digits or capital letters.
    pub code: String,
    /// A number, or the code of a choice or a word.
    pub value: CheckupValue,
    /// The unit, for numbers that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a number or a text")]
pub enum CheckupValue {
    /// A measured quantity.
    Number(f64),
    /// The code of a choice (`"2"`), or words.
    Word(String),
}

/// The most items of a checkup: the code table has 322.
const MAX_ITEMS: usize = 400;

impl Kind for Checkup {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("date", self.date)?;
        if self.items.is_empty() || self.items.len() > MAX_ITEMS {
            return Err(Refusal::data(format!("`items` has {}; it can have 1 to {MAX_ITEMS}", self.items.len())));
        }
        let mut seen = std::collections::BTreeSet::new();
        for item in &self.items {
            item.check()?;
            if !seen.insert(item.code.as_str()) {
                return Err(Refusal::data(format!("`items` has the code `{}` twice", item.code)));
            }
        }
        Ok(())
    }
}

impl Checkup {
    /// Whether it says the same, in whatever order.
    pub fn is_same(&self, other: &Self) -> bool {
        let has = |item: &CheckupItem| self.items.contains(item);
        self.date == other.date && self.items.len() == other.items.len() && other.items.iter().all(has)
    }

    /// How many of its items rules may ask for.
    pub fn asked(&self) -> usize {
        self.items.iter().filter(|item| Item::read_of(item).is_some()).count()
    }

    /// What is left of it without the items of which another says the same; `None` when that is nothing
    /// that rules ask for, and there was something.
    pub fn without(&self, gone: &Self) -> Option<Self> {
        let is_gone = |item: &CheckupItem| gone.items.iter().any(|other| other.is_same(item));
        let items = self.items.iter().filter(|item| !is_gone(item)).cloned().collect();
        let left = Self { date: self.date, items };
        (!left.items.is_empty() && (left.asked() > 0 || self.asked() == 0)).then_some(left)
    }
}

impl CheckupItem {
    /// Whether both say the same of one item, as rules read it: a choice is the same however its code is
    /// written.
    fn is_same(&self, other: &Self) -> bool {
        let read = Item::read_of(self);
        self == other || (self.code == other.code && read.is_some() && read == Item::read_of(other))
    }

    fn check(&self) -> Result<(), Refusal> {
        let is_code = self.code.len() == 17 && self.code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !is_code {
            return Err(Refusal::data(
                "`code` is the item code of the specific checkup: 17 digits and capital letters",
            ));
        }
        match &self.value {
            CheckupValue::Number(value) if !value.is_finite() || value.abs() > 1e9 => {
                Err(Refusal::data(format!("the value of `{}` is no measurement", self.code)))
            }
            CheckupValue::Word(word) if word.is_empty() || word.chars().count() > 500 => {
                Err(Refusal::data(format!("the value of `{}` has 1 to 500 characters", self.code)))
            }
            _ => super::short("unit", self.unit.as_deref().unwrap_or_default(), 20),
        }
    }
}
