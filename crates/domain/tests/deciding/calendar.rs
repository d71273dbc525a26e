//! Days on which messages rest: what waits, what does not, and what is not worth waiting for.

use domain::decide::Detail;
use domain::event::ChannelKind::Line;

use crate::NONE;
use crate::town::{Town, Written, at, walk};

/// お盆 is 13 to 15 August, national holidays are days off, and the night is from 21:00 to 8:00.
const CITY: &str = "[closed]\nholidays = true\ndays = [{ from = \"08-13\", until = \"08-15\", name = \"お盆\" },\n\
                    { from = \"12-29\", until = \"01-03\", name = \"年末年始\" }]\n";

/// A word for each note, valid for some days, and one that cannot wait.
fn wrote(messages: &'static str) -> Written {
    walk("", messages, "fn on_notebook(me, event) { nudge(\"wrote\"); }").in_a_city(CITY)
}

const FOUR_DAYS: &str = "[wrote]\nvalid_for = \"7d\"\n[wrote.ja]\nline = \"書きましたね。\"\n";

fn leaves(from: &str, messages: &'static str) -> Vec<chrono::DateTime<chrono::Utc>> {
    let mut town = Town::at(from, &wrote(messages));
    assert_eq!(town.notes().decided(), ["nudge wrote"]);
    let mut times = Vec::new();
    while let Some(next) = town.journey.next() {
        let _ = town.journey.advance(next);
        times.push(town.journey.now());
        assert!(times.len() < 3, "{times:?}");
    }
    times
}

#[test]
fn a_word_of_bon_leaves_in_the_morning_after() {
    // 2026-08-11 is 山の日; 13 to 15 are お盆.
    assert_eq!(leaves("2026-08-11 10:00", FOUR_DAYS), [at("2026-08-12 08:00")]);
    assert_eq!(leaves("2026-08-12 22:00", FOUR_DAYS), [at("2026-08-16 08:00")]);
    assert_eq!(leaves("2026-08-13 00:00", FOUR_DAYS), [at("2026-08-16 08:00")]);
    assert_eq!(leaves("2026-08-14 10:00", FOUR_DAYS), [at("2026-08-16 08:00")]);
}

#[test]
fn a_word_of_new_years_eve_leaves_in_the_new_year() {
    assert_eq!(leaves("2026-12-28 21:00", FOUR_DAYS), [at("2027-01-04 08:00")]);
    assert_eq!(leaves("2026-12-31 10:00", FOUR_DAYS), [at("2027-01-04 08:00")]);
    // 2027-01-11 is 成人の日, a Monday.
    assert_eq!(leaves("2027-01-10 23:00", FOUR_DAYS), [at("2027-01-12 08:00")]);
}

#[test]
fn what_is_stale_by_then_is_withheld_with_the_days_name() {
    for messages in [
        "[wrote]\nvalid_for = \"1d\"\n[wrote.ja]\nline = \"書きましたね。\"\n",
        "[wrote]\nvalid_for = \"48h\"\n[wrote.ja]\nline = \"書きましたね。\"\n",
        "[wrote]\nvalid_for = \"7d\"\nif_quiet = \"drop\"\n[wrote.ja]\nline = \"書きましたね。\"\n",
    ] {
        let mut town = Town::at("2026-08-13 10:00", &wrote(messages));
        let verdicts = town.notes().verdicts();
        assert_eq!(verdicts[0].outcome, Err(domain::Reason::QuietHours), "{messages}");
        assert_eq!(verdicts[0].trace.detail, Some(Detail::ClosedDay("お盆".to_owned())), "{messages}");
    }
}

#[test]
fn high_priority_waits_for_the_night_only() {
    let high = "[wrote]\nvalid_for = \"7d\"\npriority = \"high\"\n[wrote.ja]\nline = \"書きましたね。\"\n";
    assert_eq!(leaves("2026-08-14 21:30", high), [at("2026-08-15 08:00")]);
    let mut town = Town::at("2026-08-14 10:00", &wrote(high));
    assert_eq!(town.notes().left().iter().map(|(_, way)| *way).collect::<Vec<_>>(), [Line]);
}

#[test]
fn high_priority_leaves_before_others_that_wait_for_the_same_morning() {
    let messages = "[a]\nvalid_for = \"2d\"\n[a.ja]\nline = \"一\"\n[b]\nvalid_for = \"2d\"\npriority = \"high\"\n\
                    [b.ja]\nline = \"二\"\n";
    let mut town =
        Town::at("2026-08-17 22:00", &walk("", messages, "fn on_notebook(me, event) { nudge(\"a\"); nudge(\"b\"); }"));
    town.notes().until("2026-08-18 09:00");
    let left = town.left();
    assert_eq!(left.iter().map(|(message, _)| message.message.as_str()).collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn what_waits_counts_on_the_day_it_leaves() {
    let caps = "[caps]\nper_day = 1\n";
    let rules = "fn on_notebook(me, event) { nudge(\"wrote\"); }\nfn on_goal(me, event) { nudge(\"other\"); }";
    let messages = "[wrote]\nvalid_for = \"7d\"\n[wrote.ja]\nline = \"書きましたね。\"\n[other]\nvalid_for = \"7d\"\n\
                    [other.ja]\nline = \"目標ですね。\"\n";
    let mut town = Town::at("2026-08-13 10:00", &walk(caps, messages, rules).in_a_city(CITY));
    assert_eq!(town.notes().decided(), ["nudge wrote"]);
    // Both would leave on the 16th.
    assert_eq!(town.until("2026-08-14 10:00").goal("2026-08-14", 6_000).decided(), ["withheld other capped"]);
    assert_eq!(town.until("2026-08-16 12:00").left().len(), 1);
}

#[test]
fn who_stops_on_a_closed_day_gets_nothing_after_it() {
    let mut town = Town::at("2026-12-30 10:00", &wrote(FOUR_DAYS));
    town.notes().until("2027-01-02 12:00").says("stop").until("2027-01-05 12:00");
    assert_eq!(town.left().len(), NONE.len());
}
