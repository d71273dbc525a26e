#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

fn files(settings: &str, cases: &str) -> PartFiles {
    [(CAMPAIGN, settings), (CASES, cases)].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap())
}

#[test]
fn a_title_is_one_line_and_not_long() {
    let title = |text: &str| text.parse::<Title>().map(|title| title.to_string());
    assert_eq!(title("  秋の\r\n\u{3000}一歩\u{7} "), Ok("秋の 一歩".to_owned()));
    assert_eq!(title(" \n\u{3000}"), Err(NoTitle::Empty));
    assert_eq!(title(&"歩".repeat(60)), Ok("歩".repeat(60)));
    assert_eq!(title(&"歩".repeat(61)), Err(NoTitle::Long));
}

#[test]
fn another_title_changes_nothing_else_whatever_it_holds() {
    let before = files("# ひな形\ntitle = \"前の題\" # 呼び名\nfrom = 2026-04-01\n\n[who]\nmin_age = 20\n", "");
    for said in ["秋の一歩", "\"秋\"の'一歩'", "\"\nfrom = 1999-01-01\n[who]", "'''\"\"\"\\", "# 題 ${x} {y}"]
    {
        let after = retitled(&before, &said.parse().unwrap());
        let text = after.get(CAMPAIGN).unwrap();
        assert!(text.starts_with("# ひな形\ntitle = "), "{text}");
        assert!(text.ends_with(" # 呼び名\nfrom = 2026-04-01\n\n[who]\nmin_age = 20\n"), "{text}");
        assert_eq!(title_of(&after), Some(said.parse::<Title>().unwrap().to_string()));
    }
    // One that had none has it above its tables.
    let without = retitled(&files("from = 2026-04-01\n[who]\nmin_age = 20\n", ""), &"題".parse().unwrap());
    assert_eq!(without.get(CAMPAIGN).unwrap(), "from = 2026-04-01\ntitle = \"題\"\n[who]\nmin_age = 20\n");
    let broken = files("title = \n", "");
    assert_eq!(retitled(&broken, &"題".parse().unwrap()), broken);
    assert_eq!(title_of(&files("title = \"題\"\nfrom = \n", "")), Some("題".to_owned()));
    assert_eq!(title_of(&broken), None);
}

const STEPS: &str = "[[case]]\nname = \"a\"\n[[case.step]]\nat = \"2026-06-16 17:10\" # 火曜\nsteps = 1\n\
                     [[case.step]]\nat = \"2026-06-17 9:00\"\ndate = \"2026-06-15\"\n\n[[case]]\n\
                     step = [{ at = \"2026-06-17 8:00\", steps = 1 }]\n";

#[test]
fn cases_keep_their_weekday_and_their_week_in_a_year_ahead() {
    // The third Tuesday of June, which is written first, and the days about it.
    for (today, monday, tuesday, wednesday) in [
        ("2025-01-01", "2026-06-15", "2026-06-16", "2026-06-17"),
        ("2026-06-08", "2026-06-15", "2026-06-16", "2026-06-17"),
        ("2026-06-09", "2027-06-14", "2027-06-15", "2027-06-16"),
        ("2026-11-30", "2027-06-14", "2027-06-15", "2027-06-16"),
        ("2028-02-29", "2028-06-19", "2028-06-20", "2028-06-21"),
        ("2040-12-31", "2041-06-17", "2041-06-18", "2041-06-19"),
    ] {
        let after = dated(&files("from = 2026-04-01 # 始まり\n", STEPS), day(today));
        let before = [("2026-06-15", monday), ("2026-06-16", tuesday), ("2026-06-17", wednesday)];
        let cases = before.iter().fold(STEPS.to_owned(), |text, (then, there)| text.replace(then, there));
        assert_eq!(after.get(CASES).unwrap(), &cases, "{today}");
        assert_eq!(after.get(CAMPAIGN).unwrap(), &format!("from = {today} # 始まり\n"));
    }
}

#[test]
fn a_campaign_with_an_end_keeps_its_season() {
    let before = files("from = 2026-06-01\nuntil = 2026-06-30 # 終わり\n", STEPS);
    assert_eq!(dated(&before, day("2026-02-01")), before);
    let after = dated(&before, day("2026-11-30"));
    assert_eq!(after.get(CAMPAIGN).unwrap(), "from = 2027-06-01\nuntil = 2027-06-30 # 終わり\n");
    // So is the last day to join a challenge.
    let challenge = "\n[challenge]\njoin_until = 2026-06-14 # 受付\n";
    let before = files(&format!("from = 2026-06-01\nuntil = 2026-06-30\n{challenge}"), STEPS);
    let after = dated(&before, day("2026-11-30"));
    assert!(after.get(CAMPAIGN).unwrap().ends_with("join_until = 2027-06-14 # 受付\n"), "{after:?}");
    // Nothing to go by: nothing is moved.
    let bare = files("from = 2026-06-01\n", "");
    assert_eq!(dated(&bare, day("2026-11-30")), bare);
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let free = |wish: &str, taken: &[&str]| free_name(wish, |name| taken.contains(&name));
    assert_eq!(free("steps", &[]), "steps");
    assert_eq!(free("steps", &["steps", "steps_2"]), "steps_3");
    assert_eq!(free("steps_2", &["steps_2"]), "steps_3");
    let long = "a".repeat(40);
    let other = free(&long, &[&long]);
    assert_eq!(other, format!("{}_2", "a".repeat(38)));
    assert!(crate::pack::is_name(&other));
}

#[test]
fn what_is_still_to_begin_can_have_begun_and_nothing_else_changes() {
    let before = files("# 秋\ntitle = \"題\"\nfrom = 2026-12-01 # 来月\nuntil = 2027-01-31\n", "");
    let begun = begun_by(&before, day("2026-09-02")).unwrap();
    let expected = "# 秋\ntitle = \"題\"\nfrom = 2026-09-02 # 来月\nuntil = 2027-01-31\n";
    assert_eq!(begun.get(CAMPAIGN).unwrap(), expected);
    assert_eq!(begun_by(&before, day("2026-12-01")), None);
    assert_eq!(begun_by(&files("from = \"soon\"\n", ""), day("2026-09-02")), None);
    assert_eq!(begun_by(&files("from = \n", ""), day("2026-09-02")), None);
}
