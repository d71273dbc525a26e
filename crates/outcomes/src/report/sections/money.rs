use super::words::number;
use crate::payment::{self, Observation, Observations, Statement};
use crate::report::{Agreed, Answer, Asked, Contrast, Effect, Money, Stage};
use domain::Sentence;
use domain::pack::Contract;
use domain::pack::contract::{Kind, Metric};

/// What the contract pays for what the report found; `None` where there is no contract. Only the final look is paid by.
pub(in crate::report) fn report(
    asked: &Asked,
    stage: Stage,
    (effect, contrast): (&Effect, &Contrast),
) -> Option<Answer<Money>> {
    let text = match asked.contract.as_ref()? {
        Agreed::Sealed(text) => text,
        Agreed::Unsealed => {
            return Some(Answer::Unfit(Sentence::new(
                "there is a contract, and no plan was sealed with it: what is paid has to be fixed beforehand, in plan.toml",
                "契約はありますが、計画と一緒に封をしていません。支払いの決まりは、始まる前に計画（plan.toml）と一緒に封をしてください。",
            )));
        }
    };
    if stage == Stage::Interim {
        return Some(Answer::Withheld(Sentence::new(
            "paid is by the final look alone, and that has not come",
            "支払いは最後の集計だけで決まります。まだその日ではありません。",
        )));
    }
    let Ok((contract, _)) = Contract::open(domain::pack::contract::CONTRACT, text) else {
        return Some(Answer::Unfit(Sentence::new(
            "the contract that was sealed is of an older form, which this version does not understand",
            "封をした契約の書き方が古く、この版では読めません。",
        )));
    };
    let mut observations = Observations::default();
    if let Some(observed) = observed(asked, effect, contrast) {
        for metric in contract.metrics.iter().filter(|metric| is_found(asked, metric)) {
            observations.metrics.insert(metric.name.clone(), observed.clone());
        }
    }
    let statement = payment::payment(&contract, &observations);
    let mut money = shown(statement, &Contract::hash_of(text));
    money.says.extend(others(asked, &contract));
    Some(Answer::Known(money))
}

/// The primary effect as a contract reads it: shares in percent. What is on a logarithm is in no unit that one could name.
fn observed(asked: &Asked, effect: &Effect, contrast: &Contrast) -> Option<Observation> {
    let estimate = effect.primary.known().filter(|_| !asked.is_log())?;
    let unit = if asked.is_binary() { 100.0 } else { 1.0 };
    Some(Observation {
        value: Some(unit * estimate.estimate),
        se: Some(unit * estimate.se),
        df: estimate.df,
        before_after: contrast.naive.known().map(|naive| unit * naive.estimate),
        ..Observation::default()
    })
}

/// Whether a metric is what the report estimates: the effect on its outcome, over its days.
fn is_found(asked: &Asked, metric: &Metric) -> bool {
    metric.kind == Kind::Effect
        && metric.outcome.as_deref() == Some(asked.outcome.proximal.as_str())
        && metric.window.is_none_or(|window| window.from == asked.from && asked.until == Some(window.until))
}

/// What the contract pays by and the report does not find.
fn others(asked: &Asked, contract: &Contract) -> Option<Sentence> {
    let others: Vec<&str> =
        contract.metrics.iter().filter(|metric| !is_found(asked, metric)).map(|metric| metric.title.as_str()).collect();
    (!others.is_empty()).then(|| {
        Sentence::new(
            format!(
                "This report does not find: {}. Whoever evaluates has those numbers, and `ayumi contract` works out the \
                 statement of all.",
                others.join(", ")
            ),
            format!(
                "次の指標は、この報告書では求めていません：{}。評価者の数値と合わせた支払額は `ayumi contract` で計算できます。",
                others.join("、")
            ),
        )
    })
}

fn shown(statement: Statement, hash: &str) -> Money {
    let mut says = vec![total(&statement)];
    says.extend(statement.before_after_yen.map(|yen| {
        let yen = number(yen as f64, 0);
        Sentence::new(
            format!("By before and after alone it would have been {yen} yen."),
            format!("前後をくらべるだけの方法なら、{yen}円でした。"),
        )
    }));
    Money { hash: hash.to_owned(), statement, says }
}

fn total(statement: &Statement) -> Sentence {
    let yen = |yen: i64| number(yen as f64, 0);
    let ends = statement.ends.as_ref().and_then(|ends| Some((ends.percent, ends.at_worse_yen?, ends.at_better_yen?)));
    match (statement.total_yen, ends) {
        (Some(total), Some((percent, worse, better))) => {
            let (total, worse, better) = (yen(total), yen(worse), yen(better));
            Sentence::new(
                format!(
                    "The payment is {total} yen at the estimate, and {worse} to {better} yen at the ends of the {percent}% interval."
                ),
                format!("支払額は、推定値では{total}円、{percent}%区間の両端では{worse}円〜{better}円です。"),
            )
        }
        (Some(total), None) => {
            let total = yen(total);
            Sentence::new(format!("The payment is {total} yen."), format!("支払額は{total}円です。"))
        }
        (None, _) => {
            let decided = yen(statement.decided_yen);
            Sentence::new(
                format!("The payment is open. What is decided comes to {decided} yen; the lines say what is lacking."),
                format!(
                    "支払額はまだ決まりません。決まっている分は{decided}円です。足りないものは各行に書いてあります。"
                ),
            )
        }
    }
}
