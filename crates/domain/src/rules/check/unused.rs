//! Messages that nothing says.

use super::Note;
use super::hooks::heading;
use super::program::Program;
use crate::pack::{Campaign, Pack};
use crate::sentence::Sentence;
use std::collections::BTreeSet;

/// A message that no rule says is a slip, most often in a name; unless a rule says messages
/// whose names are known only when it runs.
pub(super) fn messages(name: &str, program: &Program<'_>, campaign: &Campaign, pack: &Pack, note: &mut Note<'_>) {
    let mut said: BTreeSet<&String> = BTreeSet::new();
    for named in program.functions().flat_map(|walked| &walked.found.named) {
        match (named.by, &named.names) {
            ("nudge" | "invite", Some(names)) => said.extend(names),
            ("nudge" | "invite", None) => return,
            _ => {}
        }
    }
    let path = pack.campaign_path(name, "messages.toml");
    for message in campaign.messages.keys().filter(|message| !said.contains(message)) {
        let said = Sentence::new(
            format!("no rule says `{message}`; take it out, or say it"),
            format!("文面 `{message}` は、どのルールからも使われていません。ルールで使うか、文面を消してください。"),
        );
        note(&path, heading(pack, &path, &[message]), said);
    }
}
