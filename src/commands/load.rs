use super::language::said;
use super::remote::Whom;
use super::{Ended, say};
use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};
use domain::{Language, Sentence};
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
        let language = match self.whom.remote.language() {
            Language::Ja => "ja",
            Language::En => "en",
        };
        let mut fields = vec![("kind", kind), ("language", language)];
        if self.preview {
            fields.push(("preview", "true"));
        }
        fields.extend(self.id_root.as_deref().map(|root| ("id_root", root)));
        Ok(self.whom.path(&format!("checkups?{}", serde_urlencoded::to_string(fields)?)))
    }

    fn tell(&self, told: &Outcome) {
        let whom = &self.whom;
        let path = self.file.display();
        for (list, mark, mark_ja) in [(&told.rejected, "error", "誤り"), (&told.warnings, "warning", "注意")] {
            for Told { line, column, reason } in list {
                let told = column.as_ref().map_or_else(|| reason.clone(), |column| format!("{column}: {reason}"));
                whom.say(format!("{path}:{line}: {mark}: {told}"), format!("{path}:{line}: {mark_ja}：{told}"));
            }
        }
        let Outcome { upload, rows, accepted, duplicates, not_shown, .. } = told;
        if *not_shown > 0 {
            whom.say(format!("… and {not_shown} more"), format!("… ほかに{not_shown}件あります。"));
        }
        match upload {
            Some(id) => whom.say(
                format!("{rows} row(s): {accepted} record(s) stored, {duplicates} known before; upload {id}"),
                format!(
                    "{rows}行を読み、記録{accepted}件を取り込みました。前に取り込んだものと同じ記録は{duplicates}件です。\
                     取り消すときの番号は {id} です。"
                ),
            ),
            None => whom.say(
                format!("{rows} row(s): {accepted} record(s) would be stored; nothing was"),
                format!("{rows}行を読みました。取り込むと、記録{accepted}件が入ります。まだ何も取り込んでいません。"),
            ),
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
        let whom = &self.whom;
        if uploads.is_empty() {
            whom.say("nothing was sent in yet", "取り込んだファイルは、まだありません。");
        }
        for UploadRow { id, kind, at, accepted, rejected, undone_at, .. } in uploads {
            let at = whom.when(at);
            let (undone, undone_ja) = undone_at
                .map(|at| whom.when(at))
                .map_or_else(Default::default, |at| (format!("  undone {at}"), format!("  {at}に取り消し")));
            let kind_ja = match kind.as_str() {
                "checkup" => "健診",
                "pedometer" => "歩数計",
                "paper" => "紙の記録",
                other => other,
            };
            whom.say(
                format!("{id}  {at}  {kind}  {accepted} stored, {rejected} rejected{undone}"),
                format!("{id}  {at}  {kind_ja}  取り込み{accepted}件、誤り{rejected}件{undone_ja}"),
            );
        }
        Ok(())
    }
}

impl Undo {
    pub(super) fn run(self) -> Result<(), Ended> {
        let id = &self.upload;
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            let told = Sentence::new(
                format!("`{id}` is no upload's id; `ayumi uploads` lists them"),
                format!("`{id}` は取り込みの番号ではありません。`ayumi uploads` の番号を、省かずに書いてください。"),
            );
            return Err(Ended::Failed(said(&told, self.whom.remote.language())));
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
            let Undone { withdrawn, restored, .. } = all;
            self.whom.say(
                format!("{withdrawn} record(s) taken back, {restored} of before count again"),
                format!("記録{withdrawn}件を取り消しました。前の記録{restored}件が、また使われます。"),
            );
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
