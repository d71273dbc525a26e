//! Messages that lead to the resident's own pages: each has an address of their own, which stands nowhere until the
//! message leaves.

use std::time::Duration;

use ayumi::native::Native;
use ayumi::phone::{Action, Channel, Fault, Message};
use chrono::TimeDelta;
use domain::CityCode;
use shell::store::Store;
use wire::ticket::{Kind, Ticket};

use super::{sent, setup};
use crate::support::service::{ARAO, PUBLIC_URL, Town, line_user};

/// Enough for one call, if all were told the same.
const PEOPLE: usize = 6;

fn people() -> impl Iterator<Item = String> {
    (0..PEOPLE).map(|number| format!("p-{number}"))
}

fn arao() -> CityCode {
    ARAO.parse().unwrap()
}

impl Town {
    async fn all_are_led(&self) {
        for resident in people() {
            self.line(&resident).await;
            self.say(&resident, "leading").await;
        }
    }

    /// Whom a text lets in, by the address that ends its second line, and until when.
    fn let_in(&self, text: &str) -> Ticket {
        self.let_in_by(text.lines().nth(1).unwrap())
    }

    fn let_in_by(&self, address: &str) -> Ticket {
        let ticket = address.strip_prefix(&format!("{PUBLIC_URL}/me/{ARAO}/open?t=")).unwrap();
        Ticket::read(self.service.token("link_key"), &arao(), Kind::Link, ticket, self.clock.now()).unwrap()
    }
}

/// Where the button below a message leads.
fn link_of(message: &Message) -> &str {
    let uri = message.quick_replies.iter().find_map(|choice| match &choice.action {
        Action::Uri { uri } => Some(uri.as_str()),
        _ => None,
    });
    uri.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_led_to_their_own_pages_by_a_call_of_their_own() {
    let town = setup().start().await.unwrap();
    town.all_are_led().await;
    let ticked = town.tick().await;
    assert_eq!((&ticked["accepted"], town.phone.requests()), (&PEOPLE.into(), PEOPLE as u64), "{ticked}");
    for resident in people() {
        let shown = town.shown(Channel::Line, &line_user(&resident));
        let ticket = town.let_in(&shown[0].text);
        assert_eq!((ticket.resident.as_str(), ticket.family), (resident.as_str(), None));
        assert_eq!(ticket.until, town.clock.now() + TimeDelta::days(7));
        let address = shown[0].text.lines().nth(1).unwrap();
        assert_eq!(link_of(&shown[0]), format!("{address}&to=notebook"));
    }
    // Nothing of it is kept.
    let kept = town.rows("SELECT id FROM outbox WHERE body LIKE '%http%' OR body LIKE '%open?t=%'").await;
    assert!(kept.is_empty(), "{kept:?}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_the_same_when_its_call_is_made_again() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(50));
    town.line("p-1").await;
    town.say("p-1", "leading").await;
    for fault in [Fault::ServerError, Fault::AnswerLost] {
        faults.next(fault, 1);
    }
    let begun = town.clock.now();
    town.tick().await;
    // Minutes pass between the tries.
    for _ in 0..2 {
        town.later(TimeDelta::minutes(10));
        town.tick().await;
    }
    assert_eq!(town.stands("p-1", "leading").await, sent("accepted", None, 3));
    assert_eq!((town.on_line("p-1"), town.phone.counts().changed_retries), (1, 0));
    let shown = town.shown(Channel::Line, &line_user("p-1"));
    assert_eq!(town.let_in(&shown[0].text).until, begun + TimeDelta::days(7));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sms_has_the_address_and_is_counted_as_long_as_it_left() {
    let town = setup().start().await.unwrap();
    town.sms("p-1", "+819012345678").await;
    town.say("p-1", "leading").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "leading").await, sent("accepted", None, 1));
    let shown = town.shown(Channel::Sms, "+819012345678");
    assert_eq!(town.let_in(&shown[0].text).resident.as_str(), "p-1");
    let parts = shown[0].length.as_ref().unwrap().parts as i64;
    let counted = town.rows("SELECT parts FROM sent_days WHERE channel = 'sms'").await;
    assert_eq!(counted, vec![vec![parts.into()]]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_settings_what_leads_there_waits_and_nothing_else() {
    for missing in ["link_key", "public_url"] {
        let mut town = setup().start().await.unwrap();
        // Publishing needs both; a setting is lost afterwards.
        town.settings.variables.insert(missing.to_owned(), String::new());
        town = town.restart().await;
        town.all_are_led().await;
        for resident in people() {
            town.say(&resident, "lasting").await;
        }
        let ticked = town.tick().await;
        assert_eq!((&ticked["accepted"], &ticked["retried"]), (&PEOPLE.into(), &PEOPLE.into()), "{missing}: {ticked}");
        assert_eq!(town.stands("p-1", "leading").await, sent("waiting", Some("misconfigured"), 1));
        match missing {
            "public_url" => town.settings.variables.insert(missing.to_owned(), PUBLIC_URL.to_owned()),
            _ => town.settings.variables.remove(missing),
        };
        let town = town.restart().await;
        town.later(TimeDelta::hours(1));
        town.tick().await;
        assert_eq!(town.stands("p-1", "leading").await, sent("accepted", None, 2));
        assert_eq!(town.on_line("p-1"), 2);
        town.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_left_is_listed_for_its_own_resident_alone() {
    let town = setup().start().await.unwrap();
    for resident in ["p-1", "p-2"] {
        town.line(resident).await;
        town.say(resident, "leading").await;
    }
    town.tick().await;
    town.later(TimeDelta::hours(1));
    town.say("p-1", "other").await;
    let sql = Native::open(town.state.path()).unwrap();
    let store = Store::new(&sql);
    let resident = "p-1".parse().unwrap();
    let messages = store.messages_of(&arao(), &resident, 10).await.unwrap();
    assert_eq!(messages.len(), 1, "what waits has not left: {messages:?}");
    assert_eq!(messages[0].message.bodies.page.as_deref(), Some("ページのleadingです。"));
    town.tick().await;
    let messages = store.messages_of(&arao(), &resident, 10).await.unwrap();
    let names: Vec<&str> = messages.iter().map(|one| one.message.message.as_str()).collect();
    assert_eq!(names, ["other", "leading"]);
    assert_eq!(messages[0].at, town.clock.now());
    assert_eq!(store.messages_of(&arao(), &resident, 1).await.unwrap(), messages[..1]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_is_sent_a_fresh_link_also_after_a_stop() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    let user = line_user("p-1");
    assert!(town.phone.say(&user, "停止").await.unwrap().is_ok());
    town.later(TimeDelta::minutes(1));
    let asked = town.phone.say(&user, "マイページを開きたいです").await.unwrap();
    assert_eq!(town.tick().await["offered"], 1);
    let shown = town.shown(Channel::Line, &user);
    assert!(shown[0].text.starts_with("わたしのページは、こちらです。"), "{}", shown[0].text);
    let ticket = town.let_in(&shown[0].text);
    assert_eq!((ticket.resident.as_str(), ticket.until), ("p-1", town.clock.now() + TimeDelta::days(7)));
    // It is no answer that anybody reads, and no way back from the stop.
    let replies = "SELECT count(*) FROM events WHERE type LIKE '%reply.received%'";
    assert_eq!(town.rows(replies).await, [[1.into()]]);
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.on_line("p-1"), 1);
    // Reported again it asks for nothing new; asked again, and by a button of the menu, it does.
    town.later(TimeDelta::minutes(2));
    assert!(town.phone.redeliver(&asked.event_id).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 0);
    assert!(town.phone.tap_menu(&user, "a=my_page").await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 1);
    let again = town.shown(Channel::Line, &user);
    assert_ne!(town.let_in(&again[1].text).until, ticket.until);
    // Five times an hour, whoever plays with it.
    for _ in 0..5 {
        town.later(TimeDelta::minutes(2));
        assert!(town.phone.say(&user, "my page").await.unwrap().is_ok());
        town.tick().await;
    }
    assert_eq!(town.on_line("p-1"), 5);
    let counted = town.rows("SELECT channel, messages FROM sent_days WHERE campaign = 'own-page'").await;
    assert_eq!(counted, [["line".into(), 5.into()]]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_couple_with_one_telephone_is_sent_both_links_and_a_stranger_nothing() {
    let town = setup().start().await.unwrap();
    for resident in ["p-1", "p-2"] {
        town.sms(resident, "+819012345678").await;
    }
    assert!(town.phone.say("+819012345678", "わたしのページ").await.unwrap().is_ok());
    assert!(town.phone.say("+819087654321", "マイページ").await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 1);
    let shown = town.shown(Channel::Sms, "+819012345678");
    let lines: Vec<&str> = shown[0].text.lines().collect();
    assert_eq!((shown.len(), lines.len(), lines[0]), (1, 4, "荒尾市"), "{lines:?}");
    for (line, (number, resident)) in lines[2..].iter().zip([("1. ", "p-1"), ("2. ", "p-2")]) {
        let ticket = town.let_in_by(line.strip_prefix(number).unwrap());
        assert_eq!(ticket.resident.as_str(), resident);
    }
    assert!(town.shown(Channel::Sms, "+819087654321").is_empty());
    let parts = shown[0].length.as_ref().unwrap().parts as i64;
    let counted = town.rows("SELECT parts FROM sent_days WHERE campaign = 'own-page'").await;
    assert_eq!(counted, [[parts.into()]]);
    town.stop().await;
}
