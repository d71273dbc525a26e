//! One campaign as a file, from one city to another.

use super::language::{Spoken, said};
use super::remote::Remote;
use super::state::StateFolder;
use super::{Ended, say, say_found, shown};
use crate::packs;
use anyhow::Context;
use clap::Args;
use domain::pack::{Asked, MAX_SHARED_BYTES, ParameterKind, Part, PartFiles, Shared, is_name};
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
/// the shared functions that its rules call come along. Reads the files below the two folders; with --from it asks a
/// running service for the campaign as it is in force there.
#[derive(Args)]
pub(super) struct Export {
    /// The campaign, by the name of its folder
    campaign: String,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Ask the service at this address instead of the files
    #[arg(long, value_name = "URL", conflicts_with_all = ["campaigns", "rules"])]
    from: Option<String>,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    state: StateFolder,
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
    /// A campaign as a file for other cities.
    fn shared(&self, name: &str, language: Language) -> Result<String, Ended> {
        let (pack, ruleset) = self.read(language)?;
        let now = chrono::DateTime::<chrono::Utc>::from(SystemTime::now());
        let today: Day = ruleset.city.zone.day(now);
        let shared = Shared::of(&pack, &ruleset, name, today).ok_or_else(|| {
            let known = ruleset.campaigns.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let known_ja = ruleset.campaigns.keys().map(String::as_str).collect::<Vec<_>>().join("、");
            let told = Sentence::new(
                format!("no campaign is called `{name}`; there are {known}"),
                format!("`{name}` という取り組みはありません。あるのは {known_ja} です。"),
            );
            Ended::Failed(said(&told, language))
        })?;
        Ok(shared.to_text())
    }

    fn read(&self, language: Language) -> Result<(Pack, Rc<Ruleset>), Ended> {
        let packs = packs::read(&self.campaigns, &self.rules)?;
        let pack = packs.into_iter().find(|pack| pack.city == self.city);
        let pack = pack.ok_or_else(|| {
            let (city, path) = (&self.city, self.campaigns.display());
            let told = Sentence::new(
                format!("there is no pack of {city} below `{path}`; name the city with --city, its folder with --campaigns"),
                format!("`{path}` の下に {city} の取り組みがありません。市は `--city`、フォルダーは `--campaigns` で指定してください。"),
            );
            Ended::Failed(said(&told, language))
        })?;
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
        let Self { campaign, to, from, files, state, spoken } = self;
        let language = spoken.language();
        let text = match from {
            Some(from) => {
                // A name with anything else in it would be another path.
                if !is_name(&campaign) {
                    return Err(Ended::Failed(said(&no_campaign(&campaign), language)));
                }
                let door = format!("/v1/{}/campaigns/{campaign}/export", files.city);
                Remote::new(from, state, spoken).text(&door)?
            }
            None => files.shared(&campaign, language)?,
        };
        let Some(file) = &to else {
            say(text.trim_end());
            return Ok(());
        };
        // What was just written is read once more: how much is asked for stands in it.
        let count = Shared::read(&text).map_or(0, |shared| shared.parameters.len());
        std::fs::write(file, text).with_context(|| unwritable(file, language))?;
        let file = shown(file);
        let file = file.display();
        let told = Sentence::new(
            format!("{file}: another city is asked for {count} thing(s) when it takes this in"),
            format!(
                "{file} に書き出しました。ほかの市に渡せます。受け取った市が取り込むときに確かめることは{count}件です。"
            ),
        );
        say(told.say(language));
        Ok(())
    }
}

fn no_campaign(name: &str) -> Sentence {
    Sentence::new(
        format!("`{name}` is no name of a campaign; it is the name of its folder, such as `step_goal`"),
        format!("`{name}` は取り組みの名前ではありません。`step_goal` のような、フォルダーの名前を書いてください。"),
    )
}

fn unwritable(path: &Path, language: Language) -> String {
    let path = path.display();
    let told = Sentence::new(
        format!("`{path}` cannot be written"),
        format!("`{path}` に書き込めません。場所と、書き込む権限を確かめてください"),
    );
    told.say(language).to_owned()
}

impl Import {
    pub(super) fn run(self) -> Result<(), Ended> {
        let language = self.spoken.language();
        let shared = match Shared::read(&read(&self.file, language)?) {
            Ok(shared) => shared,
            Err(unusable) => {
                say(unusable.0.say(language));
                return Err(Ended::Found);
            }
        };
        let (pack, ruleset) = self.files.read(language)?;
        let name = self.name.clone().unwrap_or_else(|| shared.name.clone());
        if !is_name(&name) {
            return Err(Ended::Failed(said(
                &Sentence::new(
                    format!("`{name}` names no folder: begin with a–z, then a–z, 0–9 and `_`, 40 at most"),
                    format!(
                        "`{name}` はフォルダーの名前に使えません。英小文字で始め、英小文字・数字・「_」で40文字までに\
                         してください。"
                    ),
                ),
                language,
            )));
        }
        let folder = self.files.campaigns.join(self.files.city.as_str()).join(&name);
        if folder.exists() {
            let path = folder.display();
            return Err(Ended::Failed(said(
                &Sentence::new(
                    format!("`{path}` is there already; choose another name with --name"),
                    format!("`{path}` はもうあります。`--name` で別の名前にしてください。"),
                ),
                language,
            )));
        }
        let asked = shared.asked(&ruleset.city, self.files.city.as_str(), &name);
        let values = self.values(&asked, language)?;
        match shared.fill(&pack, &ruleset.city, &values) {
            Ok(filled) => {
                write(&folder, &filled.files, language)?;
                tell(&pack.with_part(&Part::Campaign(name), &filled.files), &folder, &filled.added, language)
            }
            Err(faults) => {
                let count = faults.len();
                let head = Sentence::new(
                    format!("nothing was taken in yet; give {count} thing(s) with --set, and do the same once more"),
                    format!(
                        "まだ取り込んでいません。この市のことを{count}件、同じコマンドに `--set` をつけて指定し、もう一度行ってください。"
                    ),
                );
                say(head.say(language));
                for (name, told) in faults {
                    say(format!("{name}: {}", told.say(language)));
                    let was = shared.parameters.iter().find(|parameter| parameter.name == name);
                    if let Some(parameter) = was {
                        let (from, was, what) = (&shared.from, &parameter.was, what(parameter.kind));
                        let hint = Sentence::new(
                            format!("  {}; in {from}: {was}    give it with --set {name}=…", what.en),
                            format!(
                                "  {}です。{from}では「{was}」でした。`--set {name}=…` で指定してください。",
                                what.ja
                            ),
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
                let (name, was, what) = (&parameter.name, &parameter.was, what(parameter.kind));
                let asks = Sentence::new(
                    format!("{name}, {}; there it was `{was}`, and here it is: ", what.en),
                    format!("{name}　{}。もとの市では「{was}」、この市では：", what.ja),
                );
                let mut out = std::io::stderr();
                write!(out, "{}", asks.say(language))?;
                out.flush()?;
                input.read_line(&mut answer)?;
            }
            values.insert(parameter.name.clone(), answer.trim().to_owned());
        }
        Ok(values)
    }
}

/// What is asked for, as the console calls it.
fn what(kind: ParameterKind) -> Sentence {
    let (en, ja) = match kind {
        ParameterKind::City => ("the city's name", "市の名前"),
        ParameterKind::Sender => ("from whom messages say that they are", "お知らせの差出人"),
        ParameterKind::KnownAs => ("another name that residents know", "住民の方がご存じの、ほかの呼び名"),
        ParameterKind::Link => ("a page's address", "ご案内するページのアドレス"),
        ParameterKind::Phone => ("a telephone number", "電話番号"),
        ParameterKind::District => ("a district", "対象の地区"),
        ParameterKind::Seed => ("the key of the draw", "くじの名前"),
    };
    Sentence::new(en, ja)
}

fn read(file: &Path, language: Language) -> anyhow::Result<String> {
    let path = file.display();
    let missing = || {
        let told = Sentence::new(
            format!("`{path}` cannot be read"),
            format!("`{path}` を読めません。ファイルの名前と場所を確かめてください"),
        );
        told.say(language).to_owned()
    };
    let mut text = String::new();
    // A byte more than it may have tells that there is more.
    let most = u64::try_from(MAX_SHARED_BYTES)? + 1;
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        let opened = std::fs::File::open(file).with_context(missing)?;
        opened.take(most).read_to_string(&mut text)
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => {
            let told = Sentence::new(
                format!("`{path}` cannot be read as text: {error}"),
                format!(
                    "`{path}` は文章のファイルとして読めません。`ayumi export` で書き出したファイルを指定してください（{error}）。"
                ),
            );
            Err(said(&told, language))
        }
    }
}

fn write(folder: &Path, files: &PartFiles, language: Language) -> anyhow::Result<()> {
    let fault = || unwritable(folder, language);
    std::fs::create_dir_all(folder).with_context(fault)?;
    for (name, text) in files {
        std::fs::write(folder.join(name), text).with_context(fault)?;
    }
    Ok(())
}

fn tell(pack: &Pack, folder: &Path, added: &[String], language: Language) -> Result<(), Ended> {
    let path = shown(folder);
    let path = path.display();
    let told = Sentence::new(format!("{path} was written"), format!("{path} に取り込みました。"));
    say(told.say(language));
    if !added.is_empty() {
        let (names, names_ja) = (added.join(", "), added.join("、"));
        let told = Sentence::new(
            format!("its rules bring functions that this city does not share: {names}"),
            format!("この市の共通の関数にないものを、ルールの終わりに足しました：{names_ja}"),
        );
        say(told.say(language));
    }
    let problems = match pack.compile().and_then(|ruleset| Ok((pack.cases(&ruleset)?, ruleset))) {
        Ok((cases, ruleset)) => cases.iter().flat_map(|case| case.run(&ruleset)).collect(),
        Err(problems) => problems,
    };
    say_found(&problems, &pack.warnings(), language);
    let next = if problems.is_empty() {
        Sentence::new(
            "nothing is wrong with it; read it through, and send it with `ayumi publish`",
            "間違いはありません。文面を読みとおしてから、`ayumi publish` で公開（または申請）してください。",
        )
    } else {
        let count = problems.len();
        Sentence::new(
            format!(
                "put right what is told above ({count}), look again with `ayumi check`, and send it with `ayumi publish`"
            ),
            format!(
                "上の{count}か所を直し、`ayumi check` で確かめ、文面を読みとおしてから、`ayumi publish` で公開（または申請）して\
                 ください。"
            ),
        )
    };
    say(next.say(language));
    Ok(())
}
