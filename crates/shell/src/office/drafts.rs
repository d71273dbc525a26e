//! Drafts: begun from what is in force, saved by several people, and never lost.

use super::Refusal;
use crate::store::{Deed, Draft, DraftEnd, DraftLine, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::pack::{Part, PartFiles};
use domain::{CityCode, Pack};
use serde_json::json;

/// The pack in force, and its hash.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn in_force(sql: &impl Sql, city: &CityCode) -> Result<(String, Pack), Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let pack = store.pack(city, &row.pack).await?.ok_or_else(|| Error::UnknownVersion(row.pack.clone()))?;
    Ok((row.pack, pack))
}

/// With what a draft begins.
#[derive(Debug, Clone)]
pub enum Beginning {
    /// With what is in force.
    InForce,
    /// With these texts, for a campaign that is not there yet.
    New(PartFiles),
    /// With the texts of an earlier version.
    Earlier(PartFiles),
    /// With what was saved of it once, under a revision.
    Restored(i64, PartFiles),
}

/// Begins a draft.
///
/// # Errors
/// A draft or a campaign is there already, or the database's own.
pub async fn begin(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    part: &Part,
    with: Beginning,
    now: DateTime<Utc>,
) -> Result<Draft, Error> {
    let store = Store::new(sql);
    let (base, pack) = in_force(sql, city).await?;
    let there = pack.part(part);
    let restored = match &with {
        Beginning::Restored(rev, _) => Some(*rev),
        _ => None,
    };
    let done = async || {
        if store.draft(city, part).await?.is_some() {
            return Err(Refusal::DraftThere.into());
        }
        let files = match with {
            Beginning::New(_) if !there.is_empty() => {
                return Err(Refusal::CampaignThere(part.campaign().unwrap_or_default().to_owned()).into());
            }
            Beginning::New(files) | Beginning::Earlier(files) | Beginning::Restored(_, files) => files,
            Beginning::InForce if there.is_empty() => return Err(Refusal::NoDraft.into()),
            Beginning::InForce => there.clone(),
        };
        let rev = store.newest_rev(city, part).await? + 1;
        let line = DraftLine { rev, what: "begun".to_owned(), by: by.to_owned(), at: now, restored };
        let draft = Draft { part: part.clone(), rev, base: base.clone(), files, line };
        if !store.save_draft(city, &draft).await? {
            return Err(Error::Contended);
        }
        store.note_deed(city, &Deed::new(by, "draft_begun", &part.to_string()), now).await?;
        Ok(draft)
    };
    store.at_once(done).await
}

/// What became of a draft that was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is saved.
    Yes(Draft),
    /// Somebody else had saved in between; both are in it.
    Merged(Draft),
    /// Both changed the same lines. What was sent is put aside, and what the other saved stands.
    Conflict {
        /// What stands.
        theirs: Draft,
        /// The revision under which what was sent is kept.
        aside: i64,
    },
    /// The draft had been published or discarded. What was sent is put aside.
    Gone {
        /// The revision under which it is kept.
        aside: i64,
    },
}

/// Saves a draft that was read at revision `read`.
///
/// # Errors
/// There never was one, or the database's own.
pub async fn save(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    part: &Part,
    read: i64,
    files: PartFiles,
    now: DateTime<Utc>,
) -> Result<Saved, Error> {
    save_as(sql, city, by, part, Sent { read, files, restored: None }, now).await
}

/// What is to be saved.
struct Sent {
    /// The revision that was read.
    read: i64,
    files: PartFiles,
    /// The revision that is taken up again.
    restored: Option<i64>,
}

async fn save_as(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    part: &Part,
    Sent { read, files, restored }: Sent,
    now: DateTime<Utc>,
) -> Result<Saved, Error> {
    let store = Store::new(sql);
    let done = async || {
        let line =
            |rev: i64, what: &str| DraftLine { rev, what: what.to_owned(), by: by.to_owned(), at: now, restored };
        let rev = store.newest_rev(city, part).await? + 1;
        let Some(theirs) = store.draft(city, part).await? else {
            let ended = store.draft_at(city, part, rev - 1).await?.ok_or(Refusal::NoDraft)?;
            let aside = Draft { rev, files: files.clone(), line: line(rev, "aside"), ..ended };
            if !store.save_draft(city, &aside).await? {
                return Err(Error::Contended);
            }
            return Ok(Saved::Gone { aside: rev });
        };
        if theirs.files == files {
            // Saved as it stands already: what was tried of it stays tried.
            return Ok(Saved::Yes(theirs));
        }
        let with = |files: PartFiles, what: &str| Draft { rev, files, line: line(rev, what), ..theirs.clone() };
        let saved = if theirs.rev == read {
            Saved::Yes(with(files, "saved"))
        } else {
            let before = store.draft_at(city, part, read).await?.map(|draft| draft.files).unwrap_or_default();
            match merge(&before, &files, &theirs.files) {
                Some(merged) => Saved::Merged(with(merged, "merged")),
                None => {
                    store.save_draft(city, &with(files, "aside")).await?;
                    return Ok(Saved::Conflict { theirs: theirs.clone(), aside: rev });
                }
            }
        };
        if let Saved::Yes(draft) | Saved::Merged(draft) = &saved {
            if !store.save_draft(city, draft).await? {
                return Err(Error::Contended);
            }
            let about = draft.part.to_string();
            let deed = Deed::new(by, "draft_saved", &about).with(json!({ "rev": rev }));
            store.note_deed(city, &deed, now).await?;
        }
        Ok(saved)
    };
    store.at_once(done).await
}

/// Takes up again what was saved once, also what was put aside: as the draft's newest state, or as a new draft where none
/// is worked on.
///
/// # Errors
/// Nothing was saved under the revision, or the database's own.
pub async fn restore(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    part: &Part,
    rev: i64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let earlier = store.draft_at(city, part, rev).await?.ok_or(Refusal::NoDraft)?;
    let Some(open) = store.draft(city, part).await? else {
        return begin(sql, city, by, part, Beginning::Restored(rev, earlier.files), now).await.map(|_| ());
    };
    match save_as(sql, city, by, part, Sent { read: open.rev, files: earlier.files, restored: Some(rev) }, now).await? {
        Saved::Yes(_) | Saved::Merged(_) => Ok(()),
        // Somebody saved between the two: nothing is taken up before it was seen.
        Saved::Conflict { .. } | Saved::Gone { .. } => Err(Error::Contended),
    }
}

/// Both changes, file by file and line by line; none where they change the same lines.
fn merge(before: &PartFiles, ours: &PartFiles, theirs: &PartFiles) -> Option<PartFiles> {
    let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut merged = PartFiles::new();
    for name in names {
        let was = before.get(name);
        let text = match (ours.get(name), theirs.get(name)) {
            (our, their) if our == their => our.cloned(),
            (our, their) if their == was => our.cloned(),
            (our, their) if our == was => their.cloned(),
            (Some(our), Some(their)) => {
                Some(diffy::merge(was.map(String::as_str).unwrap_or_default(), our, their).ok()?)
            }
            // One took a file away that the other changed.
            (None, _) | (_, None) => return None,
        };
        merged.extend(text.map(|text| (name.clone(), text)));
    }
    Some(merged)
}

/// Ends a draft that nobody wants. What was saved of it stays in the history.
///
/// # Errors
/// There is none, or the database's own.
pub async fn discard(sql: &impl Sql, city: &CityCode, by: &str, part: &Part, now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let draft = store.draft(city, part).await?.ok_or(Refusal::NoDraft)?;
        if !store.end_draft(city, &draft, DraftEnd::Discarded, by, now).await? {
            return Err(Error::Contended);
        }
        store.note_deed(city, &Deed::new(by, "draft_discarded", &part.to_string()), now).await
    };
    store.at_once(done).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(rules: &str, texts: &str) -> PartFiles {
        [("rules.rhai", rules), ("messages.toml", texts)].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    }

    #[test]
    fn what_two_people_wrote_in_different_places_is_both_kept() {
        let before = files("a\nb\nc\nd\ne\n", "x\n");
        let ours = files("A\nb\nc\nd\ne\n", "x\n");
        assert_eq!(merge(&before, &ours, &files("a\nb\nc\nd\nE\n", "y\n")), Some(files("A\nb\nc\nd\nE\n", "y\n")));
        assert_eq!(merge(&before, &ours, &files("Z\nb\nc\nd\ne\n", "x\n")), None);
        assert_eq!(merge(&before, &ours, &PartFiles::new()), None);
    }
}
