//! Why rows and outcomes give no distal effect, beside what all estimators say.

use crate::Unfit;

pub(super) fn outcome_no_number(person: &str, found: f64) -> Unfit {
    Unfit::new(
        format!(
            "the outcome of `{person}` is {found}, with which nothing can be computed; leave it empty where it is not \
             known"
        ),
        format!("`{person}` の結果が {found} で、計算に使えません。わからないときは空欄にしてください。"),
    )
}

pub(super) fn two_outcomes(person: &str, one: f64, other: f64) -> Unfit {
    Unfit::new(
        format!(
            "`{person}` has two outcomes, {one} and {other}: an outcome that comes once is one number for each person"
        ),
        format!("`{person}` の結果が {one} と {other} の二つあります。結果は、お一人に一つだけにしてください。"),
    )
}

pub(super) fn nobody_known(people: u64) -> Unfit {
    Unfit::new(
        format!("no outcome is known of any of {people} people with rows, so that there is no effect to tell"),
        format!("行のある{people}人のだれにも、結果がありません。効果は分かりません。"),
    )
}

pub(super) fn one_outcome(outcome: f64, people: u64) -> Unfit {
    Unfit::new(
        format!(
            "the outcome is {outcome} for all {people} people: no effect can be told from it, and a standard error of \
             0 would look like certainty; look whether this is the right column"
        ),
        format!(
            "{people}人の結果がすべて {outcome} です。効果は分かりません（計算すると標準誤差が 0 になり、確かなことのように\
             見えてしまいます）。結果の列が正しいか、お確かめください。"
        ),
    )
}

pub(super) fn too_few_in_arm(treated: bool, people: usize, terms: usize) -> Unfit {
    let least = terms + 1;
    let (en, ja) = if treated { ("treated", "介入あり") } else { ("untreated", "介入なし") };
    Unfit::new(
        format!(
            "the outcome is told by {terms} terms from {en} rows, which are of {people} people; at least {least} are \
             needed: leave controls out, or bring more people"
        ),
        format!(
            "{en_ja}の行は{people}人分で、{terms}個の項目で結果を見積もるには足りません。少なくとも{least}人が必要です。調整に使う\
             項目を減らすか、人を増やしてください。",
            en_ja = ja
        ),
    )
}

pub(super) fn nobody_differs(name: &str) -> Unfit {
    Unfit::new(
        format!(
            "all people add the same to `{name}`, but for rounding, so that how far chance goes cannot be told; look \
             whether draws and outcomes are as they were"
        ),
        format!(
            "`{name}` への寄与がどの方も同じで、偶然の幅を見積もれません。割り当てと結果の列が正しいか、お確かめください。"
        ),
    )
}
