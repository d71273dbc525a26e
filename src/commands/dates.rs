//! When something was, as people in the city say it. What machines read (`--json`) stays in UTC.

use chrono::{DateTime, Datelike, Timelike, Utc};
use clap::Args;
use domain::time::weekday_in_japanese;
use domain::{Language, Zone};

/// In which zone times are told.
#[derive(Args)]
pub(super) struct Clocks {
    /// The zone of the times in the answer
    #[arg(long, default_value = "Asia/Tokyo", value_name = "ZONE")]
    zone: Zone,
}

impl Clocks {
    /// 2026年11月30日(月) 9:05, or Mon 30 Nov 2026 9:05: as the console's pages have it.
    pub(super) fn told(&self, at: DateTime<Utc>, language: Language) -> String {
        let civil = self.zone.civil(at);
        let clock = format!("{}:{:02}", civil.hour(), civil.minute());
        match language {
            Language::Ja => {
                let (year, month, day) = (civil.year(), civil.month(), civil.day());
                format!("{year}年{month}月{day}日({}) {clock}", weekday_in_japanese(civil.weekday()))
            }
            Language::En => format!("{} {clock}", civil.format("%a %-d %b %Y")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_city() -> Result<(), Box<dyn std::error::Error>> {
        let (clocks, at) = (Clocks { zone: Zone::default() }, "2026-11-29T15:05:00Z".parse()?);
        assert_eq!(clocks.told(at, Language::Ja), "2026年11月30日(月) 0:05");
        assert_eq!(clocks.told(at, Language::En), "Mon 30 Nov 2026 0:05");
        Ok(())
    }
}
