use super::remote::Whom;
use super::{Ended, say};
use anyhow::{Context, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};
use shell::store::UploadRow;
use shell::undo::Undone;
use shell::upload::{Outcome, Told};
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
    #[command(flatten)]
    whom: Whom,
}

/// List the files that were sent in, the newest first
#[derive(Args)]
pub(super) struct Uploads {
    #[command(flatten)]
    whom: Whom,
}

/// Undo a file that was sent in
///
/// What it said no longer counts, and what counted before counts again.
#[derive(Args)]
pub(super) struct Undo {
    /// The upload's id, as `ayumi load` and `ayumi uploads` print it
    upload: String,
    #[command(flatten)]
    whom: Whom,
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
        let told: Outcome = self.whom.remote.send(&path, (media, &digest), open()?)?;
        if self.whom.json {
            say(serde_json::to_string_pretty(&told)?);
        } else {
            self.tell(&told);
        }
        if told.rejected.is_empty() && told.complete { Ok(()) } else { Err(Ended::Found) }
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
        Ok(self.whom.path(&format!("checkups?{}", serde_urlencoded::to_string(fields)?)))
    }

    fn tell(&self, told: &Outcome) {
        for (list, mark) in [(&told.rejected, "error"), (&told.warnings, "warning")] {
            for Told { line, column, reason } in list {
                let column = column.as_ref().map_or(String::new(), |column| format!("{column}: "));
                say(format!("{}:{line}: {mark}: {column}{reason}", self.file.display()));
            }
        }
        let Outcome { upload, rows, accepted, duplicates, not_shown, .. } = told;
        if *not_shown > 0 {
            say(format!("… and {not_shown} more"));
        }
        match upload {
            Some(id) => {
                say(format!("{rows} row(s): {accepted} record(s) stored, {duplicates} known before; upload {id}"));
            }
            None => say(format!("{rows} row(s): {accepted} record(s) would be stored; nothing was")),
        }
    }
}

impl Uploads {
    pub(super) fn run(self) -> Result<(), Ended> {
        let uploads: Vec<UploadRow> = self.whom.remote.get(&self.whom.path("uploads"))?;
        if self.whom.json {
            say(serde_json::to_string_pretty(&uploads)?);
            return Ok(());
        }
        for UploadRow { id, kind, at, accepted, rejected, undone_at, .. } in uploads {
            let undone = undone_at.map_or(String::new(), |at| format!("  undone {}", at.format("%Y-%m-%d %H:%M UTC")));
            let at = at.format("%Y-%m-%d %H:%M UTC");
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
        let path = self.whom.path(&format!("uploads/{id}/undo"));
        let mut all = Undone { upload: id.clone(), withdrawn: 0, restored: 0, done: false, undone_at: None };
        // A large one takes several requests, each of which goes on where the last one ended.
        while !all.done {
            let part: Undone = self.whom.remote.post(&path, &serde_json::json!({}))?.done()?;
            all = Undone { withdrawn: all.withdrawn + part.withdrawn, restored: all.restored + part.restored, ..part };
        }
        if self.whom.json {
            say(serde_json::to_string_pretty(&all)?);
        } else {
            say(format!("{} record(s) taken back, {} of before count again", all.withdrawn, all.restored));
        }
        Ok(())
    }
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
