use super::words::{is_clear, number, whole};
use crate::report::gathering::{Compared, Person};
use crate::report::hiding::{Hiding, is_small, told, too_few};
use crate::report::{Answer, Asked, DesignKind, Division, Estimate, Point, Segment, Segments};
use crate::several::{benjamini_hochberg, holm};
use domain::Sentence;
use domain::event::Sex;
use domain::pack::{Covariate, SegmentRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The effect in groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Segmenting {
    divisions: Vec<Divided>,
}

/// One way to divide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Divided {
    by: Covariate,
    planned: bool,
    segments: BTreeMap<String, Compared>,
}

/// With more groups than this a division is none.
const MOST: usize = 60;

impl Segmenting {
    pub(in crate::report) fn new(asked: &Asked) -> Self {
        let planned =
            asked.plan.as_ref().filter(|_| asked.is_planned()).map_or(&[][..], |plan| plan.segments.as_slice());
        let moments = match asked.kind {
            DesignKind::DecisionPoints => &[
                Covariate::Before,
                Covariate::DayInTrial,
                Covariate::Weekend,
                Covariate::AgeBand,
                Covariate::Sex,
                Covariate::District,
            ][..],
            DesignKind::People => &[Covariate::Before, Covariate::AgeBand, Covariate::Sex, Covariate::District],
            DesignKind::Clusters => &[Covariate::Before],
            DesignKind::SteppedRollout | DesignKind::Nothing => &[],
        };
        let divided = |by: Covariate| Divided { by, planned: planned.contains(&by), segments: BTreeMap::new() };
        Self { divisions: moments.iter().map(|by| divided(*by)).collect() }
    }

    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let analysed = |value: f64| person.asked.outcome.analysed(value);
        for Divided { by, segments, .. } in &mut self.divisions {
            let mut own: BTreeMap<String, Vec<(&Point, f64)>> = BTreeMap::new();
            for (point, _, value) in person.counted() {
                let Some(key) = key(*by, person, point) else { continue };
                match own.get_mut(key) {
                    Some(rows) => rows.push((point, analysed(value))),
                    None => drop(own.insert(key.to_owned(), vec![(point, analysed(value))])),
                }
            }
            for (key, rows) in own {
                if segments.len() <= MOST {
                    segments.entry(key).or_insert_with(|| Compared::new(person.asked, &[])).add(person, rows);
                }
            }
        }
    }

    pub(in crate::report) fn report(&self, asked: &Asked, hiding: &Hiding, withheld: Option<&Sentence>) -> Segments {
        let divisions = self.divisions.iter().filter(|divided| (2..=MOST).contains(&divided.segments.len()));
        let mut divisions: Vec<Division> = divisions.map(|divided| divided.report(asked, hiding, withheld)).collect();
        let mut tested: Vec<(&mut Segment, f64)> = Vec::new();
        for segment in divisions.iter_mut().flat_map(|division| &mut division.segments) {
            if let Some(p) = segment.estimate.known().map(|estimate| estimate.p) {
                tested.push((segment, p));
            }
        }
        let rule = asked.plan.as_ref().map(|plan| plan.correction).unwrap_or_default();
        let plain: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        let adjusted = match rule {
            SegmentRule::Holm => holm(&plain),
            SegmentRule::BenjaminiHochberg => benjamini_hochberg(&plain),
        };
        let adjusted = adjusted.unwrap_or_default();
        let alpha = asked.alpha();
        let found = adjusted.iter().filter(|p| **p < alpha).count();
        let asked_of = tested.len();
        for ((segment, _), p) in tested.into_iter().zip(adjusted) {
            let p = Some(told(p));
            match rule {
                SegmentRule::Holm => segment.p_holm = p,
                SegmentRule::BenjaminiHochberg => segment.p_benjamini_hochberg = p,
            }
        }
        let says = || says(asked_of, (found, rule, alpha), &divisions);
        let says = withheld.map_or_else(says, |said| vec![said.clone()]);
        Segments { divisions, says }
    }
}

impl Divided {
    fn report(&self, asked: &Asked, hiding: &Hiding, withheld: Option<&Sentence>) -> Division {
        let found: Vec<(&String, Answer<Estimate>, u64)> = self
            .segments
            .iter()
            .map(|(key, compared)| {
                let found = compared.effect(asked.alpha());
                let people = compared.people();
                (key, hiding.estimate(found, asked.alpha()), people)
            })
            .collect();
        // Where each person is in one group, a group that is hidden could be found from the others.
        let is_of_people = matches!(self.by, Covariate::AgeBand | Covariate::Sex | Covariate::District)
            || asked.kind != DesignKind::DecisionPoints;
        let hidden = found.iter().filter(|(_, _, people)| is_small(*people)).count();
        let mut beside: Vec<&(&String, Answer<Estimate>, u64)> =
            found.iter().filter(|(_, _, people)| !is_small(*people)).collect();
        beside.sort_by_key(|(_, _, people)| *people);
        let also = beside.first().filter(|_| is_of_people && hidden > 0).map(|(key, _, _)| (*key).clone());
        let segments = found.into_iter().map(|(key, estimate, people)| Segment {
            title: title(self.by, key),
            estimate: match withheld {
                Some(said) => Answer::Withheld(said.clone()),
                None if is_small(people) || also.as_ref() == Some(key) => Answer::Hidden(too_few()),
                None => estimate,
            },
            key: key.clone(),
            p_holm: None,
            p_benjamini_hochberg: None,
        });
        let (en, ja) = match self.by {
            Covariate::Before => ("steps a day in the week before", "直前7日の1日あたりの歩数"),
            Covariate::DayInTrial => ("days since the first", "参加からの日数"),
            Covariate::Weekend => ("weekdays and weekends", "平日と土日"),
            Covariate::AgeBand => ("age", "年齢"),
            Covariate::Sex => ("sex", "性別"),
            Covariate::District => ("district or team", "地区・チーム"),
        };
        Division {
            key: self.by.as_str().to_owned(),
            title: Sentence::new(en, ja),
            planned: self.planned,
            segments: segments.collect(),
        }
    }
}

/// The group of a row, by what was known before; for people by what was known of them before the first.
fn key<'p>(by: Covariate, person: &Person<'p>, point: &'p Point) -> Option<&'p str> {
    let before = match person.asked.kind {
        DesignKind::DecisionPoints => point.before,
        _ => person.baseline,
    };
    match by {
        Covariate::Before => before.map(|steps| match steps {
            low if low < 4_000.0 => "a_under_4000",
            middle if middle < 8_000.0 => "b_4000_to_7999",
            _ => "c_8000_or_more",
        }),
        Covariate::DayInTrial => Some(if point.days_in < 28 { "a_first_4_weeks" } else { "b_later" }),
        Covariate::Weekend => Some(if point.weekend { "weekend" } else { "weekday" }),
        Covariate::District => {
            person.points.iter().find_map(|point| point.cluster.as_ref()).map(|(name, _)| name.as_str())
        }
        Covariate::AgeBand => point.age_band.map(|age| match age {
            ..30 => "10_to_29",
            30..50 => "30_to_49",
            50..60 => "50_to_59",
            60..70 => "60_to_69",
            70..80 => "70_to_79",
            _ => "80_or_more",
        }),
        Covariate::Sex => point.sex.map(Sex::as_str),
    }
}

fn title(by: Covariate, key: &str) -> Sentence {
    let (en, ja) = match (by, key) {
        (Covariate::Before, "a_under_4000") => ("under 4,000", "4,000歩未満"),
        (Covariate::Before, "b_4000_to_7999") => ("4,000 to 7,999", "4,000〜7,999歩"),
        (Covariate::Before, _) => ("8,000 or more", "8,000歩以上"),
        (Covariate::DayInTrial, "a_first_4_weeks") => ("the first four weeks", "最初の4週間"),
        (Covariate::DayInTrial, _) => ("later", "それ以降"),
        (Covariate::Weekend, "weekend") => ("weekends", "土日"),
        (Covariate::Weekend, _) => ("weekdays", "平日"),
        (Covariate::AgeBand, "10_to_29") => ("up to 29", "29歳まで"),
        (Covariate::AgeBand, "30_to_49") => ("30 to 49", "30〜49歳"),
        (Covariate::AgeBand, "50_to_59") => ("50 to 59", "50代"),
        (Covariate::AgeBand, "60_to_69") => ("60 to 69", "60代"),
        (Covariate::AgeBand, "70_to_79") => ("70 to 79", "70代"),
        (Covariate::AgeBand, _) => ("80 or older", "80歳以上"),
        (Covariate::Sex, "female") => ("women", "女性"),
        (Covariate::Sex, "male") => ("men", "男性"),
        (Covariate::Sex, _) => ("others", "そのほか"),
        (_, name) => (name, name),
    };
    Sentence::new(en, ja)
}

fn says(asked: usize, (found, rule, alpha): (usize, SegmentRule, f64), divisions: &[Division]) -> Vec<Sentence> {
    if asked == 0 {
        return vec![Sentence::new(
            "There are no groups in which the effect can be told.",
            "効果を計算できるグループはありません。",
        )];
    }
    let has_clear = divisions
        .iter()
        .flat_map(|division| &division.segments)
        .any(|segment| segment.estimate.known().is_some_and(is_clear));
    let (groups, count) = (if asked == 1 { "group was" } else { "groups were" }, whole(asked as u64));
    let (found_en, found_ja) = match found {
        0 => ("none of them".to_owned(), "グループはありません".to_owned()),
        found => (format!("{} of them", whole(found as u64)), format!("グループの数は{found}です")),
    };
    let (method, method_ja) = match rule {
        SegmentRule::Holm => ("Holm", "ホルムの方法"),
        SegmentRule::BenjaminiHochberg => ("Benjamini–Hochberg", "ベンジャミニ・ホッホベルクの方法"),
    };
    let mut says = vec![Sentence::new(
        format!(
            "{count} {groups} looked at. With that allowed for ({method}), the difference is hard to explain by chance in {found_en}."
        ),
        format!(
            "{count}グループを見ました。見た数の多さを考えに入れても（{method_ja}）、偶然だけでは説明しにくい差のある{found_ja}。"
        ),
    )];
    if rule == SegmentRule::BenjaminiHochberg && found > 0 {
        let percent = number(100.0 * alpha, 1);
        says.push(Sentence::new(
            format!("Of groups that are found so, up to {percent}% on average are chance all the same."),
            format!("こうして見つけたグループのうち、平均して{percent}%までは、偶然のものが混じりえます。"),
        ));
    }
    if has_clear || found > 0 {
        says.push(Sentence::new(
            "That an interval leaves 0 out in one group and not in another does not mean that the effect differs between them.",
            "あるグループの区間が0を含まず、別のグループの区間が0を含んでいても、グループのあいだで効果が違うとはいえません。",
        ));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_groups_are_said_as_people_say_them() {
        let said = |asked, found| says(asked, found, &[]).into_iter().next().unwrap_or_default();
        let twelve = said(20, (12, SegmentRule::Holm, 0.05));
        assert!(twelve.ja.ends_with("差のあるグループの数は12です。"), "{twelve:?}");
        assert!(twelve.en.starts_with("20 groups were looked at.") && twelve.en.ends_with("chance in 12 of them."));
        let none = said(1, (0, SegmentRule::Holm, 0.05));
        assert!(none.ja.ends_with("差のあるグループはありません。"), "{none:?}");
        assert!(none.en.starts_with("1 group was looked at.") && none.en.ends_with("chance in none of them."));
    }
}
