//! Rewards over HTTP, as browsers without scripts use them: a resident takes one, a shop confirms it, staff look on.

use chrono::TimeDelta;
use domain::staff::Role;
use http::StatusCode;
use serde_json::json;
use tempfile::TempDir;
use wire::ticket::{Kind, Ticket};

use super::{REWARDS, who};
use crate::console::Clerk;
use crate::console::clerk::Forms;
use crate::storing::given::{days_ago, joins, noon, pack_folders};
use crate::support::service::{ARAO, Answer, Setup, Town, event, steps};

/// A town in which `a` and `b` have 30 points each.
async fn town(folder: &TempDir) -> Town {
    let (campaigns, rules) = pack_folders(folder.path());
    std::fs::write(campaigns.join(ARAO).join("rewards.toml"), REWARDS).unwrap();
    let town = Setup { campaigns, rules, now: noon(), ..Setup::new() }.start().await.unwrap();
    for name in ["a", "b"] {
        let walked = (0..3).map(|back| steps(name, &days_ago(back), 5_200, 1, noon())).collect();
        town.post(&[joins(name, false, noon()), walked].concat()).await;
    }
    town
}

/// A resident's browser that was let in.
fn browser(town: &Town, name: &str) -> Clerk {
    of(town, name, None)
}

/// A browser of the family's, by their id, or of the resident.
fn of(town: &Town, name: &str, family: Option<&str>) -> Clerk {
    let until = town.clock.now() + TimeDelta::days(92);
    let ticket = Ticket { resident: who(name), family: family.map(str::to_owned), until };
    let mut browser = Clerk::default();
    browser.set_cookie("walk", &ticket.write(town.service.token("link_key"), &super::city(), Kind::Session));
    browser
}

fn me(rest: &str) -> String {
    format!("/me/{ARAO}{rest}")
}

fn has(page: &Answer, words: &[&str]) {
    for word in words {
        assert!(page.text().contains(word), "no {word}: {}", page.text());
    }
    assert!(page.body.len() < 100_000, "{} bytes", page.body.len());
}

/// Takes a reward in two taps. Gives the page of what was taken.
async fn takes(town: &Town, browser: &mut Clerk, name: &str) -> Answer {
    let page = browser.open(town, &me(&format!("/rewards/{name}/take"))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let answer = browser.fill_at(town, &page, "/take", &[]).await;
    browser.follow(town, &answer).await
}

/// The nine digits on a page.
fn code(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("<p class=\"code large\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

/// A shop's browser, by the link that staff were shown.
async fn shop(town: &Town, hana: &mut Clerk, name: &str) -> Clerk {
    let page = hana.open(town, "/rewards").await;
    let made = hana.fill_at(town, &page, "/rewards/shops", &[("name", name)]).await;
    let (_, rest) = made.text().split_once("/shop/open?key=").unwrap();
    let key = rest.split('<').next().unwrap();
    let mut till = Clerk::default();
    let asked = till.open(town, &me(&format!("/shop/open?key={key}"))).await;
    has(&asked, &[name]);
    assert_eq!(till.cookie("shop"), None, "looking at a link gives nobody the key");
    let opened = till.fill_at(town, &asked, "/shop/open", &[]).await;
    has(&till.follow(town, &opened).await, &[name]);
    // Only its hash is kept, and it is shown once.
    assert!(!hana.open(town, "/rewards").await.text().contains(key));
    till
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_goes_from_hand_to_hand() {
    let folder = tempfile::tempdir().unwrap();
    let town = town(&folder).await;
    let mut a = browser(&town, "a");
    let list = a.open(&town, &me("/rewards")).await;
    has(&list, &["タオル", "入浴券", "公園に木を植える", "2027年3月1日(月)から交換できます。"]);
    let page = a.open(&town, &me("/rewards/towel/take")).await;
    has(&page, &["20ポイントを使います。残りは10ポイントになります。", "2026年12月22日(火)まで使えます"]);
    // A double tap comes to the same page, with the same code, and costs once.
    let [first, second] = [a.fill_at(&town, &page, "/take", &[]).await, a.fill_at(&town, &page, "/take", &[]).await];
    assert_eq!(first.headers["location"], second.headers["location"]);
    let mine = a.follow(&town, &first).await;
    let code = code(&mine);
    has(&mine, &["<svg", "まだ使っていません", "取り消してポイントを戻す"]);
    let list = a.open(&town, &me("/rewards")).await;
    has(&list, &["まだ使っていません", "なくなりました。またの機会をお待ちください。"]);
    // What is another's is not there.
    let path = first.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
    let mut b = browser(&town, "b");
    assert_eq!(b.open(&town, &path).await.status, StatusCode::NOT_FOUND);
    let refused = b.open(&town, &me("/rewards/towel/take")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&refused, &["なくなりました"]);

    // Whoever scans the picture without a key confirms nothing.
    let scanned = a.open(&town, &me(&format!("/shop?code={}", code.replace('-', "")))).await;
    assert_eq!(scanned.status, StatusCode::UNAUTHORIZED);
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut bath = shop(&town, &mut hana, "湯の宿").await;
    let page = bath.open(&town, &me(&format!("/shop?code={}", code.replace('-', "")))).await;
    let done = bath.fill_at(&town, &page, "/shop", &[]).await;
    assert_eq!(done.status, StatusCode::OK);
    has(&done, &["「タオル」を確認しました"]);
    let again = bath.fill_at(&town, &page, "/shop", &[("code", &code)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    has(&again, &["湯の宿で確認済みです"]);
    has(&a.open(&town, &path).await, &["使いました", "湯の宿で使いました。"]);
    let slip = bath.fill_at(&town, &page, "/shop", &[("code", "12")]).await;
    has(&slip, &["9けたの数字をもう一度お確かめください", "value=\"12\""]);

    // A form from elsewhere confirms nothing, nor does a shop that was taken out.
    let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/shop")).unwrap();
    let fields = [("csrf".to_owned(), "0".repeat(64)), ("code".to_owned(), code.clone())];
    assert_eq!(bath.send_form(&town, &form.action, &fields).await.status, StatusCode::FORBIDDEN);
    let shops = hana.open(&town, "/rewards").await;
    let closed = hana.fill_at(&town, &shops, "/close", &[]).await;
    has(&hana.follow(&town, &closed).await, &["外しました"]);
    assert_eq!(bath.open(&town, &me("/shop")).await.status, StatusCode::UNAUTHORIZED);
    town.stop().await;
}

/// Whoever shows a code at a shop has spent the points.
#[tokio::test(flavor = "multi_thread")]
async fn family_sees_what_was_taken_and_no_code() {
    let folder = tempfile::tempdir().unwrap();
    let town = town(&folder).await;
    let family = json!({ "family": [{ "id": "k3m9x2p7q4", "called": "娘" }] });
    town.post(&[event("family", "choices.made.v1", "a", noon(), family)]).await;
    let (mut a, mut daughter) = (browser(&town, "a"), of(&town, "a", Some("k3m9x2p7q4")));
    let page = a.open(&town, &me("/rewards/bath/take")).await;
    let taken = a.fill_at(&town, &page, "/take", &[]).await;
    let code = code(&a.follow(&town, &taken).await);
    let path = taken.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
    let seen = daughter.open(&town, &path).await;
    has(&seen, &["ご家族として見ています", "入浴券", "まだ使っていません"]);
    let list = daughter.open(&town, &me("/rewards")).await;
    has(&list, &["公園に木を植える", "まだ使っていません"]);
    for hidden in [code.as_str(), &code.replace('-', ""), "<svg", "/cancel"] {
        assert!(!seen.text().contains(hidden), "{hidden}: {}", seen.text());
    }
    assert!(!list.text().contains("/take"), "{}", list.text());
    let refused = daughter.open(&town, &me("/rewards/bath/take")).await;
    has(&refused, &["これは、ご本人だけができます。"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_pay_a_currency_and_analysts_see_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let town = town(&folder).await;
    let (mut a, mut b) = (browser(&town, "a"), browser(&town, "b"));
    has(&takes(&town, &mut a, "coin").await, &["支払いを待っています"]);
    has(&takes(&town, &mut b, "coin").await, &["支払いを待っています"]);
    has(&takes(&town, &mut b, "tree").await, &["寄付しました"]);
    has(&a.open(&town, &me("/rewards")).await, &["これまでに集まったポイント"]);

    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/rewards/coin").await;
    has(&page, &["まだ一覧に載っていない申し込み: 2件"]);
    let made = hana.fill_at(&town, &page, "/lists", &[]).await;
    let page = hana.follow(&town, &made).await;
    let file = hana.open(&town, "/rewards/coin.csv?list=1").await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"coin-1.csv\"");
    let lines: Vec<&str> = file.text().lines().collect();
    assert_eq!(lines[0], "\u{feff}申込番号,受付日時,住民番号,ポイント,金額");
    assert_eq!(lines.len(), 3);
    for name in ["a", "b"] {
        let end = format!(",2026-11-23 12:00:00,\"{name}\",10,12");
        assert!(lines.iter().any(|line| line.ends_with(&end)), "{lines:?}");
    }
    let paid = hana.fill_at(&town, &page, "/paid", &[]).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER);
    // A second tap is told so.
    assert_eq!(hana.fill_at(&town, &page, "/paid", &[]).await.status, StatusCode::CONFLICT);
    has(&a.open(&town, &me("/rewards")).await, &["支払いが済みました"]);

    let mut analyst = Clerk::join(&town, "analyst", &[Role::Analyst], false).await;
    let numbers = analyst.open(&town, "/rewards").await;
    has(&numbers, &["地域通貨"]);
    assert!(!numbers.text().contains("協力店"));
    for path in ["/rewards/coin", "/rewards/coin.csv", "/rewards/spring"] {
        assert_eq!(analyst.open(&town, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(hana.open(&town, "/rewards/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(hana.open(&town, "/rewards/towel.csv").await.status, StatusCode::NOT_FOUND);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_sees_what_a_lottery_is_bound_to_and_how_it_was_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let town = town(&folder).await;
    town.tick().await;
    let mut anyone = Clerk::default();
    let before = anyone.open(&town, &me("/lottery/spring")).await;
    assert_eq!(before.status, StatusCode::OK);
    has(&before, &["春の抽選", "抽選はこれからです。", "2026年11月23日(月) 12:00から公開しています。"]);
    assert_eq!(anyone.open(&town, &me("/lottery/spring/tickets.txt")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anyone.open(&town, &me("/lottery/towel")).await.status, StatusCode::NOT_FOUND);
    town.at("2027-03-10 12:00");
    let mut a = browser(&town, "a");
    let page = a.open(&town, &me("/rewards/spring/take")).await;
    let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/take")).unwrap();
    let (_, number) = form.fields.into_iter().find(|(name, _)| name == "form").unwrap();
    let answer = a.fill_at(&town, &page, "/take", &[]).await;
    has(&a.follow(&town, &answer).await, &["抽選を待っています", "応募の番号"]);
    town.at("2027-04-05 00:01");
    town.tick().await;
    let after = anyone.open(&town, &me("/lottery/spring")).await;
    has(&after, &["応募1本のうち、1本が当たりました。", "hashlib.sha256"]);
    let tickets = anyone.open(&town, &me("/lottery/spring/tickets.txt")).await;
    let winners = anyone.open(&town, &me("/lottery/spring/winners.txt")).await;
    assert_eq!(tickets.text(), winners.text());
    assert_eq!(tickets.text().trim().len(), 32);
    assert_ne!(tickets.text().trim(), number, "whoever sends a form chooses no ticket");
    has(&a.open(&town, &me("/rewards")).await, &["当たりました"]);
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/rewards/spring").await;
    has(&page, &["当たった方", tickets.text().trim()]);
    let handed = hana.fill_at(&town, &page, tickets.text().trim(), &[]).await;
    has(&hana.follow(&town, &handed).await, &["お渡しを待っている賞品はありません。"]);
    has(&a.open(&town, &me("/rewards")).await, &["賞品をお渡ししました"]);
    town.stop().await;
}
