//! Messages that nothing says.

use super::Note;
use super::hooks::at_heading;
use super::program::Program;
use crate::pack::{Campaign, Pack};
use crate::rules::errors::Place;
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
        let problem = at_heading(pack, &path, &[message], format!("no rule says `{message}`; take it out, or say it"));
        note(&path, Place { line: problem.line, column: problem.column }, problem.message);
    }
}
