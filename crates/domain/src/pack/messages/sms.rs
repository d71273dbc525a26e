//! An SMS as it leaves: its text, and what the city adds.

use crate::pack::City;
use crate::pack::text::tells_how_to_stop;

/// An SMS with how to stop under it, where the text does not tell. Without the city's words nothing is added;
/// the check of texts says so.
pub(crate) fn whole_sms(text: &str, language: &str, city: &City) -> String {
    let how = city.how_to_stop.sms.as_ref().and_then(|words| words.of(language));
    with(text, how, "\n")
}

/// The SMS that follows a message by LINE, which says that it is the same. There is none where the city has no
/// words for that in the language.
pub(crate) fn sms_after_line(text: &str, language: &str, city: &City) -> Option<String> {
    let also = city.also_on_line.as_ref()?.of(language)?;
    Some(whole_sms(&format!("{also}\n{text}"), language, city))
}

/// The text of the first message by LINE to a resident, which tells how to stop.
pub(crate) fn first_on_line(text: &str, language: &str, city: &City) -> String {
    let how = city.how_to_stop.line.as_ref().and_then(|words| words.of(language));
    with(text, how, "\n\n")
}

fn with(text: &str, how: Option<&str>, between: &str) -> String {
    match how.filter(|_| !tells_how_to_stop(text)) {
        Some(how) => format!("{}{between}{how}", text.trim_end()),
        None => text.to_owned(),
    }
}
