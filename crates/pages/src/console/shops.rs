//! Shops that confirm codes: each has a link, which is shown once.

use super::Shown;
use super::failure::Failure;
use super::visit::{Layout, Visit, new_token};
use crate::design::{Tone, empty, field, notice, tag};
use crate::form::Form;
use domain::id::MessageId;
use domain::staff::{Task, sealed};
use http::StatusCode;
use maud::{Markup, html};
use shell::office::rewards;
use shell::spin::{random, setting};
use shell::store::Shop;

/// The shops, for the page of rewards.
pub(super) async fn section(visit: &Visit<'_>) -> Result<Markup, Failure> {
    let w = visit.words();
    let shops = visit.store().shops(&visit.door.city).await?;
    Ok(html! {
        section {
            h2 { (w.say("shops")) }
            p { (w.say("shops-text")) }
            @if shops.is_empty() { (empty(&w.say("shops-empty"), None)) }
            @for shop in &shops { (one(visit, shop)) }
            form.card method="post" action=(visit.path("/rewards/shops")) {
                (visit.csrf_field())
                (field("name", &w.say("shop-name"), Some(&w.say("shop-name-hint")), &html! {
                    input #name type="text" name="name" required maxlength="60" autocomplete="off" aria-describedby="name-hint";
                }))
                button.button { (w.say("shop-make")) }
            }
        }
    })
}

fn one(visit: &Visit<'_>, shop: &Shop) -> Markup {
    let w = visit.words();
    let path = |rest: &str| visit.path(&format!("/rewards/shops/{}/{rest}", shop.id));
    html! {
        article.card {
            h3 { (shop.name) @if !shop.active { " " (tag(Tone::Warning, &w.say("shop-closed"))) } }
            .row {
                form method="post" action=(path("renew")) { (visit.csrf_field()) button.plain { (w.say("shop-renew")) } }
                @if shop.active { form method="post" action=(path("close")) { (visit.csrf_field()) button.plain { (w.say("shop-close")) } } }
            }
        }
    }
}

pub(super) async fn make(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Residents)?;
    let (door, name) = (visit.door, form.get("name"));
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Failure::Field("shop-name-fault"));
    }
    let millis = u64::try_from(door.now.timestamp_millis()).unwrap_or_default();
    let id = MessageId(ulid::Ulid::from_parts(millis, random())).to_string();
    let shop = Shop { id, name: name.to_owned(), at: door.now, active: true };
    let key = new_token();
    rewards::make_shop(&door.sql, &door.city, &visit.person.id, &shop, &sealed(&key)).await?;
    link(visit, &shop, &key).await
}

pub(super) async fn renew(visit: &Visit<'_>, id: &str) -> Shown {
    visit.may(Task::Residents)?;
    let (door, key) = (visit.door, new_token());
    let shop = rewards::renew_shop(&door.sql, &door.city, &visit.person.id, (id, &sealed(&key)), door.now).await?;
    link(visit, &shop, &key).await
}

pub(super) async fn close(visit: &Visit<'_>, id: &str) -> Shown {
    visit.may(Task::Residents)?;
    rewards::close_shop(&visit.door.sql, &visit.door.city, &visit.person.id, id, visit.door.now).await?;
    Ok(visit.door.go("/rewards", Some("changed")))
}

/// Shows a link: this once, since only the hash of its key is kept.
async fn link(visit: &Visit<'_>, shop: &Shop, key: &str) -> Shown {
    let (w, door) = (visit.words(), visit.door);
    let base = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let url = format!("{base}/me/{}/shop/open?key={key}", door.city);
    let said = notice(
        Tone::Good,
        &html! { p { (w.with("shop-link-made", [("name", (&shop.name).into())])) } p { code { (url) } } },
    );
    let body = html! { p { a href=(visit.path("/rewards")) { (w.say("nav-rewards")) } } };
    let title = w.say("shops");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}
