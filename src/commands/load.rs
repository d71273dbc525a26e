use super::remote::{Remote, Replied};
use super::{Ended, say};
use anyhow::{Context, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};
use domain::CityCode;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

/// Send a file in: checkups, pedometer readings, or a paper sheet keyed in
///
/// Mistakes are told with line and column, and the other rows are stored. The same file sent
/// twice is stored once. With --preview nothing is stored.
#[derive(Args)]
pub(super) struct Load {
    /// The file: XML (`.xml`) or CSV
    file: PathBuf,
    /// What it is
    #[arg(long, value_enum)]
    kind: Kind,
    /// Only look: tell the mistakes and what would be stored
    #[arg(long)]
    preview: bool,
    /// How the letters of a sheet are written; found out when left out
    #[arg(long, value_enum)]
    charset: Option<Charset>,
    /// The root (OID) of the id that is the resident's, for XML that has several
    #[arg(long, value_name = "OID")]
    id_root: Option<String>,
    /// The language in which mistakes are told
    #[arg(long, value_enum, default_value_t = Lang::Ja)]
    lang: Lang,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// List the files that were sent in, the newest first
#[derive(Args)]
pub(super) struct Uploads {
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// Undo a file that was sent in
///
/// What it said no longer counts, and what counted before counts again.
#[derive(Args)]
pub(super) struct Undo {
    /// The upload's id, as `ayumi load` and `ayumi uploads` print it
    upload: String,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Results of health checkups
    Checkup,
    /// Steps read out of pedometers
    Pedometer,
    /// A paper sheet keyed in
    Paper,
}

#[derive(Clone, Copy, ValueEnum)]
enum Charset {
    /// UTF-8
    Utf8,
    /// Shift_JIS
    Sjis,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// Japanese
    Ja,
    /// English
    En,
}

impl Load {
    pub(super) fn run(self) -> Result<(), Ended> {
        let path = self.path()?;
        let is_xml = self.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml"));
        let media = match (is_xml, self.charset) {
            (true, _) => "application/xml",
            (false, None) => "text/csv",
            (false, Some(Charset::Utf8)) => "text/csv; charset=utf-8",
            (false, Some(Charset::Sjis)) => "text/csv; charset=Shift_JIS",
        };
        let open = || File::open(&self.file).with_context(|| format!("{} cannot be read", self.file.display()));
        let digest = digest(open()?)?;
        let told: Value = self.remote.send(&path, (media, &digest), open()?)?;
        if self.json {
            say(serde_json::to_string_pretty(&told)?);
        } else {
            self.tell(&told);
        }
        let good = told["rejected"].as_array().is_some_and(Vec::is_empty) && told["complete"] == true;
        if good { Ok(()) } else { Err(Ended::Found) }
    }

    fn path(&self) -> anyhow::Result<String> {
        let kind = match self.kind {
            Kind::Checkup => "checkup",
            Kind::Pedometer => "pedometer",
            Kind::Paper => "paper",
        };
        let language = match self.lang {
            Lang::Ja => "ja",
            Lang::En => "en",
        };
        let mut fields = vec![("kind", kind), ("language", language)];
        if self.preview {
            fields.push(("preview", "true"));
        }
        fields.extend(self.id_root.as_deref().map(|root| ("id_root", root)));
        Ok(format!("/v1/{}/checkups?{}", self.city, serde_urlencoded::to_string(fields)?))
    }

    fn tell(&self, told: &Value) {
        for (list, mark) in [("rejected", "error"), ("warnings", "warning")] {
            for one in told[list].as_array().into_iter().flatten() {
                let column = one["column"].as_str().map_or(String::new(), |column| format!("{column}: "));
                let reason = one["reason"].as_str().unwrap_or_default();
                say(format!("{}:{}: {mark}: {column}{reason}", self.file.display(), one["line"]));
            }
        }
        let number = |name: &str| told[name].as_u64().unwrap_or_default();
        let (rows, accepted, duplicates) = (number("rows"), number("accepted"), number("duplicates"));
        match told["upload"].as_str() {
            Some(id) => {
                say(format!("{rows} row(s): {accepted} record(s) stored, {duplicates} known before; upload {id}"));
            }
            None => say(format!("{rows} row(s): {accepted} record(s) would be stored; nothing was")),
        }
    }
}

impl Uploads {
    pub(super) fn run(self) -> Result<(), Ended> {
        let uploads: Value = self.remote.get(&format!("/v1/{}/uploads", self.city))?;
        if self.json {
            say(serde_json::to_string_pretty(&uploads)?);
            return Ok(());
        }
        for one in uploads.as_array().into_iter().flatten() {
            let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            let undone = one["undone_at"].as_str().map_or(String::new(), |at| format!("  undone {at}"));
            let (accepted, rejected) = (&one["accepted"], &one["rejected"]);
            let (id, kind, at) = (text("id"), text("kind"), text("at"));
            say(format!("{id}  {at}  {kind}  {accepted} stored, {rejected} rejected{undone}"));
        }
        Ok(())
    }
}

impl Undo {
    pub(super) fn run(self) -> Result<(), Ended> {
        let id = &self.upload;
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            return Err(Ended::Failed(anyhow!("`{id}` is no upload's id; `ayumi uploads` lists them")));
        }
        let path = format!("/v1/{}/uploads/{id}/undo", self.city);
        let (mut withdrawn, mut restored) = (0, 0);
        loop {
            // A large one takes several requests, each of which goes on where the last one ended.
            let told: Value = match self.remote.post(&path, &serde_json::json!({}))? {
                Replied::Done(told) => told,
                Replied::Problems(_) => return Err(bad_answer().into()),
            };
            withdrawn += told["withdrawn"].as_u64().unwrap_or_default();
            restored += told["restored"].as_u64().unwrap_or_default();
            match told["done"].as_bool() {
                Some(true) if self.json => {
                    let all = serde_json::json!({ "upload": id, "withdrawn": withdrawn, "restored": restored,
                                                  "undone_at": told["undone_at"] });
                    say(serde_json::to_string_pretty(&all)?);
                    return Ok(());
                }
                Some(true) => {
                    say(format!("{withdrawn} record(s) taken back, {restored} of before count again"));
                    return Ok(());
                }
                Some(false) => {}
                None => return Err(bad_answer().into()),
            }
        }
    }
}

fn bad_answer() -> anyhow::Error {
    anyhow!("the service answered something else than expected")
}

/// The fingerprint of a file, by which the service knows it before it has come.
fn digest(mut file: File) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece)?;
        match piece.get(..read) {
            Some([]) => break,
            Some(bytes) => hash.update(bytes),
            None => bail!("the file cannot be read"),
        }
    }
    Ok(format!("sha-256=:{}:", STANDARD.encode(hash.finalize())))
}
