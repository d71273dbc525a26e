use crate::report::{DesignKind, Report};
use domain::pack::MissingRule;
use domain::{Sentence, chance};
use serde::{Deserialize, Serialize};

/// What has to be the same for effects to be of the same thing. Adjusting for different things is not part of it: that
/// makes an effect more precise and not another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The outcome's name: `steps_same_day`.
    pub outcome: String,
    /// What one of it is called.
    pub unit: Sentence,
    /// Its window, in words.
    pub window: Sentence,
    /// Whether it is yes or no.
    pub binary: bool,
    /// Whether the effect is on its logarithm.
    pub log: bool,
    /// What is counted at most of one decision point.
    pub cap: Option<f64>,
    /// What was randomised.
    pub design: DesignKind,
    /// The names of the arms; the one compared with first.
    pub arms: Vec<String>,
    /// What becomes of outcomes that are not known.
    pub missing: MissingRule,
}

/// A part of a definition: its name in hashes, what people call it, and its value in words.
type Part = (&'static str, Sentence, String);

impl Definition {
    pub(super) fn of(report: &Report) -> Self {
        let (measure, design) = (&report.about.outcome, &report.about.design);
        let plan = report.recompute.asked.plan.as_ref();
        Self {
            outcome: measure.name.clone(),
            unit: measure.unit.clone(),
            window: measure.window.clone(),
            binary: measure.binary,
            log: measure.log,
            cap: measure.cap,
            design: design.kind,
            arms: design.arms.iter().map(|arm| arm.key.clone()).collect(),
            missing: plan.map_or(MissingRule::AvailableCase, |plan| plan.missing),
        }
    }

    /// 32 hexadecimal digits: the first 128 bits of HMAC-SHA256 keyed by `ayumi across 1`, over the names and values of
    /// its parts in the order in which they stand here, each preceded by its length in bytes as 64 bits, big-endian
    /// ([`chance::digest`]). Values are those of the JSON: text as it is, numbers in shortest decimals, `none` for no
    /// cap, arms with a comma between; of sentences the English.
    pub fn hash(&self) -> String {
        let parts = self.parts();
        let fields: Vec<&str> = parts.iter().flat_map(|(key, _, value)| [*key, value.as_str()]).collect();
        format!("{:032x}", chance::digest("ayumi across 1", &fields))
    }

    /// In what another differs from this.
    pub(super) fn differs(&self, other: &Self) -> Sentence {
        let parts = self.parts().into_iter().zip(other.parts());
        let (en, ja): (Vec<String>, Vec<String>) = parts
            .filter(|((_, _, ours), (_, _, theirs))| ours != theirs)
            .map(|((_, name, ours), (_, _, theirs))| {
                (
                    format!("{} (`{theirs}`; those that are compared have `{ours}`)", name.en),
                    format!("{}（{theirs}。比べるものでは {ours}）", name.ja),
                )
            })
            .unzip();
        Sentence::new(
            format!("not comparable: it differs in {}", en.join(", ")),
            format!("比べられません。違うところは、{}です。", ja.join("、")),
        )
    }

    fn parts(&self) -> [Part; 9] {
        let word = |flag: bool| if flag { "true" } else { "false" }.to_owned();
        let design = match self.design {
            DesignKind::DecisionPoints => "decision_points",
            DesignKind::People => "people",
            DesignKind::Clusters => "clusters",
            DesignKind::SteppedRollout => "stepped_rollout",
            DesignKind::Nothing => "nothing",
        };
        let cap = self.cap.map_or_else(|| "none".to_owned(), |cap| cap.to_string());
        let name = Sentence::new;
        [
            ("outcome", name("the outcome", "結果の項目"), self.outcome.clone()),
            ("unit", name("the unit", "単位"), self.unit.en.clone()),
            ("window", name("the window", "結果を見る期間"), self.window.en.clone()),
            ("binary", name("whether it is yes or no", "はい・いいえの結果かどうか"), word(self.binary)),
            ("log", name("whether it is on a logarithm", "対数にするかどうか"), word(self.log)),
            ("cap", name("the cap", "上限"), cap),
            ("design", name("what was randomised", "くじの単位"), design.to_owned()),
            ("arms", name("the arms", "比べる群"), self.arms.join(",")),
            (
                "missing",
                name("the rule for unknown outcomes", "結果がないときの扱い"),
                self.missing.as_str().to_owned(),
            ),
        ]
    }
}
