use super::words::{capital, is_clear, number, p_value, whole};
use crate::Again;
use crate::report::gathering::Primary;
use crate::report::hiding::told;
use crate::report::{Answer, Asked, DesignKind, Estimate, Permuted};
use domain::Sentence;

/// How often it is drawn again where there are more ways than that.
const DRAWS: u32 = 9_999;

/// What drawing again gives, beside the primary analysis; `None` in a design of which nothing is drawn again here. The draws
/// are told by the plan, which was sealed before the first outcome, or else by the campaign's name.
pub(super) fn answer(asked: &Asked, rows: &Primary, primary: &Answer<Estimate>) -> Option<Answer<Permuted>> {
    let seed = asked.plan.as_ref().map_or(&asked.campaign, |plan| &plan.hash);
    let found = rows.permuted(asked, Again { draws: DRAWS, seed })?;
    Some(match (primary, found) {
        (Answer::Hidden(said), _) => Answer::Hidden(said.clone()),
        (_, Err(unfit)) => Answer::Unfit(unfit.sentence().clone()),
        (_, Ok(found)) => Answer::Known(Permuted {
            p: told(found.p),
            monte_carlo_se: told(found.monte_carlo_se),
            draws: found.draws,
            exact: found.exact,
            least: told(found.least),
        }),
    })
}

/// What is said of it: how often, and which of the two to go by.
pub(super) fn told_of(asked: &Asked, permuted: &Answer<Permuted>, primary: &Answer<Estimate>) -> Sentence {
    let Answer::Known(permuted) = permuted else {
        let said = permuted.instead().cloned().unwrap_or_default();
        return Sentence::new(
            format!("{} again: {}", capital(&drawing(asked).en), said.en),
            format!("{}検定：{}", drawing(asked).ja, said.ja),
        );
    };
    let (first, then) = (often(asked, permuted), beside(asked, permuted, primary));
    match then {
        Some(then) => Sentence::new(format!("{} {}", first.en, then.en), format!("{}{}", first.ja, then.ja)),
        None => first,
    }
}

/// Why it is not told at a look before the last.
pub(super) fn before_the_last() -> Sentence {
    Sentence::new(
        "what drawing again gives is told at the last look: its p-value is of a single look",
        "引き直しによるp値は、最後の集計で示します。一度だけ見る場合の値だからです。",
    )
}

/// What is drawn again.
fn drawing(asked: &Asked) -> Sentence {
    match asked.kind {
        DesignKind::SteppedRollout => {
            Sentence::new("drawing the order in which districts began", "地区が始める順番のくじを引き直す")
        }
        _ => Sentence::new("drawing the arms of the clusters", "地区・チームのグループ分けのくじを引き直す"),
    }
}

fn often(asked: &Asked, permuted: &Permuted) -> Sentence {
    let drawing = drawing(asked);
    let (draws, p) = (whole(permuted.draws), p_value(permuted.p));
    let error = number(permuted.monte_carlo_se, 4);
    let (ways, nth) = match permuted.exact {
        true => (format!("in each of the {draws} ways there are"), format!("全{draws}通りを調べると")),
        false => (
            format!("{draws} times (standard error from the number of draws {error})"),
            format!("ことを{draws}回くり返すと（回数による標準誤差 {error}）"),
        ),
    };
    Sentence::new(
        format!(
            "{} again, {ways}, gives {p}: so often a difference comes out as far from 0 where nothing was changed.",
            capital(&drawing.en)
        ),
        format!("{}{nth}、{p}です。効果がまったくないときに、これほどの差が出る割合です。", drawing.ja),
    )
}

/// How it stands beside the interval.
fn beside(asked: &Asked, permuted: &Permuted, primary: &Answer<Estimate>) -> Option<Sentence> {
    let alpha = asked.alpha();
    if permuted.least > alpha {
        let least = number(permuted.least, 3);
        return Some(Sentence::new(
            format!(
                "With so few clusters it cannot come below {least}, however large the effect: from the draw alone nothing \
                 can be told apart from chance here, and the interval rests on more than the draw."
            ),
            format!(
                "地区・チームがこれだけ少ないと、効果がどれほど大きくても{least}を下回ることはなく、くじだけからは偶然と区別\
                 できません。区間は、くじ以外の仮定にもよっています。"
            ),
        ));
    }
    let (is_found, is_clear) = (permuted.p < alpha, is_clear(primary.known()?));
    Some(match (is_found, is_clear) {
        (true, true) | (false, false) => Sentence::new("The interval says the same.", "区間の示すところと同じです。"),
        (true, false) => Sentence::new(
            "The interval says otherwise. With few clusters this p-value is the one to go by, since it takes nothing for \
             granted but the draw: such a difference is hard to explain by chance alone.",
            "区間の示すところとは違います。地区・チームが少ないときは、くじのほかに何も仮定しないこのp値で判断してください。\
             偶然だけでは説明しにくい差です。",
        ),
        (false, true) => Sentence::new(
            "The interval says otherwise. With few clusters this p-value is the one to go by, since it takes nothing for \
             granted but the draw: chance alone can bring about such a difference.",
            "区間の示すところとは違います。地区・チームが少ないときは、くじのほかに何も仮定しないこのp値で判断してください。\
             偶然でも起こりうる差です。",
        ),
    })
}
