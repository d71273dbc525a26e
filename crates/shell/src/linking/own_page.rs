//! Whoever asks for their own page is sent it, also who stopped all messages: it answers them, and nobody else is told.

use crate::drain::{OPEN, Pages};
use crate::store::{Store, Wanted};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, is_my_page};
use domain::linking::MY_PAGE;
use domain::pack::City;
use domain::{CityCode, ResidentId, Snapshot};
use std::rc::Rc;
use wire::What;

/// Whether somebody asks for their own page, in words or by a button of a menu. What is answered so needs no reader.
pub fn asks_for_page(what: &What) -> bool {
    match what {
        What::Text { text, .. } => is_my_page(text),
        What::Postback { message: None, action } => action == MY_PAGE,
        _ => false,
    }
}

/// What they are told: a link, or one for each of those who share the account or the telephone. Nothing where it is
/// nobody's any more.
pub(super) async fn text(
    store: &Store<'_, impl Sql>,
    (city, settings): (&CityCode, &City),
    pages: &Pages,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    let owners = owners(store, city, wanted).await?;
    let Some((_, first)) = owners.first() else { return Ok(None) };
    let words = settings.my_page.of(first.language().unwrap_or("ja"));
    let mut lines = vec![words.to_owned()];
    if wanted.channel == ChannelKind::Sms {
        lines.insert(0, settings.sender.clone());
    }
    for (place, (resident, _)) in owners.iter().enumerate() {
        let link = pages.address(city, resident, now + OPEN);
        lines.push(if owners.len() > 1 { format!("{}. {link}", place + 1) } else { link });
    }
    Ok(Some(lines.join("\n")))
}

/// Those whose address it is, in order of their ids, which is the order of the page on which they choose by LINE.
async fn owners(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    wanted: &Wanted,
) -> Result<Vec<(ResidentId, Rc<Snapshot>)>, Error> {
    let at = store.residents_at(city, wanted.channel, [wanted.address.as_str()]).await?;
    let known = store.residents(city, at.values().flatten()).await?;
    let is_theirs = |snapshot: &Snapshot| {
        let channel = snapshot.contact.channels.get(&wanted.channel);
        channel.is_some_and(|own| own.linked && own.address == wanted.address)
    };
    let all = known.into_iter().map(|(id, known)| (id, known.snapshot));
    let mut owners: Vec<_> = all.filter(|(_, snapshot)| is_theirs(snapshot)).collect();
    owners.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(owners)
}
