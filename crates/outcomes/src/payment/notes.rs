//! What the numbers of a statement mean, and what they do not.

use super::observed::Observations;
use super::statement::{Estimated, Line};
use domain::Sentence;
use domain::pack::contract::Contract;

/// What these numbers mean, and what was given and not used.
pub(super) fn notes(contract: &Contract, observations: &Observations, lines: &[Line]) -> Vec<Sentence> {
    let mut notes = Vec::new();
    if let Some(why) = &contract.not_stated {
        notes.push(Sentence::new(
            format!("the contract's file does not state all that is paid ({why}): there is no total"),
            format!("契約のファイルには、支払いのすべては書かれていません（{why}）。合計は出せません。"),
        ));
    }
    let estimates: Vec<&Estimated> = lines.iter().filter_map(|line| line.estimated.as_ref()).collect();
    if !estimates.is_empty() {
        notes.push(Sentence::new(
            format!(
                "the ends are those of {}% intervals; the total at an end has every estimate at that end at once, which is \
                 wider than {}% where there are several",
                contract.interval_percent, contract.interval_percent
            ),
            format!(
                "両端の金額は、{}％信頼区間の端の値で計算したものです。指標が二つ以上あるときは、どれも同時にその端に\
                 あったとした金額なので、{}％より広い幅になります。",
                contract.interval_percent, contract.interval_percent
            ),
        ));
    }
    if estimates.iter().any(|estimated| !estimated.tiers.is_empty()) {
        notes.push(Sentence::new(
            "a tier's probability says how much of the estimate's uncertainty lies in it: the true value is taken to lie \
             around the estimate as its standard error says, and nothing else to be known of it. It is not how probable it \
             is that the sum is right, and knows nothing of what the design cannot see",
            "区分ごとの確率は、推定値のばらつきのうち、どれだけがその区分に入るかを示します。ほんとうの値は、標準誤差の\
             分だけ推定値のまわりに散らばっているとみなし、ほかのことは何も分からないものとして計算しています。支払額が\
             正しい確率ではありません。調べ方そのものの弱さも、ここには入っていません。",
        ));
    }
    if lines.iter().any(|line| line.before_after.is_some()) {
        notes.push(Sentence::new(
            "what comparing before and after would have paid stands beside for comparison only: without anybody to compare \
             with, the season, the year and other reasons count as a result too",
            "前後の比較による金額は、参考です。比べる相手がいないので、季節や年の違いなど、事業によらない変化も成果に\
             数えてしまいます。",
        ));
    }
    notes.extend(unused(contract, observations));
    notes
}

/// What was observed and belongs to nothing in the contract: most often a slip in a name.
fn unused(contract: &Contract, observations: &Observations) -> Vec<Sentence> {
    let mut said = Vec::new();
    for (name, observed) in &observations.metrics {
        let Some(metric) = contract.metric(name) else {
            said.push(Sentence::new(
                format!("`{name}` was observed, and is no metric of this contract: it was not used"),
                format!("`{name}` という指標は、この契約にありません。使っていません。"),
            ));
            continue;
        };
        let is_year = |year: &&String| metric.years.iter().any(|known| known.name == **year);
        for year in observed.years.keys().filter(|year| !is_year(year)) {
            said.push(Sentence::new(
                format!("`{name}` has no year `{year}` in this contract: it was not used"),
                format!("`{name}` に `{year}` という年は、この契約にありません。使っていません。"),
            ));
        }
        if !metric.years.is_empty() && (observed.value.is_some() || observed.count.is_some()) {
            said.push(Sentence::new(
                format!("`{name}` is judged year by year: its value for all years together was not used"),
                format!("`{name}` は年ごとに評価します。全部の年を合わせた値は使っていません。"),
            ));
        }
    }
    said
}
