//! What is said of cities side by side: in both languages, and no more than the numbers say.

use super::{Apart, Definition, Heterogeneity, Pooled, Row};
use crate::Unfit;
use crate::report::{Answer, Standing};
use domain::Sentence;

pub(super) fn says(
    definition: &Definition,
    rows: &[Row],
    apart: &[Apart],
    pooled: &Answer<Pooled>,
    heterogeneity: &Answer<Heterogeneity>,
) -> Vec<Sentence> {
    let mut says = match pooled {
        Answer::Known(pooled) => vec![mean(definition, pooled)],
        other => other.instead().cloned().into_iter().collect(),
    };
    if let (Some(pooled), Some(spread)) = (pooled.known(), heterogeneity.known()) {
        says.push(spread_of(definition, pooled.cities, spread));
    }
    let left_out = rows.iter().filter(|row| row.left_out.is_some()).count();
    if left_out > 0 {
        says.push(Sentence::new(
            format!(
                "{} shown and not in the mean: why stands beside each.",
                counted(left_out, "campaign is", "campaigns are")
            ),
            format!("{left_out}件は、表には載せますが平均には入れていません。理由はそれぞれの行にあります。"),
        ));
    }
    let exploratory = rows.iter().filter(|row| row.standing == Standing::Exploratory).count();
    if exploratory > 0 {
        says.push(Sentence::new(
            format!(
                "{} exploratory: what was asked was not fixed before the start.",
                counted(exploratory, "campaign is", "campaigns are")
            ),
            format!("{exploratory}件は探索的です（問いを、始める前に決めていませんでした）。"),
        ));
    }
    if !apart.is_empty() {
        says.push(Sentence::new(
            format!("{} set apart, with the reason beside each.", counted(apart.len(), "report is", "reports are")),
            format!("比べられない報告が{}件あります。理由はそれぞれに書いてあります。", apart.len()),
        ));
    }
    if rows.len() > 1 {
        says.push(Sentence::new(
            "Which city is which was not drawn: where their effects differ, people, seasons and how it was run may be \
             why.",
            "市の違いはくじで決めたものではありません。市によって効果が違うときは、住民、季節、進め方の違いによるものかもしれません。",
        ));
    }
    says
}

fn mean(definition: &Definition, pooled: &Pooled) -> Sentence {
    let Pooled { estimate, ci_low, ci_high, cities, level, .. } = *pooled;
    let size = |value: f64| bare(definition, value);
    let (en, ja) = unit(definition);
    let percent = number(100.0 * level, 0);
    let (nothing_en, nothing_ja) = match (ci_low > 0.0, ci_high < 0.0) {
        (true, _) | (_, true) => {
            ("The interval does not contain an effect of nothing.", "区間に「効果なし」は含まれません。")
        }
        _ => (
            "The interval contains an effect of nothing: it cannot be told whether there is one on average.",
            "区間に「効果なし」が含まれるため、平均して効果があるかどうかは分かりません。",
        ),
    };
    Sentence::new(
        format!(
            "Over {cities} cities the mean of the effects is {}{en} ({percent}% interval {} to {}{en}). {nothing_en}",
            size(estimate),
            size(ci_low),
            size(ci_high)
        ),
        format!(
            "{cities}市の効果の平均は{}{ja}です（{percent}%区間 {}〜{}{ja}）。{nothing_ja}",
            size(estimate),
            size(ci_low),
            size(ci_high)
        ),
    )
}

fn spread_of(definition: &Definition, cities: u64, spread: &Heterogeneity) -> Sentence {
    let p = if spread.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {}", number(spread.p, 3)) };
    let sd = spread.tau2.sqrt();
    let (en, ja) = match definition.log {
        true => (String::new(), String::new()),
        false => {
            let (size, (en, ja)) = (bare(definition, sd), unit(definition));
            (format!("; standard deviation between cities {size}{en}"), format!("、市の間の標準偏差 {size}{ja}"))
        }
    };
    if spread.p < 0.05 {
        return Sentence::new(
            format!(
                "The cities' effects differ by more than chance ({p}{en}): the mean need not be the effect in any of \
                 them."
            ),
            format!(
                "市ごとの効果の違いは、偶然だけでは説明しにくい大きさです（{p}{ja}）。平均が、どの市の効果とも違うことがあります。"
            ),
        );
    }
    Sentence::new(
        format!(
            "That the cities' effects differ is not shown ({p}{en}); {cities} cities tell little of it either way."
        ),
        format!(
            "市ごとに効果が違うとは言えません（{p}{ja}）。ただし、{cities}市では、違うとも同じとも言い切れません。"
        ),
    )
}

pub(super) fn interim() -> Sentence {
    Sentence::new(
        "its report is an interim one: outcomes are still to come",
        "途中の報告です。結果がまだ出そろっていません。",
    )
}

pub(super) fn other_format(format: u32) -> Sentence {
    Sentence::new(
        format!("its report has the shape {format}, which this program does not know: have it made again"),
        format!("報告の形式（{format}）が、このプログラムのものと違います。報告を作り直してください。"),
    )
}

pub(super) fn not_randomised() -> Sentence {
    Sentence::new(
        "nothing was randomised: what it found is no effect",
        "くじで割り当てていないため、効果は分かりません。",
    )
}

pub(super) fn there_is_a_later_one() -> Sentence {
    Sentence::new(
        "there is another report of the same campaign, which is later or the same: that one counts",
        "同じ事業の報告がほかにもあります（より新しいもの、または同じもの）。そちらを使います。",
    )
}

pub(super) fn city_twice(city: &str) -> Unfit {
    Unfit::new(
        format!(
            "{city} has more than one campaign, in which the same people may be: bring one of each city to have a mean"
        ),
        format!(
            "{city}の事業が二つ以上あり、同じ方が入っているかもしれません。平均を出すには、市ごとに一つにしてください。"
        ),
    )
}

/// `1 campaign is`, `3 campaigns are`.
fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

/// An effect without its unit: in percent where it is on a logarithm, in percentage points where it is one of shares.
fn bare(definition: &Definition, value: f64) -> String {
    match (definition.log, definition.binary) {
        (true, _) => number(100.0 * value.exp_m1(), 1),
        (false, true) => number(100.0 * value, 1),
        (false, false) => number(value, if value.abs() < 10.0 { 1 } else { 0 }),
    }
}

fn unit(definition: &Definition) -> (String, String) {
    match (definition.log, definition.binary) {
        (true, _) => ("%".to_owned(), "%".to_owned()),
        (false, true) => (" percentage points".to_owned(), "ポイント".to_owned()),
        (false, false) => (format!(" {}", definition.unit.en), definition.unit.ja.clone()),
    }
}

/// A number as people write it: `1,204`, `−20`, `4.1`.
fn number(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.chars().enumerate().flat_map(|(at, digit)| {
        let comma = (at > 0 && (whole.len() - at).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    });
    let point = if part.is_empty() { "" } else { "." };
    let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
    let minus = if value < 0.0 && !is_zero { "−" } else { "" };
    format!("{minus}{}{point}{part}", digits.collect::<String>())
}
