//! The board that takes differences is the board that counts everything again, whatever arrives and when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::challenge::{Board, Counted, Sums, counted, team_of};
use domain::event::Withdrawn;
use domain::{Day, Event, Payload, ResidentId, Snapshot};
use proptest::prelude::*;

use crate::walk::{Walk, agrees, enrolled, event, join, leave, nov, pause, steps, who};

/// Something that is said, and when it arrives.
#[derive(Debug, Clone)]
struct Arrival {
    at: DateTime<Utc>,
    event: Event,
}

const PEOPLE: [&str; 6] = ["p-0", "p-1", "p-2", "p-3", "p-4", "p-5"];

const RULE: &str = "cap_per_day = 8000\nleast_steps = 3000\njoin_until = 2026-11-08\npause_days = 3\n\
                    handicap = [{ from_age = 65, percent = 120 }]\n";

/// When the first day of the challenge begins, in Arao.
fn begin() -> DateTime<Utc> {
    "2026-10-31T15:00:00Z".parse().unwrap()
}

fn any_payload(place: usize, arrives: DateTime<Utc>) -> impl Strategy<Value = Payload> {
    let today = domain::Zone::default().day(arrives);
    let version = place as u64;
    let record = move |(back, count, known): (i32, i64, u64)| {
        Payload::Steps(steps(today.plus(-back), count, if known == 0 { version } else { known }))
    };
    let any_record = (-1..6, 0..12_000_i64, 0..40_u64).prop_map(record);
    prop_oneof![
        8 => (-1..6, 0..12_000_i64).prop_map(move |(back, count)| record((back, count, 0))),
        3 => any_record.prop_map(|record| {
            let data = serde_json::from_str(&record.to_json()).unwrap();
            Payload::Withdrawn(Withdrawn { kind: record.kind().to_owned(), record: data })
        }),
        4 => prop_oneof![Just(Some("red")), Just(Some("blue")), Just(None)].prop_map(join),
        2 => Just(leave()),
        2 => any::<bool>().prop_map(agrees),
        3 => (-3..4, 0..4_u32).prop_map(move |(ahead, days)| pause(today.plus(ahead), days)),
        1 => prop_oneof![Just(1940), Just(1961), Just(1990)].prop_map(enrolled),
    ]
}

/// What one of a few people says between two days before the challenge and a week after it. Each has a second of its
/// own, for of two things said in the same second nobody knows which was later.
fn any_arrival(place: usize) -> impl Strategy<Value = Arrival> {
    (-48..17 * 24_i64, 0..6 * 24_i64, 0..PEOPLE.len()).prop_flat_map(move |(hour, ago, person)| {
        let at = begin() + TimeDelta::hours(hour) + TimeDelta::seconds(place as i64);
        any_payload(place, at).prop_map(move |payload| {
            let said = at - TimeDelta::hours(ago);
            Arrival { at, event: event(&who(PEOPLE[person]), said, payload) }
        })
    })
}

/// In the order of their arrival, some of them twice.
fn any_arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let arrivals = (1..60_usize).prop_flat_map(|count| (0..count).map(any_arrival).collect::<Vec<_>>());
    let again = prop::collection::vec((any::<prop::sample::Index>(), 0..9 * 24_i64), 0..6);
    (arrivals, again).prop_map(|(mut arrivals, again)| {
        for (which, hours) in again {
            let mut again = which.get(&arrivals).clone();
            again.at += TimeDelta::hours(hours);
            arrivals.push(again);
        }
        arrivals.sort_by_key(|arrival| arrival.at);
        arrivals
    })
}

fn any_rule() -> impl Strategy<Value = String> {
    let kinds = [("teams", "mean"), ("teams", "median"), ("teams", "participation"), ("people", "mean")];
    (prop::sample::select(kinds.to_vec()), 1..5_i32).prop_map(|((between, ranks_by), closes)| {
        format!("between = \"{between}\"\nranks_by = \"{ranks_by}\"\ncloses_after = {closes}\n{RULE}")
    })
}

/// What was known of everyone at the end of a day, told backwards.
fn known(walk: &Walk, arrivals: &[Arrival], on: Day) -> BTreeMap<ResidentId, Snapshot> {
    let zone = walk.ruleset.city.zone;
    let mut people: BTreeMap<ResidentId, Snapshot> = BTreeMap::new();
    for arrival in arrivals.iter().rev().filter(|arrival| zone.day(arrival.at) <= on) {
        let snapshot = people.entry(arrival.event.subject.clone().unwrap()).or_default();
        let _ = snapshot.observe(&arrival.event, &walk.ruleset.city, zone.end_of(on) - TimeDelta::seconds(1));
    }
    people
}

/// What each day counts, as of a day: of closed days by what was known when they closed.
fn days(walk: &Walk, arrivals: &[Arrival], today: Day) -> Vec<(ResidentId, Day, Counted)> {
    let challenge = &walk.challenge;
    let mut all = Vec::new();
    for day in (0..=challenge.until.since(challenge.from)).map(|n| challenge.from.plus(n)) {
        for (id, snapshot) in known(walk, arrivals, today.min(day.plus(challenge.closes_after))) {
            let one = counted(challenge, &id, &snapshot, &walk.ruleset.city, day);
            // Of days that have not come nothing is known but who will be there.
            let one =
                one.map(|one| if day > today.plus(1) { Counted { steps: None, active: false, ..one } } else { one });
            all.extend(one.map(|one| (id, day, one)));
        }
    }
    all
}

fn again(walk: &Walk, arrivals: &[Arrival], today: Day) -> Board {
    let last = walk.challenge.until.plus(walk.challenge.closes_after);
    let people = known(walk, arrivals, today.min(last));
    let team = |(id, snapshot): (&ResidentId, &Snapshot)| {
        team_of(&walk.challenge, id, snapshot).map(|team| (id.clone(), team.to_owned()))
    };
    let members: Vec<_> = people.iter().filter_map(team).collect();
    Board::recount(walk.challenge.clone(), today, days(walk, arrivals, today), members)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn differences_come_to_what_counting_again_comes_to(
        rule in any_rule(), arrivals in any_arrivals(), look in 0..25_i32,
    ) {
        let mut walk = Walk::of(&rule);
        let look = walk.challenge.from.plus(look - 3);
        let zone = walk.ruleset.city.zone;
        let mut looked = false;
        for arrival in &arrivals {
            if zone.day(arrival.at) > look && !looked {
                looked = true;
                hold(&mut walk, &arrivals, look)?;
            }
            walk.now = arrival.at;
            walk.hear(&arrival.event);
        }
        let end = walk.today().max(look);
        hold(&mut walk, &arrivals, end)?;
    }

    /// Who is set aside is no part of the ranking, in sums, sizes and the middle; let in again, all is as it was.
    #[test]
    fn a_ranking_without_someone_is_that_of_the_others(
        rule in any_rule(), arrivals in any_arrivals(), aside in prop::collection::btree_set(0..PEOPLE.len(), 0..5),
    ) {
        let aside: BTreeSet<ResidentId> = aside.into_iter().map(|person| who(PEOPLE[person])).collect();
        let (mut walk, mut others) = (Walk::of(&rule), Walk::of(&rule));
        for arrival in &arrivals {
            walk.now = arrival.at;
            walk.hear(&arrival.event);
            if !aside.contains(arrival.event.subject.as_ref().unwrap()) {
                others.now = arrival.at;
                others.hear(&arrival.event);
            }
        }
        let today = walk.today();
        let as_it_was = walk.board.standings(today);
        prop_assert_eq!(walk.board.standings_without(today, &aside), others.board.standings(today));
        let left: Vec<Arrival> =
            arrivals.iter().filter(|arrival| !aside.contains(arrival.event.subject.as_ref().unwrap())).cloned().collect();
        prop_assert_eq!(again(&others, &left, today).standings(today), others.board.standings(today));
        prop_assert_eq!(walk.board.standings(today), as_it_was);
    }

    /// Where no day closes in between, the order of arrival decides nothing, nor does what arrives twice.
    #[test]
    fn the_order_of_arrival_decides_nothing((one, other) in any_orders()) {
        let rule = format!("between = \"teams\"\nranks_by = \"mean\"\ncloses_after = 14\n{RULE}");
        let boards = [one, other].map(|arrivals| {
            let mut walk = Walk::of(&rule);
            walk.now = begin() + TimeDelta::days(12);
            for arrival in &arrivals {
                walk.hear(&arrival.event);
            }
            let today = walk.today();
            (walk.board.standings(today), walk.board)
        });
        prop_assert_eq!(&boards[0], &boards[1]);
    }
}

fn any_orders() -> impl Strategy<Value = (Vec<Arrival>, Vec<Arrival>)> {
    any_arrivals().prop_flat_map(|arrivals| {
        let twice: Vec<Arrival> = arrivals.iter().chain(arrivals.iter().step_by(3)).cloned().collect();
        (Just(arrivals), Just(twice).prop_shuffle())
    })
}

/// The board is the one that is counted again, and its numbers are those of a plain count.
fn hold(walk: &mut Walk, arrivals: &[Arrival], today: Day) -> Result<(), TestCaseError> {
    walk.board.advance(today);
    let again = again(walk, arrivals, today);
    prop_assert_eq!(&walk.board, &again);
    let mut plain: BTreeMap<String, (i64, i64, i64, i64)> = BTreeMap::new();
    for (_, day, counted) in days(walk, arrivals, today) {
        let sums = plain.entry(counted.team).or_default();
        sums.0 += counted.steps.unwrap_or_default();
        sums.1 += i64::from(counted.steps.is_some());
        sums.2 += i64::from(counted.active);
        sums.3 += i64::from(day <= today);
    }
    let challenge = &walk.challenge;
    let numbers = |sums: &Sums| (sums.steps, sums.days, sums.active, sums.member_days(challenge, today));
    for (team, wanted) in plain {
        let of_team = walk.board.team(&team).map(|team| team.sums).unwrap_or_default();
        prop_assert_eq!(numbers(&of_team), wanted, "{} on {}", team, today);
        let mut of_members = (0, 0, 0, 0);
        for (steps, days, active, all) in walk.board.members(&team).map(|member| numbers(&member.sums)) {
            of_members = (of_members.0 + steps, of_members.1 + days, of_members.2 + active, of_members.3 + all);
        }
        prop_assert_eq!(of_members, wanted);
    }
    Ok(())
}

#[test]
fn the_days_of_the_property_are_those_of_the_challenge() {
    let walk = Walk::of(&format!("between = \"teams\"\nranks_by = \"mean\"\n{RULE}"));
    assert_eq!(walk.ruleset.city.zone.day(begin()), walk.challenge.from);
    assert_eq!((walk.challenge.from, walk.challenge.until), (nov(1), nov(10)));
}
