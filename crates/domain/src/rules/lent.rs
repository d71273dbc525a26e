//! The functions of which a campaign's script makes use and which others share: what has to go with it elsewhere.

use super::check::{self, Script};
use super::frame::Slot;
use super::{language, mark};
use crate::pack::Pack;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Functions by name, as they are written, with the comment above each.
pub(crate) type Functions = BTreeMap<String, String>;

/// The functions that a pack's campaigns share.
pub(crate) fn shared(pack: &Pack) -> Functions {
    let engine = language::engine(&Rc::new(Slot::default()));
    let sources = check::read(&engine, pack, &BTreeMap::new(), &mut Vec::new());
    let of = |script: &Script| with_comments(script, pack.files.get(&script.path).map_or("", String::as_str));
    sources.shared.iter().flat_map(of).collect()
}

/// Those of them that a script reaches.
pub(crate) fn lent(script: &str, shared: &Functions) -> Functions {
    let mut lent = Functions::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![script];
    while let Some(text) = open.pop() {
        for name in mark::called(text) {
            if let Some((name, text)) = shared.get_key_value(name)
                && seen.insert(name)
            {
                lent.insert(name.clone(), text.clone());
                open.push(text);
            }
        }
    }
    lent
}

/// A script in which a function is called something else wherever it is defined or called.
pub(crate) fn renamed(script: &str, from: &str, to: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, after)) = rest.split_once(from) {
        let whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        text.push_str(before);
        text.push_str(if whole && after.trim_start().starts_with('(') { to } else { from });
        rest = after;
    }
    text.push_str(rest);
    text
}

fn with_comments(script: &Script, text: &str) -> Functions {
    let lines: Vec<&str> = text.lines().collect();
    let is_comment = |line: &usize| lines.get(*line).is_some_and(|line| line.trim_start().starts_with("//"));
    let begin = |place: usize| {
        let name = place.saturating_sub(1);
        (0..name).rev().take_while(is_comment).last().unwrap_or(name)
    };
    let begins: Vec<usize> = script.functions.iter().map(|function| begin(function.place.line)).collect();
    let ends = begins.iter().skip(1).copied().chain([lines.len()]);
    let of = |(begin, end): (usize, usize)| {
        let own: Vec<&str> = lines.iter().skip(begin).take(end.saturating_sub(begin)).copied().collect();
        own.join("\n").trim().to_owned()
    };
    let names = script.functions.iter().map(|function| function.name.clone());
    names.zip(begins.iter().copied().zip(ends).map(of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_function_itself_is_renamed() {
        let script = "fn far(me) { so_far(me) + far (me) }\n// far\nlet farther = \"far\";";
        let other = "fn near(me) { so_far(me) + near (me) }\n// far\nlet farther = \"far\";";
        assert_eq!(renamed(script, "far", "near"), other);
    }
}
