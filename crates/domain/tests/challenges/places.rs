//! Who stands where, and who sees it.

use std::collections::BTreeSet;

use domain::challenge::{Final, mark, shown};

use crate::walk::{Walk, join, nov};

const TEAMS: &str = "between = \"teams\"\n";

#[test]
fn a_mean_compares_groups_of_any_size() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\n"));
    walk.until("01 20:00").team("small", 5, 1, 7_000).team("large", 9, 1, 6_900);
    assert_eq!(walk.places(), ["1/1 small 7000", "1/2 large 6900"]);
    // Who is there without steps is a member all the same.
    walk.joins("idle", "small");
    assert_eq!(walk.places(), ["1/1 large 6900", "1/2 small 5833"]);
}

#[test]
fn a_median_is_of_each_members_own_days() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"median\"\n"));
    for (name, count) in [("a", 1_000), ("b", 2_000), ("c", 9_000), ("d", 4_000), ("e", 20_000)] {
        walk.joins(name, "red").until("01 20:00").walks(name, 1, count);
    }
    assert_eq!(walk.places(), ["1/1 red 4000"]);
    // A sixth: half of both in the middle; she was there for one day, and so are her steps divided.
    walk.until("02 20:00").joins("f", "red").walks("f", 2, 3_001);
    assert_eq!(walk.places(), ["1/1 red 2500"]);
}

#[test]
fn participation_is_a_share_of_all_days_of_members() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"participation\"\nleast_steps = 4000\n"));
    walk.until("01 20:00").team("red", 5, 1, 4_000).team("blue", 6, 1, 9_000).walks("blue-0", 1, 3_999);
    assert_eq!(walk.places(), ["1/1 red 1000", "1/2 blue 833"]);
}

#[test]
fn ties_are_settled_as_announced() {
    let level = |ties: &str| {
        let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\n{ties}\n"));
        walk.until("01 20:00").team("red", 5, 1, 6_000).team("blue", 5, 1, 6_000).team("green", 5, 1, 5_000);
        // The same sum, walked by fewer.
        walk.walks("red-0", 1, 0).walks("red-1", 1, 12_000);
        walk.places().iter().map(|place| place.rsplit_once(' ').unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(level("ties = \"shared\""), ["1/1 blue", "1/1 red", "1/3 green"]);
    assert_eq!(level("ties = \"participation\""), ["1/1 blue", "1/2 red", "1/3 green"]);
    let draw = |seed: &str| level(&format!("ties = \"draw\"\ndraw_seed = \"{seed}\""));
    // As anyone can repeat; not always the same is lucky.
    let mut first = std::collections::BTreeSet::new();
    for seed in ["autumn", "winter", "spring", "summer", "2026", "2027", "2028", "2029"] {
        let mut wanted = ["blue", "red"];
        wanted.sort_by_key(|team| domain::chance::digest(seed, &["walk", team]));
        assert_eq!(draw(seed), [format!("1/1 {}", wanted[0]), format!("1/2 {}", wanted[1]), "1/3 green".to_owned()]);
        first.insert(wanted[0]);
    }
    assert_eq!(first.len(), 2);
}

#[test]
fn teams_race_those_of_their_size() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\nleagues = [6, 11]\n"));
    walk.until("01 20:00").team("a", 5, 1, 5_000).team("b", 5, 1, 6_000).team("c", 6, 1, 100).team("d", 11, 1, 9_000);
    assert_eq!(walk.places(), ["1/1 b 6000", "1/2 a 5000", "2/1 c 100", "3/1 d 9000"]);
}

#[test]
fn a_group_under_five_shows_its_total_at_most() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\n"));
    walk.until("01 20:00").team("few", 4, 1, 9_000).team("red", 5, 1, 5_000);
    assert_eq!(walk.places(), ["1/1 red 5000", "1/- few 9000"]);
    // Whoever makes a team alone writes on nobody's screen.
    let others = walk.shown(None);
    let few = others.iter().find(|row| row.members == 4).unwrap();
    assert_eq!((few.name.as_deref(), few.steps, few.value, few.participation), (None, None, None, None));
    let own = walk.shown(Some("few"));
    let few = own.iter().find(|row| row.name.as_deref() == Some("few")).unwrap();
    assert_eq!((few.place, few.value, few.participation), (None, None, None));
    assert_eq!((few.members, few.steps), (4, Some(36_000)));
    // Districts and workplaces are named by staff.
    for between in ["districts", "workplaces"] {
        let mut walk = Walk::of(&format!("between = \"{between}\"\nranks_by = \"mean\"\n"));
        walk.until("01 20:00").team("few", 4, 1, 9_000);
        let rows = walk.shown(None);
        assert_eq!((rows[0].name.as_deref(), rows[0].steps, rows[0].value), (Some("few"), Some(36_000), None));
    }
    // So does one that has become small.
    walk.tell("red-0", crate::walk::leave());
    assert!(walk.shown(None).iter().all(|row| row.value.is_none() && row.place.is_none()));
}

#[test]
fn no_name_stands_lower_than_the_middle() {
    let names = |between: &str, own: Option<&str>| {
        let mut walk = Walk::of(&format!("between = \"{between}\"\nranks_by = \"mean\"\n"));
        walk.until("01 20:00");
        for (n, team) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
            walk.team(team, 5, 1, 9_000 - 1_000 * n as i64);
        }
        walk.shown(own).into_iter().map(|row| row.name.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(names("teams", None), ["a", "b", "c", "", ""]);
    assert_eq!(names("teams", Some("e")), ["a", "b", "c", "", "e"]);
    assert_eq!(names("districts", None), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_name_that_staff_took_out_is_seen_by_its_own_members_only() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\n"));
    walk.until("01 20:00").team("red", 5, 1, 9_000).team("blue", 5, 1, 5_000);
    let unnamed = BTreeSet::from(["red".to_owned()]);
    let standings = walk.standings();
    let names = |own| {
        let rows = shown(&walk.challenge, &standings, own, &unnamed).into_iter();
        rows.map(|row| (row.place, row.name.unwrap_or_default())).collect::<Vec<_>>()
    };
    assert_eq!(names(None)[0], (Some(1), String::new()));
    assert_eq!(names(Some("red"))[0], (Some(1), "red".to_owned()));
    let published = Final::of(&walk.challenge, &standings, &unnamed, walk.today(), "key");
    assert!(published.rows.iter().all(|row| row.name.is_none()), "{}", published.text());
}

#[test]
fn people_are_ranked_from_five_on_and_published_without_their_ids() {
    let mut walk = Walk::of("between = \"people\"\nranks_by = \"mean\"\n");
    walk.until("01 20:00");
    for n in 1..=4 {
        walk.tell(&format!("p-{n}"), join(None)).walks(&format!("p-{n}"), 1, 1_000 * n);
    }
    assert!(walk.shown(None).is_empty());
    let own = walk.shown(Some("p-2"));
    assert_eq!((own.len(), own[0].name.as_deref(), own[0].place, own[0].value), (1, Some("p-2"), None, Some(2_000)));
    walk.tell("p-5", join(None)).walks("p-5", 1, 5_000);
    assert_eq!(walk.places(), ["1/1 p-5 5000", "1/2 p-4 4000", "1/3 p-3 3000", "1/4 p-2 2000", "1/5 p-1 1000"]);
    let published = Final::of(&walk.challenge.clone(), &walk.standings(), &BTreeSet::new(), walk.today(), "key");
    let names: Vec<_> = published.rows.iter().filter_map(|row| row.name.clone()).collect();
    assert_eq!(names, ["p-5", "p-4", "p-3"].map(|id| mark("key", &walk.challenge, id)));
    assert_ne!(names[0], mark("yek", &walk.challenge, "p-5"), "an id alone tells no mark");
    assert!(!published.text().contains("p-"), "{}", published.text());
}

#[test]
fn a_result_is_provisional_until_its_last_day_is_closed() {
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\ncloses_after = 3\n"));
    walk.until("10 20:00").team("red", 5, 10, 5_000);
    let result = |walk: &mut Walk| {
        let standings = walk.standings();
        Final::of(&walk.challenge, &standings, &BTreeSet::new(), walk.today(), "key")
    };
    walk.until("13 23:59");
    assert!(result(&mut walk).provisional);
    walk.walks("red-0", 10, 6_000);
    walk.until("14 00:00");
    let end = result(&mut walk);
    assert!(!end.provisional);
    assert_eq!(end.rows[0].steps, Some(26_000));
    // What comes later changes nothing, whenever it is looked at.
    walk.walks("red-0", 10, 20_000).tell("red-1", crate::walk::leave()).until("20 9:00").team("blue", 5, 10, 9_000);
    assert_eq!((result(&mut walk), result(&mut walk).hash()), (end.clone(), end.hash()));
    assert_eq!(end.hash().len(), 64);
}

#[test]
fn a_group_is_where_its_members_are_on_average() {
    let route =
        "route = [{ name = \"荒尾駅\", km = 0 }, { name = \"三池港\", km = 11.5 }, { name = \"柳川\", km = 30 }]";
    let mut walk = Walk::of(&format!("{TEAMS}ranks_by = \"mean\"\n{route}\n"));
    walk.joins("a", "red").joins("b", "red").until("02 20:00");
    for name in ["a", "b"] {
        walk.walks(name, 1, 9_000).walks(name, 2, 9_000);
    }
    let way = |walk: &mut Walk| {
        let group = walk.standings().remove(0).group;
        walk.challenge.way(&group, walk.today()).unwrap()
    };
    // 18,000 steps of 65 cm.
    let there = way(&mut walk);
    assert_eq!((there.metres, there.reached.as_deref(), there.next.as_deref()), (11_700, Some("三池港"), Some("柳川")));
    // Who leaves, or joins and walks as the others do, moves nobody.
    walk.tell("b", crate::walk::leave());
    assert_eq!(way(&mut walk).metres, there.metres);
    walk.joins("c", "red").walks("c", 2, 9_000).joins("b", "red");
    assert_eq!(way(&mut walk).metres, there.metres);
    let group = walk.standings().remove(0).group;
    assert_eq!(walk.challenge.way(&group, nov(1).plus(-1)).unwrap().metres, 0);
}
