//! What residents choose on their own page holds for the very next message.

use chrono::{DateTime, Utc};
use domain::Reason;
use domain::decide::Detail;
use domain::event::ChannelKind::{Line, Sms};
use domain::event::{Choices, Hours, Payload, Refusal};
use domain::journey::Happened;

use crate::town::{Campaign, Town, Written, at, hana, walk};

const TOPICS: &str = "[topics]\nwalking = { ja = \"歩くこと\", en = \"Walking\" }\nnotebook = { ja = \"健康手帳\" }\n";

/// A word for each note and each goal, in a campaign about walking, and one about nothing for each goal.
fn hello() -> Written {
    let messages = "[hello]\nvalid_for = \"3d\"\n[hello.ja]\nline = \"こんにちは。\"\nsms = \"荒尾市:こんにちは。\"\n\
                    replies = [{ label = \"はい\", action = \"yes\" }]\n[thanks]\n[thanks.ja]\nline = \"ありがとう。\"\n\
                    [hello.easy_ja]\nline = \"こんにちは、です。\"\n";
    let rules = r#"fn on_notebook(me, event) { nudge("hello"); }
                   fn on_reply(me, event) { if event.action == "yes" { nudge("thanks"); } }"#;
    let mut written = walk("topic = \"walking\"\n", messages, rules).in_a_city(TOPICS);
    written.campaigns.push(Campaign {
        name: "other",
        settings: "",
        messages: "[other]\nvalid_for = \"3d\"\n[other.ja]\nline = \"お元気ですか。\"\n",
        rules: r#"fn on_goal(me, event) { nudge("other"); }"#,
    });
    written
}

fn choices(data: &str) -> Payload {
    Payload::parse("ayumi.choices.made.v1", data).unwrap()
}

impl Town {
    fn chooses(&mut self, data: &str) -> &mut Self {
        self.post(choices(data))
    }

    /// What was held back as it left, since this was last asked.
    fn held_back(&mut self, until: &str) -> Vec<(String, Reason)> {
        let happened = self.journey.advance(at(until)).into_iter();
        let held = happened.filter_map(|one| match one {
            Happened::HeldBack(_, message, reason) => Some((message.message, reason)),
            _ => None,
        });
        held.collect()
    }

    /// When the messages leave that wait.
    fn times(&mut self) -> Vec<DateTime<Utc>> {
        let mut times = Vec::new();
        while let Some(next) = self.journey.next() {
            let left = self.journey.advance(next);
            times.extend(left.iter().any(|one| matches!(one, Happened::Left(..))).then(|| self.journey.now()));
        }
        times
    }
}

#[test]
fn of_a_topic_that_is_off_nothing_comes_and_of_others_it_does() {
    let mut town = Town::at("2026-11-16 10:00", &hello());
    let verdicts = town.chooses(r#"{"topics_off": ["walking"]}"#).notes().verdicts();
    assert_eq!(verdicts[0].outcome, Err(Reason::OptedOut));
    let Some(Detail::TopicOff(topic)) = &verdicts[0].trace.detail else { panic!("{verdicts:?}") };
    assert_eq!((topic.ja.as_str(), topic.en.as_str()), ("歩くこと", "Walking"));
    assert_eq!(town.goal("2026-11-16", 6_000).decided(), ["nudge other"]);
    // The whole set each time: what is absent is wanted again.
    assert_eq!(town.until("2026-11-17 10:00").chooses("{}").notes().decided(), ["nudge hello"]);
}

#[test]
fn a_topic_that_is_off_when_a_message_leaves_keeps_it_back() {
    let mut town = Town::at("2026-11-16 22:00", &hello());
    assert_eq!(town.notes().decided(), ["nudge hello"]);
    town.goal("2026-11-16", 6_000).until("2026-11-17 7:00").chooses(r#"{"topics_off": ["walking"]}"#);
    assert_eq!(town.held_back("2026-11-17 12:00"), [("hello".to_owned(), Reason::OptedOut)]);
}

#[test]
fn a_pause_ends_on_its_day() {
    let mut town = Town::at("2026-11-16 10:00", &hello());
    let verdicts = town.chooses(r#"{"paused_until": "2026-11-18"}"#).notes().verdicts();
    assert_eq!(verdicts[0].outcome, Err(Reason::NotAvailable));
    assert_eq!(verdicts[0].trace.detail, Some(Detail::OwnPause("2026-11-18".parse().unwrap())));
    assert_eq!(town.until("2026-11-18 20:00").notes().decided(), ["withheld hello not_available"]);
    // What would leave after the pause is no disturbance of it.
    assert_eq!(town.until("2026-11-18 22:00").notes().decided(), ["nudge hello"]);
    assert_eq!(town.until("2026-11-19 12:00").left().len(), 1);
}

#[test]
fn a_pause_that_begins_before_a_message_leaves_keeps_it_back() {
    let mut town = Town::at("2026-11-16 22:00", &hello());
    town.notes().chooses(r#"{"paused_until": "2026-11-17"}"#);
    assert_eq!(town.held_back("2026-11-18 12:00"), [("hello".to_owned(), Reason::NotAvailable)]);
}

#[test]
fn ones_own_hours_are_waited_for_across_the_night() {
    let leaves = |hours: &str, from: &str| {
        let mut town = Town::at(from, &hello());
        assert_eq!(town.chooses(&format!(r#"{{"hours": {hours}}}"#)).notes().decided(), ["nudge hello"]);
        town.times()
    };
    // The city's night is from 21:00 to 8:00.
    assert_eq!(leaves(r#"{"from": 9, "until": 18}"#, "2026-11-16 18:00"), [at("2026-11-17 09:00")]);
    assert_eq!(leaves(r#"{"from": 9, "until": 18}"#, "2026-11-16 23:00"), [at("2026-11-17 09:00")]);
    assert_eq!(leaves(r#"{"from": 6, "until": 18}"#, "2026-11-16 19:00"), [at("2026-11-17 08:00")]);
    assert_eq!(leaves(r#"{"from": 20, "until": 24}"#, "2026-11-16 21:30"), [at("2026-11-17 20:00")]);
    // All of them lie in the night: the city's hours hold.
    assert_eq!(leaves(r#"{"from": 22, "until": 24}"#, "2026-11-16 21:30"), [at("2026-11-17 08:00")]);
    assert_eq!(leaves(r#"{"from": 0, "until": 8}"#, "2026-11-16 21:30"), [at("2026-11-17 08:00")]);
    let mut town = Town::at("2026-11-16 17:59", &hello());
    assert_eq!(town.chooses(r#"{"hours": {"from": 0, "until": 24}}"#).notes().left().len(), 1);
}

#[test]
fn what_cannot_wait_for_ones_hours_is_withheld() {
    for message in
        ["if_quiet = \"drop\"\nvalid_for = \"3d\"", "valid_for = \"2h\"", "priority = \"high\"\nvalid_for = \"2h\""]
    {
        let messages: &'static str = format!("[hello]\n{message}\n[hello.ja]\nline = \"こんにちは。\"\n").leak();
        let mut town =
            Town::at("2026-11-16 19:00", &walk("", messages, r#"fn on_notebook(me, event) { nudge("hello"); }"#));
        let verdicts = town.chooses(r#"{"hours": {"from": 9, "until": 18}}"#).notes().verdicts();
        assert_eq!(verdicts[0].outcome, Err(Reason::QuietHours), "{message}");
        assert_eq!(verdicts[0].trace.detail, Some(Detail::OwnHours(Hours { from: 9, until: 18 })), "{message}");
    }
}

#[test]
fn hours_that_are_chosen_while_a_message_waits_are_waited_for() {
    let mut town = Town::at("2026-11-16 22:00", &hello());
    town.notes().chooses(r#"{"hours": {"from": 13, "until": 15}}"#);
    assert_eq!(town.times(), [at("2026-11-17 13:00")]);
}

#[test]
fn an_answer_comes_whatever_was_chosen() {
    let mut town = Town::at("2026-11-16 10:00", &hello());
    let asked = town.notes().left()[0].0.id;
    let all = r#"{"topics_off": ["walking"], "paused_until": "2026-12-20", "hours": {"from": 9, "until": 10}}"#;
    town.chooses(all);
    assert_eq!(town.taps(asked, "yes").left().len(), 1);
}

#[test]
fn the_latest_word_holds_in_whatever_order_they_arrive() {
    let [first, second] = [r#"{"topics_off": ["walking"]}"#, r#"{"hours": {"from": 9, "until": 18}}"#].map(choices);
    let known = |words: [(&str, &Payload); 2]| {
        let mut town = Town::at("2026-11-16 10:00", &hello());
        for (time, word) in words {
            town.post_of(at(time), word.clone());
        }
        town.snapshot().choices.clone().unwrap()
    };
    let (early, late) = ("2026-11-15 10:00", "2026-11-15 11:00");
    let chosen = known([(early, &first), (late, &second)]);
    assert_eq!(chosen, known([(late, &second), (early, &first)]));
    assert_eq!((chosen.choices.hours, chosen.at), (Some(Hours { from: 9, until: 18 }), at(late)));
    assert_eq!(known([(early, &first), (early, &second)]), known([(early, &second), (early, &first)]));
}

#[test]
fn way_and_language_go_before_an_enrolment_that_was_said_before() {
    let mut town = Town::empty("2026-11-16 10:00", &hello());
    town.joins(&[Line, Sms]).consents().links(Line).links(Sms);
    town.until("2026-11-16 11:00").chooses(r#"{"prefer": "sms", "language": "easy_ja"}"#);
    assert_eq!((town.snapshot().ways(), town.snapshot().language()), ([Sms, Line], Some("easy_ja")));
    let (message, way) = town.notes().left().remove(0);
    assert_eq!((way, message.bodies.line.map(|line| line.text)), (Line, Some("こんにちは、です。".to_owned())));
    town.until("2026-11-16 12:00").joins(&[Line]);
    assert_eq!((town.snapshot().ways(), town.snapshot().language()), ([Line, Sms], None));
    // To prefer a way is to wish for it.
    assert!(!town.snapshot().wishes(Sms));
    assert!(town.until("2026-11-16 13:00").chooses(r#"{"prefer": "sms"}"#).snapshot().wishes(Sms));
}

#[test]
fn who_chose_nothing_is_stored_as_before() {
    let mut town = Town::at("2026-11-16 10:00", &hello());
    assert!(!serde_json::to_string(town.snapshot()).unwrap().contains("choices"));
    assert_eq!(town.notes().left()[0].0.topic.as_deref(), Some("walking"));
    let chosen = r#"{"topics_off":["walking"],"hours":{"from":9,"until":18},"paused_until":"2026-11-20","prefer":"sms","language":"en","family":[{"id":"k3m9x2p7","called":"娘"}]}"#;
    assert_eq!(choices(chosen).to_json(), chosen);
    let stored = serde_json::to_string(town.chooses(chosen).snapshot()).unwrap();
    assert_eq!(serde_json::from_str::<domain::Snapshot>(&stored).unwrap(), *town.snapshot());
}

#[test]
fn what_is_out_of_bounds_is_refused_with_a_sentence() {
    let refused = |data: &str| match Payload::parse("ayumi.choices.made.v1", data) {
        Err(Refusal::Data(said)) => said,
        other => panic!("{data}: {other:?}"),
    };
    let topics = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("\"t{number}\"")).collect();
        format!(r#"{{"topics_off": [{}]}}"#, names.join(","))
    };
    let relative = |id: &str, called: &str| format!(r#"{{"id": "{id}", "called": "{called}"}}"#);
    let family = |all: &[String]| format!(r#"{{"family": [{}]}}"#, all.join(","));
    let four: Vec<String> = (0..4).map(|number| relative(&format!("k3m9x2p{number}"), "娘")).collect();
    for (data, said) in [
        (topics(21), "more than 20"),
        (r#"{"topics_off": ["歩く"]}"#.to_owned(), "`歩く`"),
        (r#"{"topics_off": ["a", "a"]}"#.to_owned(), "twice"),
        (r#"{"hours": {"from": 9, "until": 9}}"#.to_owned(), "from 9 until 9"),
        (r#"{"hours": {"from": 18, "until": 9}}"#.to_owned(), "before `until`"),
        (r#"{"hours": {"from": 9, "until": 25}}"#.to_owned(), "0 to 24"),
        (r#"{"hours": [9, 18]}"#.to_owned(), "expected an object"),
        (r#"{"paused_until": "1999-12-31"}"#.to_owned(), "not a date of this programme"),
        (r#"{"prefer": "paper"}"#.to_owned(), "`line` or `sms`"),
        (format!(r#"{{"language": "{}"}}"#, "x".repeat(21)), "longer than 20"),
        (family(&four), "more than 3"),
        (family(&[relative("k3m9x2p", "娘")]), "8 to 32"),
        (family(&[relative("K3M9X2P7", "娘")]), "8 to 32"),
        (family(&[relative("k3m9x2p7", "")]), "1 to 20"),
        (family(&[relative("k3m9x2p7", "\\u0007")]), "1 to 20"),
        (family(&[relative("k3m9x2p7", "娘"), relative("k3m9x2p7", "息子")]), "twice"),
        (r#"{"colour": "red"}"#.to_owned(), "colour"),
    ] {
        let told = refused(&data);
        assert!(told.contains(said), "{data}: {told}");
    }
    let all = r#"{"topics_off": [], "hours": {"from": 0, "until": 24}, "family": []}"#;
    assert_eq!(
        choices(all),
        Payload::Choices(Choices { hours: Some(Hours { from: 0, until: 24 }), ..Choices::default() })
    );
    assert!(Payload::parse("ayumi.choices.made.v1", &topics(20)).is_ok());
}

#[test]
fn a_pause_has_an_end_that_can_be_seen() {
    let said = |until: &str, time: &str| {
        let payload = choices(&format!(r#"{{"paused_until": "{until}"}}"#));
        let (source, id, subject) = ("test".to_owned(), "1".to_owned(), Some(hana()));
        domain::Event { source, id, subject, time: at(time), payload }.check(at("2026-11-16 10:00"))
    };
    assert_eq!(said("2027-05-17", "2026-11-16 10:00"), Ok(()));
    assert!(said("2027-05-19", "2026-11-16 10:00").unwrap_err().to_string().contains("26 weeks"));
    // It is reckoned from when it was said, not from when it arrives; and what is over is no harm.
    assert!(said("2027-05-17", "2026-11-01 10:00").is_err());
    assert_eq!(said("2026-10-01", "2026-11-16 10:00"), Ok(()));
}
