//! Japanese first, English beside it, and dates as each writes them.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};

use crate::phone::arrivals::Both;
use crate::phone::quota::japan;

/// The page's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    Ja,
    En,
}

impl Lang {
    pub(super) fn of(code: Option<&str>) -> Self {
        if code == Some("en") { Self::En } else { Self::Ja }
    }

    pub(super) fn code(self) -> &'static str {
        self.t("ja", "en")
    }

    /// The words in this language. Both stand where they are used, so that neither is forgotten.
    pub(super) fn t(self, ja: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// Words that were given in both languages.
    pub(super) fn of_both(self, both: &Both) -> &str {
        match self {
            Self::Ja => &both.ja,
            Self::En => &both.en,
        }
    }

    /// 11月22日(日), or Sun 22 Nov.
    pub(super) fn day(self, at: DateTime<Utc>) -> String {
        let at = japan(at);
        match self {
            Self::Ja => {
                let weekday = match at.weekday() {
                    chrono::Weekday::Mon => '月',
                    chrono::Weekday::Tue => '火',
                    chrono::Weekday::Wed => '水',
                    chrono::Weekday::Thu => '木',
                    chrono::Weekday::Fri => '金',
                    chrono::Weekday::Sat => '土',
                    chrono::Weekday::Sun => '日',
                };
                format!("{}月{}日({weekday})", at.month(), at.day())
            }
            Self::En => at.format("%a %-d %b").to_string(),
        }
    }

    /// In the list of residents: the time of today's, the day of older ones.
    pub(super) fn when(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        if japan(at).date_naive() == japan(now).date_naive() { self.time(at) } else { self.day(at) }
    }

    /// 9:05.
    pub(super) fn time(self, at: DateTime<Utc>) -> String {
        let at = japan(at);
        format!("{}:{:02}", at.hour(), at.minute())
    }
}
