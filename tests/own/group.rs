//! Groups on their pages: joined with a stranger's link, with a code that nobody has, tried by the thousand, and called
//! to.

use http::StatusCode;

use super::season::town_with_challenge;
use super::{HANAKO, browser, has, has_not, me, refused, send};
use crate::console::Clerk;
use crate::support::service::{ARAO, joins, local};

const WALK: &str = "autumn_walk";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_seen_by_whoever_has_its_code_and_joined_by_residents_only() {
    let (town, _below) = town_with_challenge().await;
    town.post(&[joins(HANAKO, local("2026-11-23 06:00")), joins("p-2", local("2026-11-23 06:00"))].concat()).await;
    let mut hanako = browser(&town, HANAKO);
    let made = send(&town, &mut hanako, &format!("/challenge/{WALK}/team"), "/team", &[("name", "四ツ山")]).await;
    let location = made.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
    let code = location.rsplit('-').next().unwrap().to_owned();
    // A name that is taken is shown again.
    let mut second = browser(&town, "p-2");
    let taken = send(&town, &mut second, &format!("/challenge/{WALK}/team"), "/team", &[("name", "四ツ山")]).await;
    refused(&taken, "同じ名前のチームがあります");
    has(&taken, &["value=\"四ツ山\"", "チームを作る"]);
    // A stranger sees the group, and is told how to come in.
    let mut stranger = Clerk::default();
    has(&stranger.open(&town, &location).await, &["四ツ山", "参加する"]);
    let asked = stranger.open(&town, &format!("{location}/join")).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    has(&asked, &["わたしのページを一度お開きください"]);
    has_not(&asked, &["LINEで開く"]);
    assert!(asked.headers["set-cookie"].to_str().unwrap().starts_with(&format!("group={code}; Path=/me; Max-Age=600")));
    // Whoever is let in afterwards goes on from their first page, until they have joined.
    let mut waiting = browser(&town, "p-2");
    waiting.set_cookie("group", &code);
    has(&waiting.open(&town, &me("")).await, &[&format!("{location}/join")]);
    has_not(&hanako.open(&town, &me("")).await, &[&format!("{location}/join")]);
    has(&stranger.open(&town, &format!("{location}/poster")).await, &[&code, "<svg", "参加の番号"]);
    // A form that another browser was given joins nobody.
    let mut other = browser(&town, "p-2");
    let page = other.open(&town, &format!("{location}/join")).await;
    let stolen = hanako.fill_at(&town, &page, "/join", &[]).await;
    assert_eq!(stolen.status, StatusCode::FORBIDDEN);
    // Typed with the city's digits, spaces and small letters it is the same code; joining twice is joining once.
    let (first, second) = code.split_at(4);
    let typed = format!("{ARAO}-{} {second}", first.to_lowercase());
    let path = format!("/challenge/{WALK}/join");
    // A wrong one is shown again, with what is wrong.
    let wrong = send(&town, &mut other, "/challenge", &path, &[("code", "ＡＢ１２")]).await;
    refused(&wrong, "番号をお確かめください");
    has(&wrong, &["value=\"ＡＢ１２\"", "この番号で参加する"]);
    let joined = send(&town, &mut other, "/challenge", &path, &[("code", &typed)]).await;
    has(&other.follow(&town, &joined).await, &["参加しました", "四ツ山"]);
    let again = other.fill_at(&town, &page, "/join", &[]).await;
    has(&other.follow(&town, &again).await, &["もう参加されています"]);
    // Set phrases only, each once a day, and only of members.
    let page = other.open(&town, &location).await;
    let cheered = other.fill_at(&town, &page, "/cheer", &[("phrase", "thanks")]).await;
    has(&other.follow(&town, &cheered).await, &["声をかけました", "ありがとう"]);
    let cheered = other.fill_at(&town, &page, "/cheer", &[("phrase", "thanks")]).await;
    has(&other.follow(&town, &cheered).await, &["今日はもう、この声をかけています"]);
    let free = other.fill_at(&town, &page, "/cheer", &[("phrase", "ばか")]).await;
    has_not(&other.follow(&town, &free).await, &["ばか"]);
    // The captain closes it; then nobody joins.
    let page = hanako.open(&town, &location).await;
    let closed = hanako.fill_at(&town, &page, "/close", &[("closed", "yes")]).await;
    has(&hanako.follow(&town, &closed).await, &["いま、新しい参加を止めています"]);
    town.post(&joins("p-3", local("2026-11-23 06:00"))).await;
    let mut late = browser(&town, "p-3");
    refused(&send(&town, &mut late, "/challenge", &path, &[("code", &code)]).await, "新しい参加を受け付けていません");
    // Who leaves is out from today, and who rests is wished well.
    let rest = send(&town, &mut other, "/challenge", "/rest", &[("days", "2")]).await;
    has(&other.follow(&town, &rest).await, &["どうぞお大事に"]);
    refused(&send(&town, &mut other, "/challenge", "/rest", &[("days", "9")]).await, "お確かめください");
    let left = send(&town, &mut other, "/challenge", "/leave", &[]).await;
    has(&other.follow(&town, &left).await, &["チャレンジをやめました"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_not_guessed_by_the_thousand() {
    let (town, _below) = town_with_challenge().await;
    let mut guesser = Clerk::default();
    // Wrong ones are not counted; that there are so many is what protects the right one.
    for number in 0..1_000_u32 {
        let code = shell::challenges::code_of(domain::chance::digest("guess", &[&number.to_string()]));
        let page = guesser.open(&town, &format!("/g/{ARAO}-{code}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{code}");
    }
    for strange in
        ["/g/432041-", "/g/432041-あいう", "/g/999999-00000000", "/g/x", "/race/432041/none", "/me/432041/none"]
    {
        let status = guesser.open(&town, strange).await.status;
        assert!([StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED].contains(&status), "{strange}: {status}");
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_is_public_and_shows_districts() {
    let (town, _below) = town_with_challenge().await;
    let mut anyone = Clerk::default();
    has(
        &anyone.open(&town, &format!("/race/{ARAO}/district_walk")).await,
        &["地区対抗 有明海ひとまわり", "まだ順位はありません"],
    );
    let mut hanako = browser(&town, HANAKO);
    town.post(&joins(HANAKO, local("2026-11-23 06:00"))).await;
    let joined = send(&town, &mut hanako, "/challenge", "/district_walk/join", &[]).await;
    has(&hanako.follow(&town, &joined).await, &["参加しました", "荒尾"]);
    town.tick().await;
    has(&anyone.open(&town, &format!("/race/{ARAO}/district_walk")).await, &["荒尾", "合計0歩"]);
    has(&hanako.open(&town, &me("/challenge")).await, &["みんなのページへ"]);
    town.stop().await;
}
