//! Nothing leaves in quiet hours or on a closed day, in any zone, whatever the clocks do.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};
use domain::city::{By, Pause, Scope};
use domain::decide::{Bodies, FollowUp, LineBody, Outgoing, Rulesets};
use domain::event::{ChannelKind, ChannelLinked, Choices, Enrolled, Hours, Payload};
use domain::journey::{Happened, Journey};
use domain::notice::Why;
use domain::pack::{Caps, City, Fallback, HowToStop, Priority};
use domain::release::{Departure, Exit, Hold, Others, Release, release};
use domain::time::{Closed, ClosedSpan, DateOf, QuietHours, clock_text, parse_clock};
use domain::{CityState, Day, MessageId, Reason, Snapshot, Zone};
use proptest::prelude::*;
use std::rc::Rc;

use crate::given::{any_orders, enrolled, event, joins, noon, resident, talkative_but};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_end_of_quiet_is_ahead_and_within_a_day(zone in any_zone(), quiet in any_quiet(), at in any_instant()) {
        match quiet.end(zone, at) {
            None => prop_assert!(!quiet.covers(zone.civil(at).time())),
            Some(end) => {
                prop_assert!(quiet.covers(zone.civil(at).time()));
                prop_assert!(end > at, "{zone:?} {quiet:?}: {at} ends at {end}");
                prop_assert!(end - at <= TimeDelta::hours(26), "{zone:?} {quiet:?}: {at} ends at {end}");
            }
        }
    }

    #[test]
    fn the_next_quiet_is_ahead_and_none_is_missed(zone in any_zone(), quiet in any_quiet(), at in any_instant()) {
        if quiet.covers(zone.civil(at).time()) {
            return Ok(());
        }
        match quiet.begins(zone, at) {
            None => prop_assert_eq!(quiet.from, quiet.until),
            Some(begins) => {
                prop_assert!(begins > at && begins - at <= TimeDelta::hours(26), "{zone:?} {quiet:?}: {at}, {begins}");
                let mut looked = at;
                while looked < begins {
                    prop_assert!(!quiet.covers(zone.civil(looked).time()), "{zone:?} {quiet:?}: missed {looked}");
                    looked += TimeDelta::minutes(5);
                }
            }
        }
    }

    #[test]
    fn a_message_waits_until_it_may_leave(
        zone in any_zone(), quiet in any_quiet(), closed in any_closed(), at in any_instant(),
    ) {
        leaves_when_open(zone, quiet, &closed, at);
    }

    /// No open minute is missed, as far as one looks each half hour.
    #[test]
    fn it_waits_no_longer_than_it_must(
        zone in any_zone(), quiet in any_quiet(), closed in any_closed(), at in any_instant(),
    ) {
        let city = city(zone, quiet, &closed);
        for (priority, closed) in [(Priority::Normal, &closed), (Priority::High, &Closed::default())] {
            let opening = city.opening(at, priority);
            prop_assert_eq!(opening.held.is_some(), opening.at > at);
            prop_assert!(is_open(zone, quiet, closed, opening.at), "{zone:?} {quiet:?} {closed:?}: {opening:?}");
            let mut looked = at;
            while looked < opening.at {
                prop_assert!(!is_open(zone, quiet, closed, looked), "{zone:?} {quiet:?} {closed:?}: missed {looked}");
                looked += TimeDelta::minutes(30);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Neither in the city's night nor outside of the resident's own hours, and no minute later than it must. Where the
    /// two have no minute in common, the city's hold alone.
    #[test]
    fn ones_own_hours_are_waited_for_as_long_as_there_are_any(
        zone in any_zone(), quiet in any_quiet(), from in 0..24_u32, long in 1..25_u32, at in any_instant(),
    ) {
        let hours = Hours { from, until: (from + long).min(24) };
        let city = city(zone, quiet, &Closed::default());
        let mut snapshot = someone();
        let chosen = Payload::Choices(Choices { hours: Some(hours), ..Choices::default() });
        let _ = snapshot.observe(&event("hours", noon(), chosen), &city, noon());
        let is_own = |time: NaiveTime| (hours.from..hours.until).contains(&time.hour());
        let minutes = || (0..24 * 60).filter_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0));
        let is_any = minutes().any(|time| is_own(time) && !quiet.covers(time));
        let is_open = |at: DateTime<Utc>| {
            let time = zone.civil(at).time();
            !quiet.covers(time) && (is_own(time) || !is_any)
        };
        let opening = city.opening_for(&snapshot, at, Priority::Normal);
        prop_assert_eq!(opening.held.is_some(), opening.at > at);
        prop_assert!(is_open(opening.at), "{zone:?} {quiet:?} {hours:?}: {opening:?}");
        let mut looked = at;
        while looked < opening.at {
            prop_assert!(!is_open(looked), "{zone:?} {quiet:?} {hours:?}: missed {looked}");
            looked += TimeDelta::minutes(15);
        }
    }
}

/// What a sender had in its hands when it was thrown away is looked at once more, and finds that.
#[test]
fn what_was_decided_before_it_was_thrown_away_never_leaves() {
    let city = city(Zone::default(), QuietHours { from: NaiveTime::MIN, until: NaiveTime::MIN }, &Closed::default());
    let at = noon();
    let id = |at: DateTime<Utc>| MessageId(ulid::Ulid::from_parts(at.timestamp_millis().try_into().unwrap(), 7));
    let code: domain::CityCode = "432041".parse().unwrap();
    for scope in ["all", "channel:line", "campaign:walk"] {
        let scope: Scope = scope.parse().unwrap();
        let why = Why::Said("取りやめ".to_owned());
        let mut state = CityState::default();
        let _ = state.pause(Pause { scope: scope.clone(), since: at, by: By::Staff, why });
        let looked = |state: &CityState, decided| {
            let message = Outgoing { id: id(decided), ..message(at) };
            release(&message, &someone(), &Others::default(), &Exit { code: &code, settings: &city, state, now: at })
        };
        assert!(matches!(looked(&state, at), Release::Wait(_, Hold::Paused)), "{scope}");
        state.discard(&scope, at);
        assert_eq!(looked(&state, at), Release::Withhold(Reason::Suspended), "{scope}");
        let later = at + TimeDelta::milliseconds(1);
        assert!(matches!(looked(&state, later), Release::Wait(_, Hold::Paused)), "{scope}");
        // Also when it goes on before anybody has looked.
        let _ = state.resume(&scope, Day(0));
        assert_eq!(looked(&state, at), Release::Withhold(Reason::Suspended), "{scope}");
        assert!(matches!(looked(&state, later), Release::Send(_)), "{scope}");
    }
}

/// A telephone that is off in the evening is not rung up by night, nor told what is over.
#[test]
fn an_sms_is_kept_until_the_night_or_its_own_end() {
    let quiet = QuietHours { from: parse_clock("21:00").unwrap(), until: parse_clock("8:00").unwrap() };
    let code: domain::CityCode = "432041".parse().unwrap();
    let number = "+819012345678".to_owned();
    let mut snapshot = someone();
    let linked = Payload::ChannelLinked(ChannelLinked { channel: ChannelKind::Sms, address: number.clone() });
    let settings = city(Zone::default(), quiet, &Closed::default());
    let reached = Payload::Enrolled(Enrolled { reach: vec![ChannelKind::Sms], ..enrolled(1950) });
    for (id, payload) in [("sms", linked), ("reached", reached)] {
        let _ = snapshot.observe(&event(id, noon() + TimeDelta::seconds(1), payload), &settings, noon());
    }
    let text = "歩きましょう。".to_owned();
    // Noon in Japan; it is quiet nine hours later.
    for (valid, kept) in [(TimeDelta::hours(2), TimeDelta::hours(2)), (TimeDelta::days(2), TimeDelta::hours(9))] {
        let bodies = Bodies { sms: Some(text.clone()), ..Bodies::default() };
        let message = Outgoing { bodies, expires_at: noon() + valid, ..message(noon()) };
        let state = CityState::default();
        let exit = Exit { code: &code, settings: &settings, state: &state, now: noon() };
        let until = noon() + kept;
        let leaves = Departure::Sms { to: number.clone(), text: text.clone(), until };
        assert_eq!(release(&message, &snapshot, &Others::default(), &exit), Release::Send(leaves));
    }
}

/// Who just wrote has read what answers them.
#[test]
fn an_sms_follows_a_message_and_no_answer() {
    let follow_up = Some(FollowUp { hours: 24, text: "LINEでもお送りしています。".to_owned() });
    let said = Outgoing { follow_up, ..message(noon()) };
    assert!(said.followed_by(noon()).is_some_and(|sms| sms.bodies.line.is_none() && sms.bodies.sms.is_some()));
    assert_eq!(Outgoing { is_answer: true, ..said }.followed_by(noon()), None);
}

/// Japan is nine hours ahead: its quiet morning is yesterday's evening in UTC.
#[test]
fn every_minute_of_a_japanese_morning_is_quiet() {
    let zone = Zone::default();
    let quiet = QuietHours { from: NaiveTime::MIN, until: NaiveTime::from_hms_opt(9, 0, 0).unwrap() };
    let midnight = zone.instant(zone.day(noon()), NaiveTime::MIN);
    for minute in 0..24 * 60 {
        let at = midnight + TimeDelta::minutes(minute);
        assert_eq!(quiet.end(zone, at).is_some(), minute < 9 * 60, "minute {minute}");
        let left = leaves_when_open(zone, quiet, &Closed::default(), at);
        assert_eq!(left, midnight + TimeDelta::minutes(minute.max(9 * 60)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_talkative_pack_keeps_quiet(
        zone in any_zone(),
        quiet in any_quiet(),
        closed in any_closed(),
        (events, _) in any_orders(25),
        hours in prop::collection::vec(0..30_i64, 25),
    ) {
        let (from, until) = (clock_text(quiet.from), clock_text(quiet.until));
        let ruleset = talkative_but(zone.0.name(), (&from, &until), (5, 20), &written(&closed));
        prop_assert_eq!(&ruleset.city.closed, &closed);
        let mut journey = Journey::new(Rulesets::new(ruleset), noon());
        let mut left = 0;
        for event in joins(noon()) {
            let _ = journey.post(&event);
        }
        for (event, hours) in events.into_iter().zip(hours) {
            let to = journey.now() + TimeDelta::hours(hours);
            while let Some(at) = journey.next().filter(|at| *at <= to) {
                for happened in journey.advance(at) {
                    if let Happened::Left(..) = happened {
                        left += 1;
                        prop_assert!(is_open(zone, quiet, &closed, journey.now()));
                    }
                }
            }
            let _ = journey.advance(to);
            let _ = journey.post(&Rc::new(event));
        }
        prop_assert!(left < 400, "{left}");
    }
}

/// Looks at a message each time it was told to, until it leaves.
fn leaves_when_open(zone: Zone, quiet: QuietHours, closed: &Closed, at: DateTime<Utc>) -> DateTime<Utc> {
    let settings = city(zone, quiet, closed);
    let (code, state, snapshot) = ("432041".parse().unwrap(), CityState::default(), someone());
    let message = message(at);
    let mut now = at;
    for _ in 0..5 {
        let exit = Exit { code: &code, settings: &settings, state: &state, now };
        match release(&message, &snapshot, &Others::default(), &exit) {
            Release::Send(_) => {
                assert!(is_open(zone, quiet, closed, now), "{zone:?} {quiet:?} {closed:?}: left at {now}");
                return now;
            }
            Release::Wait(until, _) => {
                assert!(until > now, "{zone:?} {quiet:?} {closed:?}: at {now} to wait until {until}");
                now = until;
            }
            Release::Withhold(reason) => panic!("{reason}"),
        }
    }
    panic!("{zone:?} {quiet:?} {closed:?}: from {at} on it waits and waits");
}

fn is_open(zone: Zone, quiet: QuietHours, closed: &Closed, at: DateTime<Utc>) -> bool {
    !quiet.covers(zone.civil(at).time()) && closed.name(zone.day(at)).is_none()
}

fn city(zone: Zone, quiet: QuietHours, closed: &Closed) -> City {
    City {
        name: "荒尾市".to_owned(),
        zone,
        sender: "荒尾市".to_owned(),
        quiet,
        closed: closed.clone(),
        caps: Caps { per_day: Some(2), per_week: Some(5) },
        known_as: Vec::new(),
        how_to_stop: HowToStop::default(),
        topics: Default::default(),
        links: Vec::new(),
        fallback: Fallback::Never,
        also_on_line: None,
        my_page: Default::default(),
        step_priority: Vec::new(),
        close_after_days: 7,
        consent_texts: Default::default(),
        link: None,
        points: domain::points::PointCaps::default(),
        points_good_for: None,
        costs: domain::pack::Costs::default(),
        holdout: None,
        city_os: Vec::new(),
    }
}

fn someone() -> Snapshot {
    let mut snapshot = Snapshot::default();
    let quiet = QuietHours { from: NaiveTime::MIN, until: NaiveTime::MIN };
    for event in joins(noon()) {
        let _ = snapshot.observe(&event, &city(Zone::default(), quiet, &Closed::default()), noon());
    }
    assert!(snapshot.contact.address(ChannelKind::Line).is_some(), "{}", resident());
    snapshot
}

fn message(at: DateTime<Utc>) -> Outgoing {
    let text = "歩きましょう。".to_owned();
    let bodies = Bodies { line: Some(LineBody { text, ..LineBody::default() }), ..Bodies::default() };
    let json = serde_json::json!({
        "id": MessageId(ulid::Ulid::from_parts(1, 1)), "campaign": "walk", "message": "a", "occasion": "once",
        "bodies": bodies, "outdoor": false, "not_before": at, "expires_at": at + TimeDelta::days(60),
    });
    serde_json::from_value(json).unwrap()
}

/// Any zone there is, and Japan's more often.
fn any_zone() -> impl Strategy<Value = Zone> {
    prop_oneof![
        1 => Just(Zone::default()),
        4 => (0..chrono_tz::TZ_VARIANTS.len()).prop_map(|place| Zone(chrono_tz::TZ_VARIANTS[place])),
    ]
}

fn any_quiet() -> impl Strategy<Value = QuietHours> {
    let time = || (0..24 * 12_u32).prop_map(|fives| NaiveTime::from_hms_opt(fives / 12, fives % 12 * 5, 0).unwrap());
    (time(), time()).prop_map(|(from, until)| QuietHours { from, until })
}

/// Minutes of the years 2024 to 2033.
fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (28_400_000..33_600_000_i64).prop_map(|minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes))
}

/// Holidays, weekends and up to two spans of a week and more, of every year or of one.
fn any_closed() -> impl Strategy<Value = Closed> {
    let span = (20_000..23_000_i32, 0..10_i32, any::<bool>()).prop_map(|(from, days, is_yearly)| {
        let date = |day: Day| match is_yearly {
            true => DateOf::EveryYear(day.date().month(), day.date().day()),
            false => DateOf::Day(day),
        };
        ClosedSpan { from: date(Day(from)), until: date(Day(from + days)), name: "休み".to_owned() }
    });
    (any::<bool>(), any::<bool>(), prop::collection::vec(span, 0..3)).prop_map(|(holidays, weekends, spans)| Closed {
        holidays,
        weekends,
        spans,
    })
}

/// Closed days as staff write them.
fn written(closed: &Closed) -> String {
    let date = |date: DateOf| match date {
        DateOf::EveryYear(month, day) => format!("{month:02}-{day:02}"),
        DateOf::Day(day) => day.to_string(),
    };
    let span = |span: &ClosedSpan| {
        format!("{{ from = \"{}\", until = \"{}\", name = \"{}\" }}", date(span.from), date(span.until), span.name)
    };
    let spans: Vec<String> = closed.spans.iter().map(span).collect();
    let Closed { holidays, weekends, .. } = closed;
    format!("[closed]\nholidays = {holidays}\nweekends = {weekends}\ndays = [{}]", spans.join(", "))
}
