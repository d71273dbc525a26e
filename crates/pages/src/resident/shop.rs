//! Where a shop confirms a code that a resident shows. Its browser keeps the key that staff gave the shop; who scans a
//! code without one is told what the page is for.

use super::Shown;
use super::failure::Failure;
use super::here::Here;
use crate::design::{Tone, notice};
use crate::form::Form;
use crate::outgoing::{append, digest};
use crate::words::Words;
use domain::rewards::State;
use domain::staff::sealed;
use http::StatusCode;
use http::header::COOKIE;
use maud::{Markup, html};
use shell::doors::{Answer, Incoming, cache};
use shell::rewards::{AtShop, Counter, hand_over};
use shell::store::{Redemption, Shop};

/// The cookie that holds a shop's key.
const KEY: &str = "shop";

/// For how long: a year, and with each code another.
const KEY_LIVES: i64 = 31_536_000;

/// A shop's browser.
struct Till {
    shop: Shop,
    key: String,
}

pub(super) async fn show(here: &Here, request: &Incoming) -> Shown {
    let till = till(here, request).await?;
    let typed: String = request.asked("code").unwrap_or_default().chars().take(20).collect();
    Ok(page(here, &till, StatusCode::OK, None, &typed))
}

/// What a shop confirms. The second tap of two is told what the first one did.
pub(super) async fn confirm(here: &Here, request: &Incoming, form: &Form) -> Shown {
    let till = till(here, request).await?;
    sent_by_our_page(here, request, form, &till)?;
    let w = here.words;
    let cache = cache();
    let counter = Counter { sql: &here.sql, cache: &cache, key: here.key()?, city: &here.city };
    let (status, tone, said) = match hand_over(&counter, &till.shop, form.get("code"), here.now).await? {
        AtShop::Done(made) => (StatusCode::OK, Tone::Good, w.with("shop-done", [("title", title(here, &made).into())])),
        AtShop::Before(made, by) => (StatusCode::CONFLICT, Tone::Bad, before(here, &made, by.as_deref())),
        AtShop::Over(last) => (StatusCode::CONFLICT, Tone::Bad, w.with("shop-over", [("day", w.day(last).into())])),
        AtShop::Slip(_) => (StatusCode::UNPROCESSABLE_ENTITY, Tone::Bad, w.say("shop-slip")),
        AtShop::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, Tone::Bad, w.say("shop-wrong")),
        AtShop::Locked(seconds) => return Err(Failure::Locked(seconds)),
    };
    let said = notice(tone, &html! { p { (said) } });
    // What was typed wrong is there to be mended; what is done makes room for the next.
    let typed = if status == StatusCode::UNPROCESSABLE_ENTITY { form.get("code") } else { "" };
    Ok(with_key(here, page(here, &till, status, Some(said), typed), &till.key, KEY_LIVES))
}

/// What became of a code before.
fn before(here: &Here, made: &Redemption, by: Option<&str>) -> String {
    let w = here.words;
    let at = w.instant(made.changed);
    match (made.state, by) {
        (State::Cancelled, _) => w.with("shop-cancelled", [("at", at.into())]),
        (State::Expired, _) => w.say("shop-expired"),
        (_, Some(by)) => {
            let facts = [("title", title(here, made).into()), ("at", at.into()), ("shop", by.into())];
            w.with("shop-done-by", facts)
        }
        (_, None) => w.with("shop-done-before", [("title", title(here, made).into()), ("at", at.into())]),
    }
}

fn title(here: &Here, made: &Redemption) -> String {
    let reward = here.ruleset.rewards.get(&made.reward);
    reward.and_then(|reward| reward.title.of(here.words.of_messages())).unwrap_or(&made.reward).to_owned()
}

/// The way in of a link that staff made. Machines open links too: looking at it gives nobody the key.
pub(super) async fn ask(here: &Here, request: &Incoming) -> Shown {
    let w = here.words;
    let key = request.asked("key").unwrap_or_default();
    let shop = shop_of(here, &key).await?;
    let body = html! {
        p.lead { (w.with("shop-open-text", [("shop", (&shop.name).into())])) }
        form.card method="post" action={ (here.root()) "/shop/open" } {
            input type="hidden" name="key" value=(key);
            button { (w.say("shop-open-now")) }
        }
        p.soft { (w.say("shop-open-hint")) }
    };
    Ok(here.page(StatusCode::OK, &w.say("shop"), None, &body))
}

pub(super) async fn open(here: &Here, request: &Incoming, form: &Form) -> Shown {
    if !here.is_from_here(request) {
        return Err(Failure::Stale);
    }
    let key = form.get("key");
    shop_of(here, key).await?;
    Ok(with_key(here, here.go(&format!("{}/shop", here.root()), None), key, KEY_LIVES))
}

/// Takes the key out of a browser.
pub(super) async fn leave(here: &Here, request: &Incoming, form: &Form) -> Shown {
    let till = till(here, request).await?;
    sent_by_our_page(here, request, form, &till)?;
    let w = here.words;
    let page = here.page(StatusCode::OK, &w.say("shop"), None, &html! { p.lead { (w.say("shop-left")) } });
    Ok(with_key(here, page, "", 0))
}

async fn till(here: &Here, request: &Incoming) -> Result<Till, Failure> {
    let header = request.header(COOKIE.as_str());
    let key = header.and_then(|header| wire::form::cookie(header, KEY)).unwrap_or_default().to_owned();
    Ok(Till { shop: shop_of(here, &key).await?, key })
}

/// The shop of a key. Keys have 256 bits, which nobody guesses: those that are wrong are not counted.
async fn shop_of(here: &Here, key: &str) -> Result<Shop, Failure> {
    let is_one = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_one {
        return Err(Failure::NoShop);
    }
    here.store().shop_of_key(&here.city, &sealed(key)).await?.ok_or(Failure::NoShop)
}

fn csrf(here: &Here, till: &Till) -> String {
    digest(&["shop-form", here.city.as_str(), &till.key])
}

fn sent_by_our_page(here: &Here, request: &Incoming, form: &Form, till: &Till) -> Result<(), Failure> {
    let is_own = here.is_from_here(request);
    if is_own && wire::bearer::same(form.get("csrf"), &csrf(here, till)) { Ok(()) } else { Err(Failure::Stale) }
}

fn page(here: &Here, till: &Till, status: StatusCode, said: Option<Markup>, typed: &str) -> Answer {
    let w = here.words;
    let fields = html! { input type="hidden" name="csrf" value=(csrf(here, till)); };
    let body = html! {
        p.lead { (till.shop.name) }
        form.card method="post" action={ (here.root()) "/shop" } {
            (fields)
            (code(w, typed))
            button { (w.say("shop-confirm")) }
        }
        details {
            summary { (w.say("shop-leave")) }
            p { (w.say("shop-leave-text")) }
            form method="post" action={ (here.root()) "/shop/leave" } { (fields) button.quiet { (w.say("shop-leave-now")) } }
        }
    };
    here.page(status, &w.say("shop"), said, &body)
}

fn code(w: Words, typed: &str) -> Markup {
    html! {
        div.field {
            label for="code" { (w.say("shop-code")) }
            p.hint #code-hint { (w.say("shop-code-hint")) }
            input #code name="code" value=(typed) inputmode="numeric" autocomplete="off" maxlength="20" required
                aria-describedby="code-hint";
        }
    }
}

fn with_key(here: &Here, mut answer: Answer, key: &str, lives: i64) -> Answer {
    let (root, secure) = (here.root(), here.secure());
    append(&mut answer, &format!("{KEY}={key}; Path={root}/shop; Max-Age={lives}; HttpOnly; SameSite=Lax{secure}"));
    answer
}
