//! Why rows give no effect: every sentence that an estimator says in place of a number.

use crate::Unfit;

/// Of one row.
fn row(number: u64, en: impl AsRef<str>, ja: impl AsRef<str>) -> Unfit {
    Unfit::new(format!("row {number}: {}", en.as_ref()), format!("{number}行目：{}", ja.as_ref()))
}

pub(crate) fn shape(number: u64, found: (usize, usize), wanted: (usize, usize)) -> Unfit {
    row(
        number,
        format!("it has {} controls and {} moderators, and the model {} and {}", found.0, found.1, wanted.0, wanted.1),
        format!(
            "調整に使う項目が{}個、効果の違いを見る項目が{}個あります。モデルでは{}個と{}個です。",
            found.0, found.1, wanted.0, wanted.1
        ),
    )
}

pub(crate) fn no_probability(number: u64, found: f64) -> Unfit {
    row(
        number,
        format!("{found} is no probability of treatment: it lies between 0 and 1"),
        format!("介入の確率が {found} になっています。0 より大きく 1 より小さい数を入れてください。"),
    )
}

pub(crate) fn certain(number: u64, probability: f64) -> Unfit {
    row(
        number,
        format!(
            "the probability of treatment is {probability}: nothing was drawn there, so that the row says nothing of an \
             effect; leave out all rows that were not randomised"
        ),
        format!(
            "介入の確率が {probability} です。くじを引いていない行からは、効果が分かりません。くじを引いていない行をすべて除いてください。"
        ),
    )
}

pub(crate) fn varying(number: u64, probability: f64, before: f64) -> Unfit {
    row(
        number,
        format!(
            "the probability of treatment is {probability}, and in another row {before}; where probabilities vary, choose \
             the numerator probability by which the effect is centred, before looking at outcomes"
        ),
        format!(
            "介入の確率が {probability} で、ほかの行の {before} と違います。確率が行によって変わるときは、基準にする確率（numerator）を、\
             結果を見る前に決めて指定してください。"
        ),
    )
}

pub(crate) fn varying_in_parts(one: f64, other: f64) -> Unfit {
    Unfit::new(
        format!(
            "the probability of treatment is {one} in some rows and {other} in others; where probabilities vary, choose \
             the numerator probability by which the effect is centred, before looking at outcomes"
        ),
        format!(
            "介入の確率が、{one} の行と {other} の行とがあります。確率が行によって変わるときは、基準にする確率（numerator）を、\
             結果を見る前に決めて指定してください。"
        ),
    )
}

pub(crate) fn numerator(found: f64) -> Unfit {
    Unfit::new(
        format!("{found} cannot be the numerator probability: it lies between 0 and 1"),
        format!(
            "基準にする確率（numerator）が {found} になっています。0 より大きく 1 より小さい数を指定してください。"
        ),
    )
}

pub(crate) fn no_number(number: u64, name: &str, found: f64) -> Unfit {
    row(
        number,
        format!("`{name}` is {found}, with which nothing can be computed; correct it, or leave the row out"),
        format!("`{name}` が {found} で、計算に使えません。値を直すか、この行を除いてください。"),
    )
}

pub(crate) fn weight(number: u64, found: f64) -> Unfit {
    row(
        number,
        format!("its weight is {found}; a weight is a number above 0"),
        format!("重みが {found} になっています。0 より大きい数を入れてください。"),
    )
}

pub(crate) fn not_binary(number: u64, found: f64) -> Unfit {
    row(
        number,
        format!("the outcome is {found}; a relative risk is one of outcomes that are 0 or 1"),
        format!("結果が {found} です。リスク比は、0 か 1 の結果だけから計算できます。"),
    )
}

pub(crate) fn no_rows() -> Unfit {
    Unfit::new("there are no rows", "行がありません。")
}

pub(crate) fn none_available(rows: u64) -> Unfit {
    Unfit::new(
        format!("none of {rows} rows is available: nobody could have been treated, so that there is no effect to tell"),
        format!("{rows}行のどれも、介入できる状態（available）ではありません。効果は分かりません。"),
    )
}

pub(crate) fn all_missing(rows: u64) -> Unfit {
    Unfit::new(
        format!("no outcome is known in any of {rows} available rows, so that there is no effect to tell"),
        format!("介入できる状態だった{rows}行のどれにも、結果がありません。効果は分かりません。"),
    )
}

pub(crate) fn all_treated(rows: u64) -> Unfit {
    Unfit::new(
        format!("all {rows} rows that count were treated: there is nothing to compare them with"),
        format!("対象の{rows}行は、すべて介入ありです。比べる相手がないため、効果は分かりません。"),
    )
}

pub(crate) fn none_treated(rows: u64) -> Unfit {
    Unfit::new(
        format!("none of the {rows} rows that count was treated: there is no effect to tell"),
        format!("対象の{rows}行は、すべて介入なしです。効果は分かりません。"),
    )
}

pub(crate) fn one_outcome(outcome: f64, rows: u64) -> Unfit {
    Unfit::new(
        format!(
            "the outcome is {outcome} in all {rows} rows that count: no effect can be told from it, and a standard error \
             of 0 would look like certainty; look whether this is the right column"
        ),
        format!(
            "対象の{rows}行で、結果がすべて {outcome} です。効果は分かりません（計算すると標準誤差が 0 になり、確かなことのように\
             見えてしまいます）。結果の列が正しいか、お確かめください。"
        ),
    )
}

pub(crate) fn too_few_people(people: usize, terms: usize) -> Unfit {
    let least = terms + 1;
    Unfit::new(
        format!(
            "{people} {} too few for {terms} terms: how far chance goes is told from how people differ, and at least \
             {least} of them are needed; leave terms out, or bring more people",
            if people == 1 { "person is" } else { "people are" }
        ),
        format!(
            "{terms}個の項目に対して、{people}人では足りません。偶然の幅は人による違いから見積もるため、少なくとも{least}人が必要です。\
             項目を減らすか、人を増やしてください。"
        ),
    )
}

pub(crate) fn nothing_left() -> Unfit {
    Unfit::new(
        "the terms give the outcome exactly, or it hardly varies beside its size: nothing is left from which chance could \
         be told; look whether the outcome is among the terms, or subtract a constant from it",
        "項目から結果がそのまま決まってしまうか、値の大きさに比べて結果がほとんど変わらないため、偶然の幅を見積もれません。\
         結果と同じ列を項目に入れていないか、お確かめください。値が大きいときは、一定の数を引いてください。",
    )
}

pub(crate) fn one_person_alone(person: &str) -> Unfit {
    Unfit::new(
        format!(
            "`{person}` alone settles one of the terms, so that how far chance goes in it cannot be told; leave out the \
             term that varies within that person only, or bring more people"
        ),
        format!(
            "ひとつの項目が `{person}` の行だけで決まっているため、偶然の幅を見積もれません。その方の行だけで値が変わる項目を外すか、\
             人を増やしてください。"
        ),
    )
}

pub(crate) fn too_large() -> Unfit {
    Unfit::new(
        "the values are too large, or too unlike, to be computed with; give them in other units",
        "値が大きすぎるか、大きさが違いすぎて、計算できません。単位を変えてください。",
    )
}

pub(crate) fn other_model() -> Unfit {
    Unfit::new("sums of different models cannot be added up", "異なるモデルの途中の計算は、足し合わせられません。")
}

pub(crate) fn alpha(found: f64) -> Unfit {
    Unfit::new(
        format!("{found} is no level of a test: it lies between 0 and 1, and is 0.05 for an interval of 95%"),
        format!(
            "有意水準が {found} になっています。0 より大きく 1 より小さい数（95%の区間なら 0.05）を指定してください。"
        ),
    )
}

pub(crate) fn combination(found: usize, wanted: usize) -> Unfit {
    Unfit::new(
        format!("a combination of terms has a finite number for each of {wanted}, not all 0; here are {found}"),
        format!(
            "項目の組み合わせには、{wanted}個の項目それぞれに数が必要です（すべて 0 は不可）。ここでは{found}個です。"
        ),
    )
}

pub(crate) fn no_events(treated: bool, rows: u64) -> Unfit {
    match treated {
        true => Unfit::new(
            format!(
                "the outcome is 0 in all {rows} treated rows: the relative risk would be 0, with an interval that has no \
                 end"
            ),
            format!("介入ありの{rows}行で、結果がすべて 0 です。リスク比が 0 になり、区間に端がありません。"),
        ),
        false => Unfit::new(
            format!(
                "the outcome is 0 in all {rows} rows without treatment: a relative risk would have nothing to be relative \
                 to"
            ),
            format!("介入なしの{rows}行で、結果がすべて 0 です。リスク比の分母がありません。"),
        ),
    }
}

pub(crate) fn runs_away(name: &str) -> Unfit {
    Unfit::new(
        format!(
            "no relative risk is found: `{name}` runs away, as it does where the outcome never happens, or always does, on \
             one side of it; leave it out, or bring more rows"
        ),
        format!(
            "リスク比が定まりません。`{name}` の一方で結果が一度も起きていない（または必ず起きている）と、このようになります。\
             `{name}` を外すか、行を増やしてください。"
        ),
    )
}
