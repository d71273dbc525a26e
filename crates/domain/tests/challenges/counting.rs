//! What a day counts, and what it does not.

use domain::Payload;
use domain::challenge::{counted, team_of};
use domain::resident::DayStanding;

use crate::walk::{Walk, agrees, at, enrolled, event, join, leave, nov, pause, steps, who};

const TEAMS: &str = "between = \"teams\"\nranks_by = \"mean\"\n";

#[test]
fn more_than_the_cap_does_not_count() {
    let mut walk = Walk::of(&format!("{TEAMS}cap_per_day = 10000\n"));
    walk.joins("hana", "red").until("02 20:00");
    walk.walks("hana", 1, 62_000).walks("hana", 2, 9_999);
    assert_eq!(walk.sums("red"), (19_999, 2, 2));
}

#[test]
fn steps_count_by_age_after_the_cap_and_are_rounded_down() {
    let handicap = "handicap = [{ from_age = 65, percent = 110 }, { from_age = 75, percent = 125 }]";
    let mut walk = Walk::of(&format!("{TEAMS}cap_per_day = 10000\n{handicap}\n"));
    // 2026 less the year of birth: 64, 65, 75, and who is not enrolled.
    for (name, year) in [("a", 1962), ("b", 1961), ("c", 1951)] {
        walk.tell(name, enrolled(year));
    }
    walk.until("01 20:00");
    for (name, wanted) in [("a", 7_777), ("b", 8_554), ("c", 9_721), ("d", 7_777)] {
        let team = format!("team-{name}");
        walk.joins(name, &team).walks(name, 1, 7_777);
        assert_eq!(walk.sums(&team), (wanted, 1, 1));
    }
    walk.walks("c", 1, 20_000);
    assert_eq!(walk.sums("team-c"), (12_500, 1, 1));
}

#[test]
fn who_joins_late_brings_and_inherits_nothing() {
    let mut walk = Walk::of(&format!("{TEAMS}join_until = 2026-11-05\n"));
    walk.joins("early", "red").until("01 20:00").walks("early", 1, 8_000).walks("late", 1, 9_000);
    walk.until("04 20:00").walks("early", 4, 4_000).walks("late", 4, 6_000);
    walk.joins("late", "red");
    assert_eq!(walk.sums("red"), (18_000, 5, 3));
    // Afterwards nobody joins, but may leave.
    walk.until("06 9:00").joins("later", "red").walks("later", 6, 7_000);
    assert_eq!(walk.sums("red"), (18_000, 9, 3));
    assert_eq!(team_of(&walk.challenge, &who("later"), &walk.people[&who("later")]), None);
}

#[test]
fn the_days_of_who_left_stay_and_those_of_who_changes_are_divided() {
    let mut walk = Walk::of(TEAMS);
    walk.joins("hana", "red").joins("kenji", "red").until("02 20:00");
    walk.walks("hana", 1, 5_000).walks("hana", 2, 6_000).walks("kenji", 2, 1_000);
    walk.until("03 9:00").tell("kenji", leave()).walks("kenji", 3, 9_000);
    walk.joins("hana", "blue").walks("hana", 3, 7_000);
    assert_eq!(walk.sums("red"), (12_000, 4, 3));
    assert_eq!(walk.sums("blue"), (7_000, 1, 1));
    // A day of before is still the old team's, however late its steps arrive.
    walk.until("05 9:00").walks("hana", 2, 6_500);
    assert_eq!((walk.sums("red"), walk.sums("blue")), ((12_500, 4, 3), (7_000, 3, 1)));
    let members: Vec<_> = walk.board.members("red").map(|sum| (sum.member.to_string(), sum.sums.steps)).collect();
    assert_eq!(members, [("hana".to_owned(), 11_500), ("kenji".to_owned(), 1_000)]);
    assert_eq!((walk.board.team("red").unwrap().sums.members, walk.board.team("blue").unwrap().sums.members), (0, 1));
}

#[test]
fn who_no_longer_agrees_is_no_member_and_takes_part_again_by_joining_again() {
    let mut walk = Walk::of(TEAMS);
    walk.tell("hana", agrees(true)).joins("hana", "red").until("03 20:00");
    walk.walks("hana", 1, 5_000).walks("hana", 2, 6_000).walks("hana", 3, 7_000);
    assert_eq!(walk.sums("red"), (18_000, 3, 3));
    walk.tell("hana", agrees(false));
    assert_eq!(walk.sums("red"), (11_000, 2, 2));
    assert_eq!(walk.board.team("red").unwrap().sums.members, 0);
    // A join that was said before ends there too, and without agreeing nobody joins.
    let earlier = event(&who("hana"), at("03 9:00"), join(Some("blue")));
    walk.hear(&earlier);
    walk.until("04 20:00").joins("hana", "blue").walks("hana", 4, 8_000);
    assert_eq!((walk.sums("red"), walk.sums("blue")), ((11_000, 2, 2), (0, 0, 0)));
    walk.until("06 9:00").tell("hana", agrees(true)).until("06 10:00").joins("hana", "red").walks("hana", 6, 1_000);
    assert_eq!((walk.sums("red"), walk.sums("blue")), ((12_000, 3, 3), (0, 0, 0)));
}

#[test]
fn agreeing_again_is_not_joining_again() {
    let mut walk = Walk::of(TEAMS);
    walk.joins("hana", "red").until("03 9:00").tell("hana", agrees(false));
    walk.until("04 9:00").tell("hana", agrees(true)).walks("hana", 4, 8_000);
    assert_eq!(walk.sums("red"), (0, 2, 0));
    assert_eq!(team_of(&walk.challenge, &who("hana"), &walk.people[&who("hana")]), None);
}

#[test]
fn days_of_rest_count_neither_for_nor_against() {
    let mut walk = Walk::of(&format!("{TEAMS}pause_days = 3\n"));
    walk.joins("hana", "red").until("01 20:00").walks("hana", 1, 6_000);
    // Said ahead: it is not known yet to the sums, and comes by itself.
    walk.tell("hana", pause(nov(3), 2));
    assert_eq!(walk.sums("red"), (6_000, 1, 1));
    walk.until("02 20:00").walks("hana", 2, 4_000);
    assert_eq!(walk.sums("red"), (10_000, 2, 2));
    walk.until("04 20:00");
    assert_eq!(walk.sums("red"), (10_000, 2, 2));
    walk.walks("hana", 4, 9_000);
    assert_eq!(walk.sums("red"), (10_000, 2, 2));
    walk.until("05 20:00");
    assert_eq!(walk.sums("red"), (10_000, 3, 2));
    // Three days are all one may rest, and a shorter rest gives days back.
    walk.tell("hana", pause(nov(5), 4)).until("08 20:00");
    assert_eq!(walk.sums("red"), (10_000, 5, 2));
    walk.tell("hana", pause(nov(3), 0));
    assert_eq!(walk.sums("red"), (19_000, 5, 3));
}

#[test]
fn a_day_that_is_closed_counts_as_it_did_and_adherence_sees_what_came() {
    let mut walk = Walk::of(&format!("{TEAMS}closes_after = 2\n"));
    walk.joins("hana", "red").until("03 9:00").walks("hana", 1, 4_000).walks("hana", 3, 100);
    walk.until("04 9:00").walks("hana", 1, 9_000).walks("hana", 2, 5_000);
    assert_eq!(walk.sums("red"), (9_100, 4, 3));
    let today = walk.today();
    let standing = |day| walk.challenge.standing(nov(day), today);
    assert_eq!((standing(1), standing(2)), (DayStanding::Closed, DayStanding::Provisional));
    let hana = &walk.people[&who("hana")];
    let now = counted(&walk.challenge, &who("hana"), hana, &walk.ruleset.city, nov(1)).unwrap();
    assert_eq!((now.steps, hana.steps.on(nov(1), &walk.ruleset.city)), (Some(9_000), Some(9_000)));
    // Nor does a word about days that are closed.
    walk.tell("hana", pause(nov(1), 1)).until("05 9:00");
    assert_eq!(walk.sums("red"), (9_100, 5, 3));
}

#[test]
fn steps_that_are_taken_back_leave_a_day_without_any() {
    let mut walk = Walk::of(TEAMS);
    walk.joins("hana", "red").until("01 20:00");
    let record = Payload::Steps(steps(nov(1), 62_000, 9));
    walk.tell("hana", record.clone());
    assert_eq!(walk.sums("red"), (20_000, 1, 1));
    let record = domain::event::Withdrawn {
        kind: record.kind().to_owned(),
        record: serde_json::from_str(&record.to_json()).unwrap(),
    };
    walk.tell("hana", Payload::Withdrawn(record));
    assert_eq!(walk.sums("red"), (0, 1, 0));
}

#[test]
fn nothing_is_moved_by_what_was_known_or_is_of_another_day() {
    let mut walk = Walk::of(TEAMS);
    walk.joins("hana", "red").until("01 20:00").walks("hana", 1, 6_000);
    let board = walk.board.clone();
    walk.joins("hana", "red").tell("hana", Payload::Steps(steps(nov(1), 1, 1)));
    walk.tell("hana", enrolled(1950)).tell("kenji", leave());
    assert_eq!(walk.board, board);
    // Walked before the first day, after the last, and by somebody in no team.
    walk.tell("hana", Payload::Steps(steps(nov(1).plus(-1), 5_000, 1)))
        .tell("kenji", join(None))
        .walks("kenji", 1, 5_000);
    walk.until("11 9:00").walks("hana", 11, 5_000);
    walk.board.advance(nov(11));
    assert_eq!(walk.board, board);
}
