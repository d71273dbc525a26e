//! Spending points: what there is, taking one in two taps, and what was taken, with the code that a shop confirms.

use super::Shown;
use super::failure::Failure;
use super::own::{Own, form_id};
use crate::design::picture_of;
use crate::design::{Tone, notice};
use crate::form::Form;
use crate::words::Words;
use domain::linking::Code;
use domain::pack::{Reward, RewardKind};
use domain::points::{Account, Holding};
use domain::rewards::{NotTaken, State, Taken, good_until, is_counted, left_of, take as judged};
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::cache;
use shell::rewards::{Answer, Counter, Void, Wish, can_come_back, cancel as giving_back, had, take as taking};
use shell::spin::random;
use shell::store::Redemption;
use std::collections::BTreeMap;

/// What there is, and what was taken.
pub(super) async fn list(own: &Own<'_>) -> Shown {
    let w = own.words();
    let (here, today) = (own.here, own.today());
    let left = own.snapshot.awards.left();
    let there = here.ruleset.rewards.iter().map(|(name, reward)| (name.as_str(), reward));
    let there: Vec<(&str, &Reward)> =
        there.filter(|(_, reward)| reward.period.until.is_none_or(|until| today <= until)).collect();
    let counted = there.iter().filter(|(_, reward)| is_counted(reward)).map(|(name, _)| *name);
    let taken = here.store().taken_of(&here.city, &own.resident, counted).await?;
    let mine = here.store().redemptions(&here.city, &own.resident).await?;
    let of = |name: &str| taken.get(name).copied().unwrap_or_default();
    let mut cards = Vec::new();
    for (name, reward) in there {
        let refused = judged(reward, of(name), left, today).err();
        cards.push(card(own, (name, reward), of(name), refused).await?);
    }
    let body = html! {
        section.card { (holding(w, left)) p { a href=(own.path("/points")) { (w.say("to-points")) } } }
        @if cards.is_empty() { p.lead { (w.say("rewards-none")) } }
        @for card in cards { (card) }
        @if !mine.is_empty() {
            section.card aria-labelledby="mine" {
                h2 #mine { (w.say("rewards-mine")) }
                ul.list {
                    @for made in &mine {
                        li {
                            .line { a href=(own.path(&format!("/rewards/{}", made.id))) { (title(w, &here.ruleset.rewards, &made.reward)) } b { (state(w, &here.ruleset.rewards, made)) } }
                            small { (w.day(w.zone.day(made.at))) }
                        }
                    }
                }
            }
        }
    };
    own.page(&w.say("rewards"), &body)
}

fn holding(w: Words, Holding { held, owed }: Holding) -> Markup {
    html! {
        dl.numbers { div { dt { (w.say("points-held")) } dd { (w.number(held)) " " small { (w.say("points-unit")) } } } }
        @if owed > 0 { p { (w.with("points-owed", [("owed", owed.into())])) } }
    }
}

async fn card(
    own: &Own<'_>,
    (name, reward): (&str, &Reward),
    taken: Taken,
    refused: Option<NotTaken>,
) -> Result<Markup, Failure> {
    let w = own.words();
    let together = match reward.kind {
        RewardKind::Cause => Some(together(own, name).await?),
        RewardKind::Coupon { .. } | RewardKind::Lottery { .. } | RewardKind::Currency { .. } => None,
    };
    Ok(html! {
        section.card {
            h2 { (reward.title.of(w.of_messages()).unwrap_or(name)) }
            @if let Some(about) = about(w, reward) { p { (about) } }
            dl.numbers {
                div { dt { (w.say("reward-price")) } dd { (w.number(reward.points)) " " small { (w.say("points-unit")) } } }
                @if let Some(left) = left_of(reward, taken) { div { dt { (w.say("reward-left")) } dd { (w.number(left.into())) } } }
                @if let Some(together) = together { div { dt { (w.say("reward-together")) } dd { (w.number(together)) " " small { (w.say("points-unit")) } } } }
            }
            (facts(own, (name, reward)))
            @match refused {
                Some(why) => p { b { (not_taken(w, why)) } },
                // Who looks with them takes nothing.
                None if own.is_family() => {},
                None => p { a.big href=(own.path(&format!("/rewards/{name}/take"))) { (w.say(verb(reward))) } },
            }
        }
    })
}

/// What has come together for a cause.
async fn together(own: &Own<'_>, name: &str) -> Result<i64, Failure> {
    Ok(own.here.store().balance(&own.here.city, &Account::Reward(name.to_owned())).await?)
}

/// What belongs to the kind of a reward: until when, how many win, what is paid.
fn facts(own: &Own<'_>, (name, reward): (&str, &Reward)) -> Markup {
    let w = own.words();
    html! {
        @if let Some(until) = reward.period.until { p { (w.with("reward-until", [("day", w.day(until).into())])) } }
        @match reward.kind {
            RewardKind::Coupon { days, .. } => p { (w.with("reward-days", [("days", i64::from(days).into())])) },
            RewardKind::Lottery { winners, drawn_on } => {
                p { (w.with("reward-drawn-on", [("day", w.day(drawn_on).into()), ("winners", i64::from(winners).into())])) }
                p { a href=(own.path(&format!("/lottery/{name}"))) { (w.say("reward-how-drawn")) } }
            },
            RewardKind::Cause => {},
            RewardKind::Currency { units } => p { (w.with("reward-units", [("units", i64::from(units).into())])) },
        }
    }
}

/// The first tap: what it costs and until when, before anything is done.
pub(super) async fn ask(own: &Own<'_>, name: &str) -> Shown {
    own.by_themselves()?;
    let reward = known(own, name)?;
    let counted = is_counted(reward).then_some(name);
    let taken = own.here.store().taken_of(&own.here.city, &own.resident, counted).await?;
    let taken = taken.get(name).copied().unwrap_or_default();
    match judged(reward, taken, own.snapshot.awards.left(), own.today()) {
        Ok(()) => own.page(&own.words().say(verb(reward)), &asking(own, (name, reward))),
        Err(why) => Ok(refuse(own, why)),
    }
}

fn asking(own: &Own<'_>, (name, reward): (&str, &Reward)) -> Markup {
    let w = own.words();
    let after = own.snapshot.awards.left().held - reward.points;
    html! {
        section.card {
            h2 { (reward.title.of(w.of_messages()).unwrap_or(name)) }
            @if let Some(about) = about(w, reward) { p { (about) } }
            p { (w.with("reward-costs", [("points", reward.points.into()), ("after", after.into())])) }
            @match good_until(reward, own.today()) {
                Some(last) => p { b { (w.with("reward-good-until", [("day", w.day(last).into())])) } },
                None => (facts(own, (name, reward))),
            }
            @if let RewardKind::Cause = reward.kind { p { (w.say("reward-no-way-back")) } }
            form method="post" action=(own.path(&format!("/rewards/{name}/take"))) {
                (own.form_fields())
                button { (w.say("reward-yes")) }
            }
        }
        p { a.big.second href=(own.path("/rewards")) { (w.say("reward-back")) } }
    }
}

/// The second tap. A third one comes to the same page.
pub(super) async fn take(own: &Own<'_>, name: &str, form: &Form) -> Shown {
    own.by_themselves()?;
    let (cache, number, id) = (cache(), form_id(form)?, format!("{:032x}", random()));
    let wish = Wish { resident: &own.resident, reward: name, form: number, id: &id };
    let counter = Counter { sql: &own.here.sql, cache: &cache, key: own.here.key()?, city: &own.here.city };
    match taking(&counter, wish, own.here.now).await? {
        Answer::Had(made, _) => Ok(own.here.go(&own.path(&format!("/rewards/{}", made.id)), Some("reward-had"))),
        Answer::Not(why) => Ok(refuse(own, why)),
    }
}

fn refuse(own: &Own<'_>, why: NotTaken) -> shell::doors::Answer {
    let w = own.words();
    let said = notice(Tone::Bad, &html! { p { (not_taken(w, why)) } });
    let body = html! { p { a.big href=(own.path("/rewards")) { (w.say("reward-back")) } } };
    own.here.page(StatusCode::UNPROCESSABLE_ENTITY, &w.say("slip"), Some(said), &body)
}

/// One that was taken.
pub(super) async fn one(own: &Own<'_>, id: &str) -> Shown {
    let (w, here) = (own.words(), own.here);
    let made = mine(own, id).await?;
    let reward = here.ruleset.rewards.get(&made.reward);
    let cache = cache();
    let counter = Counter { sql: &here.sql, cache: &cache, key: here.key()?, city: &here.city };
    let code = match had(&counter, made.clone()) {
        // Whoever shows the code at a shop spends it: only the resident sees it.
        Answer::Had(_, code) => code.filter(|_| made.state == State::Taken && !own.is_family()),
        Answer::Not(_) => None,
    };
    let back = !own.is_family() && can_come_back(&made, reward, own.today()).is_ok();
    let shop = match made.by.strip_prefix("shop:") {
        Some(shop) => here.store().shop(&here.city, shop).await?,
        None => None,
    };
    let is_ticket = matches!(reward.map(|reward| reward.kind), Some(RewardKind::Lottery { .. }));
    let lottery = if is_ticket { here.store().lottery(&here.city, &made.reward).await? } else { None };
    let body = html! {
        p.lead { (state(w, &here.ruleset.rewards, &made)) }
        @if let Some(code) = &code { (coupon(own, &made, code)) }
        section.card {
            @if let Some(about) = reward.and_then(|reward| about(w, reward)) { p { (about) } }
            @if made.state != State::Taken { p { (w.with("reward-changed", [("at", w.instant(made.changed).into())])) } }
            @if let Some(shop) = &shop { p { (w.with("reward-shop", [("shop", (&shop.name).into())])) } }
            @if made.units > 0 { p { (w.with("reward-units", [("units", made.units.into())])) } }
            @if made.state == State::Won { p { b { (w.say("reward-won-how")) } } }
            p { (w.with("reward-paid-with", [("points", made.points.into()), ("day", w.day(w.zone.day(made.at)).into())])) }
            @if let Some(lottery) = &lottery {
                h2 { (w.say("reward-ticket")) }
                p { code { (made.id) } }
                p { (w.say("lottery-commitment")) }
                p { code { (lottery.commitment.0) } }
                p { a href=(own.path(&format!("/lottery/{}", made.reward))) { (w.say("reward-how-drawn")) } }
            }
        }
        @if back { (giving(own, &made)) }
        p { a.big.second href=(own.path("/rewards")) { (w.say("reward-back")) } }
    };
    own.page(&title(w, &here.ruleset.rewards, &made.reward), &body)
}

/// The code in large digits, and as a picture that leads a shop to where it confirms it.
fn coupon(own: &Own<'_>, made: &Redemption, code: &Code) -> Markup {
    let w = own.words();
    let address = own.here.address(&own.path(&format!("/shop?code={}", code.digits())));
    html! {
        section.card.poster {
            p { (w.say("reward-show")) }
            p.code.large { (code) }
            (picture_of(&address))
            @if let Some(last) = made.good_until { p { b { (w.with("reward-good-until", [("day", w.day(last).into())])) } } }
        }
    }
}

fn giving(own: &Own<'_>, made: &Redemption) -> Markup {
    let w = own.words();
    html! {
        details {
            summary { (w.say("reward-cancel")) }
            p { (w.with("reward-cancel-text", [("points", made.points.into())])) }
            form method="post" action=(own.path(&format!("/rewards/{}/cancel", made.id))) {
                (own.form_fields())
                button.quiet { (w.say("reward-cancel-now")) }
            }
        }
    }
}

/// Gives one back.
pub(super) async fn cancel(own: &Own<'_>, id: &str) -> Shown {
    own.by_themselves()?;
    let made = mine(own, id).await?;
    let cache = cache();
    let counter = Counter { sql: &own.here.sql, cache: &cache, key: own.here.key()?, city: &own.here.city };
    let path = own.path(&format!("/rewards/{}", made.id));
    match giving_back(&counter, id, "resident", own.here.now).await? {
        Ok(_) => Ok(own.here.go(&path, Some("reward-cancelled"))),
        // A second tap is told what the first one did.
        Err(Void::Settled(made)) if made.state == State::Cancelled => Ok(own.here.go(&path, Some("reward-cancelled"))),
        Err(Void::Settled(_)) => Err(Failure::Slip("reward-settled")),
        Err(Void::Over(_)) => Err(Failure::Slip("reward-too-late")),
        Err(Void::OnList) => Err(Failure::Slip("reward-on-list")),
        Err(Void::Unknown) => Err(Failure::NotFound),
    }
}

/// Another's are not there.
async fn mine(own: &Own<'_>, id: &str) -> Result<Redemption, Failure> {
    let found = own.here.store().redemption(&own.here.city, id).await?;
    found.filter(|made| made.resident == own.resident).ok_or(Failure::NotFound)
}

fn known<'o>(own: &'o Own<'_>, name: &str) -> Result<&'o Reward, Failure> {
    own.here.ruleset.rewards.get(name).ok_or(Failure::NotFound)
}

fn about(w: Words, reward: &Reward) -> Option<&str> {
    reward.about.as_ref()?.of(w.of_messages())
}

fn title(w: Words, rewards: &BTreeMap<String, Reward>, name: &str) -> String {
    let title = rewards.get(name).and_then(|reward| reward.title.of(w.of_messages()));
    title.map_or_else(|| w.say("points-reward"), str::to_owned)
}

/// What one does with a reward.
fn verb(reward: &Reward) -> &'static str {
    match reward.kind {
        RewardKind::Coupon { .. } => "reward-take-coupon",
        RewardKind::Lottery { .. } => "reward-take-lottery",
        RewardKind::Cause => "reward-take-cause",
        RewardKind::Currency { .. } => "reward-take-currency",
    }
}

/// What became of it, in the words of its kind.
fn state(w: Words, rewards: &BTreeMap<String, Reward>, made: &Redemption) -> String {
    let kind = rewards.get(&made.reward).map(|reward| reward.kind);
    let kind = match kind {
        Some(RewardKind::Lottery { .. }) => "lottery",
        Some(RewardKind::Cause) => "cause",
        Some(RewardKind::Currency { .. }) => "currency",
        Some(RewardKind::Coupon { .. }) | None => "coupon",
    };
    match made.state {
        State::Taken | State::Used => w.say(&format!("reward-{}-{kind}", made.state.as_str())),
        State::Cancelled | State::Expired | State::Won | State::Lost => {
            w.say(&format!("reward-{}", made.state.as_str()))
        }
    }
}

/// Why a reward is not given.
fn not_taken(w: Words, why: NotTaken) -> String {
    match why {
        NotTaken::NotYet(day) => w.with("reward-not-yet", [("day", w.day(day).into())]),
        NotTaken::Over(day) => w.with("reward-over", [("day", w.day(day).into())]),
        NotTaken::Owes(points) => w.with("reward-owes", [("points", points.into())]),
        NotTaken::Short(points) => w.with("reward-short", [("points", points.into())]),
        NotTaken::Enough(most) => w.with("reward-enough", [("most", i64::from(most).into())]),
        NotTaken::Gone => w.say("reward-gone"),
    }
}
