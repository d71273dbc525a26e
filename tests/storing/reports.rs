//! Reports are made once a day of what has closed, and made again, to the byte, from the record as it is handed out. What a
//! campaign that learns has found is kept with them, and drawn with.

use super::given::{Shell, city, days_ago, noon, text};
use super::record::{PEOPLE, ask, begun, begun_with, close, handed_out, measuring, name, ruleset, take};
use crate::support::program::{ayumi, ended};
use crate::support::service::steps;
use chrono::{DateTime, TimeDelta, Utc};
use outcomes::record::Shape;
use outcomes::report::{Answer, DesignKind, Gathering, Reader, Report, Rows, Told};
use shell::record::{Roll, Span, Wanted};
use shell::store::Store;
use shell::{Turn, reports};

async fn make(shell: &Shell, now: DateTime<Utc>) -> usize {
    let ruleset = ruleset(shell).await;
    let city = city();
    let turn = Turn::at(now, 100_000);
    reports::make_due(&shell.sql, &shell.cache, (&city, "a key"), &ruleset, &turn).await.unwrap()
}

async fn newest(shell: &Shell) -> (i64, String) {
    let store = Store::new(&shell.sql);
    let kept = store.reports_of(&city(), "walk", 10).await.unwrap().remove(0);
    (kept.number, store.report_text(&city(), "walk", kept.number).await.unwrap().unwrap())
}

/// Who was written to walks so many steps more on the days that follow.
async fn walked(shell: &Shell, more: i64, days: i64) {
    let sent = shell.rows("SELECT resident, day FROM trial_points WHERE sends = 1").await;
    let today = i64::from(domain::Zone::default().day(noon()).0);
    for day in 0..days {
        let at = noon() + TimeDelta::days(day);
        let was_sent = |who: &str| sent.iter().any(|row| text(&row[0]) == who && row[1] == (today + day).into());
        // Whoever walks is a little different each day, or nothing could be told from chance.
        let own = |person: usize| 3_000 + 40 * person as i64 + (person as i64 * 37 + day * 91) % 700;
        let events: Vec<_> = (0..PEOPLE)
            .map(|person| {
                let who = name(person);
                let count = own(person) + if was_sent(&who) { more } else { 0 };
                steps(&who, &days_ago(-day), count, 1, at)
            })
            .collect();
        take(shell, &events, at + TimeDelta::hours(4)).await;
    }
}

/// Makes the newest report again from the record as it is handed out.
async fn again(shell: &Shell, shape: Shape) -> (String, String) {
    let (_, kept) = newest(shell).await;
    let theirs: Report = serde_json::from_str(&kept).unwrap();
    let asked = theirs.recompute.asked.clone();
    let (lines, _) = handed_out(shell, shape, 7, None).await;
    let names: Vec<&str> = shape.columns().iter().map(|(name, _)| *name).collect();
    let reader = Reader::find(&asked, &names).unwrap();
    let mut chain = wire::table::Chain::default();
    chain.line(&names);
    lines.iter().for_each(|line| chain.line(line));
    let mut gathering = Gathering::new(asked);
    reports::add(&mut gathering, &reader, &lines).unwrap();
    let report = gathering.finish(&Told {
        as_of: theirs.recompute.as_of,
        today: theirs.recompute.today,
        looks_made: theirs.recompute.looks_made,
        record: chain.as_str(),
        code: reports::CODE,
    });
    (kept, reports::text_of(&report).unwrap())
}

#[tokio::test]
async fn a_report_is_made_once_a_day_and_again_from_the_record() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    for day in 0..3 {
        ask(&shell, noon() + TimeDelta::hours(1) + TimeDelta::days(day)).await;
    }
    walked(&shell, 1_500, 3).await;
    let later = noon() + TimeDelta::days(11);
    assert_eq!(make(&shell, later).await, 0, "nothing is told before what could be closed is closed");
    assert_eq!(close(&shell, later).await, 3 * PEOPLE);
    // One that an older program left half made, in a form of its own, is made from the beginning.
    let (city, day) = (city(), domain::Zone::default().day(later).0);
    let half = format!(
        "INSERT INTO reports (city, campaign, number, day, as_of, gathering, record, is_final, shows_effect) \
         VALUES ('{city}', 'walk', 1, {day}, {}, '{{\"of\":\"another form\"}}', 'half', 0, 0)",
        later.timestamp_millis()
    );
    shell.rows(&half).await;
    assert_eq!(make(&shell, later).await, 1);
    assert_eq!(make(&shell, later + TimeDelta::hours(2)).await, 0, "once a day");
    let (kept, made) = again(&shell, Shape::Record).await;
    assert_eq!(kept, made, "the same bytes");
    let report: Report = serde_json::from_str(&kept).unwrap();
    let Answer::Known(effect) = &report.effect.primary else { panic!("{:?}", report.effect.primary) };
    assert!(effect.ci_low > 1_000.0 && effect.ci_high < 2_000.0, "{effect:?}");
    let logged = shell.rows("SELECT detail FROM audit WHERE what = 'report_made'").await;
    assert_eq!(logged.len(), 1);
    assert!(text(&logged[0][0]).contains(&wire::signed::fingerprint(&kept)));
    // Steps that come late change what is told of them and not the report that was made.
    let late = steps(&name(0), &days_ago(0), 9_999, 2, later);
    take(&shell, &[late], later).await;
    assert_eq!(close(&shell, later + TimeDelta::days(1)).await, 1);
    assert_eq!(make(&shell, later + TimeDelta::days(1)).await, 1);
    let (number, second) = newest(&shell).await;
    let second: Report = serde_json::from_str(&second).unwrap();
    assert_eq!(number, 2);
    assert_eq!((report.looks.made, second.looks.made), (0, 1), "the first was a look");
    assert_eq!(second.effect.primary, report.effect.primary, "what was closed stays");
}

/// What an auditor does with the program and two files, and with nothing else.
#[tokio::test]
async fn a_report_is_made_again_by_the_command_of_an_auditor() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    for day in 0..3 {
        ask(&shell, noon() + TimeDelta::hours(1) + TimeDelta::days(day)).await;
    }
    walked(&shell, 500, 3).await;
    let later = noon() + TimeDelta::days(11);
    close(&shell, later).await;
    assert_eq!(make(&shell, later).await, 1);
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &str| {
        let mut command = ayumi();
        command.current_dir(folder.path()).env("SPIN_VARIABLE_LINK_KEY", "a key").args(words.split(' '));
        ended(command.args(["--lang", "en"]))
    };
    let state = format!("--state {} --city {}", shell.state.path().display(), city());
    assert_eq!(run(&format!("report walk --format json --to report.json {state}")).0, 0);
    assert_eq!(run(&format!("record walk --to record.csv {state}")).0, 0);
    let (_, kept) = newest(&shell).await;
    assert_eq!(std::fs::read_to_string(folder.path().join("report.json")).unwrap(), kept, "the bytes that are hashed");
    let verify = || run("report verify report.json --record record.csv");
    let (code, said) = verify();
    assert!(code == 0 && said.contains(&wire::signed::fingerprint(&kept)), "{said}");
    // One outcome of the record is not what it was.
    let record = folder.path().join("record.csv");
    let text = std::fs::read_to_string(&record).unwrap();
    let column = text.lines().next().unwrap().split(',').position(|name| name == "outcome").unwrap();
    let outcome = |line: &str| line.split(',').nth(column).map(str::to_owned).filter(|outcome| !outcome.is_empty());
    let (line, steps) = text.lines().skip(1).find_map(|line| Some((line, outcome(line)?))).unwrap();
    std::fs::write(&record, text.replacen(line, &line.replace(&format!(",{steps},"), ",1,"), 1)).unwrap();
    let (code, said) = verify();
    assert!(code == 1 && said.contains("another report comes out") && said.contains("effect.primary"), "{said}");
    let (code, said) = run("report verify report.json --record record.parquet");
    assert!(code == 1 && said.contains("write it again with `ayumi record CAMPAIGN --to FILE.csv`"), "{said}");
    // What is not there is said.
    let (code, said) = run(&format!("report wlak {state}"));
    assert!(code == 1 && said.contains("the city has no campaign `wlak`; it has: walk"), "{said}");
    let (code, said) = run(&format!("report walk --number 7 {state}"));
    assert!(code == 1 && said.contains("there is no report number 7 of `walk`"), "{said}");
    let (code, said) = run(&format!("plan sealed walk {state}"));
    assert!(code == 1 && said.contains("no such plan of `walk` was sealed"), "{said}");
    let (code, said) = run(&format!("report walk {state}"));
    assert!(code == 0 && said.starts_with("## Summary\n"), "{said}");
}

/// People in arms of their own, and nothing drawn at decision points: the report is of their weeks.
#[tokio::test]
async fn a_report_of_arms_is_made_of_weeks() {
    let mut pack = measuring("proximal = \"steps_same_day\"");
    let campaign = pack.files.iter_mut().find(|(path, _)| path.ends_with("walk/campaign.toml")).unwrap().1;
    *campaign = campaign.replace("probability = 0.5\n", "")
        + "[experiment]\nseed = \"arms-of-2026\"\narms = { nudge = 0.5, control = 0.5 }\n";
    // Its case is of somebody who may be in either arm.
    pack.files.iter_mut().find(|(path, _)| path.ends_with("cases.toml")).unwrap().1.clear();
    let shell = begun_with(&pack).await;
    for day in 0..7 {
        ask(&shell, noon() + TimeDelta::hours(1) + TimeDelta::days(day)).await;
    }
    walked(&shell, 0, 14).await;
    let later = noon() + TimeDelta::days(22);
    assert_eq!(shell.count("SELECT count(*) FROM trial_points").await, 0);
    close(&shell, later).await;
    assert_eq!(make(&shell, later).await, 1);
    let (kept, made) = again(&shell, Shape::Weeks).await;
    assert_eq!(kept, made, "the same bytes");
    let report: Report = serde_json::from_str(&kept).unwrap();
    assert_eq!((report.about.design.kind, report.recompute.asked.rows), (DesignKind::People, Rows::Weeks));
    assert!(report.recompute.command.contains("--shape weeks"));
    let Answer::Known(effect) = &report.effect.primary else { panic!("{:?}", report.effect.primary) };
    assert!(effect.ci_low < 0.0 && effect.ci_high > 0.0, "nothing was done to anyone: {effect:?}");
    assert_eq!(effect.people.shown(), Some(PEOPLE as u64));
}

/// A probability that is learnt is what it was at the start until something is known, and then follows it.
#[tokio::test]
async fn what_is_learnt_is_drawn_with_and_logged() {
    let mut pack = measuring("proximal = \"steps_same_day\"");
    let campaign = pack.files.iter_mut().find(|(path, _)| path.ends_with("walk/campaign.toml")).unwrap().1;
    *campaign = campaign.replace(
        "probability = 0.5\n",
        "probability = { by = \"learning\", least = 0.2, most = 0.8, start = 0.4, people = 10 }\n",
    );
    let shell = begun_with(&pack).await;
    for day in 0..3 {
        ask(&shell, noon() + TimeDelta::hours(1) + TimeDelta::days(day)).await;
    }
    walked(&shell, 2_000, 3).await;
    let probabilities = "SELECT DISTINCT probability FROM trial_points ORDER BY due";
    assert_eq!(shell.rows(probabilities).await, vec![vec!["0.4".into()]]);
    let later = noon() + TimeDelta::days(11);
    close(&shell, later).await;
    assert_eq!(make(&shell, later).await, 1);
    let store = Store::new(&shell.sql);
    let learnt = store.city(&city()).await.unwrap().unwrap().state.learnt["walk"].clone();
    assert!(learnt.helps > 0.99, "{learnt:?}");
    let logged = shell.rows("SELECT detail FROM audit WHERE what = 'probability_learnt'").await;
    assert!(text(&logged[0][0]).contains("\"probability\":0.8"), "{logged:?}");
    ask(&shell, later + TimeDelta::hours(1)).await;
    assert_eq!(shell.rows(probabilities).await, vec![vec!["0.4".into()], vec!["0.8".into()]]);
    let (kept, made) = again(&shell, Shape::Record).await;
    assert!(kept != made, "rows that came since are not in the report that was made before");
}

/// The parts that somebody takes along, put one after the other, are the whole; who comes meanwhile moves nobody.
#[tokio::test]
async fn parts_that_are_taken_along_are_the_whole() {
    let shell = begun("proximal = \"steps_same_day\"").await;
    ask(&shell, noon() + TimeDelta::hours(1)).await;
    let city = city();
    let wanted = Wanted { city: &city, campaign: "walk", shape: Shape::Record, agreed: None, key: "a key" };
    let roll = Roll::of(&shell.sql, &shell.cache, wanted).await.unwrap();
    assert_eq!(roll.spans(), [Span { after: String::new(), until: String::new() }], "so few are one part");
    let (whole, _) = handed_out(&shell, Shape::Record, 500, None).await;
    let middle = whole[PEOPLE / 2][0].clone();
    let mut lines = Vec::new();
    for (after, until) in [("", middle.as_str()), (middle.as_str(), "")] {
        let span = Span { after: after.to_owned(), until: until.to_owned() };
        let many = roll.take(&shell.sql, &span, |line| lines.push(line.to_vec())).await;
        assert!(many.unwrap() > 0);
    }
    assert_eq!(lines, whole);
}
