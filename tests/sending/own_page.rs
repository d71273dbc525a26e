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
        let address = text.lines().nth(1).unwrap();
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
