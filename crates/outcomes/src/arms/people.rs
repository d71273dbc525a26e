use super::{Errors, Person, Question};
use crate::Unfit;
use std::collections::BTreeMap;

/// Those who were drawn and whose outcome is known, in an order that is theirs and not the file's.
#[derive(Debug)]
pub(super) struct People {
    pub(super) rows: Vec<Row>,
    clusters: Option<usize>,
}

/// One known outcome.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) treated: bool,
    pub(super) outcome: f64,
    /// The place of the cluster among all, by name; 0 where none were drawn.
    pub(super) cluster: usize,
    /// How far what was known before lies from its mean.
    pub(super) controls: Vec<f64>,
}

impl People {
    /// Reads the rows of persons, and says what is wrong with them.
    pub(super) fn read(people: &[Person], question: &Question) -> Result<Self, Unfit> {
        is_level(question.alpha)?;
        let mut sorted: Vec<&Person> = people.iter().collect();
        sorted.sort_by(|one, other| key(one).cmp(&key(other)).then_with(|| value(one).total_cmp(&value(other))));
        for person in &sorted {
            is_a_row(person, question)?;
        }
        let clusters = match question.errors {
            Errors::Persons => {
                nobody_twice(&sorted)?;
                None
            }
            Errors::Clusters(_) => Some(clusters(&sorted)?),
        };
        has_both_arms(&sorted, "nobody was drawn into", "に割り当てられた方がいません")?;
        let known: Vec<&Person> = sorted.into_iter().filter(|person| person.outcome.is_some()).collect();
        if known.is_empty() {
            return Err(Unfit::new(
                "no outcome is known of anybody: bring rows with an outcome, or wait until the window has closed",
                "結果のわかる方が一人もいません。結果のある行を加えるか、結果の出る期間が終わるまで待ってください。",
            ));
        }
        has_both_arms(&known, "no outcome is known of anybody in", "に、結果のわかる方がいません")?;
        let means = means(&known, question)?;
        let rows = known.iter().map(|person| Row {
            treated: person.treated,
            outcome: value(person),
            cluster: clusters.as_ref().and_then(|all| all.get(person.cluster.as_deref()?).copied()).unwrap_or_default(),
            controls: person
                .controls
                .iter()
                .zip(&means)
                .map(|(value, mean)| value.map_or(0.0, |it| it - mean))
                .collect(),
        });
        let rows: Vec<Row> = rows.collect();
        varies(&rows)?;
        let mut kept: Vec<usize> = rows.iter().map(|row| row.cluster).collect();
        kept.dedup();
        Ok(Self { clusters: clusters.map(|_| kept.len()), rows })
    }

    /// How many were drawn independently and have an outcome: persons, or clusters.
    pub(super) fn units(&self) -> u64 {
        self.clusters.unwrap_or(self.rows.len()) as u64
    }

    /// How many outcomes are known.
    pub(super) fn rows(&self) -> u64 {
        self.rows.len() as u64
    }
}

/// Whether a level of error is one.
pub(crate) fn is_level(alpha: f64) -> Result<(), Unfit> {
    if alpha > 0.0 && alpha < 1.0 {
        return Ok(());
    }
    Err(Unfit::new(
        format!("the level of error is {alpha}; it lies between 0 and 1, as 0.05 does for intervals of 95%"),
        format!("有意水準が{alpha}です。0より大きく1より小さい値（95%の区間なら0.05）にしてください。"),
    ))
}

/// Rows of one cluster stand together, and those of one person in it.
fn key(person: &Person) -> (Option<&str>, &str) {
    (person.cluster.as_deref(), &person.id)
}

/// The outcome, where it is known.
fn value(person: &Person) -> f64 {
    person.outcome.unwrap_or(f64::NAN)
}

fn is_a_row(person: &Person, question: &Question) -> Result<(), Unfit> {
    let id = &person.id;
    if person.outcome.is_some_and(|outcome| !outcome.is_finite()) {
        return Err(Unfit::new(
            format!("the outcome of `{id}` is no number; leave it empty where it is not known"),
            format!("`{id}` の結果が数ではありません。わからないときは空欄にしてください。"),
        ));
    }
    if person.controls.len() != question.controls.len() {
        let (has, named) = (person.controls.len(), question.controls.len());
        return Err(Unfit::new(
            format!("`{id}` has {has} values known before, where {named} are named"),
            format!("`{id}` には事前の値が{has}個ありますが、項目は{named}個です。"),
        ));
    }
    for (value, name) in person.controls.iter().zip(&question.controls) {
        if value.is_some_and(|value| !value.is_finite()) {
            return Err(Unfit::new(
                format!("`{name}` of `{id}` is no number; leave it empty where it is not known"),
                format!("`{id}` の `{name}` が数ではありません。わからないときは空欄にしてください。"),
            ));
        }
    }
    Ok(())
}

fn nobody_twice(sorted: &[&Person]) -> Result<(), Unfit> {
    let mut ids: Vec<&str> = sorted.iter().map(|person| person.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.iter().zip(ids.iter().skip(1)).find(|(one, next)| one == next);
    let Some((id, _)) = twice else { return Ok(()) };
    Err(Unfit::new(
        format!("`{id}` has several rows: bring one row for each person, or name the persons as clusters"),
        format!("`{id}` の行が複数あります。お一人1行にするか、個人をクラスターとして指定してください。"),
    ))
}

/// The clusters by name, with their places; each is wholly in one arm, and each arm has two or more.
fn clusters<'a>(sorted: &[&'a Person]) -> Result<BTreeMap<&'a str, usize>, Unfit> {
    let mut arms: BTreeMap<&str, bool> = BTreeMap::new();
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    for person in sorted {
        let id = &person.id;
        let Some(cluster) = person.cluster.as_deref() else {
            return Err(Unfit::new(
                format!("`{id}` belongs to no cluster, where clusters were drawn"),
                format!("クラスター単位の割り当てですが、`{id}` のクラスターがわかりません。"),
            ));
        };
        if *arms.entry(cluster).or_insert(person.treated) != person.treated {
            return Err(Unfit::new(
                format!(
                    "the cluster `{cluster}` is in both arms: where clusters were drawn, all of one are in one arm; \
                     where persons were drawn, name no cluster"
                ),
                format!(
                    "クラスター `{cluster}` が両方の群にあります。クラスター単位の割り当てでは、全員が同じ群になります。\
                     個人単位で割り当てたときは、クラスターを指定しないでください。"
                ),
            ));
        }
        if *homes.entry(id).or_insert(cluster) != cluster {
            return Err(Unfit::new(
                format!("`{id}` is in two clusters: somebody belongs to one"),
                format!("`{id}` が二つのクラスターにいます。お一人は一つのクラスターにしてください。"),
            ));
        }
    }
    let arms = arms.into_iter().enumerate().map(|(place, (name, _))| (name, place));
    Ok(arms.collect())
}

fn has_both_arms(people: &[&Person], en: &str, ja: &str) -> Result<(), Unfit> {
    for (treated, arm_en, arm_ja) in [(true, "the arm that is tried", "介入群"), (false, "the control arm", "対照群")]
    {
        if people.iter().all(|person| person.treated != treated) {
            return Err(Unfit::new(
                format!("{en} {arm_en}: there is nothing to compare with"),
                format!("{arm_ja}{ja}。比べる相手がないため、計算できません。"),
            ));
        }
    }
    Ok(())
}

/// The means of what was known before, over those of whom it is known.
fn means(known: &[&Person], question: &Question) -> Result<Vec<f64>, Unfit> {
    let mean = |(place, name): (usize, &String)| {
        let values: Vec<f64> = known.iter().filter_map(|person| *person.controls.get(place)?).collect();
        if values.is_empty() {
            return Err(Unfit::new(
                format!("`{name}` is known of nobody: leave it out"),
                format!("`{name}` のわかる方が一人もいません。この項目を外してください。"),
            ));
        }
        Ok(values.iter().sum::<f64>() / values.len() as f64)
    };
    question.controls.iter().enumerate().map(mean).collect()
}

fn varies(rows: &[Row]) -> Result<(), Unfit> {
    let is_constant = |treated: bool| {
        let mut of = rows.iter().filter(|row| row.treated == treated).map(|row| row.outcome);
        let first = of.next();
        of.all(|outcome| Some(outcome) == first)
    };
    if is_constant(true) && is_constant(false) {
        return Err(constant());
    }
    Ok(())
}

/// What is said where outcomes leave nothing to judge an effect by.
pub(crate) fn constant() -> Unfit {
    Unfit::new(
        "within each arm all outcomes are the same (or are all told by what was known before): how much they vary by \
         chance cannot be judged",
        "どの群の中でも結果がみな同じ（または事前の値だけで決まるもの）です。偶然のばらつきがわからないため、計算できません。",
    )
}

/// Whether a mean, with the lower end of its interval, can be what an effect is relative to.
pub(super) fn is_denominator(mean: f64, low: f64) -> Result<(), Unfit> {
    if mean > 0.0 && low > 0.0 {
        return Ok(());
    }
    Err(Unfit::new(
        format!(
            "the mean of the control arm is {mean:.4}, and cannot be told from 0 or less: an effect relative to it would \
             mean nothing; ask for the difference"
        ),
        format!(
            "対照群の平均が{mean:.4}で、0以下でないとは言い切れません。これに対する割合は意味を持たないので、差で計算してください。"
        ),
    ))
}
