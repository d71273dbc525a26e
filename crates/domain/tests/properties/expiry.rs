//! Points end with their month, the oldest are used first, and nothing is taken twice.

use std::collections::BTreeMap;

use chrono::Months;
use domain::points::{Account, GoodFor, Holding, PointCaps, Transfer, granted, spent};
use domain::resident::{Awards, Lasting, PointEntry};
use domain::{Day, Pack};
use proptest::prelude::*;

use crate::given::resident;

const HOOK: &str = "on_steps";

/// A day of a month from October 2026 on.
fn day(month: u32, of_month: u32) -> Day {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    Day::from_date(first.checked_add_months(Months::new(month)).unwrap()).plus(of_month as i32)
}

fn good_for(months: i64) -> GoodFor {
    GoodFor::months(months).unwrap()
}

/// A resident's points, and all accounts of the city.
#[derive(Debug, Clone, Default)]
struct Purse {
    awards: Awards,
    accounts: BTreeMap<Account, i64>,
    caps: PointCaps,
}

impl Purse {
    fn left(&self) -> i64 {
        let Holding { held, owed } = self.awards.left();
        held - owed
    }

    fn moved(&mut self, moves: Vec<Transfer>) {
        for Transfer { from, to, points } in moves {
            assert!(points > 0);
            *self.accounts.entry(from).or_default() -= points;
            *self.accounts.entry(to).or_default() += points;
        }
        let of = |account| self.accounts.get(&account).copied().unwrap_or_default();
        let (held, owed) = (of(Account::Resident(resident())), of(Account::Owed(resident())));
        assert_eq!(self.accounts.values().sum::<i64>(), 0);
        assert_eq!(Holding { held, owed: -owed }, self.awards.left());
        assert_eq!(of(Account::Expired), self.awards.expired);
        assert!(held >= 0 && self.awards.expired >= 0);
        // As it is stored and read again.
        let json = serde_json::to_string(&self.awards).unwrap();
        assert_eq!(serde_json::from_str::<Awards>(&json).unwrap(), self.awards);
    }

    fn earn(&mut self, day: Day, points: i64) {
        let name = |text: &str| text.to_owned();
        let mut entry = PointEntry { campaign: name("walk"), award: name("day"), period: day, points, granted: 0 };
        entry.granted = self.awards.grant(&entry, HOOK, day, &self.caps).granted;
        let moves = granted(&resident(), "walk", self.left(), entry.granted);
        self.awards.enter(&entry, HOOK, day, &self.caps);
        self.moved(moves);
    }

    /// Spends what there is of so much, or has so much of it back where it is below zero.
    fn spend(&mut self, points: i64) {
        let points = points.clamp(-self.awards.spent, self.awards.left().held);
        let moves = spent(&resident(), "bag", self.left(), -points);
        self.awards.spend(points);
        self.moved(moves);
    }

    fn expire(&mut self, today: Day, good_for: GoodFor) -> i64 {
        let before = (self.left(), self.awards.left().held);
        let moves = self.awards.expire(&resident(), today, good_for, &self.caps);
        self.moved(moves);
        assert!(self.left() >= before.0.min(0), "nobody owes for what ended");
        let again = self.awards.clone().expire(&resident(), today, good_for, &self.caps);
        assert_eq!(again, [], "calling again changes nothing");
        before.0 - self.left()
    }

    fn lasting(&self, good_for: GoodFor) -> Vec<Lasting> {
        let lasting = self.awards.lasting(good_for, &self.caps);
        assert_eq!(lasting.iter().map(|one| one.points).sum::<i64>(), self.awards.left().held);
        assert!(lasting.iter().all(|one| one.points > 0));
        lasting
    }
}

#[test]
fn the_oldest_points_are_used_first_and_the_rest_ends_with_its_month() {
    let good_for = good_for(12);
    let mut purse = Purse::default();
    for (month, points) in [(0, 200), (1, 50), (3, 70)] {
        purse.earn(day(month, 4), points);
    }
    purse.spend(80);
    let said: Vec<String> = purse.lasting(good_for).iter().map(|one| one.said(day(2, 0)).ja).collect();
    assert_eq!(said[0], "10月にたまった120ポイントは、2027年10月31日までに使えます。");
    assert_eq!(said.len(), 3);
    let expiring = |purse: &Purse, today| {
        let expiring = purse.awards.expiring(today, good_for, &purse.caps);
        (expiring.over, expiring.next.map(|next| (next.points, next.until.to_string())))
    };
    assert_eq!(expiring(&purse, day(12, 30)), (0, Some((120, "2027-10-31".to_owned()))));
    assert_eq!(purse.expire(day(12, 30), good_for), 0);
    assert_eq!(expiring(&purse, day(13, 0)), (120, Some((50, "2027-11-30".to_owned()))));
    assert_eq!(purse.expire(day(13, 0), good_for), 120);
    purse.spend(60);
    assert_eq!(expiring(&purse, day(13, 5)), (0, Some((60, "2028-01-31".to_owned()))));
    assert_eq!(purse.expire(day(30, 0), good_for), 60);
    assert_eq!(expiring(&purse, day(30, 0)), (0, None));
    assert_eq!(purse.lasting(good_for)[..], []);
    purse.earn(day(29, 2), 10);
    assert_eq!(
        purse.lasting(good_for)[0].said(day(60, 0)).ja,
        "2029年3月にたまった10ポイントは、2030年3月31日までに使えます。"
    );
}

#[test]
fn what_was_taken_back_after_it_ended_is_not_taken_twice() {
    let good_for = good_for(1);
    let mut purse = Purse::default();
    purse.earn(day(0, 0), 100);
    purse.spend(30);
    assert_eq!(purse.expire(day(2, 0), good_for), 70);
    purse.earn(day(2, 1), 20);
    // 40 points were a mistake: of them 40 had ended.
    purse.earn(day(0, 0), -40);
    assert_eq!(purse.left(), -20);
    assert_eq!((purse.expire(day(2, 2), good_for), purse.left(), purse.awards.expired), (-40, 20, 30));
    // All were: the 30 that were spent are what is taken.
    purse.earn(day(0, 0), -60);
    assert_eq!((purse.expire(day(2, 3), good_for), purse.left(), purse.awards.expired), (-30, -10, 0));
}

#[test]
fn what_comes_back_of_a_month_that_has_ended_ends_with_the_next() {
    let good_for = good_for(1);
    let mut purse = Purse::default();
    purse.earn(day(0, 0), 100);
    purse.spend(100);
    assert_eq!(purse.expire(day(2, 0), good_for), 0);
    purse.spend(-100);
    assert_eq!((purse.expire(day(2, 9), good_for), purse.left()), (0, 100));
    assert_eq!(purse.lasting(good_for)[0].until, day(3, 0).plus(-1));
    assert_eq!((purse.expire(day(3, 0), good_for), purse.left()), (100, 0));
}

#[test]
fn points_of_which_no_month_is_known_are_of_the_oldest() {
    let mut purse = Purse { awards: serde_json::from_str(r#"{"balance":31}"#).unwrap(), ..Purse::default() };
    purse.accounts = [(Account::Resident(resident()), 31), (Account::Issued("walk".to_owned()), -31)].into();
    assert_eq!(purse.expire(day(40, 0), good_for(1)), 0, "nobody knows when they end");
    purse.earn(day(40, 3), 9);
    assert_eq!(purse.lasting(good_for(1))[0].points, 40);
    assert_eq!(purse.expire(day(42, 0), good_for(1)), 40);
}

#[test]
fn months_that_are_none_are_told() {
    let said = |months: i64| {
        let city = format!(
            "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
             quiet_hours = {{ from = \"21:00\", until = \"8:00\" }}\ncaps = {{ per_day = 2, per_week = 5 }}\n\
             [points]\nper_day = 20\ngood_for_months = {months}\n"
        );
        let files = [("campaigns/432041/city.toml".to_owned(), city)].into();
        let pack = Pack { city: "432041".parse().unwrap(), files };
        match pack.compile() {
            Ok(ruleset) => (ruleset.city.points_good_for, None),
            Err(problems) => (None, Some(problems[0].to_string())),
        }
    };
    assert_eq!(said(12), (GoodFor::months(12), None));
    let problem = "campaigns/432041/city.toml:6:1: `good_for_months` of `[points]` can be 1 to 60";
    assert_eq!([said(0).1, said(61).1], [Some(problem.to_owned()), Some(problem.to_owned())]);
}

/// What happens in a month: what is earned, spent or back, and whether one looks for what is over.
type Month = (Vec<(u32, i64)>, Vec<i64>, bool);

fn any_months() -> impl Strategy<Value = Vec<Month>> {
    let earned = prop::collection::vec((0..28_u32, 1..60_i64), 0..4);
    let spent = prop::collection::vec(-40..120_i64, 0..3);
    prop::collection::vec((earned, spent, prop::bool::weighted(0.8)), 1..16)
}

fn any_caps() -> impl Strategy<Value = PointCaps> {
    prop_oneof![
        Just(PointCaps::default()),
        (20..80_i64, 80..150_i64, 150..400_i64).prop_map(|(day, month, year)| PointCaps {
            per_day: Some(day),
            per_month: Some(month),
            per_year: Some(year),
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Accounts balance and nobody's is below zero at every step (see [`Purse::moved`]), what is left is told in full,
    /// and in the end all is spent or over.
    #[test]
    fn all_is_spent_or_over_in_the_end(months in any_months(), caps in any_caps(), good in 1..6_i64) {
        let good = good_for(good);
        let mut purse = Purse { caps, ..Purse::default() };
        let mut earned: Vec<(Day, i64)> = Vec::new();
        for (month, (earns, spends, looks)) in (0..).zip(&months) {
            if *looks {
                let due = purse.awards.expiring(day(month, 0), good, &caps).over;
                prop_assert_eq!(purse.expire(day(month, 0), good), due);
            }
            for (of_month, points) in earns {
                purse.earn(day(month, *of_month), *points);
                earned.push((day(month, *of_month), *points));
            }
            for points in spends {
                purse.spend(*points);
                // Now and then something is taken back, be it old.
                if *points % 3 == 0 && !earned.is_empty() {
                    let (of, points) = earned.swap_remove(points.unsigned_abs() as usize % earned.len());
                    purse.earn(of, -points);
                    purse.expire(day(month, 27), good);
                }
            }
            purse.lasting(good);
        }
        for month in 0..12 {
            purse.expire(day(months.len() as u32 + month, 0), good);
        }
        prop_assert_eq!(purse.awards.left().held, 0);
    }

    /// Whatever is granted and taken back before the points end, in any order, the same ends.
    #[test]
    fn the_order_of_entries_before_decides_nothing(
        (one, other) in prop::collection::vec((0..4_u32, 0..28_u32, 1..60_i64, any::<bool>()), 1..20).prop_flat_map(|said| {
            let mut all: Vec<(Day, i64)> = Vec::new();
            for (month, of_month, points, is_back) in said {
                all.push((day(month, of_month), points));
                all.extend(is_back.then_some((day(month, of_month), -points)));
            }
            (Just(all.clone()), Just(all).prop_shuffle())
        }),
        caps in any_caps(), spends in 0..200_i64, good in 1..4_i64,
    ) {
        let good = good_for(good);
        let purses = [one, other].map(|entries| {
            let mut purse = Purse { caps, ..Purse::default() };
            for (day, points) in entries {
                purse.earn(day, points);
            }
            purse.spend(spends);
            let lasting = purse.lasting(good);
            let ended: Vec<i64> = (0..10).map(|month| purse.expire(day(month, 0), good)).collect();
            (lasting, ended, purse.left())
        });
        prop_assert_eq!(&purses[0], &purses[1]);
    }

    /// Taken back before its month ended or long after, the same is left.
    #[test]
    fn taken_back_before_or_after_comes_to_the_same(
        months in any_months(), which in any::<prop::sample::Index>(), late in 0..16_u32, good in 1..5_i64,
    ) {
        let good = good_for(good);
        let all: Vec<(Day, i64)> = (0..).zip(&months)
            .flat_map(|(month, (earns, ..))| earns.iter().map(move |(of_month, points)| (day(month, *of_month), *points)))
            .collect();
        prop_assume!(!all.is_empty());
        let mistake = which.get(&all);
        let (mut early, mut after) = (Purse::default(), Purse::default());
        for (month, (earns, spends, _)) in (0..).zip(&months) {
            early.expire(day(month, 0), good);
            after.expire(day(month, 0), good);
            for (of_month, points) in earns {
                early.earn(day(month, *of_month), *points);
                after.earn(day(month, *of_month), *points);
                if (day(month, *of_month), *points) == *mistake && early.awards.standing("walk", "day", mistake.0) >= mistake.1 {
                    early.earn(mistake.0, -mistake.1);
                }
            }
            for points in spends {
                let points = (*points).clamp(-early.awards.spent, early.awards.left().held);
                early.spend(points);
                after.spend(points);
            }
        }
        prop_assert_eq!(early.awards.spent, after.awards.spent);
        let last = months.len() as u32 + late % 4;
        early.expire(day(last, 0), good);
        after.expire(day(last, 0), good);
        let missing = after.awards.balance - early.awards.balance;
        if missing > 0 {
            after.earn(mistake.0, -missing);
            after.expire(day(last, 1), good);
        }
        prop_assert_eq!((early.left(), early.awards.expired), (after.left(), after.awards.expired));
    }
}
