//! Each shape against what the parser itself says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
use super::*;
use crate::event::{CheckupValue, Condition};
use crate::pack::{Caps, OncePer};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is read and not looked at")]
struct File {
    title: String,
    from: Option<toml::value::Datetime>,
    days: Option<Vec<String>>,
    parts: Option<u32>,
    year: Option<i32>,
    share: Option<f64>,
    outdoor: Option<bool>,
    caps: Option<Caps>,
    once_per: Option<OncePer>,
    item: Option<CheckupValue>,
    forecast: Option<BTreeMap<Condition, f64>>,
    nothing: Option<Nothing>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

fn told(text: &str) -> Sentence {
    let mut told = Vec::new();
    assert!(read::<File>(text, &mut |_, said| told.push(said)).is_none(), "{text} can be read");
    assert_eq!(told.len(), 1);
    told.remove(0)
}

/// Each text can be read but for what is told of it.
fn all(cases: &[(&str, &str, &str)]) {
    for (text, en, ja) in cases {
        let said = told(text);
        assert!(said.en.contains(en) && said.ja.contains(ja), "{text}: {said:?}");
        assert!(!said.en.contains("as TOML") && !said.ja.contains("TOML"), "{text}: {said:?}");
    }
}

#[test]
fn names_that_are_not_known() {
    all(&[
        ("titel = \"a\"", "unknown field `titel`; did you mean `title`?", "`title` の書き間違いでは"),
        ("colour = 1", "unknown field `colour`; there are `title`, `from`, ", "書けるのは `title`、`from`、"),
        ("title = \"a\"\ncaps = { per = 1 }", "there are `per_day`, `per_week`", "`per_day`、`per_week` です。"),
        ("title = \"a\"\nnothing = { a = 1 }", "there is nothing to write here", "`a` という項目はありません。消して"),
        ("year = 1", "missing field `title`", "`title` がありません。"),
        ("title = \"a\"\nonce_per = \"dya\"", "did you mean `day`?", "`day` の書き間違い"),
        ("title = \"a\"\nonce_per = \"ever\"", "it can be `day`, `week`", "書けるのは `day`、`week`"),
        ("title = \"a\"\nforecast = { flu = 1 }", "`flu` cannot stand here", "`flu` は書けません"),
    ]);
}

#[test]
fn values_of_another_kind() {
    all(&[
        (
            "title = 5",
            "a text in quotes is needed here; this is `5`",
            "文字を `\" \"` で囲んで書いてください（いまは `5` です）",
        ),
        ("title = 2026-04-01", "this is `2026-04-01`", "いまは `2026-04-01` です"),
        ("title = [\"a\"]", "a text in quotes", "`\" \"` で囲んで"),
        ("from = \"2026-04-01\"", "without quotes; this is `\"2026-04-01\"`", "`\" \"` で囲まずに書いて"),
        ("parts = \"a\"", "a whole number is needed here, 0 or more", "0以上の整数を"),
        ("parts = -5", "this is `-5`", "0以上の整数を"),
        ("parts = 1.5", "a whole number", "整数を"),
        ("parts = 99999999999", "a smaller number", "もっと小さい数を"),
        ("year = \"1950\"", "a whole number", "整数を"),
        ("share = \"60%\"", "a number is needed", "数を、"),
        ("outdoor = 1", "`true` or `false`", "`true` か `false` を書いて"),
        ("days = \"mon\"", "a list is needed", "`[ ]` で囲んで"),
        ("caps = 1", "names and values", "`{ 名前 = 値 }` の形で"),
        ("forecast = 1", "names and values", "`{ 名前 = 値 }` の形で"),
        ("once_per = 5", "a word in quotes", "言葉を `\" \"` で囲んで"),
        ("item = true", "a number, or a text in quotes", "数、または"),
    ]);
    let long = told(&format!("from = \"{}\"", "あ".repeat(50)));
    assert!(!long.en.contains("this is") && !long.ja.contains("いまは"), "{long:?}");
}

#[test]
fn texts_and_their_quotation_marks() {
    all(&[
        ("title = あと", "`あと` cannot be read", "`あと` は値として読めません。"),
        ("title = ”あと”", "stands between two `\"`", "半角の `\"` で囲んで"),
        ("parts = １", "numbers are of half width", "半角の数字だけ"),
        ("title =", "there is no value after `=`", "`=` のうしろに値がありません。"),
        ("title = \"あと", "no closing `\"`", "閉じる `\"` が、この行にありません"),
        ("title = \"あと”", "no closing `\"`", "全角の ” は使えません"),
        ("title = 'あと", "no closing `'`", "閉じる `'` が、この行にありません"),
        ("title = \"\"\"あと\n", "no `\"\"\"` at its end", "終わりの `\"\"\"` がありません"),
        ("title = \"a\u{7}\"", "cannot stand in a text", "目に見えない文字"),
        ("title = \"\\q\"", "backslash", "円記号"),
        ("title = \"C:\\users\"", "backslash", "円記号"),
    ]);
}

#[test]
fn names_and_signs() {
    all(&[
        ("題 = 1", "`題` cannot be a name", "`題` は名前に使えません。"),
        ("[ａ]", "`ａ` cannot be a name", "`ａ` は名前に使えません。"),
        ("　title = \"a\"", "a space of full width", "全角の空白があります"),
        ("= 1", "a name is missing", "名前がありません"),
        ("ti tle = 1", "after a name stand `=` and a value", "`=` と値がありません"),
        ("title：\"a\"", "after a name", "半角の `=` を使って"),
        ("caps = { per_day }", "after a name", "`=` と値がありません"),
        ("title == 1", "one `=` is enough", "`=` が多すぎます"),
        ("title = \"a\"\ntitle = \"b\"", "`title` is there twice", "`title` が二度書かれています"),
        ("year = 1\nyear.a = 2", "`year` has a value already", "`year` の値は、すでに"),
        ("[caps", "`]` is missing here", "`]` が足りません"),
        ("[[caps]", "`]` is missing here", "`]` が足りません"),
        ("]", "`[` is missing here", "`[` が足りません"),
        ("days = [\"a\"", "`]` is missing here", "`]` が足りません"),
        ("caps = { per_day = 1", "`}` is missing here", "`}` が足りません"),
        ("days = [\"a\" \"b\"]", "`,` is missing here", "`,` が足りません"),
        ("caps = { per_day = 1 per_week = 2 }", "`,` is missing here", "`,` が足りません"),
        ("days = [\"a\",, \"b\"]", "one `,` too many", "`,` が多すぎます"),
        ("caps = { per_day = 1,, per_week = 2 }", "one `,` too many", "`,` が多すぎます"),
        ("title = \"a\" year = 1", "nothing else can stand in this line", "ここから右は読めません"),
        ("title = \"a\"　", "nothing else can stand in this line", "全角の空白も"),
        ("title = \"a\"\n}", "this is no name", "行の始まりが名前では"),
    ]);
}

#[test]
fn numbers_dates_and_truth() {
    all(&[
        ("from = 2026-02-30", "no such day", "暦にない日付です"),
        ("from = 2026-13-01", "no such day", "暦にない日付です"),
        ("from = 2026-4-1", "a date is written 2026-04-01", "月と日を2桁"),
        ("title = 8:30", "in quotes, such as `\"17:30\"`", "`\" \"` で囲んで"),
        ("title = 25:00", "in quotes", "`\" \"` で囲んで"),
        ("outdoor = True", "write `true` or `false`", "半角の小文字で"),
        ("outdoor = yes", "`yes` cannot be read", "`yes` は値として読めません"),
        ("share = 60%", "`60%` cannot be read", "`60%` は値として読めません"),
        ("parts = 007", "this number cannot be read", "この数は読めません"),
        ("parts = 1_", "this number cannot be read", "この数は読めません"),
        ("parts = 1.", "this number cannot be read", "この数は読めません"),
    ]);
}

#[test]
fn what_is_not_foreseen_is_told_as_it_is() {
    let said = told("title = \"a\" # \u{7}");
    assert!(said.en.starts_with("this cannot be read as TOML: invalid comment character"), "{said:?}");
    assert!(said.ja.contains("確かめてください（invalid comment character"), "{said:?}");
}
