#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::pack::{Pack, Part, Ruleset};
use crate::time::Day;
use std::rc::Rc;

const CITY: &str = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市 健康づくり\"\n\
    known_as = [\"Arao City\"]\nlinks = [\"www.city.arao.lg.jp\"]\n\
    quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n\
    how_to_stop = { sms = { ja = \"停止は「停止」と返信\" } }\n";

const CAMPAIGN: &str = "title = \"歩く\"\nfrom = 2026-04-01\n[who]\ndistricts = [\"荒尾第一\"]\n\
    [experiment]\nseed = \"arao-2026\"\narms = { walk = 0.5, control = 0.5 }\n";

const MESSAGES: &str = "# 文面\n[hello.ja]\nline = \"荒尾市 健康づくりです。ご相談は0968-63-1111へ。\"\n\
    sms = \"荒尾市:歩きませんか。\"\nlink = { label = \"地図\", url = \"https://www.city.arao.lg.jp/map\" }\n\n\
    [talk]\nneutral = { approved_by = \"荒尾の保健師\", on = 2026-04-01 }\nja = { line = \"お話ししませんか。\" }\n";

const RULES: &str = "fn on_steps(me, event) {\n    if is_near(me) { nudge(\"hello\"); }\n    if me.district == \"荒尾第二\" { nudge(\"talk\"); }\n}\n";

const SHARED: &str =
    "// 共通\n\n/// 近くの方。\nfn is_near(me) {\n    far(me) < 3\n}\n\nfn far(me) { 1 }\n\nfn other(me) { 2 }\n";

fn pack(code: &str, city: &str, campaign: bool, shared: &str) -> Pack {
    let mut files = vec![
        (format!("campaigns/{code}/city.toml"), city.to_owned()),
        (format!("rules/{code}/near.rhai"), shared.to_owned()),
    ];
    if campaign {
        let own = [("campaign.toml", CAMPAIGN), ("messages.toml", MESSAGES), ("rules.rhai", RULES), ("cases.toml", "")];
        files.extend(own.map(|(file, text)| (format!("campaigns/{code}/walk/{file}"), text.to_owned())));
    }
    Pack { city: code.parse().unwrap(), files: files.into_iter().collect() }
}

fn compiled(pack: &Pack) -> Rc<Ruleset> {
    pack.compile().unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn shared() -> Shared {
    let arao = pack("432041", CITY, true, SHARED);
    let day: Day = Day::from_date("2026-11-30".parse().unwrap());
    Shared::of(&arao, &compiled(&arao), "walk", day).unwrap()
}

fn values(shared: &Shared, of: impl Fn(&Parameter) -> String) -> BTreeMap<String, String> {
    shared.parameters.iter().map(|parameter| (parameter.name.clone(), of(parameter))).collect()
}

/// What one city pays for results is no other city's.
#[test]
fn a_contract_stays_in_its_city() {
    let mut arao = pack("432041", CITY, true, SHARED);
    let contract = "title = \"例\"\nnot_stated = \"例\"\n";
    arao.files.insert("campaigns/432041/walk/contract.toml".to_owned(), contract.to_owned());
    let day: Day = Day::from_date("2026-11-30".parse().unwrap());
    let with = Shared::of(&arao, &compiled(&arao), "walk", day).unwrap();
    assert_eq!(with.files, shared().files);
}

#[test]
fn the_city_s_own_words_are_taken_out_and_the_functions_it_calls_come_along() {
    let shared = shared();
    let text = shared.to_text();
    let own = text.split("[files]").nth(1).unwrap();
    for word in ["荒尾", "Arao", "arao", "0968", "approved_by = \"荒尾"] {
        assert!(!own.contains(word), "{word}: {own}");
    }
    let asked: Vec<_> = shared.parameters.iter().map(|one| (one.name.as_str(), one.was.as_str())).collect();
    let expected = [
        ("city", "荒尾市"),
        ("district_1", "荒尾第一"),
        ("district_2", "荒尾第二"),
        ("link_1", "https://www.city.arao.lg.jp/map"),
        ("phone_1", "0968-63-1111"),
        ("seed", "arao-2026"),
        ("sender", "荒尾市 健康づくり"),
    ];
    assert_eq!(asked, expected);
    assert_eq!(shared.shared.keys().collect::<Vec<_>>(), ["far", "is_near"]);
    assert!(shared.shared["is_near"].starts_with("/// 近くの方。\nfn is_near"), "{:?}", shared.shared);
    assert_eq!(Shared::read(&text).unwrap(), shared);
}

#[test]
fn at_home_again_it_is_what_it_was_but_for_the_approval() {
    let shared = shared();
    let arao = pack("432041", CITY, false, SHARED);
    let filled = shared.fill(&arao, &compiled(&arao).city, &values(&shared, |one| one.was.clone())).unwrap();
    assert_eq!(filled.added, [""; 0]);
    assert_eq!((filled.files["rules.rhai"].as_str(), filled.files["campaign.toml"].as_str()), (RULES, CAMPAIGN));
    let texts = &filled.files["messages.toml"];
    assert!(texts.contains("# neutral は抜いてあります") && !texts.contains("approved_by = \"荒尾"), "{texts}");
    assert!(texts.contains("荒尾市 健康づくりです。ご相談は0968-63-1111へ。"));
}

#[test]
fn elsewhere_it_is_that_city_s_and_brings_its_functions() {
    let shared = shared();
    let city = CITY.replace("荒尾市", "玉名市").replace("Arao", "Tamana").replace("arao", "tamana");
    // The city has a function of the name which says something else.
    let tamana = pack("432067", &city, false, "fn far(me) { 9 }\n");
    let settings = Rc::clone(&compiled(&tamana).city);
    let asked = shared.asked(&settings, "432067", "walk");
    let known: Vec<_> = asked.iter().map(|one| (one.parameter.name.as_str(), one.known.as_str())).collect();
    let expected = [
        ("city", "玉名市"),
        ("district_1", ""),
        ("district_2", ""),
        ("link_1", ""),
        ("phone_1", ""),
        ("seed", "432067-walk"),
        ("sender", "玉名市 健康づくり"),
    ];
    assert_eq!(known, expected);
    let mut values: BTreeMap<String, String> =
        asked.iter().map(|one| (one.parameter.name.clone(), one.known.clone())).collect();
    for (name, value) in [
        ("district_1", "玉名"),
        ("district_2", "岱明"),
        ("link_1", "https://www.city.tamana.lg.jp/walk"),
        ("phone_1", "0968-75-1111"),
    ] {
        values.insert(name.to_owned(), value.to_owned());
    }
    let filled = shared.fill(&tamana, &settings, &values).unwrap();
    assert_eq!(filled.added, ["far", "is_near"]);
    let rules = &filled.files["rules.rhai"];
    assert!(rules.contains("far_here(me) < 3") && rules.contains("fn far_here(me)"), "{rules}");
    let mut whole = tamana.with_part(&Part::Campaign("walk".to_owned()), &filled.files);
    assert!(whole.files.values().all(|text| !text.contains("荒尾")), "{:?}", whole.files);
    compiled(&whole);
    // What is asked for once more is another file still.
    whole.files.retain(|path, _| !path.ends_with("city.toml"));
    assert!(whole.compile().is_err());
}

#[test]
fn words_of_other_meanings_stay_what_they_are() {
    let mut arao = pack("432041", CITY, true, SHARED);
    let rules = "fn on_steps(me, event) {\n    if [\"有明\", \"万田\"].contains(me.district) && me.days_since(\"reply\") < 14 { nudge(\"hello\"); nudge(\"talk\"); }\n}\n";
    arao.files.insert("campaigns/432041/walk/rules.rhai".to_owned(), rules.to_owned());
    let campaign = CAMPAIGN.replace("arao-2026", "2026").replace("districts = [\"荒尾第一\"]", "min_age = 20");
    arao.files.insert("campaigns/432041/walk/campaign.toml".to_owned(), campaign);
    let inline = "talk = { neutral = { approved_by = \"荒尾の保健師\", on = 2026-04-01 }, ja = { line = \"お話\" } }\n";
    let texts = arao.files.get_mut("campaigns/432041/walk/messages.toml").unwrap();
    *texts = texts.split("[talk]").next().unwrap().replace("# 文面\n", &format!("# 文面\n{inline}"));
    let near = "fn is_near(me) {\n    me.district == \"増永\"\n}\n";
    arao.files.insert("rules/432041/near.rhai".to_owned(), near.to_owned());
    let rules = rules.replace("if [", "if is_near(me) || [");
    arao.files.insert("campaigns/432041/walk/rules.rhai".to_owned(), rules);
    let shared = Shared::of(&arao, &compiled(&arao), "walk", Day(20_000)).unwrap();
    // What a shared function compares is the city's own too.
    assert_eq!(shared.shared["is_near"], "fn is_near(me) {\n    me.district == \"<<district_2>>\"\n}");
    let script = &shared.files["rules.rhai"];
    assert!(script.contains("fn on_steps(me, event)") && script.contains("days_since(\"reply\")"), "{script}");
    assert!(script.contains("[\"<<district_3>>\", \"<<district_1>>\"].contains"), "{script}");
    let settings = &shared.files["campaign.toml"];
    assert!(settings.contains("from = 2026-04-01") && settings.contains("seed = \"<<seed>>\""), "{settings}");
    assert!(!shared.files["messages.toml"].contains("approved_by = \"荒尾"), "{:?}", shared.files);
}

#[test]
fn cases_of_residents_stay_in_their_city() {
    let mut arao = pack("432041", CITY, true, SHARED);
    let of = |name: &str, rest: &str| {
        format!(
            "[[case]]\nname = \"{name}\"\n{rest}resident = {{ birth_year = 1952, district = \"増永\", reach = [\"line\"] }}\n[[case.step]]\nat = \"2026-05-01 10:00\"\n\n"
        )
    };
    let cases = format!("{}{}", of("作りごと", ""), of("ある方", "from_record = true\n"));
    arao.files.insert("campaigns/432041/walk/cases.toml".to_owned(), cases);
    let shared = Shared::of(&arao, &compiled(&arao), "walk", Day(20_000)).unwrap();
    let cases = &shared.files["cases.toml"];
    assert!(cases.contains("作りごと") && !cases.contains("ある方"), "{cases}");
    // Where they live is this city's, unless the campaign asks for it, and is asked for anew then.
    assert!(!cases.contains("増永") && cases.contains("birth_year = 1952, reach"), "{cases}");
}

#[test]
fn a_function_is_the_city_s_own_only_where_all_that_it_calls_is() {
    let shared = shared();
    // The city says the same of who is near, and measures it otherwise.
    let other = SHARED.replace("fn far(me) { 1 }", "fn far(me) { 9 }");
    let arao = pack("432041", CITY, false, &other);
    let filled = shared.fill(&arao, &compiled(&arao).city, &values(&shared, |one| one.was.clone())).unwrap();
    assert_eq!(filled.added, ["far", "is_near"]);
    let rules = &filled.files["rules.rhai"];
    assert!(rules.contains("if is_near_here(me)") && rules.contains("far_here(me) < 3"), "{rules}");
}

#[test]
fn what_cannot_stand_there_is_said_at_its_place() {
    let shared = shared();
    let arao = pack("432041", CITY, false, SHARED);
    let city = Rc::clone(&compiled(&arao).city);
    let mut wrong = values(&shared, |one| match one.kind {
        ParameterKind::Phone => "１２３".to_owned(),
        ParameterKind::Link => "https://example.com/".to_owned(),
        ParameterKind::District => "\"\nnudge(\"x\")".to_owned(),
        ParameterKind::City => String::new(),
        _ => one.was.clone(),
    });
    wrong.insert("distric_1".to_owned(), "荒尾".to_owned());
    let faults = shared.fill(&arao, &city, &wrong).unwrap_err();
    let told: Vec<String> = faults.iter().map(|(name, said)| format!("{name}: {} / {}", said.en, said.ja)).collect();
    let names: Vec<&str> = faults.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["city", "district_1", "district_2", "link_1", "phone_1", "distric_1"], "{told:?}");
    assert!(
        told[0].contains("記入してください")
            && told[3].contains("`links`")
            && told[5].contains("`distric_1` という項目")
    );
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let text = shared().to_text();
    let fault = |text: &str| Shared::read(text).unwrap_err().0;
    let newer = fault(&text.replace("format = 1", "format = 2\nflavour = \"x\""));
    assert!(newer.ja.contains("新しい版の歩み") && newer.en.contains("newer program"), "{newer:?}");
    assert!(fault("<html>").ja.contains("歩みから書き出した"));
    assert!(fault("").ja.contains("歩みから書き出した"));
    assert!(fault(&"x".repeat(MAX_SHARED_BYTES + 1)).ja.contains("1,048,576"));
    let more = fault(&text.replace("[files]", "[files]\n\"../../city.toml\" = \"\""));
    assert!(more.ja.contains("余分"), "{more:?}");
    assert!(fault(&text.replace("\"rules.rhai\"", "\"rules.txt\"")).ja.contains("足りない"));
    assert!(fault(&text.replace("name = \"walk\"", "name = \"../walk\"")).ja.contains("中身が"));
    let unknown = fault(&text.replace("title =", "titel ="));
    assert!(unknown.en.contains("unknown field `titel`"), "{unknown:?}");
    let kind = fault(&text.replace("kind = \"phone\"", "kind = \"fax\""));
    assert!(kind.en.contains("`fax`"), "{kind:?}");
}

#[test]
fn a_topic_is_each_city_s_own() {
    let city = format!("{CITY}[topics]\nwalking = {{ ja = \"歩くこと\" }}\n");
    let mut arao = pack("432041", &city, true, SHARED);
    let settings = arao.files.get_mut("campaigns/432041/walk/campaign.toml").unwrap();
    *settings = settings.replace("[who]", "# どの話題か。\ntopic = \"walking\"\n[who]");
    let files = Shared::of(&arao, &compiled(&arao), "walk", Day(20_000)).unwrap().files;
    let settings = &files["campaign.toml"];
    assert!(settings.starts_with("# topic は抜いてあります。") && !settings.contains("walking"), "{settings}");
    let tamana = pack("432067", CITY, false, SHARED).with_part(&Part::Campaign("walk".to_owned()), &files);
    assert!(!tamana.compile().unwrap_err().iter().any(|problem| problem.message.contains("topic")));
}
