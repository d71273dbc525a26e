//! Timelines as people read them, beside what they shall be: `told.ja.txt` and `told.en.txt`, written anew with
//! `AYUMI_REWRITE=1`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::shown;
use crate::words::{Book, Language, Words};
use domain::pack::Played;
use domain::{Pack, Zone};
use std::path::Path;

const CITY: &str = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n\
                    how_to_stop.sms = { ja = \"停止は「停止」と返信\" }\n";

const CAMPAIGN: &str = "title = \"歩く\"\nfrom = 2026-04-01\n[decision_points.evening]\nat = \"17:30\"\n\
                        [points.goal_day]\npoints = 10\n";

const MESSAGES: &str = "[almost]\nvalid_for = \"1d\"\n[almost.ja]\ntitle = \"あと少し\"\nstyle = \"buttons\"\n\
                        line = \"あと{left}歩です。\"\n\
                        replies = [{ label = \"あとで\", action = \"later\" }, { label = \"停止\", action = \"stop\" }]\n\
                        [thanks.ja]\nline = \"お返事をありがとうございます。\\nまたお声をかけますので、ゆっくりお過ごしください。どうぞお元気で。\"\n";

const RULES: &str = r#"
fn on_steps(me, event) {
    let goal = me.goal.steps;
    if goal == () { return; }
    if event.steps >= goal { award("goal_day"); } else { nudge("almost", #{ left: goal - event.steps }); }
}
fn on_reply(me, event) {
    if event.action == "later" { nudge("thanks"); schedule("tomorrow", #{ days: 1, at: "10:00" }); }
    if event.action == "text" { flag_for_staff("読んで、お返事をお願いします。"); }
}
fn on_visit(me, event) { set_goal("steps_per_day", 7000, 28); }
fn at_evening(me) { if me.days_since("reply") == 0 { nudge("thanks"); } }
fn at_tomorrow(me) { nudge("thanks"); }
"#;

const CASES: &str = r#"
[[case]]
name = "夕方まで"
resident = { birth_year = 1952, reach = ["line"], goal = 6000 }
[[case.step]]
at = "2026-11-20 16:10"
steps = 4800
expect = ["nudge almost"]
sent = ["almost"]
[[case.step]]
at = "2026-11-20 16:20"
reply = "later"
expect = ["nudge thanks", "schedule tomorrow"]
[[case.step]]
at = "2026-11-23 12:00"
date = 2026-11-22
steps = 6100
[[case.step]]
at = "2026-11-23 22:00"
steps = 2000
sent = []
[[case.step]]
at = "2026-11-24 9:00"
visit = "class"
place = "センター"

[[case]]
name = "書いたとおりではない"
resident = { birth_year = 1952, reach = ["line"], goal = 6000, consent = false }
[[case.step]]
at = "2026-11-20 16:10"
steps = 4800
expect = ["nudge almost"]
sent = ["almost"]
[[case.step]]
at = "2026-11-20 16:20"
text = "足が痛みます"
[[case.step]]
at = "2026-11-20 16:30"
steps = 100
date = 2026-11-25
[[case.step]]
at = "2026-11-21 16:30"
alert = "heat"
expect = []
[[case.step]]
at = "2026-11-21 16:40"
checkup = { bmi = 26.1 }
date = 2026-06-12
[[case.step]]
at = "2026-11-21 16:50"
forecast = { mi_stroke = 2.5, dementia = 1.0 }
[[case.step]]
at = "2026-11-21 17:00"
withdraw = "checkup"
"#;

fn played() -> Vec<Played> {
    let files = [
        ("city.toml", CITY),
        ("walk/campaign.toml", CAMPAIGN),
        ("walk/messages.toml", MESSAGES),
        ("walk/rules.rhai", RULES),
        ("walk/cases.toml", CASES),
    ];
    let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text.to_owned())).into();
    let pack = Pack { city: "432041".parse().unwrap(), files };
    let ruleset = pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let cases = pack.cases(&ruleset).unwrap_or_else(|problems| panic!("{problems:#?}"));
    cases.iter().map(|case| case.play(&ruleset)).collect()
}

/// A page as it is read: an element a line, further in where it is within another.
fn read(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').unwrap();
        let indent = match tag.split(' ').next().unwrap() {
            "details" => "\n",
            "summary" | "ol" => "\n",
            "p" => "\n  ",
            "li" => "\n    ",
            "q" => "\n      ",
            "a" => "→ ",
            _ => "",
        };
        text.push_str(indent);
        if tag.starts_with("li class=\"bad\"") || tag.starts_with("li class=\"good\"") {
            text.push_str("----");
        }
        text.push_str(rest);
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

#[test]
fn timelines_say_what_happened_and_what_came_of_it() {
    let played = played();
    for (language, name) in [(Language::Ja, "told.ja.txt"), (Language::En, "told.en.txt")] {
        let words = Words { language, book: Book::Console, zone: Zone::default() };
        let told = read(&shown(words, &played).into_string());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console/campaigns/timeline").join(name);
        if std::env::var_os("AYUMI_REWRITE").is_some() {
            std::fs::write(&path, &told).unwrap();
        }
        assert_eq!(told, std::fs::read_to_string(&path).unwrap(), "{name}");
    }
}

#[test]
fn those_that_differ_are_open_and_lead_to_their_lines() {
    let html =
        shown(Words { language: Language::Ja, book: Book::Console, zone: Zone::default() }, &played()).into_string();
    assert_eq!(html.matches("<details").count(), 2);
    assert_eq!(html.matches("<details class=\"case\" id=\"case-1\" open>").count(), 1, "{html}");
    let line = 1 + CASES.lines().position(|line| line.contains("2026-11-20 16:30")).unwrap();
    let link = format!("href=\"#cases-toml\" data-jump=\"cases.toml\" data-line=\"{line}\"");
    assert!(html.contains(&link), "{html}");
}

#[test]
fn of_many_that_are_as_written_some_are_counted_only() {
    let one = played().swap_remove(0);
    let many: Vec<Played> = std::iter::repeat_n(one, 45).collect();
    let html = shown(Words { language: Language::Ja, book: Book::Console, zone: Zone::default() }, &many).into_string();
    assert_eq!(html.matches("<details").count(), 40);
    assert!(html.contains("ほかの5件"), "{html}");
}
