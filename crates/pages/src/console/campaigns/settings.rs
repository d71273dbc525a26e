//! The form beside `campaign.toml`, for who does not want to write TOML: what the text says, field by field. Only what
//! somebody changed in it is changed in the text.

mod fields;

use super::super::visit::Visit;
use crate::form::Form;
use domain::Problem;
use domain::pack::{Answers, PartFiles, SettingFault, Settings};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The file that the form is about.
pub(super) const FILE: &str = "campaign.toml";

/// What a field's name begins with.
const FIELD: &str = "set:";

/// The hidden field with what the form said when it was shown.
const WERE: &str = "settings-were";

/// What a form said that cannot be written into the text.
#[derive(Debug, Default)]
pub(super) struct Faulty {
    /// What was written into its fields, by key.
    answers: Answers,
    faults: BTreeMap<String, SettingFault>,
}

/// Whether the form is to be open.
pub(super) const OPEN: &str = "open=settings";

/// The files of a page's form, with what was changed in the fields written into the text.
pub(super) fn written(form: &Form, mut files: PartFiles) -> Result<PartFiles, (PartFiles, Faulty)> {
    let changed = changed(form);
    let Some(text) = files.get(FILE).filter(|_| !changed.is_empty()) else { return Ok(files) };
    match Settings::write(text, &changed) {
        Ok(text) => {
            files.insert(FILE.to_owned(), text);
            Ok(files)
        }
        Err(faults) => Err((files, Faulty { answers: changed, faults })),
    }
}

/// What somebody changed in the form's fields. What was only changed in the text is no such thing.
fn changed(form: &Form) -> Answers {
    let were: Answers = serde_json::from_str(form.get(WERE)).unwrap_or_default();
    let said = |key: &String| -> Vec<String> { form.all(&format!("{FIELD}{key}")).map(str::to_owned).collect() };
    let changed = were.into_iter().filter_map(|(key, were)| {
        let said = said(&key);
        // A field that is not there was not sent; boxes of which none is ticked are not there either.
        let is_sent = !said.is_empty() || fields::is_of_boxes(&key);
        (is_sent && plain(&said) != plain(&were)).then_some((key, said))
    });
    changed.collect()
}

fn plain(said: &[String]) -> Vec<&str> {
    said.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The form of a text. `problems` are those of the file.
pub(super) fn shown(visit: &Visit<'_>, text: &str, problems: &[&Problem], faulty: Option<&Faulty>) -> Markup {
    let w = visit.words();
    let is_open = faulty.is_some() || visit.door.here.contains(OPEN);
    let settings = Settings::read(text);
    html! {
        details.card #settings open[is_open] {
            summary { (w.say("settings-title-of")) }
            @match &settings {
                None => p { (w.say("settings-unreadable")) },
                Some(settings) => {
                    p { (w.say("settings-text")) }
                    input type="hidden" name=(WERE) value=(serde_json::to_string(&settings.answers()).unwrap_or_default());
                    (fields::shown((w, &visit.door.ruleset.city.topics), settings, problems, faulty))
                    @if !settings.rest.is_empty() {
                        p.hint { (w.say("settings-rest")) @for key in &settings.rest { " " code { (key) } } }
                    }
                    p.hint { (w.say("settings-more")) }
                    button.button.second name="then" value="settings" { (w.say("settings-apply")) }
                },
            }
        }
    }
}
