//! Signing in by an identity provider: one that others wrote, and one that lies.

mod entering;
mod fake;
mod lies;
mod real;
mod tying;

use ayumi::host::Clock;
use domain::staff::Role;
use http::StatusCode;

use super::Clerk;
use super::clerk::link;
use crate::support::service::{ARAO, Answer, PUBLIC_URL, Setup, Town};

/// Who we are at the provider: letters that a form writes otherwise, as Basic wants them.
const ID: &str = "arao:staff";
const SECRET: &str = "s/cret+1 %";

/// What staff call it.
const NAME: &str = "荒尾市の認証";

/// A town whose staff come by a provider, at the time that it really is: providers know no other.
async fn town(issuer: &str) -> Town {
    let mut setup = Setup::new();
    setup.now = Clock::real().now();
    let host = issuer.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    for (name, value) in [
        ("openid_issuer", issuer),
        ("openid_name", NAME),
        ("openid_client_id", ID),
        ("openid_client_secret", SECRET),
        ("openid_host", &host),
    ] {
        setup.variables.insert(name.to_owned(), value.to_owned());
    }
    setup.start().await.unwrap()
}

/// Where the provider leads back to.
fn redirect() -> String {
    format!("{PUBLIC_URL}/console/{ARAO}/openid/answer")
}

/// Where an answer leads.
fn leads(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// Where a link of a page leads whose address has a part.
fn href(page: &Answer, part: &str) -> String {
    let links = page.text().split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let found = links.into_iter().find(|link| link.contains(part));
    found.unwrap_or_else(|| panic!("no link to {part}: {}", page.text())).replace("&amp;", "&")
}

/// Sets out for the provider by a link of a page; its address there.
async fn set_out(clerk: &mut Clerk, town: &Town, page: &Answer, part: &str) -> String {
    // What we see is what the provider sees.
    town.clock.set(Clock::real().now()).unwrap();
    let gone = clerk.open(town, &href(page, part)).await;
    leads(&gone)
}

/// Comes back from the provider; what the page says that this leads to.
async fn come_back(clerk: &mut Clerk, town: &Town, address: &str) -> Answer {
    let path = address.strip_prefix(PUBLIC_URL).unwrap_or(address);
    let answer = clerk.open(town, path).await;
    let cookie = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    for cookie in cookie.filter(|cookie| cookie.starts_with("openid=")) {
        assert!(cookie.contains(&format!("Path=/console/{ARAO}/openid; Max-Age=0")), "{cookie}");
    }
    let page = clerk.follow(town, &answer).await;
    // Nothing of what the provider sent along is shown.
    for secret in ["code=", "state="] {
        assert!(!page.text().contains(secret), "{}", page.text());
    }
    page
}

/// Sets out from the page for signing in.
async fn from_the_entrance(clerk: &mut Clerk, town: &Town) -> String {
    let page = clerk.open(town, "/sign-in").await;
    assert!(page.text().contains(&format!("{NAME}でサインインする")), "{}", page.text());
    set_out(clerk, town, &page, "/openid/begin").await
}

/// Sets out from an invitation.
async fn from_an_invitation(clerk: &mut Clerk, town: &Town, roles: &[Role]) -> String {
    let page = clerk.open(town, &link(town, roles, false).await).await;
    assert!(page.text().contains(&format!("{NAME}を使う")), "{}", page.text());
    set_out(clerk, town, &page, "/openid/invitation/").await
}

/// What the log has of somebody's coming and going: who, what, with what.
async fn log(town: &Town) -> Vec<String> {
    let rows = town.rows("SELECT what || ' ' || detail FROM audit ORDER BY number").await;
    rows.into_iter().map(|row| format!("{:?}", row[0])).collect()
}
