//! Arms: what `[experiment]` in `campaign.toml` says, and who is in which.

use super::Audience;
use crate::chance::{self, Draw};
use crate::id::ResidentId;
use crate::pack::is_name;
use crate::sentence::Sentence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// Arms to which residents, or clusters of them, are assigned, once and for all.
///
/// ```toml
/// [experiment]
/// seed = "arao-walk-2026"
/// by = "district"
/// arms = { nudge = 0.5, control = 0.5 }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The key of the hash that assigns. Another seed is another experiment.
    pub seed: String,
    /// What is assigned.
    pub by: Unit,
    /// Names and probabilities, adding up to 1. In the arm `control` nothing is sent.
    pub arms: Vec<(String, f64)>,
    /// Of districts, which are all known beforehand: what each was dealt.
    pub dealt: BTreeMap<String, Draw>,
}

/// What is assigned to an arm as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Each resident.
    #[default]
    Resident,
    /// All of a district, of those for which the campaign is.
    District,
    /// All of a team, or of a workplace, of the campaign's walking challenge.
    Team,
}

impl Unit {
    /// The name in files, tables and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::District => "district",
            Self::Team => "team",
        }
    }
}

impl Experiment {
    /// An experiment whose residents are each drawn for.
    pub fn of_residents(seed: String, arms: Vec<(String, f64)>) -> Self {
        Self { seed, by: Unit::Resident, arms, dealt: BTreeMap::new() }
    }

    /// An experiment whose clusters are each drawn for as soon as somebody is in them.
    fn of_teams(seed: String, arms: Vec<(String, f64)>) -> Self {
        Self { seed, by: Unit::Team, arms, dealt: BTreeMap::new() }
    }

    /// An experiment among districts, to which arms are dealt.
    fn of_districts(seed: String, arms: Vec<(String, f64)>, districts: &[String]) -> Self {
        let dealt = chance::deal(&seed, POINT, districts, &arms);
        Self { seed, by: Unit::District, arms, dealt }
    }

    /// The arm of a resident: the same whenever it is asked. Of clusters it is that of the resident's; `None` for who is
    /// in none, and so in no arm.
    pub fn arm(&self, resident: &ResidentId, cluster: Option<&str>) -> Option<Draw> {
        match self.by {
            Unit::Resident => chance::draw(&self.seed, resident.as_str(), POINT, &self.arms),
            Unit::District => self.dealt.get(cluster?).cloned(),
            Unit::Team => chance::draw_for_cluster(&self.seed, cluster?, POINT, &self.arms),
        }
    }
}

/// What arms are drawn for.
const POINT: &str = "arm";

/// `[experiment]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExperimentFile {
    seed: String,
    by: Option<Spanned<Unit>>,
    arms: Spanned<BTreeMap<String, f64>>,
}

impl ExperimentFile {
    /// The experiment, as far as it can be understood, among those for whom the campaign is. `has_teams` tells whether
    /// its challenge is between teams or workplaces.
    pub(super) fn read(
        self,
        who: &Audience,
        has_teams: bool,
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Option<Experiment> {
        let Self { seed, by, arms } = self;
        let arms = read_arms(arms, problem)?;
        let Some(by) = by else { return Some(Experiment::of_residents(seed, arms)) };
        let said = match by.get_ref() {
            Unit::Resident => return Some(Experiment::of_residents(seed, arms)),
            Unit::Team if has_teams => return Some(Experiment::of_teams(seed, arms)),
            Unit::District if who.districts.len() >= arms.len() => {
                return Some(Experiment::of_districts(seed, arms, &who.districts));
            }
            Unit::Team => Sentence::new(
                "`by = \"team\"` needs a `[challenge]` between `teams` or `workplaces`, whose members are then in one arm",
                "`by = \"team\"` には、`between` が `teams` か `workplaces` の `[challenge]` が要ります。同じチームの方は、\
                 みな同じグループになります。",
            ),
            Unit::District => Sentence::new(
                "arms are dealt to the districts of `[who]`: list there at least as many as there are arms",
                "グループは `[who]` の `districts` に分けます。グループの数以上の地区を、そこに並べてください。",
            ),
        };
        problem(by.span(), said);
        None
    }
}

fn read_arms(
    file: Spanned<BTreeMap<String, f64>>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<Vec<(String, f64)>> {
    let span = file.span();
    let arms: Vec<(String, f64)> = file.into_inner().into_iter().collect();
    let sum: f64 = arms.iter().map(|arm| arm.1).sum();
    if arms.len() < 2 || arms.iter().any(|arm| !(0.0 < arm.1 && arm.1 < 1.0)) || (sum - 1.0).abs() > 1e-9 {
        let said = Sentence::new(
            format!("arms are two or more, each with a probability above 0, together 1; these add up to {sum}"),
            format!(
                "比べるグループは二つ以上で、割合はどれも0より大きく、合わせて1にしてください。いまの合計は {sum} です。"
            ),
        );
        problem(span, said);
        return None;
    }
    if let Some((name, _)) = arms.iter().find(|arm| !is_name(&arm.0)) {
        let said = Sentence::new(
            format!(
                "`{name}` cannot name an arm: begin with a–z, then a–z, 0–9 and `_`. The arm in which nothing is sent is \
                 `control`"
            ),
            format!(
                "`{name}` はグループの名前に使えません。英小文字で始め、英小文字、数字、`_` だけにしてください。何も送らないグループは \
                 `control` です。"
            ),
        );
        problem(span, said);
    }
    Some(arms)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const ARMS: &str = "seed = \"walk-2026\"\narms = { nudge = 0.5, control = 0.5 }\n";

    fn read(text: &str, districts: &[&str], has_teams: bool) -> Result<Experiment, String> {
        let districts = districts.iter().map(|name| (*name).to_owned()).collect();
        let who = Audience { districts, ..Audience::default() };
        let mut said = String::new();
        let file: ExperimentFile = toml::from_str(text).unwrap();
        let experiment = file.read(&who, has_teams, &mut |_, sentence| said = sentence.en);
        experiment.ok_or(said)
    }

    #[test]
    fn all_of_a_cluster_are_in_one_arm_and_who_is_in_none_is_in_no_arm() {
        let residents: Vec<ResidentId> = (0..20).map(|n| format!("p-{n}").parse().unwrap()).collect();
        let five = ["荒尾", "八幡", "有明", "平井", "府本"];
        for (by, districts, has_teams) in [("district", five.as_slice(), false), ("team", &[], true)] {
            let experiment = read(&format!("by = \"{by}\"\n{ARMS}"), districts, has_teams).unwrap();
            let arms: Vec<Draw> = residents.iter().map(|one| experiment.arm(one, Some("荒尾")).unwrap()).collect();
            assert!(arms.windows(2).all(|two| two[0] == two[1]), "{by}");
            assert_eq!((arms[0].cluster.as_deref(), arms[0].probability), (Some("荒尾"), 0.5));
            assert_eq!(arms[0].place.is_some(), by == "district");
            assert_eq!(experiment.arm(&residents[0], None), None);
        }
        let experiment = read(&format!("by = \"district\"\n{ARMS}"), &five, false).unwrap();
        let nudged = five.iter().filter(|name| experiment.arm(&residents[0], Some(name)).unwrap().arm == "nudge");
        assert!((2..=3).contains(&nudged.count()));
    }

    #[test]
    fn clusters_have_to_be_there() {
        let district = format!("by = \"district\"\n{ARMS}");
        assert!(read(&district, &["荒尾"], true).unwrap_err().contains("at least as many as there are arms"));
        let team = format!("by = \"team\"\n{ARMS}");
        assert!(read(&team, &["荒尾", "八幡"], false).unwrap_err().contains("needs a `[challenge]` between"));
        assert_eq!(read(ARMS, &[], false).unwrap().by, Unit::Resident);
    }
}
