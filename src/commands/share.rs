//! One campaign as a file, from one city to another.

use super::language::Spoken;
use super::{Ended, say, say_found, shown};
use crate::packs;
use anyhow::{Context, anyhow, bail};
use clap::Args;
use domain::pack::{Asked, MAX_SHARED_BYTES, Part, PartFiles, Shared, is_name};
use domain::{CityCode, Day, Language, Pack, Ruleset, Sentence};
use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// Where a city's files are.
#[derive(Args)]
struct Files {
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// The folder of the campaigns
    #[arg(long, default_value = "campaigns", value_name = "DIR")]
    campaigns: PathBuf,
    /// The folder of the functions that campaigns share
    #[arg(long, default_value = "rules", value_name = "DIR")]
    rules: PathBuf,
}

/// Write one campaign as a file that another city can take in
///
/// What is the city's own (its name, pages, telephone numbers, districts) is taken out, and who found texts neutral;
/// the shared functions that its rules call come along. Reads the files below the two folders.
#[derive(Args)]
pub(super) struct Export {
    /// The campaign, by the name of its folder
    campaign: String,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    spoken: Spoken,
}

/// Take in a campaign that another city wrote with `ayumi export`
///
/// Writes its folder below `campaigns/`. What is another in each city is asked for where somebody can answer, and else
/// given with --set; what the city's own file tells is taken from there.
#[derive(Args)]
pub(super) struct Import {
    /// The file; `-` is standard input
    file: PathBuf,
    /// What the campaign's folder is to be called [default: as in the file]
    #[arg(long)]
    name: Option<String>,
    /// What something is here, such as `phone_1=0968-63-1111`; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    spoken: Spoken,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Files {
    fn read(&self, language: Language) -> Result<(Pack, Rc<Ruleset>), Ended> {
        let packs = packs::read(&self.campaigns, &self.rules)?;
        let pack = packs.into_iter().find(|pack| pack.city == self.city);
        let pack =
            pack.with_context(|| format!("there is no pack of {} below `{}`", self.city, self.campaigns.display()))?;
        match pack.compile() {
            Ok(ruleset) => Ok((pack, ruleset)),
            Err(problems) => {
                say_found(&problems, &[], language);
                Err(Ended::Found)
            }
        }
    }
}

impl Export {
    pub(super) fn run(self) -> Result<(), Ended> {
        let language = self.spoken.language();
        let (pack, ruleset) = self.files.read(language)?;
        let now = chrono::DateTime::<chrono::Utc>::from(SystemTime::now());
        let today: Day = ruleset.city.zone.day(now);
        let Some(shared) = Shared::of(&pack, &ruleset, &self.campaign, today) else {
            let known = ruleset.campaigns.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let name = &self.campaign;
            return Err(failed(
                &Sentence::new(
                    format!("no campaign is called `{name}`; there are {known}"),
                    format!("`{name}` という取り組みはありません。あるのは {known} です。"),
                ),
                language,
            ));
        };
        let text = shared.to_text();
        let Some(file) = &self.to else {
            say(text.trim_end());
            return Ok(());
        };
        std::fs::write(file, text).with_context(|| format!("`{}` cannot be written", file.display()))?;
        let count = shared.parameters.len();
        let file = shown(file);
        let file = file.display();
        let said = Sentence::new(
            format!("{file}: another city is asked for {count} thing(s) when it takes this in"),
            format!("{file} に書き出しました。取り込む市に確かめていただくことは{count}件です。"),
        );
        say(said.say(language));
        Ok(())
    }
}

impl Import {
    pub(super) fn run(self) -> Result<(), Ended> {
        let language = self.spoken.language();
        let shared = match Shared::read(&read(&self.file)?) {
            Ok(shared) => shared,
            Err(unusable) => {
                say(unusable.0.say(language));
                return Err(Ended::Found);
            }
        };
        let (pack, ruleset) = self.files.read(language)?;
        let name = self.name.clone().unwrap_or_else(|| shared.name.clone());
        if !is_name(&name) {
            return Err(failed(
                &Sentence::new(
                    format!("`{name}` names no folder: begin with a–z, then a–z, 0–9 and `_`, 40 at most"),
                    format!(
                        "`{name}` はフォルダーの名前に使えません。英小文字で始め、英小文字・数字・「_」で40文字までに\
                         してください。"
                    ),
                ),
                language,
            ));
        }
        let folder = self.files.campaigns.join(self.files.city.as_str()).join(&name);
        if folder.exists() {
            let path = folder.display();
            return Err(failed(
                &Sentence::new(
                    format!("`{path}` is there already; choose another name with --name"),
                    format!("`{path}` はもうあります。`--name` で別の名前にしてください。"),
                ),
                language,
            ));
        }
        let asked = shared.asked(&ruleset.city, self.files.city.as_str(), &name);
        let values = self.values(&asked, language)?;
        match shared.fill(&pack, &ruleset.city, &values) {
            Ok(filled) => {
                write(&folder, &filled.files)?;
                tell(&pack.with_part(&Part::Campaign(name), &filled.files), &folder, &filled.added, language)
            }
            Err(faults) => {
                for (name, said) in faults {
                    say(format!("{name}: {}", said.say(language)));
                    let was = shared.parameters.iter().find(|parameter| parameter.name == name);
                    if let Some(parameter) = was {
                        let hint = Sentence::new(
                            format!("  in {}: {}    give it with --set {name}=…", shared.from, parameter.was),
                            format!("  {}では：{}　--set {name}=… で指定してください。", shared.from, parameter.was),
                        );
                        say(hint.say(language));
                    }
                }
                Err(Ended::Found)
            }
        }
    }

    /// What was given, what the city's file tells, and what somebody answers.
    fn values(&self, asked: &[Asked], language: Language) -> anyhow::Result<BTreeMap<String, String>> {
        let mut values: BTreeMap<String, String> = self.set.iter().cloned().collect();
        let mut input = std::io::stdin().lock();
        let somebody = std::io::stdin().is_terminal() && self.file != Path::new("-");
        for Asked { parameter, known } in asked {
            if values.contains_key(&parameter.name) {
                continue;
            }
            let mut answer = known.clone();
            if answer.is_empty() && somebody {
                let asks = Sentence::new("here", "この市では");
                let (was, here) = (&parameter.was, asks.say(language));
                let mut out = std::io::stderr();
                write!(out, "{} ({was}) {here}: ", parameter.name)?;
                out.flush()?;
                input.read_line(&mut answer)?;
            }
            values.insert(parameter.name.clone(), answer.trim().to_owned());
        }
        Ok(values)
    }
}

fn failed(said: &Sentence, language: Language) -> Ended {
    Ended::Failed(anyhow!("{}", said.say(language)))
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    // A byte more than it may have tells that there is more.
    let most = u64::try_from(MAX_SHARED_BYTES)? + 1;
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        let opened = std::fs::File::open(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
        opened.take(most).read_to_string(&mut text)
    };
    if let Err(error) = read {
        bail!("`{}` cannot be read as text: {error}", file.display());
    }
    Ok(text)
}

fn write(folder: &Path, files: &PartFiles) -> anyhow::Result<()> {
    let fault = || format!("`{}` cannot be written", folder.display());
    std::fs::create_dir_all(folder).with_context(fault)?;
    for (name, text) in files {
        std::fs::write(folder.join(name), text).with_context(fault)?;
    }
    Ok(())
}

fn tell(pack: &Pack, folder: &Path, added: &[String], language: Language) -> Result<(), Ended> {
    let path = shown(folder);
    let path = path.display();
    let said = Sentence::new(format!("{path} was written"), format!("{path} を作りました。"));
    say(said.say(language));
    if !added.is_empty() {
        let names = added.join(", ");
        let said = Sentence::new(
            format!("its rules bring functions that this city does not share: {names}"),
            format!("この市の共通の関数にないものを、ルールの終わりに足しました：{names}"),
        );
        say(said.say(language));
    }
    match pack.compile().and_then(|ruleset| Ok((pack.cases(&ruleset)?, ruleset))) {
        Ok((cases, ruleset)) => {
            let problems: Vec<_> = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
            say_found(&problems, &pack.warnings(), language);
        }
        Err(problems) => say_found(&problems, &[], language),
    }
    let next = Sentence::new(
        "read it through, put right what is told above, and send it with `ayumi publish`",
        "読みとおし、上に出ているところを直してから、`ayumi publish` で送ってください。",
    );
    say(next.say(language));
    Ok(())
}
