//! What a changed campaign would have done, as a clerk reads it.

use domain::replay::{Change, Found, One, Report};
use domain::why::Language;

use super::given::{DAYS, Lives, changed, city, pack};

async fn found(lives: &Lives, campaign: &str, pack: &domain::Pack, days: i64) -> Found {
    let plan = lives.plan(campaign, pack, days).await;
    let mut sum = Report::default();
    for span in shell::replay::spans(&lives.sql, &city(), 2).await.unwrap() {
        sum += shell::replay::slice(&lives.sql, &lives.cache, &city(), &plan, &span).await.unwrap();
    }
    Found::new(&plan, sum)
}

/// A pack's hash changes with every word of it.
fn without_hashes(said: &str, found: &Found) -> String {
    let short = found.versions.map(|hash| hash.chars().take(12).collect::<String>());
    said.replace(&short.live, "‹live›").replace(&short.new, "‹new›")
}

#[tokio::test]
async fn a_gentler_rule_is_told_in_tables() {
    let lives = Lives::lived().await;
    let mut pack = changed("rules.rhai", &[("left <= 2500", "left <= 3500"), ("days == 3 ||", "days == 2 ||")]);
    let costs = "\n[costs]\nline_message_yen = 3.0\nsms_part_yen = 8.5\n[how_to_stop]";
    let file = pack.files.get_mut(&pack.city_path()).unwrap();
    *file = file.replace("\n[how_to_stop]", costs);
    let found = found(&lives, "step_goal", &pack, 28).await;
    assert!(found.report.total.added > 0 && found.yen.is_some(), "{found:#?}");
    insta::assert_snapshot!("gentler", without_hashes(&found.tell(Language::Ja), &found));
    insta::assert_snapshot!("gentler_in_english", without_hashes(&found.tell(Language::En), &found));
    let plan = lives.plan("step_goal", &pack, 28).await;
    let told: Vec<String> =
        lives.lives(&plan).await.iter().map(|lived| One::new(&plan, lived).tell(Language::Ja)).collect();
    insta::assert_snapshot!("gentler_for_each", told.join("\n"));
}

#[tokio::test]
async fn another_text_is_a_change_and_nothing_else() {
    let lives = Lives::lived().await;
    let pack = changed("messages.toml", &[("よく歩かれましたね。", "よく歩かれました。")]);
    let found = found(&lives, "step_goal", &pack, DAYS).await;
    let total = found.report.total;
    assert_eq!((total.added, total.removed), (0, 0));
    assert_eq!(found.report.changes.get("text"), Some(&total.changed));
    assert!(total.changed > 0 && total.changed < total.live, "{total:?}");
    assert!(found.report.messages.iter().all(|(name, tally)| tally.changed == 0 || name == "reached"), "{found:#?}");
}

#[tokio::test]
async fn another_hour_is_a_change_of_time() {
    let lives = Lives::lived().await;
    let pack = changed("campaign.toml", &[("at = \"17:30\"", "at = \"18:10\"")]);
    let found = found(&lives, "step_goal", &pack, DAYS).await;
    assert!(found.report.changes.get("time").is_some_and(|times| *times > 0), "{found:#?}");
}

#[tokio::test]
async fn a_new_campaign_adds_and_a_deleted_one_removes() {
    let lives = Lives::lived().await;
    let mut without = pack();
    without.files.retain(|path, _| !path.contains("/step_goal/"));
    let gone = found(&lives, "step_goal", &without, DAYS).await;
    assert_eq!(gone.report.total.removed, gone.report.total.live);
    assert!(gone.report.total.live > 0 && gone.report.total.new == 0);
    assert!(gone.notes.iter().any(|note| note.ja.contains("なくなる")), "{:?}", gone.notes);

    let mut with = pack();
    let folder = "campaigns/432041/";
    for file in ["campaign.toml", "rules.rhai", "messages.toml"] {
        let text = with.files[&format!("{folder}step_goal/{file}")].replace("arao-walk-2026", "another");
        with.files.insert(format!("{folder}walking_club/{file}"), text);
    }
    with.files.insert(format!("{folder}walking_club/cases.toml"), String::new());
    let new = found(&lives, "walking_club", &with, DAYS).await;
    assert_eq!(new.report.total.added, new.report.total.new);
    assert!(new.report.total.new > 0 && new.report.total.live == 0);
    // The other campaign spoke as it did, and counts for the caps of the city.
    assert!(new.report.caps.keys().any(|cap| cap.starts_with("city")), "{:?}", new.report.caps);
}

#[tokio::test]
async fn what_was_never_recorded_is_said() {
    let lives = Lives::lived().await;
    let mut pack = changed("campaign.toml", &[("min_age = 20", "min_age = 20\ndistricts = [\"府本\"]")]);
    let rules = pack.files.get_mut("campaigns/432041/step_goal/rules.rhai").unwrap();
    rules.push_str("\nfn on_visit(me, event) { flag_for_staff(\"来られました。\"); }\n");
    let found = found(&lives, "step_goal", &pack, DAYS).await;
    let notes: Vec<&str> = found.notes.iter().map(|note| note.ja.as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("「受診・参加の記録」の記録がありません")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("当てはまる方は、いませんでした")), "{notes:?}");
    let nobody = Lives::empty().await;
    let found = self::found(&nobody, "step_goal", &pack, DAYS).await;
    assert!(found.notes[0].ja.contains("まだどなたの記録もありません"), "{:?}", found.notes);
}

#[tokio::test]
async fn an_answer_to_what_was_not_said_is_left_out() {
    let lives = Lives::lived().await;
    let pack = changed("rules.rhai", &[("left <= 2500", "left <= 1")]);
    let found = found(&lives, "step_goal", &pack, DAYS).await;
    assert!(found.report.unanswered.new > 0 && found.report.unanswered.live == 0, "{found:#?}");
    let plan = lives.plan("step_goal", &pack, DAYS).await;
    let one = One::new(&plan, &lives.lives(&plan).await[0]);
    assert!(one.messages.iter().any(|message| message.change == Change::Removed), "{one:#?}");
}
