//! Answers that no message asks for.

use super::Note;
use super::program::Program;
use crate::event::WRITTEN;
use crate::nearest::instead;
use crate::pack::Campaign;
use crate::sentence::Sentence;
use std::collections::{BTreeMap, BTreeSet};

/// Where a rule looks for an answer that no message of the city offers and that nobody's words become.
/// A button of an earlier version may still be tapped, so it need not be wrong.
pub(super) fn check(program: &Program<'_>, campaigns: &BTreeMap<String, Campaign>, note: &mut Note<'_>) {
    let messages = campaigns.values().flat_map(|campaign| campaign.messages.values());
    let replies = messages.flat_map(|message| message.texts.values()).flat_map(|text| &text.replies);
    let mut known: BTreeSet<&str> = replies.map(|reply| reply.action.as_str()).collect();
    known.extend(WRITTEN);
    for walked in program.functions() {
        for (place, action) in walked.found.actions.iter().filter(|found| !known.contains(found.1.as_str())) {
            let near = instead(action, known.iter().copied());
            let said = Sentence::new(
                format!("no message of the city can be answered with `{action}`{}", near.en),
                format!("`{action}` というお返事のできる文面が、市のどの取り組みにもありません。{}", near.ja),
            );
            note(&walked.script.path, *place, said);
        }
    }
}
