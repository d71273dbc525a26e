//! Why a policy is none, and why it does not learn yet.

use crate::Unfit;

pub(super) fn bounds(low: f64, start: f64, high: f64) -> Unfit {
    Unfit::new(
        format!(
            "the probabilities are {low} at least, {start} at the start and {high} at most: each has at most three \
             decimals, and they go up from above 0 to below 1"
        ),
        format!(
            "確率の下限が {low}、初めの値が {start}、上限が {high} です。どれも小数3桁までの数で、0 より大きく 1 より小さく、\
             下限、初めの値、上限の順に並ぶようにしてください。"
        ),
    )
}

pub(super) fn prior(sd: f64) -> Unfit {
    Unfit::new(
        format!(
            "{sd} is no standard deviation of effects that are expected: it is a number above 0, in the unit of the \
             outcome"
        ),
        format!(
            "効果の大きさの見込み（標準偏差）が {sd} になっています。結果と同じ単位の、0 より大きい数にしてください。"
        ),
    )
}

pub(super) fn too_few(people: u64, least: u64) -> Unfit {
    Unfit::new(
        format!("so far outcomes of {people} people are known, and it learns from {least} on"),
        format!("結果の分かる方がまだ{people}人です。{least}人から学び始めます。"),
    )
}

pub(super) fn no_effect(estimate: f64, se: f64, df: f64) -> Unfit {
    Unfit::new(
        format!("an effect of {estimate} with a standard error of {se} and {df} degrees of freedom tells nothing"),
        format!("効果 {estimate}、標準誤差 {se}、自由度 {df} からは、何も分かりません。"),
    )
}
