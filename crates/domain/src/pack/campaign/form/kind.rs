use crate::pack::is_name;
use crate::time::parse_clock;
use chrono::{NaiveDate, Timelike};
use toml_edit::{Array, Datetime, InlineTable, Value};

/// What can be written for a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// A title, which has to be there.
    Title,
    /// A date that has to be there.
    FirstDay,
    /// A date that may be left out.
    LastDay,
    /// A whole number that may be left out.
    Number,
    /// A whole number that has to be there.
    Count,
    /// A time of day, which has to be there.
    Clock,
    /// A share, in percent.
    Percent,
    /// One of these, or none.
    OneOf(&'static [&'static str]),
    /// Any of these.
    Several(&'static [&'static str]),
    /// The name of one of the city's topics, or none. Whether the city has it, the check of the whole tells.
    Topic,
    /// Any words, each in a line of its own.
    Words,
    /// The names of places, each in a line of its own; they have to be there.
    Places,
}

/// Why what somebody wrote into a field cannot be written into the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingFault {
    /// It has to be there.
    Missing,
    /// It is longer than anything of this kind.
    TooLong,
    /// It is no whole number.
    NoNumber,
    /// It is no date.
    NoDate,
    /// It is no time of day.
    NoClock,
    /// It is no share.
    NoPercent,
    /// It is none of those that can be chosen.
    NoChoice,
    /// The text has no such setting any more, or in a way that no form can change.
    Gone,
    /// The text is no TOML.
    Unreadable,
}

/// The most letters of a field.
const LETTERS: usize = 200;

/// The most words of a list.
const WORDS: usize = 100;

impl SettingKind {
    /// A value as a form has it; `None` where it cannot show it.
    pub(super) fn read(self, value: &Value) -> Option<Vec<String>> {
        let one = |text: String| Some(vec![text]);
        match self {
            Self::Title => one(value.as_str().filter(|text| !text.contains('\n'))?.to_owned()),
            Self::FirstDay | Self::LastDay => {
                let date = value.as_datetime().filter(|at| at.time.is_none() && at.offset.is_none())?.date?;
                one(date.to_string())
            }
            Self::Number | Self::Count => one(value.as_integer().filter(|number| *number >= 0)?.to_string()),
            Self::Clock => {
                let time = parse_clock(value.as_str()?)?;
                one(format!("{:02}:{:02}", time.hour(), time.minute()))
            }
            Self::Percent => {
                let share = value.as_float()?;
                let percent = (share * 100.0 * 1e6).round() / 1e6;
                // What would come back as another number is none that a form can show.
                (percent / 100.0 == share).then(|| vec![percent.to_string()])
            }
            Self::OneOf(known) => one(value.as_str().filter(|word| known.contains(word))?.to_owned()),
            Self::Several(known) => {
                let words = texts(value)?;
                let ticked: Vec<&str> = known.iter().copied().filter(|word| words.contains(word)).collect();
                // One of them twice, another word, or an empty list is not what ticked boxes say.
                (ticked.len() == words.len() && !words.is_empty()).then(|| owned(&ticked))
            }
            Self::Words => {
                let words = texts(value)?;
                words.iter().all(is_plain).then(|| owned(&words))
            }
            Self::Topic => one(value.as_str().filter(|name| is_name(name))?.to_owned()),
            Self::Places => {
                let names: Option<Vec<&str>> = value.as_array()?.iter().map(name_alone).collect();
                let names = names?;
                names.iter().all(is_plain).then(|| owned(&names))
            }
        }
    }

    /// Whether two say the same in a form.
    pub(super) fn is_same(self, known: &[String], said: &[String]) -> bool {
        self.plain(known) == self.plain(said)
    }

    /// The value for a text; nothing where it is to be left out.
    pub(super) fn value(self, said: &[String]) -> Result<Option<Value>, SettingFault> {
        let said = self.plain(said);
        let must = matches!(self, Self::Title | Self::FirstDay | Self::Count | Self::Clock | Self::Places);
        if said.iter().any(|text| text.chars().nth(LETTERS).is_some()) || said.len() > WORDS {
            return Err(SettingFault::TooLong);
        }
        let Some(first) = said.first() else { return if must { Err(SettingFault::Missing) } else { Ok(None) } };
        let value = match self {
            Self::Title => Value::from(first.as_str()),
            Self::FirstDay | Self::LastDay => {
                first.parse::<NaiveDate>().map_err(|_| SettingFault::NoDate)?;
                Value::from(first.parse::<Datetime>().map_err(|_| SettingFault::NoDate)?)
            }
            Self::Number | Self::Count => {
                let number: u32 = first.parse().map_err(|_| SettingFault::NoNumber)?;
                Value::from(i64::from(number))
            }
            Self::Clock => {
                parse_clock(first).ok_or(SettingFault::NoClock)?;
                Value::from(first.as_str())
            }
            Self::Percent => {
                let percent: f64 = first.parse().map_err(|_| SettingFault::NoPercent)?;
                if !(0.0 < percent && percent <= 100.0) {
                    return Err(SettingFault::NoPercent);
                }
                // Always is said by leaving it out.
                if percent == 100.0 {
                    return Ok(None);
                }
                Value::from(percent / 100.0)
            }
            Self::OneOf(known) => {
                known.contains(&first.as_str()).then(|| Value::from(first.as_str())).ok_or(SettingFault::NoChoice)?
            }
            Self::Topic => is_name(first).then(|| Value::from(first.as_str())).ok_or(SettingFault::NoChoice)?,
            Self::Several(known) if said.iter().any(|word| !known.contains(&word.as_str())) => {
                return Err(SettingFault::NoChoice);
            }
            // All of them is what leaving it out says.
            Self::Several(known) if said.len() == known.len() => return Ok(None),
            Self::Several(_) | Self::Words => Value::Array(said.iter().map(String::as_str).collect::<Array>()),
            Self::Places => Value::Array(said.iter().map(|name| place(name)).collect::<Array>()),
        };
        Ok(Some(value))
    }

    /// Without what means nothing: spaces around, and empty lines.
    fn plain(self, said: &[String]) -> Vec<String> {
        let lines = said.iter().flat_map(|text| text.split(['\n', '\r']));
        let words = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        match self {
            Self::Words | Self::Places => words.collect(),
            Self::Several(known) => {
                let mut words: Vec<String> = words.collect();
                words.sort_by_key(|word| known.iter().position(|known| known == word));
                words
            }
            // One that has several lines is none of its kind.
            _ => words.reduce(|all, line| format!("{all} {line}")).into_iter().collect(),
        }
    }
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn is_plain(word: &&str) -> bool {
    !word.is_empty() && word.trim() == *word && !word.contains('\n')
}

/// The name of a place of which nothing else is said.
fn name_alone(value: &Value) -> Option<&str> {
    let place = value.as_inline_table().filter(|place| place.len() == 1)?;
    place.get("name")?.as_str()
}

fn place(name: &str) -> Value {
    let mut place = InlineTable::new();
    place.insert("name", Value::from(name));
    Value::InlineTable(place)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
