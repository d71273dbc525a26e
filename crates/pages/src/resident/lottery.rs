//! How a lottery is drawn, for everyone: what it is bound to from its first day, and after the draw all that one needs
//! to draw it again.

use super::Shown;
use super::failure::Failure;
use super::here::Here;
use crate::words::Words;
use domain::pack::{Reward, RewardKind};
use http::StatusCode;
use maud::{Markup, html};
use shell::store::{Draw, Lottery};

/// How many winning tickets the page itself shows; the file has all.
const MOST: usize = 200;

/// Draws again, with nothing but Python: `%` is where the numbers of this lottery stand.
const AGAIN: &str = r#"import hashlib, hmac

seed = "%SEED"
assert hashlib.sha256(seed.encode()).hexdigest() == "%COMMITMENT"

tickets = sorted(set(open("tickets.txt").read().split()))
listed = hashlib.sha256("".join(t + "\n" for t in tickets).encode()).hexdigest()

def number(ticket):
    mac = hmac.new(seed.encode(), digestmod=hashlib.sha256)
    for field in ["lottery", listed, ticket]:
        mac.update(len(field).to_bytes(8, "big") + field.encode())
    return mac.hexdigest()[:32]

winners = sorted(tickets, key=lambda t: (number(t), t))[:%WINNERS]
assert winners == open("winners.txt").read().split()
"#;

pub(super) async fn show(here: &Here, name: &str) -> Shown {
    let w = here.words;
    let reward = here.ruleset.rewards.get(name).filter(|reward| matches!(reward.kind, RewardKind::Lottery { .. }));
    let bound = here.store().lottery(&here.city, name).await?;
    if reward.is_none() && bound.is_none() {
        return Err(Failure::NotFound);
    }
    let drawn = here.store().draw_of(&here.city, name).await?;
    let title = reward.and_then(|reward| reward.title.of(w.of_messages()));
    let body = html! {
        @if let Some(reward) = reward { (dates(w, reward)) }
        section.card {
            h2 { (w.say("lottery-bound")) }
            @match &bound {
                Some(lottery) => {
                    p { (w.say("lottery-commitment")) }
                    p { code { (lottery.commitment.0) } }
                    p.soft { (w.with("lottery-since", [("at", w.instant(lottery.at).into())])) }
                },
                None => p { (w.say("lottery-soon")) },
            }
            p { (w.say("lottery-how")) }
        }
        @if let (Some(lottery), Some(drawn)) = (&bound, &drawn) { (result(here, name, lottery, drawn)) }
        @else { p { (w.say("lottery-not-drawn")) } }
    };
    Ok(here.page(StatusCode::OK, title.unwrap_or(name), None, &body))
}

fn dates(w: Words, reward: &Reward) -> Markup {
    let RewardKind::Lottery { winners, drawn_on } = reward.kind else { return Markup::default() };
    html! {
        @if let Some(until) = reward.period.until { p { (w.with("reward-until", [("day", w.day(until).into())])) } }
        p { (w.with("reward-drawn-on", [("day", w.day(drawn_on).into()), ("winners", i64::from(winners).into())])) }
    }
}

fn result(here: &Here, name: &str, lottery: &Lottery, drawn: &Draw) -> Markup {
    let w = here.words;
    let path = |file: &str| format!("{}/lottery/{name}/{file}", here.root());
    let numbers = [("tickets", drawn.tickets.into()), ("winners", drawn.winners.len().into())];
    let again = AGAIN.replace("%SEED", &drawn.seed).replace("%COMMITMENT", &lottery.commitment.0);
    let again = again.replace("%WINNERS", &drawn.winners.len().to_string());
    html! {
        section.card {
            h2 { (w.say("lottery-result")) }
            @if let Some(at) = lottery.drawn { p { (w.with("lottery-drawn", [("at", w.instant(at).into())])) " " (w.with("lottery-counts", numbers)) } }
            p { (w.say("lottery-seed")) }
            p { code { (drawn.seed) } }
            p { (w.say("lottery-winners")) }
            ol { @for ticket in drawn.winners.iter().take(MOST) { li { code { (ticket) } } } }
            ul.list {
                li { a href=(path("tickets.txt")) { (w.say("lottery-tickets-file")) } }
                li { a href=(path("winners.txt")) { (w.say("lottery-winners-file")) } }
            }
        }
        details {
            summary { (w.say("lottery-again")) }
            p { (w.say("lottery-again-text")) }
            pre tabindex="0" { code { (again) } }
        }
    }
}

/// Which of the two lists of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    Tickets,
    Winners,
}

/// A list of tickets, one a line. Whose they are it does not tell.
pub(super) async fn file(here: &Here, name: &str, file: File) -> Shown {
    let drawn = here.store().drawn(&here.city, name).await?.ok_or(Failure::NotFound)?;
    let tickets = match file {
        File::Tickets => drawn.tickets,
        File::Winners => drawn.winners,
    };
    let text = tickets.into_iter().map(|ticket| ticket + "\n").collect();
    Ok(crate::outgoing::plain(StatusCode::OK, "text/plain; charset=utf-8", text))
}
