//! A city's pack: what staff write. Checked as a whole, hashed, and then never changed.

mod begun;
mod campaign;
mod caps;
mod cases;
mod city;
mod city_os;
pub mod contract;
mod design;
mod fallback;
mod messages;
mod opening;
mod part;
mod place;
mod plan;
mod rewards;
mod samples;
mod sharing;
mod sms_length;
mod text;
mod told;
mod toml_words;

pub use begun::{NoTitle, Title, begun_by, dated, free_name, retitled, title_of};
pub use campaign::{
    Answers, Audience, Award, Between, Campaign, Challenge, DecisionPoint, Entry, Experiment, Fuse, Handicap, Learning,
    Outcome, Period, Place, Probability, Proximal, RanksBy, Rollout, Route, SMALLEST, Said, Setting, SettingFault,
    SettingKind, Settings, Spot, StampRally, TeamSize, Ties, Transform, Unit, Window,
};
pub use caps::{Cap, Caps};
pub use cases::{Case, Compared, HealthRecords, History, NoCase, Played, PlayedStep, Step, Wanted};
pub use city::{City, Costs, Holdout, HowToStop, MyPage, Wording};
pub use city_os::{CityOsRow, Condition, Field, FieldKind, FieldRule, IdForm, Origin, Target, ValuesOrder};
pub use contract::Contract;
pub use design::{Arms, Design, Eligible, HeldOut, RandomisedPoint, Steps, changed_designs};
pub use fallback::Fallback;
pub use messages::{
    IfQuiet, LineText, Link, Message, OncePer, OwnPage, Priority, Reply, Style, Text, ValidFor, Values,
    leads_to_own_page, with_own_page, with_sample_page,
};
pub(crate) use messages::{SAMPLE, first_on_line, sms_after_line, whole_sms, without_own_page};
pub use opening::Opening;
pub use part::{Part, PartFiles, UnknownPart};
pub use place::Problem;
pub use plan::{
    Covariate, Denominator, Estimator, Looks, MissingRule, PLAN, Plan, PlanDeed, SealedPlan, Sealing, SegmentRule,
    registered, sealings,
};
pub use rewards::{Reward, RewardKind};
pub use samples::Samples;
pub use sharing::{Asked, FORMAT, Filled, MAX_SHARED_BYTES, Parameter, ParameterKind, Shared, Unusable};
pub use sms_length::{Alphabet, SmsLength, sms_length};
pub(crate) use text::sensitive_word;
pub use text::{sms_parts, utf16_units};
pub use told::{ConsentText, LinkTexts};

use crate::id::CityCode;
use crate::rules::Rules;
use crate::sentence::Sentence;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The most that a pack may hold, in bytes of all its files.
pub const MAX_PACK_BYTES: usize = 2 * 1024 * 1024;

/// The files of a city's pack, by their path: `campaigns/<city>/…` and `rules/<city>/…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The city.
    pub city: CityCode,
    /// Contents by path. Paths use `/` on every machine.
    pub files: BTreeMap<String, String>,
}

/// A pack that was found good, ready to decide with. Immutable, and named by its hash.
#[derive(Debug)]
pub struct Ruleset {
    /// The city's code.
    pub code: CityCode,
    /// The pack's hash: 64 hexadecimal digits.
    pub hash: String,
    /// What holds for every campaign of the city.
    pub city: Rc<City>,
    /// Campaigns by name.
    pub campaigns: BTreeMap<String, Campaign>,
    /// What points are spent on, by name.
    pub rewards: BTreeMap<String, Reward>,
    /// The compiled scripts.
    pub rules: Rules,
}

impl Pack {
    /// The hash that names this content: SHA-256 over path and content of each file in
    /// order of path, each preceded by its length.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for (path, content) in &self.files {
            for part in [path, content] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads, checks and compiles the pack. Cases are not run; see [`Case::run`].
    ///
    /// # Errors
    /// Every problem found, in order of file and place.
    pub fn compile(&self) -> Result<Rc<Ruleset>, Vec<Problem>> {
        let (ruleset, problems) = self.read_whole();
        ruleset.filter(|_| problems.is_empty()).map(Rc::new).ok_or(problems)
    }

    /// Compiles a pack that was published once. It was good then: what a newer program finds wrong
    /// with it is for the next publication, and must not stop the city's work. The problems come
    /// beside the rules.
    ///
    /// # Errors
    /// Every problem found, where something that was written is not understood: a part of a pack may
    /// do other than was approved.
    pub fn load(&self) -> Result<(Rc<Ruleset>, Vec<Problem>), Vec<Problem>> {
        match self.read_whole() {
            (Some(ruleset), problems) => Ok((Rc::new(ruleset), problems)),
            (None, problems) => Err(problems),
        }
    }

    /// What is better done otherwise, though the pack may be published as it is; in order of file and place.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut found = Found::default();
        let (_, campaigns, is_whole) = self.read_settings(&mut found);
        // Where a campaign is not understood, nobody knows what its messages ask.
        if is_whole {
            found.warnings.extend(Rules::warnings(self, &campaigns));
        }
        found.warnings.sort();
        found.warnings.dedup();
        found.warnings
    }

    /// City and campaigns, as far as they are understood, and whether all of the campaigns is.
    fn read_settings(&self, found: &mut Found) -> (Option<City>, BTreeMap<String, Campaign>, bool) {
        let names = self.campaign_names();
        let city =
            |text: &str, problem: &mut dyn FnMut(std::ops::Range<usize>, Sentence)| City::read(text, &names, problem);
        let city = self.read(&self.city_path(), city, &mut found.problems);
        let mut campaigns = BTreeMap::new();
        let mut whole = true;
        for name in names {
            let read = Campaign::read(self, &name, city.as_ref(), found);
            whole &= read.as_ref().is_some_and(|read| read.is_whole);
            campaigns.extend(read.map(|read| (name, read.value)));
        }
        (city, campaigns, whole)
    }

    /// The pack, where all that is written in it was understood, and its problems.
    fn read_whole(&self) -> (Option<Ruleset>, Vec<Problem>) {
        let mut found = Found { problems: self.check_layout(), warnings: Vec::new() };
        let (city, mut campaigns, mut whole) = self.read_settings(&mut found);
        let mut problems = found.problems;
        let rules = Rules::compile(self, &campaigns, &mut problems);
        let path = self.rewards_path();
        let rewards = match self.files.contains_key(&path) {
            true => self.read(&path, Reward::read_all, &mut problems),
            false => Some(BTreeMap::new()),
        };
        whole &= rewards.is_some();
        whole &= rules.is_whole(self);
        // What is decided does not rest on plans: one that an older program understood stops nothing.
        if let Some(city) = &city {
            self.read_plans(&mut campaigns, city, &mut problems);
        }
        problems.sort();
        problems.dedup();
        let ruleset = city.filter(|_| whole).map(|city| Ruleset {
            code: self.city.clone(),
            hash: self.hash(),
            city: Rc::new(city),
            campaigns,
            rewards: rewards.unwrap_or_default(),
            rules,
        });
        (ruleset, problems)
    }

    /// Reads the cases of every campaign.
    ///
    /// # Errors
    /// Every problem found in the case files.
    pub fn cases(&self, ruleset: &Ruleset) -> Result<Vec<Case>, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut all = Vec::new();
        for name in ruleset.campaigns.keys() {
            let path = self.campaign_path(name, "cases.toml");
            if let Some(cases) =
                self.read(&path, |text, problem| Case::read_all(text, name, ruleset, problem), &mut problems)
            {
                all.extend(cases);
            }
        }
        if problems.is_empty() { Ok(all) } else { Err(problems) }
    }

    /// The path of the city's own file.
    pub fn city_path(&self) -> String {
        format!("campaigns/{}/city.toml", self.city)
    }

    /// The path of what points are spent on; a city may have none.
    pub fn rewards_path(&self) -> String {
        format!("campaigns/{}/rewards.toml", self.city)
    }

    /// The path of a campaign's file.
    pub fn campaign_path(&self, campaign: &str, file: &str) -> String {
        format!("campaigns/{}/{campaign}/{file}", self.city)
    }

    /// The paths and contents of the functions shared between campaigns.
    pub fn shared_rules(&self) -> impl Iterator<Item = (&str, &str)> {
        let prefix = format!("rules/{}/", self.city);
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix) && path.ends_with(".rhai"))
            .map(|(path, content)| (path.as_str(), content.as_str()))
    }

    pub(crate) fn campaign_names(&self) -> Vec<String> {
        let prefix = format!("campaigns/{}/", self.city);
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix)?.split_once('/').map(|(name, _)| name.to_owned()))
            .collect();
        names.dedup();
        names
    }

    fn read<T>(
        &self,
        path: &str,
        read: impl FnOnce(&str, &mut dyn FnMut(std::ops::Range<usize>, Sentence)) -> Option<T>,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        let Some(text) = self.files.get(path) else {
            problems.push(Problem::missing(path));
            return None;
        };
        read(text, &mut |span, said| problems.push(Problem::at(path, text, span.start, said)))
    }

    /// Files that nothing reads are refused: most often a slip in a name.
    fn check_layout(&self) -> Vec<Problem> {
        const CAMPAIGN_FILES: [&str; 5] = ["campaign.toml", "rules.rhai", "messages.toml", "cases.toml", PLAN];
        let campaigns = format!("campaigns/{}/", self.city);
        let rules = format!("rules/{}/", self.city);
        let mut problems = Vec::new();
        let mut bytes = 0;
        for (path, content) in &self.files {
            bytes += content.len();
            let known = if let Some(rest) = path.strip_prefix(&campaigns) {
                match rest.split_once('/') {
                    None => rest == "city.toml" || rest == "rewards.toml",
                    Some((name, file)) => {
                        is_name(name) && (CAMPAIGN_FILES.contains(&file) || file == contract::CONTRACT)
                    }
                }
            } else {
                path.strip_prefix(&rules).and_then(|rest| rest.strip_suffix(".rhai")).is_some_and(is_name)
            };
            if !known {
                let said = Sentence::new(
                    "no file of this name is read here; a campaign folder (a–z, 0–9, `_`) holds `campaign.toml`, \
                     `rules.rhai`, `messages.toml` and `cases.toml`, and may hold `plan.toml` and `contract.toml`",
                    "この名前のファイルは、ここでは使いません。取り組みのフォルダー（名前は英小文字、数字、`_`）に置くのは \
                     `campaign.toml`、`rules.rhai`、`messages.toml`、`cases.toml` です。評価の計画（`plan.toml`）と成果連動の契約\
                     （`contract.toml`）も、要るときに置けます。名前を直すか、ほかの場所に移してください。",
                );
                problems.push(Problem::whole(path, said));
            }
        }
        if bytes > MAX_PACK_BYTES {
            let said = Sentence::new(
                "the pack is larger than 2 MB",
                "ファイルを全部合わせると2 MBをこえています。文面や見本を減らしてください。",
            );
            problems.push(Problem::whole(&self.city_path(), said));
        }
        problems
    }
}

/// What is found in a pack: problems, with which it is not published, and what is better done otherwise.
#[derive(Debug, Default)]
struct Found {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

/// What was read of a file, and whether all of it was understood.
struct Read<T> {
    value: T,
    is_whole: bool,
}

/// That something cannot be a name.
fn no_name(text: &str) -> Sentence {
    Sentence::new(
        format!("`{text}` is not a name: begin with a–z, then a–z, 0–9 and `_`, 40 at most"),
        format!("`{text}` は名前に使えません。英小文字で始め、英小文字、数字、`_` だけで、40文字までにしてください。"),
    )
}

/// That something is not a time of day.
pub(crate) fn no_clock(text: &str, such_as: &str) -> Sentence {
    Sentence::new(
        format!("`{text}` is not a time of day; write it as `{such_as}`"),
        format!("`{text}` は時刻になりません。`{such_as}` のように、24時間で書いてください。"),
    )
}

/// Whether a text can name a campaign, a message, an award or a decision point.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
