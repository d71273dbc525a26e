//! What a resident asks staff for.

use super::{Place, event, say};
use crate::store::Store;
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::event::Reply;
use domain::{MessageId, Payload, ResidentId};

/// What a request for deletion is called among what waits for staff.
pub const DELETION: &str = "deletion_request";

/// Enters that a resident wants their records deleted, and lets no message leave from here on. What is deleted, and how
/// far the law has it kept, is for staff to say: nothing is gone yet. `id` came with the form.
///
/// # Errors
/// As [`say`].
pub async fn ask_for_deletion(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    id: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let bits = u128::from_str_radix(id, 16).unwrap_or_default();
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    let number = MessageId(ulid::Ulid::from_parts(millis, bits)).to_string();
    let store = Store::new(place.sql);
    store.at_once(async || store.ask_staff(place.city, resident, (&number, DELETION), now).await).await?;
    match event(resident, id, stop(), now) {
        Ok(stop) => say(place, stop, now).await,
        // A stop has nothing that could be wrong with it.
        Err(_) => Ok(()),
    }
}

/// The word that stops every message.
pub fn stop() -> Payload {
    Payload::Reply(Reply { message: None, action: Reply::STOP.to_owned(), text: None, provider_id: None })
}
